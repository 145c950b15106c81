//! `cargo xtask bench [browser] [side-by-side] [ledger] [load] [workers] [growth] [cost] [kills] [fuzz]`:
//! what the widget costs a page and its shopper, measured in real Chromium, by itself and beside others,
//! what a ledger costs as it grows, what the worker does at Meta's full rate and beside other workers, what
//! things cost in a book that grows, what a shop pays Cloudflare, and what is lost where the worker is
//! killed or fed with made-up bytes.
//!
//! The measuring is done by bench targets; BENCHMARKS.md says what their rows mean. Here is what they
//! need: a build, a stack of their own, a browser.

pub mod bars;
mod cost;
mod failures;
mod growth;
mod ledger;
mod load;
mod peers;
pub mod summary;
mod workers;

use std::{
    fs::File,
    io::{self, Write},
    os::fd::{AsFd, OwnedFd},
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use nix::unistd::dup2_stdout;

use crate::{build, process, root, say, setup, stack::Stack, tools};

/// A shop for each kind of visit: without the phone field and with it.
const SHOPS: usize = 2;

/// How it is called.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// Only this part; may be several
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// One JSON document instead of a table
    #[arg(long)]
    json: bool,
    /// How often everything is measured in the browser; more rounds, narrower ranges
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(9..))]
    rounds: u32,
    #[command(flatten)]
    load: load::LoadOptions,
    #[command(flatten)]
    workers: workers::WorkersOptions,
    #[command(flatten)]
    growth: growth::GrowthOptions,
    #[command(flatten)]
    cost: cost::CostOptions,
    /// How long each fuzzer looks
    #[arg(long, default_value_t = 60)]
    fuzz_seconds: u64,
}

/// A part that can be measured by itself.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The widget in Chromium
    Browser,
    /// The widget in Chromium beside those that a shop would have instead
    SideBySide,
    /// Appending and verifying up to a million events
    Ledger,
    /// Webhooks at Meta's full rate
    Load,
    /// The worker beside those that a shop would have instead
    Workers,
    /// What things cost in books that grow
    Growth,
    /// What a shop pays Cloudflare, and how many objects it needs
    Cost,
    /// The worker killed fifty times under load
    Kills,
    /// Bytes that libFuzzer makes up
    Fuzz,
}

/// Sets up, builds, starts a stack and measures.
///
/// # Errors
/// When a tool is missing, a step fails, or a row could not be measured.
pub fn run(options: &Options) -> Result<()> {
    let mut results = File::from(keep_stdout_for_results()?);
    let is_asked = |part| options.parts.is_empty() || options.parts.contains(&part);
    let mut documents = Vec::new();
    let mut failed = None;
    for part in [Part::Browser, Part::SideBySide] {
        if is_asked(part) {
            let (text, whole) = browser(options, part)?;
            failed = failed.or(whole.err());
            documents.push(text);
        }
    }
    if is_asked(Part::Ledger) {
        say::step("measuring the ledger");
        let ledger = ledger::measure()?;
        documents.push(if options.json {
            ledger.json()
        } else {
            ledger.table()
        });
    }
    if is_asked(Part::Load) {
        setup::build()?;
        let load = load::measure(&options.load)?;
        documents.push(if options.json {
            load.json()
        } else {
            load.table()
        });
    }
    if is_asked(Part::Workers) {
        setup::build()?;
        let workers = workers::measure(options.workers)?;
        documents.push(if options.json {
            workers.json()
        } else {
            workers.table()
        });
    }
    if is_asked(Part::Growth) {
        setup::build()?;
        let growth = growth::measure(&options.growth)?;
        documents.push(if options.json {
            growth.json()
        } else {
            growth.table()
        });
    }
    if is_asked(Part::Cost) {
        setup::build()?;
        let cost = cost::measure(options.cost)?;
        documents.push(if options.json {
            cost.json()
        } else {
            cost.table()
        });
    }
    for (part, name) in [(Part::Kills, "kills"), (Part::Fuzz, "fuzz")] {
        if is_asked(part) {
            setup::build()?;
            let failures = match part {
                Part::Kills => failures::kills()?,
                _ => failures::fuzzing(options.fuzz_seconds)?,
            };
            documents.push(if options.json {
                failures.json(name)
            } else {
                failures.table()
            });
        }
    }
    let text = if options.json {
        one_object(&documents)
    } else {
        documents.join("\n")
    };
    writeln!(results, "{}", text.trim_end()).context("cannot write the results")?;
    failed.map_or(Ok(()), Err)
}

/// The results of the browser, and whether they are whole.
fn browser(options: &Options, part: Part) -> Result<(String, Result<()>)> {
    let browser = setup::bench()?;
    build::shipped()?;
    build::sandbox()?;
    say::step("starting the worker and the sandbox");
    let stack = Stack::builder(root::join(".state/bench"))
        .fresh(true)
        .shops(SHOPS)
        .start()?;
    let mut bench = tools::cargo();
    bench
        .args(["test", "--quiet", "--package", "saludo-tests"])
        .args(["--bench", "bench", "--"])
        .arg(format!("--rounds={}", options.rounds))
        .args(options.json.then_some("--json"))
        .env("SALUDO_ROOT", root::dir())
        .env("SALUDO_WORKER", stack.worker.url())
        .env("SALUDO_SANDBOX", stack.sandbox.url())
        .env("CHROME", &browser.chrome)
        .env("CHROMEDRIVER", &browser.driver);
    if part == Part::SideBySide {
        bench
            .arg("--side-by-side")
            .env("SALUDO_PEERS", peers::make()?);
    }
    let (text, status) = process::read(&mut bench)?;
    let whole = || -> Result<()> {
        if !status.success() {
            bail!(
                "measuring failed ({status}); the logs are {} and {}",
                stack.worker.log().display(),
                stack.sandbox.log().display()
            );
        }
        Ok(())
    };
    Ok((text, whole()))
}

/// The members of JSON objects as one object.
fn one_object(objects: &[String]) -> String {
    let members = objects.iter().filter_map(|object| {
        let inner = object.trim().strip_prefix('{')?.strip_suffix('}')?;
        Some(inner).filter(|inner| !inner.is_empty())
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// From here on whatever we and our children say goes to standard error. Answers what standard
/// output was, for the results alone.
fn keep_stdout_for_results() -> Result<OwnedFd> {
    let results = io::stdout().as_fd().try_clone_to_owned();
    let results = results.context("cannot keep standard output")?;
    dup2_stdout(io::stderr()).context("cannot lead standard output to standard error")?;
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_one_document() {
        let parts = [
            "{\"a\":{}}\n".to_owned(),
            String::new(),
            "{\"b\":[1]}".to_owned(),
        ];
        assert_eq!(one_object(&parts), "{\"a\":{},\"b\":[1]}");
        assert_eq!(one_object(&[]), "{}");
    }
}
