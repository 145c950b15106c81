//! `cargo xtask verify-ledger FILE [--head HEAD]`: checks an exported ledger offline.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::PathBuf,
};

use anyhow::{Context, Result, bail};
use saludo_core::ledger::{Head, Verified, Verifier, parse_heads};

use crate::{say, time::Stopwatch};

/// A record has a few kilobytes. A file without line breaks must not fill the memory.
const MAX_LINE: u64 = 1024 * 1024;

/// How often long work says where it is.
const PROGRESS_SECONDS: f64 = 2.0;

/// How it is called.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// The ledger, as …/ledger.jsonl gives it
    file: PathBuf,
    /// A signed head that was kept: one, an answer of …/ledger/heads, or a receipt; may be given
    /// several times
    #[arg(long)]
    head: Vec<PathBuf>,
}

/// Reads the file line by line and says whether it holds.
///
/// # Errors
/// Where a file cannot be read, and for the first line that does not hold.
pub fn run(options: &Options) -> Result<()> {
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
    say::step(format_args!(
        "the ledger of {} holds: {} records up to {}, the last with hash {}",
        ledger.shop, ledger.records, ledger.at, ledger.hash
    ));
    say::step(match ledger.heads {
        0 => "it was compared with no signed head: a ledger that was written anew from the start \
              would hold too. Give a head or a receipt that somebody kept with --head"
            .to_owned(),
        heads => format!("it agrees with {heads} signed head(s)"),
    });
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
    watch: Stopwatch,
}

impl Progress {
    fn of(size: u64) -> Self {
        Self {
            size,
            read: 0,
            watch: Stopwatch::start(),
        }
    }

    fn read(&mut self, length: usize, lines: u64) {
        self.read += u64::try_from(length).unwrap_or(0);
        if self.watch.seconds() < PROGRESS_SECONDS {
            return;
        }
        self.watch = Stopwatch::start();
        let percent = (self.read * 100).checked_div(self.size).unwrap_or(0);
        say::step(format_args!("{lines} lines hold so far, {percent} %"));
    }
}
