//! `cargo xtask build`: what is shipped. The widget comes first, because the worker embeds its loader.

mod edge;
mod glue;
mod names;
mod panics;
mod qr;
mod widget;

use anyhow::Result;

use crate::{process, setup, tools};

/// Sets up and builds.
///
/// # Errors
/// When a tool is missing or a step fails.
pub fn run() -> Result<()> {
    setup::build()?;
    shipped()
}

/// Builds the widget and the worker; quick when nothing changed.
///
/// # Errors
/// When a step fails.
pub(crate) fn shipped() -> Result<()> {
    widget::build()?;
    edge::build()
}

/// Builds the sandbox, a native program of the dev profile.
///
/// # Errors
/// When it does not compile.
pub(crate) fn sandbox() -> Result<()> {
    process::run(
        tools::cargo().args(["build", "--package", "saludo-sandbox"]),
        "building the sandbox",
    )
}
