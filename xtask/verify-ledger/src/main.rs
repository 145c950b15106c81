//! Checks an exported ledger offline: that nothing in it was changed, taken out or put in, and,
//! against heads that somebody kept, that it was not written anew.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a command line tool talks to a person and tells how far it is in real time"
)]

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Parser;
use saludo_core::ledger::{Head, Verified, Verifier, parse_heads};

/// A record has a few kilobytes. A file without line breaks must not fill the memory.
const MAX_LINE: u64 = 1024 * 1024;

/// How often long work says where it is.
const PROGRESS: Duration = Duration::from_secs(2);

/// Checks an exported ledger offline.
#[derive(Parser, Debug)]
#[command(name = "verify-ledger", version)]
struct Options {
    /// The ledger, as …/ledger.jsonl gives it
    file: PathBuf,
    /// A signed head that was kept: one, an answer of …/ledger/heads, or a receipt; may be given
    /// several times
    #[arg(long)]
    head: Vec<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("saludo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the file line by line and says whether it holds.
fn run(options: &Options) -> Result<()> {
    let mut verifier = Verifier::new();
    for head in heads(&options.head)? {
        verifier
            .against(head.clone())
            .with_context(|| format!("the head for record {} is no evidence", head.seq))?;
    }
    let path = options.file.display();
    let file = File::open(&options.file).with_context(|| format!("cannot read {path}"))?;
    let size = file.metadata().map_or(0, |data| data.len());
    let ledger = verify(BufReader::new(file), verifier, Progress::of(size))
        .with_context(|| format!("{path} does not hold"))?;
    println!(
        "saludo: the ledger of {} holds: {} records up to {}, the last with hash {}",
        ledger.shop, ledger.records, ledger.at, ledger.hash
    );
    match ledger.heads {
        0 => println!(
            "saludo: it was compared with no signed head: a ledger that was written anew from the \
             start would hold too. Give a head or a receipt that somebody kept with --head"
        ),
        heads => println!("saludo: it agrees with {heads} signed head(s)"),
    }
    Ok(())
}

fn heads(paths: &[PathBuf]) -> Result<Vec<Head>> {
    let mut heads = Vec::new();
    for path in paths {
        let json = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        heads.extend(parse_heads(&json).with_context(|| path.display().to_string())?);
    }
    Ok(heads)
}

fn verify(
    mut file: impl BufRead,
    mut verifier: Verifier,
    mut progress: Progress,
) -> Result<Verified> {
    let mut line = Vec::new();
    let mut lines: u64 = 0;
    loop {
        line.clear();
        let length = file
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .with_context(|| format!("line {} cannot be read", lines + 1))?;
        if length == 0 {
            return Ok(verifier.finish()?);
        }
        lines += 1;
        let whole = line.strip_suffix(b"\n");
        if whole.is_none() && u64::try_from(length)? == MAX_LINE {
            bail!("line {lines}: longer than any record");
        }
        verifier.line(whole.unwrap_or(&line))?;
        progress.read(length, lines);
    }
}

/// Says now and then how far the reading is.
struct Progress {
    size: u64,
    read: u64,
    since: Instant,
}

impl Progress {
    fn of(size: u64) -> Self {
        Self {
            size,
            read: 0,
            since: Instant::now(),
        }
    }

    fn read(&mut self, length: usize, lines: u64) {
        self.read += u64::try_from(length).unwrap_or(0);
        if self.since.elapsed() < PROGRESS {
            return;
        }
        self.since = Instant::now();
        let percent = (self.read * 100).checked_div(self.size).unwrap_or(0);
        println!("saludo: {lines} lines hold so far, {percent} %");
    }
}
