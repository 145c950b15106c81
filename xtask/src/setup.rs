//! Set-up: what a fresh machine lacks is installed where that is allowed,
//! or named with the one command that installs it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use nix::unistd::Uid;

use crate::{
    files, process, root, say,
    tools::{self, DENY, FUZZ, WASM},
};

/// A browser and its driver.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// The ChromeDriver that fits it.
    pub driver: PathBuf,
}

/// Everything `build` and `dev` need.
///
/// # Errors
/// When something is missing that cannot be installed from here; the error names the command.
pub fn build() -> Result<()> {
    wasm_target()?;
    npm_packages()?;
    if !WASM.is_installed() {
        native_libraries()?;
        WASM.install()?;
    }
    Ok(())
}

/// Everything `test` needs.
///
/// # Errors
/// As [`build`]. A missing browser is an error: browser tests are never skipped.
pub fn test() -> Result<Browser> {
    build()?;
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let present = process::output(tools::cargo().args([program, "--version"])).is_some();
        if !present {
            say::step(format_args!("adding {component} to the Rust toolchain"));
            rustup(&["component", "add", component])?;
        }
    }
    DENY.install()?;
    browser()
}

/// Everything `bench` needs.
///
/// # Errors
/// As [`build`], and when there is no browser.
pub fn bench() -> Result<Browser> {
    build()?;
    browser()
}

/// Everything `fuzz` needs.
///
/// # Errors
/// When there is no C++ compiler, which compiles libFuzzer, or cargo-fuzz cannot be installed.
pub fn fuzz() -> Result<()> {
    if find("c++").is_none() {
        debian_packages(&["g++"], "to compile libFuzzer")?;
    }
    FUZZ.install()
}

/// Everything `audit` needs.
///
/// # Errors
/// When cargo-deny cannot be installed, or there is no npm.
pub fn audit() -> Result<()> {
    npm_packages()?;
    DENY.install()
}

fn wasm_target() -> Result<()> {
    let sysroot = process::output(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root::dir()),
    )
    .context("rustc is missing: install Rust from https://rustup.rs")?;
    if Path::new(&sysroot)
        .join("lib/rustlib/wasm32-unknown-unknown/lib")
        .exists()
    {
        return Ok(());
    }
    say::step("adding the target wasm32-unknown-unknown to the Rust toolchain");
    rustup(&["target", "add", "wasm32-unknown-unknown"])
}

fn rustup(args: &[&str]) -> Result<()> {
    process::run(
        Command::new("rustup").args(args).current_dir(root::dir()),
        &format!("rustup {}", args.join(" ")),
    )
    .with_context(|| {
        format!(
            "run `rustup {}`, or install what it names with your Rust",
            args.join(" ")
        )
    })
}

/// worker-build links OpenSSL on Linux.
fn native_libraries() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut missing = Vec::new();
    if find("cc").is_none() {
        missing.push("gcc");
    }
    if find("pkg-config").is_none() {
        missing.extend(["pkg-config", "libssl-dev"]);
    } else if process::output(Command::new("pkg-config").args(["--exists", "openssl"])).is_none() {
        missing.push("libssl-dev");
    }
    debian_packages(&missing, "to compile worker-build")
}

/// Installs Debian packages as root, or says how.
fn debian_packages(packages: &[&str], why: &str) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let names = packages.join(" ");
    if !(Uid::effective().is_root() && find("apt-get").is_some()) {
        bail!("missing {why}: {names}. Debian and Ubuntu: `sudo apt-get install -y {names}`");
    }
    say::step(format_args!("installing {names} {why}"));
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut command, &format!("apt-get {}", args.join(" ")))
    };
    apt(&["update", "-q"])?;
    apt(&[
        &["install", "-y", "-q", "--no-install-recommends"],
        packages,
    ]
    .concat())
}

/// The packages of `package-lock.json`, among them the Node that wrangler needs.
fn npm_packages() -> Result<()> {
    let lock = files::hash(&files::read(&root::join("package-lock.json"))?);
    let stamp = root::join("node_modules/.saludo-lock");
    let node = root::node_bin("node");
    if files::read(&stamp).is_ok_and(|last| last == lock.as_bytes()) && node.exists() {
        return Ok(());
    }
    if find("node").is_none() || find("npm").is_none() {
        bail!(
            "Node.js with npm is missing (any version from 20). Debian and Ubuntu: `sudo apt-get install -y nodejs npm`"
        );
    }
    say::step("installing wrangler, esbuild, binaryen and Node from npm (about 1 minute, once)");
    // Engine warnings speak of the machine's Node, which only runs npm itself.
    let mut npm = Command::new("npm");
    npm.args(["ci", "--loglevel=error"])
        .current_dir(root::dir());
    process::run(&mut npm, "npm ci")?;
    if process::output(Command::new(&node).arg("--version")).is_none() {
        bail!(
            "{} does not run: npm must be allowed to run the install scripts named in package.json",
            node.display()
        );
    }
    files::write(&stamp, lock)
}

fn browser() -> Result<Browser> {
    let look = || {
        let chrome = named(
            "CHROME",
            &[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
                "chrome",
            ],
        );
        (
            chrome,
            named("CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"]),
        )
    };
    let mut found = look();
    if found.0.is_none() || found.1.is_none() {
        debian_packages(&["chromium", "chromium-driver"], "for the browser tests")
            .context("no browser with its driver on PATH or in CHROME and CHROMEDRIVER")?;
        found = look();
    }
    match found {
        (Some(chrome), Some(driver)) => Ok(Browser { chrome, driver }),
        _ => bail!("no browser with its driver: set CHROME and CHROMEDRIVER to their paths"),
    }
}

/// A program named by a variable, or else the first of these on `PATH`.
fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    match env::var_os(variable).filter(|value| !value.is_empty()) {
        Some(path) => find(Path::new(&path)),
        None => names.iter().find_map(find),
    }
}

fn find(program: impl AsRef<Path>) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // Joining an absolute path gives that path, so this serves both.
    env::split_paths(&path)
        .map(|folder| folder.join(&program))
        .find(|file| file.is_file())
}
