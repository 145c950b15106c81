//! What things cost in a book of a thousand people, of a hundred thousand, of a million: the people
//! come by an import, and then the same few things are done at each size.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::{self, milliseconds};
use crate::dice::Dice;
use crate::http::{ADMIN, Worker};
use crate::latencies::Latencies;
use crate::meta::{Meta, Webhook};
use crate::report::processor_time;
use crate::shopper::{self, SHOP};
use crate::world::World;
use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use axum::http::Method;

/// How it is called.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// Port of the worker on this machine
    #[arg(long)]
    worker: u16,
    /// Where to play Graph
    #[arg(long)]
    pub(crate) graph: u16,
    /// The worker's process, for its processor time
    #[arg(long)]
    process: u32,
    /// The folder with the book
    #[arg(long)]
    state: PathBuf,
    /// How many people are in the book; several are measured one after the other
    #[arg(long, required = true)]
    people: Vec<u32>,
}

/// Rows of one file that is imported.
const FILE: u32 = 20_000;
/// How often each thing is done.
const OPT_INS: u32 = 100;
const WEBHOOKS: u32 = 50;
const BATCH: u32 = 100;
const PAGES: u32 = 20;

/// What the shop's people and their programs look at.
const LOOKED_AT: [(&str, &str); 4] = [
    ("list", "/v1/admin/shops/demo/opt-ins"),
    ("search", "/v1/admin/shops/demo/opt-ins?q=346000000"),
    ("stats", "/v1/admin/shops/demo/stats"),
    ("settings", "/v1/admin/shops/demo/settings"),
];

/// Measures at each size, and prints a line for each figure: people, figure, value.
///
/// # Errors
/// When the worker refuses something or does not come to an end with it.
pub(crate) async fn run(options: &Options, world: Arc<World>) -> Result<()> {
    let worker = Worker::new(options.worker);
    let statement = shopper::statement(&worker).await?;
    let mut meta = Meta::new(1, Arc::clone(&world));
    let mut dice = Dice::new(0x9e0);
    let mut sizes = options.people.clone();
    sizes.sort_unstable();
    let mut there = 0;
    for people in sizes {
        import(&worker, there, people).await?;
        there = people;
        let told = |figure: &str, value: f64| -> Result<()> {
            writeln!(io::stdout(), "{people} {figure} {value:.3}")?;
            Ok(())
        };
        let bytes = size_of(&options.state)?;
        told("book_mib", bytes / 1024.0 / 1024.0)?;
        told("bytes_a_person", bytes / f64::from(people))?;

        let before = processor_time(options.process)?;
        let mut posts = Latencies::default();
        let mut last = String::new();
        for _ in 0..OPT_INS {
            let begin = clock::now();
            let posted = shopper::ask(&worker, &statement, dice.bytes()).await?;
            posts.add(milliseconds(begin));
            post(&worker, meta.says(&posted)).await?;
            last = posted.code;
        }
        shopper::confirmed(&worker, &last).await?;
        let spent = processor_time(options.process)? - before;
        told("opt_in_processor_us", spent * 1e6 / f64::from(OPT_INS))?;
        told("opt_in_median_ms", figures(&posts)?)?;

        let before = processor_time(options.process)?;
        let mut waits = Latencies::default();
        for _ in 0..WEBHOOKS {
            let webhook = meta.webhook(BATCH);
            let begin = clock::now();
            post(&worker, webhook).await?;
            waits.add(milliseconds(begin));
        }
        let spent = processor_time(options.process)? - before;
        told(
            "update_processor_us",
            spent * 1e6 / f64::from(WEBHOOKS * BATCH),
        )?;
        told("webhook_median_ms", figures(&waits)?)?;

        for (name, path) in LOOKED_AT {
            let mut waits = Latencies::default();
            for _ in 0..PAGES {
                let begin = clock::now();
                worker.json(path, &ADMIN).await?;
                waits.add(milliseconds(begin));
            }
            told(&format!("{name}_median_ms"), figures(&waits)?)?;
        }
    }
    Ok(())
}

/// Brings people in, from one number of them to another.
async fn import(worker: &Worker, from: u32, to: u32) -> Result<()> {
    let mut first = from;
    while first < to {
        let end = to.min(first + FILE);
        let mut csv = String::from("phone,name,purposes,consented_at,words,method\n");
        for person in first..end {
            let _ = writeln!(
                csv,
                "+346{person:08},Person {person},offers,2026-10-01,Send me offers,Tick box at checkout"
            );
        }
        let path = format!("/v1/admin/shops/{SHOP}/imports?country=ES&dry_run=false");
        let (status, answer) = worker
            .ask(Method::POST, &path, &ADMIN, Bytes::from(csv))
            .await?;
        let answer = String::from_utf8_lossy(&answer);
        let last = answer.lines().last().unwrap_or_default();
        ensure!(status == 200, "an import was answered {status}: {last}");
        eprintln!("load: {end} of {to} people are in the book");
        first = end;
    }
    Ok(())
}

async fn post(worker: &Worker, webhook: Webhook) -> Result<()> {
    let headers = [("X-Hub-Signature-256", webhook.signature.as_str())];
    let (status, _) = worker
        .ask(
            Method::POST,
            "/webhooks/whatsapp",
            &headers,
            Bytes::from(webhook.body),
        )
        .await?;
    ensure!(status == 200, "a webhook was answered {status}");
    Ok(())
}

/// The bytes of all files of a folder.
fn size_of(dir: &Path) -> Result<f64> {
    let mut sum = 0.0;
    let entries = fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    for entry in entries {
        let entry = entry?;
        let data = entry.metadata()?;
        sum += if data.is_dir() {
            size_of(&entry.path())?
        } else {
            f64::from(u32::try_from(data.len() / 1024)?) * 1024.0
        };
    }
    Ok(sum)
}

fn figures(latencies: &Latencies) -> Result<f64> {
    Ok(latencies.figures().context("nothing was done")?.median)
}
