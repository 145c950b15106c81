//! The same signed webhooks to several workers, as fast as each answers (closed loop): so many
//! connections, each with one webhook under way. The workers take turns, round by round, so that what
//! disturbs the machine disturbs all.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use axum::http::Method;
use tokio::task::JoinSet;

use crate::clock;
use crate::http::Worker;
use crate::latencies::Latencies;
use crate::meta::Meta;
use crate::report::{memory_mib, processor_time};
use crate::world::World;

/// How it is called.
#[derive(clap::Args, Debug)]
pub(crate) struct Options {
    /// A worker as `name=port:process`; at least one
    #[arg(long = "worker", value_parser = target, required = true)]
    workers: Vec<Target>,
    /// Updates in one webhook; several are measured in turn
    #[arg(long, default_values_t = [1, 6, 100, 1000])]
    batch: Vec<u32>,
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// Webhooks under way at a time
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Chooses what comes
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A worker that is measured.
#[derive(Clone, Debug)]
struct Target {
    name: String,
    port: u16,
    process: u32,
}

fn target(text: &str) -> Result<Target> {
    let parts = || {
        let (name, rest) = text.split_once('=')?;
        let (port, process) = rest.split_once(':')?;
        Some((name.to_owned(), port.parse().ok()?, process.parse().ok()?))
    };
    let (name, port, process) = parts().context("a worker is name=port:process")?;
    Ok(Target {
        name,
        port,
        process,
    })
}

/// Updates that are posted in one turn of one worker: enough of them that the processor time, which
/// Linux counts in hundredths of a second, has two digits.
const UPDATES_A_TURN: u32 = 40_000;
/// Small webhooks are many; so many of them are enough.
const WEBHOOKS_A_TURN: u32 = 4_000;

/// One webhook as it is posted.
struct Post {
    body: Bytes,
    signature: String,
}

/// What one turn came to.
struct Turn {
    seconds: f64,
    processor: f64,
    waits: Latencies,
}

/// Measures, and prints a line for each figure of each turn: worker, batch, figure, value.
///
/// # Errors
/// When a worker does not answer, or answers anything but 200.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let workers: Vec<Worker> = options
        .workers
        .iter()
        .map(|target| Worker::new(target.port))
        .collect();
    let mut meta = Meta::new(options.seed, Arc::new(World::default()));
    // The round before the first warms all of them up and does not count.
    for round in 0..=options.rounds {
        for &batch in &options.batch {
            let webhooks = (UPDATES_A_TURN / batch.max(1)).clamp(1, WEBHOOKS_A_TURN);
            let posts = Arc::new(posts(&mut meta, batch, webhooks));
            for turn in 0..workers.len() {
                // Another one begins each time.
                let at = (turn + round as usize) % workers.len();
                let (Some(target), Some(worker)) = (options.workers.get(at), workers.get(at))
                else {
                    continue;
                };
                let turn = post_all(worker, target, &posts, options.connections).await?;
                if round > 0 {
                    print(target, batch, webhooks, &turn)?;
                }
            }
        }
    }
    for target in &options.workers {
        line(
            &target.name,
            0,
            "memory_most_mib",
            memory_mib(target.process, "VmHWM:")?,
        )?;
    }
    let counts = meta.counts;
    line("all", 0, "updates_posted", counts.updates + counts.repeated)?;
    line("all", 0, "updates_that_differ", counts.updates)
}

fn posts(meta: &mut Meta, batch: u32, webhooks: u32) -> Vec<Post> {
    (0..webhooks)
        .map(|_| {
            let webhook = meta.webhook(batch);
            Post {
                body: webhook.body.into(),
                signature: webhook.signature,
            }
        })
        .collect()
}

async fn post_all(
    worker: &Worker,
    target: &Target,
    posts: &Arc<Vec<Post>>,
    connections: u32,
) -> Result<Turn> {
    let before = processor_time(target.process)?;
    let start = clock::now();
    let mut posting = JoinSet::new();
    let step = usize::try_from(connections.max(1))?;
    for first in 0..step {
        let (worker, posts) = (worker.clone(), Arc::clone(posts));
        posting.spawn(async move {
            let mut waits = Vec::new();
            for post in posts.iter().skip(first).step_by(step) {
                let begin = clock::now();
                let headers = [("X-Hub-Signature-256", post.signature.as_str())];
                let (status, _) = worker
                    .ask(
                        Method::POST,
                        "/webhooks/whatsapp",
                        &headers,
                        post.body.clone(),
                    )
                    .await?;
                ensure!(status == 200, "answered {status}");
                waits.push(begin.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(waits)
        });
    }
    let mut waits = Latencies::default();
    while let Some(done) = posting.join_next().await {
        for wait in done?.with_context(|| format!("the worker {}", target.name))? {
            waits.add(wait);
        }
    }
    Ok(Turn {
        seconds: start.elapsed().as_secs_f64(),
        processor: processor_time(target.process)? - before,
        waits,
    })
}

/// Prints what a turn came to, for `cargo xtask bench`.
fn print(target: &Target, batch: u32, webhooks: u32, turn: &Turn) -> Result<()> {
    let figures = turn.waits.figures().context("nothing was answered")?;
    let webhooks = f64::from(webhooks);
    for (name, value) in [
        ("requests_a_second", webhooks / turn.seconds),
        (
            "updates_a_second",
            webhooks * f64::from(batch) / turn.seconds,
        ),
        (
            "processor_us_a_request",
            turn.processor * 1_000_000.0 / webhooks,
        ),
        ("median_ms", figures.median),
        ("p99_ms", figures.p99),
    ] {
        line(&target.name, batch, name, value)?;
    }
    Ok(())
}

/// A worker, the size of a batch (0 where it is about all of them), a figure and its value.
fn line(worker: &str, batch: u32, name: &str, value: impl Display) -> Result<()> {
    writeln!(io::stdout(), "{worker} {batch} {name} {value:.3}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_a_name_a_port_and_a_process() {
        let read = target("plain=8787:12").unwrap();
        assert_eq!(
            (read.name.as_str(), read.port, read.process),
            ("plain", 8787, 12)
        );
        for wrong in ["plain", "plain=8787", "plain=x:12", "plain=8787:x"] {
            assert!(target(wrong).is_err(), "{wrong}");
        }
    }
}
