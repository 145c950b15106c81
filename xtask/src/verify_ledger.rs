//! `cargo xtask verify-ledger FILE [--head HEAD]`: builds the verifier and hands over to it.
//!
//! It is a program of its own, so that who only wants to run the shop does not wait for it, and
//! who doubts the shop needs nothing else.

use std::{ffi::OsString, process::Command};

use anyhow::{Context, Result};

use crate::{process, root, say, tools};

/// How it is called.
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// Handed over as they are; --help tells
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Builds the verifier where it is not, and runs it here.
///
/// # Errors
/// When it cannot be built, and when the ledger does not hold.
pub fn run(options: &Options) -> Result<()> {
    let program = root::target().join("quick/saludo-verify-ledger");
    if !program.exists() {
        say::step("building the verifier, once");
    }
    process::run(
        tools::cargo().args([
            "build",
            "--quiet",
            "--profile",
            "quick",
            "--package",
            "saludo-verify-ledger",
        ]),
        "building the verifier",
    )?;
    let status = Command::new(&program)
        .args(&options.arguments)
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    if !status.success() {
        // It has said why.
        std::process::exit(status.code().unwrap_or(1));
    }
    Ok(())
}
