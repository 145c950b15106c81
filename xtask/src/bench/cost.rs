//! What a shop pays Cloudflare at list prices, and how many objects it needs: what an opt-in takes is
//! measured, what comes with it is assumed (`traffic`), the rest is arithmetic.

mod prices;
mod queue;
mod report;
mod traffic;
mod usage;

use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::load;
use crate::{build, files, ports, process, root, say};
use usage::Measured;

/// How it is measured.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct CostOptions {
    /// Opt-ins that the costs are measured with; more, steadier figures
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    cost_opt_ins: u32,
}

/// Opt-ins a month of the shops that are told.
const SHOPS: [f64; 3] = [1e3, 1e5, 1e7];

/// Measures what one opt-in takes.
///
/// # Errors
/// When something cannot be built or started, or a run breaks off.
pub(super) fn measure(options: CostOptions) -> Result<Measured> {
    build::shipped()?;
    load::build_generator()?;
    let dir = root::join(".state/cost");
    files::remove_dir(&dir)?;
    let graph = ports::pick()?;
    let worker = load::counted_worker(&dir, graph)?;
    let process = worker.process_id().context("the worker has no process")?;
    say::step("measuring what an opt-in takes");
    let mut command = Command::new(load::program());
    command
        .arg("cost")
        .arg(format!("--worker={}", worker.port()))
        .arg(format!("--graph={graph}"))
        .arg(format!("--process={process}"))
        .arg(format!("--opt-ins={}", options.cost_opt_ins));
    let (lines, status) = process::read(&mut command)?;
    ensure!(
        status.success(),
        "the cost was not measured ({status}); the log is {}",
        worker.log().display()
    );
    Measured::read(&lines)
}
