//! What the worker does at Meta's full rate: bare workerd, and beside it a program that plays Meta
//! (`tests/load`), whose lines are set in a table here.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    build, files, ports, process, root, say,
    stack::{Worker, WorkerBuilder},
    tools,
};

/// How the worker is loaded.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct LoadOptions {
    /// How long each load lasts
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: u32,
    /// Updates in one webhook; several are measured one after the other. (Single ones do not get
    /// through at 4,000 a second)
    #[arg(long, default_values_t = [1000, 100, 10])]
    batch: Vec<u32>,
    /// Updates a second
    #[arg(long, default_value_t = 4000)]
    rate: u32,
    /// Page views a second, each a request for widget.js
    #[arg(long, default_value_t = 500)]
    views: u32,
    /// Chooses what comes
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Loads a new worker for each size of a batch.
///
/// # Errors
/// When something cannot be built or started, or a run breaks off.
pub(super) fn measure(options: &LoadOptions) -> Result<Load> {
    build::shipped()?;
    build_generator()?;
    let mut load = Load(Vec::new());
    for &batch in &options.batch {
        say::step(format_args!(
            "{} updates a second in batches of {batch} for {} s",
            options.rate, options.seconds
        ));
        load.0.push((batch, run(options, batch)?));
    }
    Ok(load)
}

/// Builds the program that plays Meta.
///
/// # Errors
/// When it does not compile.
pub(super) fn build_generator() -> Result<()> {
    process::run(
        tools::cargo().args(["build", "--profile", "quick", "--package", "saludo-load"]),
        "building saludo-load",
    )
}

/// A worker in workerd alone, with its state in `dir` and Graph on a port of this machine.
///
/// # Errors
/// When it cannot be started.
pub(super) fn worker(dir: &Path, graph: u16) -> Result<Worker> {
    builder(dir, graph).bare().start()
}

/// The same, counting what Cloudflare bills.
///
/// # Errors
/// When it cannot be started.
pub(super) fn counted_worker(dir: &Path, graph: u16) -> Result<Worker> {
    builder(dir, graph).counted().start()
}

/// The same before a book that keeps nothing, and for two shops: so it reads every webhook to know
/// whose it is. `shops` is the setting.
///
/// # Errors
/// When it cannot be started.
pub(super) fn worker_without_book(dir: &Path, shops: &str) -> Result<Worker> {
    builder(dir, 1).var("SHOPS", shops).no_book().start()
}

fn builder(dir: &Path, graph: u16) -> WorkerBuilder {
    Worker::builder(dir)
        .sandbox(format!("http://localhost:{graph}"))
        // As most shops are: without a help desk and systems of their own that are told.
        .var("FORWARD_URL", "")
        .var("EVENTS_URL", "")
}

/// Where that program is.
pub(super) fn program() -> PathBuf {
    root::target().join("quick/saludo-load")
}

fn run(options: &LoadOptions, batch: u32) -> Result<Lines> {
    let dir = root::join(".state/load");
    files::remove_dir(&dir)?;
    let graph = ports::pick()?;
    let worker = worker(&dir, graph)?;
    let process = worker.process_id().context("the worker has no process")?;
    let mut command = Command::new(program());
    command.arg("rate");
    for (name, value) in [
        ("--worker", u64::from(worker.port())),
        ("--graph", u64::from(graph)),
        ("--process", u64::from(process)),
        ("--seconds", u64::from(options.seconds)),
        ("--rate", u64::from(options.rate)),
        ("--batch", u64::from(batch)),
        ("--views", u64::from(options.views)),
        ("--seed", options.seed),
    ] {
        command.arg(name).arg(value.to_string());
    }
    let (lines, status) = process::read(&mut command)?;
    ensure!(
        status.success(),
        "the load broke off ({status}); the log is {}",
        worker.log().display()
    );
    Lines::read(&lines)
}

/// What one run printed: a name and a number a line.
#[derive(Debug)]
struct Lines(BTreeMap<String, f64>);

impl Lines {
    fn read(text: &str) -> Result<Self> {
        let line = |line: &str| -> Result<(String, f64)> {
            let (name, number) = line.split_once(' ').with_context(|| line.to_owned())?;
            Ok((
                name.to_owned(),
                number.parse().with_context(|| line.to_owned())?,
            ))
        };
        text.lines().map(line).collect::<Result<_>>().map(Self)
    }
}

/// All runs, by the size of a batch.
#[derive(Debug)]
pub(super) struct Load(Vec<(u32, Lines)>);

/// The name in a run's lines, and what it is called in the table.
const ROWS: [(&str, &str); 28] = [
    ("updates", "updates that differ"),
    ("repeated", "updates sent once more"),
    ("lost", "lost, of those that differ"),
    ("unconfirmed", "opt-ins said and not confirmed"),
    ("welcomes_missing", "welcomes missing"),
    ("welcomes_twice", "people with two welcomes"),
    ("webhook_count", "webhooks answered 200"),
    ("webhook_failures", "answers to them other than 200"),
    ("webhook_median_ms", "webhook, median, ms"),
    ("webhook_p95_ms", "webhook, p95, ms"),
    ("webhook_p99_ms", "webhook, p99, ms"),
    ("webhook_max_ms", "webhook, slowest, ms"),
    ("webhook_over_1s_percent", "webhook, over 1 s, %"),
    (
        "webhook_left_late_p99_ms",
        "of which the generator itself was late, p99, ms",
    ),
    (
        "acted_on_after_ms",
        "all acted on after the last answer, ms",
    ),
    ("to_graph_count", "welcomes sent"),
    (
        "to_graph_median_ms",
        "webhook due to our Graph call, median, ms",
    ),
    ("to_graph_p95_ms", "webhook due to our Graph call, p95, ms"),
    ("to_graph_p99_ms", "webhook due to our Graph call, p99, ms"),
    ("widget_count", "widget.js answered 200"),
    ("widget_failures", "answers to it other than 200"),
    ("widget_median_ms", "widget.js, median, ms"),
    ("widget_p99_ms", "widget.js, p99, ms"),
    ("opt_ins_refused", "opt-in posts refused"),
    ("processor_percent", "workerd, % of one core"),
    (
        "processor_us_an_update",
        "workerd, processor time an update, µs",
    ),
    ("memory_mib", "workerd, memory at the end, MiB"),
    ("memory_most_mib", "workerd, most memory, MiB"),
];

impl Load {
    /// For people.
    pub(super) fn table(&self) -> String {
        let mut table = format!("{:<50}", "updates in one webhook");
        for (batch, _) in &self.0 {
            let _ = write!(table, "{batch:>12}");
        }
        for (name, title) in ROWS {
            let _ = write!(table, "\n{title:<50}");
            for (_, lines) in &self.0 {
                let cell = lines.0.get(name).map_or("-".to_owned(), f64::to_string);
                let _ = write!(table, "{cell:>12}");
            }
        }
        table.push('\n');
        table
    }

    /// For programs: an object with the one member `load`.
    pub(super) fn json(&self) -> String {
        let runs = self.0.iter().map(|(batch, lines)| {
            let rows = lines.0.iter();
            let rows: Vec<String> = rows
                .map(|(name, value)| format!(r#""{name}":{value}"#))
                .collect();
            format!(r#""{batch}":{{{}}}"#, rows.join(","))
        });
        let runs: Vec<String> = runs.collect();
        format!(r#"{{"load":{{{}}}}}"#, runs.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_a_column_and_what_it_lacks_is_a_dash() -> Result<()> {
        let run = |text: &str| Lines::read(text);
        let load = Load(vec![
            (1000, run("lost 0\nwebhook_median_ms 21.50\n")?),
            (10, run("lost 3\n")?),
        ]);
        assert_eq!(
            load.json(),
            r#"{"load":{"1000":{"lost":0,"webhook_median_ms":21.5},"10":{"lost":3}}}"#
        );
        let table = load.table();
        let median = table
            .lines()
            .find(|line| line.starts_with("webhook, median"));
        let cells: Vec<&str> = median.unwrap_or_default().split_whitespace().collect();
        assert_eq!(cells, ["webhook,", "median,", "ms", "21.5", "-"]);
        Ok(())
    }

    #[test]
    fn what_is_no_line_is_an_error() {
        for wrong in ["lost", "lost many"] {
            assert!(Lines::read(wrong).is_err(), "{wrong}");
        }
    }
}
