//! `cargo xtask fuzz`: libFuzzer looks for bytes that break a promise of `tests/fuzz`.
//!
//! It needs no nightly Rust: without sanitizers (our own code has no `unsafe`) coverage is all that
//! has to be compiled in, and arithmetic that overflows panics as in tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    files,
    process::{self, Group},
    root, say, setup,
    time::{Deadline, Stopwatch},
    tools::{self, FUZZ},
};

/// How often it is told how far it is.
const PROGRESS: Duration = Duration::from_secs(15);
/// An input that takes longer, in seconds, is a finding: none has more than a few KiB.
const SLOW: u32 = 10;
/// Larger inputs find little more and take longer; those that need size are repeated by their target.
const MAX_LEN: u32 = 4096;

/// How it is called.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// Which targets, all by default: the folders in `tests/fuzz/corpus`
    targets: Vec<String>,
    /// How long for each
    #[arg(long, default_value_t = 600)]
    seconds: u64,
}

/// Builds the fuzzers and runs them one after the other, up to the first finding.
///
/// # Errors
/// When a tool is missing, a target is unknown, or something was found; the error names the file.
pub fn run(options: &Options) -> Result<()> {
    let known = targets()?;
    for name in &options.targets {
        if !known.contains(name) {
            bail!("no target {name}; there are: {}", known.join(", "));
        }
    }
    let chosen = if options.targets.is_empty() {
        &known
    } else {
        &options.targets
    };
    build()?;
    for name in chosen {
        look(name, options.seconds)?;
    }
    Ok(())
}

/// Runs every fuzzer and answers how many inputs each tried.
///
/// # Errors
/// As [`run`].
pub(crate) fn count(seconds: u64) -> Result<Vec<(String, u64)>> {
    build()?;
    let one = |name: String| look(&name, seconds).map(|inputs| (name, inputs));
    targets()?.into_iter().map(one).collect()
}

fn build() -> Result<()> {
    setup::fuzz()?;
    say::step("building the fuzzers (some minutes the first time)");
    process::run(&mut cargo_fuzz("build")?, "cargo fuzz build")
}

fn targets() -> Result<Vec<String>> {
    let corpus = root::join("tests/fuzz/corpus");
    let mut names = Vec::new();
    for folder in fs::read_dir(&corpus).with_context(|| format!("no {}", corpus.display()))? {
        names.push(folder?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn cargo_fuzz(command: &str) -> Result<Command> {
    let mut cargo = tools::cargo();
    cargo
        .args(["fuzz", command, "--sanitizer", "none", "--fuzz-dir"])
        .arg(root::join("tests/fuzz/targets"))
        .env("CARGO_TARGET_DIR", root::target().join("fuzz"))
        .env("PATH", tools::path_with(&FUZZ.bin())?);
    Ok(cargo)
}

/// Runs one fuzzer, and answers how many inputs it tried. What it learns stays in `.state/fuzz`, so
/// that the next run begins there.
fn look(name: &str, seconds: u64) -> Result<u64> {
    let state = root::join(".state/fuzz");
    let learnt = state.join("corpus").join(name);
    let findings = state.join("findings").join(name);
    let log = state.join(format!("{name}.log"));
    for folder in [&learnt, &findings] {
        fs::create_dir_all(folder).with_context(|| format!("no {}", folder.display()))?;
    }
    files::write(&log, "")?;
    let output = fs::File::options().append(true).open(&log)?;
    let mut fuzzer = cargo_fuzz("run")?;
    fuzzer
        .arg(name)
        .args([&learnt, &root::join("tests/fuzz/corpus").join(name)])
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SLOW}"))
        .arg(format!("-max_len={MAX_LEN}"))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .stdout(Stdio::from(output.try_clone()?))
        .stderr(Stdio::from(output));
    let watch = Stopwatch::start();
    let mut group = Group::spawn(&mut fuzzer)?;
    let mut told = Deadline::after(PROGRESS);
    let status = loop {
        if let Some(status) = group.try_wait()? {
            break status;
        }
        if !told.pause() {
            let (far, last) = (watch.seconds(), last_report(&log));
            say::step(format_args!("{name}, {far} s of {seconds}: {last}"));
            told = Deadline::after(PROGRESS);
        }
    };
    if status.success() {
        let last = last_report(&log);
        say::step(format_args!(
            "{name}: nothing found in {seconds} s ({last})"
        ));
        return inputs(&last)
            .with_context(|| format!("{name} did not say how many inputs it tried"));
    }
    let found = newest(&findings).unwrap_or_else(|| log.clone());
    bail!(
        "{name} found something: {}\nwhat it says is in {}\nmend it, and keep the file in tests/fuzz/corpus/{name}/ under a name that says what it is",
        found.display(),
        log.display()
    )
}

/// libFuzzer's last line with figures: inputs so far, coverage, inputs a second.
fn last_report(log: &Path) -> String {
    let log = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&log);
    let line = text.lines().rev().find(|line| line.contains("exec/s"));
    let words: Vec<&str> = line.unwrap_or("it begins").split_whitespace().collect();
    words.join(" ")
}

/// How many inputs a report tells of, as in `#28241424 DONE cov: 281`.
fn inputs(report: &str) -> Option<u64> {
    report.strip_prefix('#')?.split(' ').next()?.parse().ok()
}

fn newest(folder: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.flatten();
    let aged = files.filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file.path())));
    aged.max().map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_tells_how_many_inputs_were_tried() {
        assert_eq!(
            inputs("#28241424 DONE cov: 281 exec/s: 46990"),
            Some(28_241_424)
        );
        assert_eq!(inputs("it begins"), None);
    }
}
