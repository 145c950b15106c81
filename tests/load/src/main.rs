//! Plays Meta at its full rate: signed webhooks in Meta's escaping at a fixed pace, whatever the
//! worker answers and when (open loop), and a Graph API that takes what the worker sends. Beside
//! it shoppers post opt-ins and pages load the bubble.
//!
//! `cargo xtask bench load` starts it beside a worker in bare workerd; BENCHMARKS.md says what its
//! lines mean. A latency is counted from the moment at which a request was due, so that an answer
//! that is late makes those behind it late too. It ends by itself, and talks to this machine only.
//!
//! `cargo xtask bench workers` asks it something else: how much several workers take when each gets
//! the same webhooks as fast as it answers; `growth` and `cost`, what things cost a book that grows, and
//! what one opt-in takes.

mod clock;
mod cost;
mod dice;
mod drive;
mod graph;
mod growth;
mod http;
mod latencies;
mod meta;
mod meter;
mod report;
mod shopper;
mod throughput;
mod world;

use std::net::{Ipv4Addr, Ipv6Addr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

use world::World;

/// How it is called.
#[derive(Parser, Debug)]
struct Call {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Meta at its full rate, towards one worker
    Rate(Options),
    /// The same webhooks to several workers, as fast as each answers
    Throughput(throughput::Options),
    /// The same few things in a book that grows
    Growth(growth::Options),
    /// What one opt-in takes, step by step
    Cost(cost::Options),
}

/// A load at a fixed rate.
#[derive(clap::Args, Debug)]
struct Options {
    /// Port of the worker on this machine
    #[arg(long)]
    worker: u16,
    /// Where to play Graph
    #[arg(long)]
    graph: u16,
    /// The worker's process, for its memory and processor time
    #[arg(long)]
    process: u32,
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: u32,
    /// Updates a second
    #[arg(long, default_value_t = 4000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: u32,
    /// Updates in one webhook; Meta puts up to 1,000 into one
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    batch: u32,
    /// Page views a second, each a request for widget.js
    #[arg(long, default_value_t = 500)]
    views: u32,
    /// Chooses what comes
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Call::parse().what {
        What::Rate(options) => run(&options).await,
        What::Throughput(options) => throughput::run(&options).await,
        What::Growth(options) => grow(&options).await,
        What::Cost(options) => count(&options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    ensure!(
        options.graph != options.worker,
        "--worker and --graph are two ports"
    );
    drive::run(options, play_graph(options.graph).await?).await
}

async fn grow(options: &growth::Options) -> Result<()> {
    growth::run(options, play_graph(options.graph).await?).await
}

async fn count(options: &cost::Options) -> Result<()> {
    cost::run(options, play_graph(options.graph).await?).await
}

/// Takes the worker's calls.
async fn play_graph(port: u16) -> Result<Arc<World>> {
    let world = Arc::new(World::default());
    for listener in listen(port).await? {
        let graph = graph::router(Arc::clone(&world));
        tokio::spawn(async move { axum::serve(listener, graph).await });
    }
    Ok(world)
}

/// `localhost` is 127.0.0.1 for some and `::1` for others.
async fn listen(port: u16) -> Result<Vec<TcpListener>> {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await;
    let v4 = v4.with_context(|| format!("cannot listen on port {port}"))?;
    Ok(std::iter::once(v4).chain(v6).collect())
}
