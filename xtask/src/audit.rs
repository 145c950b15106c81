//! `cargo xtask audit`: whether a dependency has a known hole, or a licence or source that it should
//! not have. It asks two databases on the network, so it is no part of the tests, which pass offline.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    process, root, say, setup,
    tools::{self, DENY},
};

/// The workspaces, by their manifests: what is shipped and tested, and the fuzzers.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "tests/fuzz/targets/Cargo.toml"];

/// Asks everything, also after something was found or could not be asked.
///
/// # Errors
/// When something was found, or when a database could not be asked: that is never taken for "fine".
pub fn run() -> Result<()> {
    setup::audit()?;
    let mut failed = Vec::new();
    let mut ask = |what: &'static str, asked: Result<()>| match asked {
        Ok(()) => say::step(format_args!("{what}: fine")),
        Err(error) => {
            say::error(&error);
            failed.push(what);
        }
    };
    ask("holes in crates", advisories());
    ask("holes in npm packages", npm());
    for manifest in MANIFESTS {
        ask("licences, bans and sources of crates", deny(manifest));
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("not fine: {}", failed.join("; "))
}

fn cargo_deny(manifest: &str) -> Command {
    let mut deny = Command::new(DENY.program("cargo-deny"));
    deny.current_dir(root::dir())
        .args(["--log-level", "error", "--config"])
        .arg(root::join("deny.toml"))
        .arg("--manifest-path")
        .arg(root::join(manifest))
        .arg("check");
    deny
}

/// The `RustSec` database, which cargo-deny fetches with git.
fn advisories() -> Result<()> {
    for manifest in MANIFESTS {
        consult(
            cargo_deny(manifest).arg("advisories"),
            "the RustSec database",
            "advisory database",
        )?;
    }
    Ok(())
}

/// The database of the npm registry.
fn npm() -> Result<()> {
    let mut npm = Command::new("npm");
    npm.args(["audit", "--audit-level=low"])
        .current_dir(root::dir());
    consult(
        &mut npm,
        "the npm registry's audit",
        "audit endpoint returned an error",
    )
}

/// Asks a database. One that says `unreachable` where it should answer has not been asked: who
/// reads that may not take it for a finding, nor for none.
fn consult(command: &mut Command, database: &str, unreachable: &str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {program}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    say::line(said.trim());
    if said.contains(unreachable) {
        bail!("{database} could not be reached from here: nothing is known");
    }
    bail!("{database} knows of holes: see above")
}

fn deny(manifest: &str) -> Result<()> {
    // cargo-deny looks at the crates of every platform, and builds have fetched only this one's.
    let mut fetch = tools::cargo();
    fetch
        .args(["fetch", "--quiet", "--manifest-path"])
        .arg(root::join(manifest));
    process::run(&mut fetch, "cargo fetch")?;
    let mut deny = cargo_deny(manifest);
    process::run(
        deny.args(["licenses", "bans", "sources"]),
        "cargo deny check",
    )
}
