//! `cargo xtask dev`: everything on this machine, until Ctrl-C.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{build, ports, root, say, setup, stack::Stack};

/// How it is called.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// Port of the worker and the demo shop
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Port of the sandbox, the stand-in for Meta
    #[arg(long, default_value_t = 8788)]
    sandbox_port: u16,
    /// Start with empty state
    #[arg(long)]
    fresh: bool,
}

/// Sets up, builds, starts, and stays.
///
/// # Errors
/// When a port is busy, a tool is missing, a build fails, or a child ends by itself.
pub fn run(options: &Options) -> Result<()> {
    ensure!(
        options.port != options.sandbox_port,
        "--port and --sandbox-port must differ"
    );
    free(options.port, "--port")?;
    free(options.sandbox_port, "--sandbox-port")?;

    let (serving, stop) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicBool::new(false)),
    );
    let handler = (Arc::clone(&serving), Arc::clone(&stop));
    ctrlc::set_handler(move || {
        // Nothing is lost before the stack runs, or when it is asked twice: leave at once.
        // The watcher beside each child ends it.
        if !handler.0.load(Ordering::SeqCst) || handler.1.swap(true, Ordering::SeqCst) {
            process::exit(0);
        }
    })
    .context("cannot listen for Ctrl-C")?;

    setup::build()?;
    build::shipped()?;
    build::sandbox()?;
    say::step("starting the worker and the sandbox");
    let mut stack = Stack::builder(root::join(".state/dev"))
        .worker_port(options.port)
        .sandbox_port(options.sandbox_port)
        .fresh(options.fresh)
        .start()?;
    serving.store(true, Ordering::SeqCst);

    let (worker, sandbox) = (stack.worker.url(), stack.sandbox.url());
    say::step(format_args!(
        "the demo person's phone is {sandbox}/phone/34600000001"
    ));
    say::step(format_args!(
        "logs are {} and {}",
        stack.worker.log().display(),
        stack.sandbox.log().display()
    ));
    say::step(
        "Ctrl-C stops everything; what happened is kept for the next time (--fresh forgets it)",
    );
    say::line(format_args!("ready: {worker}/"));

    while !stop.load(Ordering::SeqCst) {
        thread::sleep(Duration::from_millis(200));
        stack.check()?;
    }
    say::step("stopping");
    Ok(())
}

fn free(port: u16, flag: &str) -> Result<()> {
    if !ports::is_free(port) {
        bail!("port {port} is in use: stop what listens there, or choose another with {flag}");
    }
    Ok(())
}
