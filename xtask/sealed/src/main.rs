//! The records of blocked persons, outside the worker: makes the keys, and opens what was exported.
#![expect(
    clippy::print_stderr,
    reason = "a command line tool talks to a person; what it opened goes to its output alone"
)]

use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use saludo_core::erasure::{OpeningKey, SealedRecord};

/// The records of blocked persons: makes the keys, and opens what was exported.
#[derive(Parser, Debug)]
#[command(name = "sealed", version)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Make a pair of keys: the public one is printed, the private one goes into a new file
    Keys {
        /// The file for the private key, which must not exist yet
        file: PathBuf,
    },
    /// Open exported records; prints lines of JSON
    Open {
        /// The records, as …/sealed.jsonl gives them
        file: PathBuf,
        /// The file with the private key
        #[arg(long)]
        key: PathBuf,
    },
}

fn main() -> ExitCode {
    let outcome = match Options::parse().command {
        Command::Keys { file } => keys(&file),
        Command::Open { file, key } => open(&file, &key),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("saludo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn keys(file: &Path) -> Result<()> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).context("this machine gave no random bytes")?;
    let (private, public) = OpeningKey::pair(&random);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(file)
        .and_then(|mut file| writeln!(file, "{}", private.expose()))
        .with_context(|| format!("cannot write a new file {}", file.display()))?;
    writeln!(stdout(), "{public}")?;
    eprintln!(
        "saludo: the private key is in {}. Keep it away from the worker and from this machine, in \
         two places: without it no record opens. The line above goes into wrangler.toml as \
         SEAL_PUBLIC_KEY",
        file.display()
    );
    Ok(())
}

fn open(file: &Path, key: &Path) -> Result<()> {
    let key = fs::read_to_string(key).with_context(|| format!("cannot read {}", key.display()))?;
    let key = OpeningKey::parse(&key)?;
    let path = file.display();
    let file = File::open(file).with_context(|| format!("cannot read {path}"))?;
    let mut out = stdout().lock();
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let line = line.with_context(|| format!("{path} cannot be read"))?;
        let record: SealedRecord = serde_json::from_str(&line)
            .with_context(|| format!("line {number} of {path} is no sealed record"))?;
        let text = record
            .open(&key)
            .with_context(|| format!("line {number} of {path} does not open"))?;
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}
