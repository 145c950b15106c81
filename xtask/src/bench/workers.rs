//! Saludo's worker beside workers that a shop would have instead, each in a workerd of its own, all
//! with the same signed webhooks in turn: `tests/load` posts them, the peers are in
//! `tests/bench/peers/worker`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::{load, summary::Summary};
use crate::{build, files, http, ports, process, root, say, stack::Script};

/// How they are measured.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct WorkersOptions {
    /// How often each worker gets its webhooks; more rounds, narrower ranges
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(3..))]
    worker_rounds: u32,
}

/// What a shop would have instead: the name of its file, and whether it keeps a book.
const PEERS: [(&str, bool); 4] = [
    ("empty", false),
    ("plain", false),
    ("storing", true),
    ("whatsapp-api-js", false),
];
/// What the others are compared with.
const SALUDO: &str = "saludo";
/// The same before a book that keeps nothing: what verifying and reading cost by themselves.
const NO_BOOK: &str = "saludo-no-book";
const WORKERS: [&str; 6] = [
    SALUDO,
    NO_BOOK,
    "empty",
    "plain",
    "storing",
    "whatsapp-api-js",
];

/// Two shops, so that every webhook has to be read to know whose it is. The first is that of
/// development, which all the posted webhooks are for.
const TWO_SHOPS: &str = r#"{"demo":{"phone_number_id":"106540352242922","waba_id":"102290129340398","number":"15550783881","origins":["http://localhost:*"]},"other":{"phone_number_id":"106540352242923","waba_id":"102290129340399","number":"15550783882","origins":["http://localhost:*"]}}"#;

/// Starts all of them and measures in turn.
///
/// # Errors
/// When something cannot be built or started, or a worker does not take a webhook.
pub(super) fn measure(options: WorkersOptions) -> Result<Workers> {
    build::shipped()?;
    load::build_generator()?;
    let dir = root::join(".state/workers");
    files::remove_dir(&dir)?;
    // Nothing is sent, so nobody plays Graph: no opt-in is confirmed by what is posted.
    let saludo = load::worker(&dir.join(SALUDO), ports::pick()?)?;
    let mut command = Command::new(load::program());
    command
        .arg("throughput")
        .arg(format!("--rounds={}", options.worker_rounds));
    let process = saludo.process_id().context("the worker has no process")?;
    command.arg(format!("--worker={SALUDO}={}:{process}", saludo.port()));
    let no_book = load::worker_without_book(&dir.join(NO_BOOK), TWO_SHOPS)?;
    let process = no_book.process_id().context("the worker has no process")?;
    command.arg(format!("--worker={NO_BOOK}={}:{process}", no_book.port()));
    let mut peers = Vec::new();
    for (name, has_book) in PEERS {
        let peer = Script::start(&dir.join(name), &bundle(&dir, name)?, has_book)?;
        let process = peer.process_id().context("a worker has no process")?;
        command.arg(format!("--worker={name}={}:{process}", peer.port()));
        peers.push((name, peer));
    }
    say::step(format_args!(
        "the same webhooks to {} workers in turn, {} rounds",
        WORKERS.len(),
        options.worker_rounds
    ));
    let (lines, status) = process::read(&mut command)?;
    ensure!(status.success(), "the workers were not measured ({status})");
    let mut workers = Workers::read(&lines)?;
    workers.took.insert(SALUDO.to_owned(), kept(&saludo.url())?);
    for (name, peer) in &peers {
        let url = format!("http://127.0.0.1:{}/", peer.port());
        let answer = String::from_utf8(http::get(&url)?.body)?;
        let took = answer.trim().parse().with_context(|| answer.clone())?;
        workers.took.insert((*name).to_owned(), took);
    }
    Ok(workers)
}

/// How many updates the book has.
fn kept(worker: &str) -> Result<u64> {
    let token = ("Authorization", "Bearer dev-admin-token");
    let answer = http::get_with(&format!("{worker}/v1/admin/shops/demo/stats"), &[token])?;
    let stats: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let updates = stats
        .pointer("/webhook/updates")
        .and_then(serde_json::Value::as_u64);
    updates.context("the worker tells no updates")
}

/// A peer as one file.
fn bundle(dir: &Path, name: &str) -> Result<PathBuf> {
    let source = root::join(format!("tests/bench/peers/worker/{name}.js"));
    let out = dir.join(format!("{name}.js"));
    let mut esbuild = Command::new(root::node_bin("esbuild"));
    esbuild
        .arg(&source)
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--log-level=warning",
        ])
        .args(["--external:cloudflare:*", "--conditions=workerd,worker"])
        .arg(format!("--outfile={}", out.display()));
    process::run(&mut esbuild, "esbuild")?;
    Ok(out)
}

/// Worker, size of a batch, figure.
type Key = (String, u32, String);

/// All that was measured.
#[derive(Debug, Default)]
pub(super) struct Workers {
    turns: BTreeMap<Key, Vec<f64>>,
    /// How many updates each worker has taken note of in all.
    took: BTreeMap<String, u64>,
}

/// A figure, its heading, and whether more is better.
const ROWS: [(&str, &str); 5] = [
    ("updates_a_second", "updates a second"),
    ("requests_a_second", "webhooks a second"),
    ("processor_us_a_request", "processor time a webhook, µs"),
    ("median_ms", "median, ms"),
    ("p99_ms", "p99, ms"),
];

impl Workers {
    fn read(lines: &str) -> Result<Self> {
        let mut all = Self::default();
        for line in lines.lines() {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let read = || {
                let [worker, batch, figure, value] = parts.as_slice() else {
                    return None;
                };
                let key = (
                    (*worker).to_owned(),
                    batch.parse().ok()?,
                    (*figure).to_owned(),
                );
                Some((key, value.parse().ok()?))
            };
            let (key, value): (Key, f64) =
                read().with_context(|| format!("an unknown result: {line}"))?;
            all.turns.entry(key).or_default().push(value);
        }
        Ok(all)
    }

    fn summary(&self, worker: &str, batch: u32, figure: &str) -> Option<Summary> {
        let key = (worker.to_owned(), batch, figure.to_owned());
        Summary::of(self.turns.get(&key)?.clone())
    }

    /// How much one worker has of what another has, round by round: the median.
    fn ratio(&self, one: &str, other: &str, batch: u32, figure: &str) -> Option<f64> {
        let ours = self.summary(one, batch, figure)?;
        let theirs = self.summary(other, batch, figure)?;
        let pairs = ours.values.iter().zip(&theirs.values);
        Some(Summary::of(pairs.map(|(ours, theirs)| ours / theirs).collect())?.median)
    }

    fn batches(&self) -> Vec<u32> {
        let mut batches: Vec<u32> = self.turns.keys().map(|(_, batch, _)| *batch).collect();
        batches.sort_unstable();
        batches.dedup();
        batches.retain(|batch| *batch > 0);
        batches
    }

    fn posted(&self, which: &str) -> f64 {
        self.summary("all", 0, which)
            .map_or(0.0, |posted| posted.median)
    }

    /// For people.
    pub(super) fn table(&self) -> String {
        let mut table = String::new();
        let heading = |table: &mut String, title: &str| {
            let _ = write!(table, "{title:<44}");
            for worker in WORKERS {
                let _ = write!(table, "{worker:>18}");
            }
            table.push('\n');
        };
        for batch in self.batches() {
            heading(&mut table, &format!("webhooks of {batch}"));
            for (figure, title) in ROWS {
                let _ = write!(table, "{title:<44}");
                for worker in WORKERS {
                    let cell = self
                        .summary(worker, batch, figure)
                        .map_or("-".to_owned(), |summary| format!("{:.1}", summary.median));
                    let _ = write!(table, "{cell:>18}");
                }
                table.push('\n');
            }
            for (one, title) in [
                (SALUDO, "Saludo's updates a second, times theirs"),
                (NO_BOOK, "without its book, times theirs"),
            ] {
                let _ = write!(table, "{title:<44}");
                for worker in WORKERS {
                    let ratio = self.ratio(one, worker, batch, "updates_a_second");
                    let cell = ratio
                        .filter(|_| !worker.starts_with(SALUDO))
                        .map_or(String::new(), |ratio| format!("{ratio:.2}"));
                    let _ = write!(table, "{cell:>18}");
                }
                table.push('\n');
            }
            table.push('\n');
        }
        heading(&mut table, "after all of it");
        let _ = write!(
            table,
            "{:<44}",
            format!(
                "updates taken note of, of {} ({} differ)",
                self.posted("updates_posted"),
                self.posted("updates_that_differ")
            )
        );
        for worker in WORKERS {
            let took = self.took.get(worker).map_or("-".to_owned(), u64::to_string);
            let _ = write!(table, "{took:>18}");
        }
        let _ = write!(table, "\n{:<44}", "most memory, MiB");
        for worker in WORKERS {
            let cell = self
                .summary(worker, 0, "memory_most_mib")
                .map_or("-".to_owned(), |summary| format!("{:.0}", summary.median));
            let _ = write!(table, "{cell:>18}");
        }
        table.push('\n');
        table
    }

    /// For programs: an object with the one member `workers`.
    pub(super) fn json(&self) -> String {
        let mut rows: BTreeMap<String, serde_json::Value> = BTreeMap::new();
        for (worker, batch, figure) in self.turns.keys() {
            if let Some(summary) = self.summary(worker, *batch, figure) {
                rows.insert(
                    format!("{worker}/{batch}/{figure}"),
                    serde_json::json!({
                        "median": summary.median, "min": summary.min, "max": summary.max,
                        "values": summary.values,
                    }),
                );
            }
        }
        serde_json::json!({ "workers": { "rows": rows, "took": self.took } }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "saludo 6 updates_a_second 20\nplain 6 updates_a_second 40\nsaludo 6 updates_a_second 30\nplain 6 updates_a_second 10\nall 0 updates_posted 12\n";

    #[test]
    fn workers_are_compared_round_by_round() -> Result<()> {
        let workers = Workers::read(LINES)?;
        assert_eq!(
            workers.ratio(SALUDO, "plain", 6, "updates_a_second"),
            Some(1.75)
        );
        assert_eq!(workers.ratio(SALUDO, "empty", 6, "updates_a_second"), None);
        assert_eq!(workers.batches(), [6]);
        let table = workers.table();
        assert!(table.contains("webhooks of 6"), "{table}");
        assert!(table.contains("1.75"), "{table}");
        Ok(())
    }

    #[test]
    fn what_is_no_result_is_an_error() {
        for wrong in [
            "saludo 6 updates",
            "saludo six updates 1",
            "saludo 6 updates x",
        ] {
            assert!(Workers::read(wrong).is_err(), "{wrong}");
        }
    }
}
