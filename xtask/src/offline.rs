//! Programs of their own, most of which work offline on what a book exported: built when they are first
//! asked for, and handed over to.
//!
//! So who only wants to run the shop does not wait for them, and who doubts the shop needs nothing
//! else.

use std::{ffi::OsString, process::Command};

use anyhow::{Context, Result};

use crate::{process, root, say, tools};

/// How they are called.
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// Handed over as they are; --help tells
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Builds the program of a package where it is not, and runs it here.
///
/// # Errors
/// When it cannot be built or started.
pub fn run(package: &str, options: &Options) -> Result<()> {
    let program = root::target().join("quick").join(package);
    if !program.exists() {
        say::aside(format_args!("building {package}, once"));
    }
    process::run(
        tools::cargo().args([
            "build",
            "--quiet",
            "--profile",
            "quick",
            "--package",
            package,
        ]),
        "building it",
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
