//! `cargo xtask bench`: what the widget costs a page and its shopper, measured in real Chromium.
//!
//! The measuring is done by the bench target of `saludo-tests`, which drives the browser; BENCHMARKS.md
//! says what its rows mean. Here is what it needs: a build, a stack of its own, a browser.

pub mod summary;

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
};

use anyhow::{Context, Result};
use nix::unistd::dup2_stdout;

use crate::{build, process, root, say, setup, stack::Stack, tools};

/// A shop for each kind of visit: without the phone field and with it.
const SHOPS: usize = 2;

/// How it is called.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// One JSON document instead of a table
    #[arg(long)]
    json: bool,
    /// How often everything is measured; more rounds, narrower ranges
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(9..))]
    rounds: u32,
}

/// Sets up, builds, starts a stack and measures.
///
/// # Errors
/// When a tool is missing, a step fails, or a row could not be measured.
pub fn run(options: &Options) -> Result<()> {
    let results = keep_stdout_for_results()?;
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
        .env("CHROMEDRIVER", &browser.driver)
        .stdout(results);
    process::run(&mut bench, "measuring").with_context(|| {
        format!(
            "the logs are {} and {}",
            stack.worker.log().display(),
            stack.sandbox.log().display()
        )
    })
}

/// From here on whatever we and our children say goes to standard error. Answers what standard
/// output was, for the results alone.
fn keep_stdout_for_results() -> Result<OwnedFd> {
    let results = io::stdout().as_fd().try_clone_to_owned();
    let results = results.context("cannot keep standard output")?;
    dup2_stdout(io::stderr()).context("cannot lead standard output to standard error")?;
    Ok(results)
}
