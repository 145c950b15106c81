//! `cargo xtask test`: everything CI checks, stage by stage, up to the first that fails.

use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::{
    build, files, process, root, say,
    setup::{self, Browser},
    size,
    stack::{Stack, TestShop},
    time::Stopwatch,
    tools::{self, DENY},
};

/// Crates that compile for this machine, and those that run in WebAssembly.
const NATIVE: [&str; 11] = [
    "saludo-core",
    "saludo-doctor",
    "saludo-fuzz",
    "saludo-load",
    "saludo-qr",
    "saludo-sandbox",
    "saludo-sealed",
    "saludo-tests",
    "saludo-verify-ledger",
    "saludo-widget",
    "xtask",
];
const WEB: [&str; 3] = ["saludo-edge", "saludo-qr-module", "saludo-widget"];
/// Crates with tests that need nothing running.
const UNIT: [&str; 10] = [
    "saludo-core",
    "saludo-doctor",
    "saludo-fuzz",
    "saludo-load",
    "saludo-qr",
    "saludo-sandbox",
    "saludo-sealed",
    "saludo-verify-ledger",
    "saludo-widget",
    "xtask",
];

/// How it is called.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// Only tests with one of these words in their name
    filter: Option<String>,
    /// Only this stage; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Stage>,
}

/// A part that can be run by itself.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Format, lints, licences and sources of dependencies
    Lints,
    /// Unit and property tests, examples in documentation, the sandbox's own tests
    Unit,
    /// Bytes of each shipped file against its budget
    Size,
    /// `wrangler deploy --dry-run`
    Deploy,
    /// The worker in real workerd
    Worker,
    /// The widget and the pages in real Chromium
    Browser,
}

impl Stage {
    const ALL: [Self; 6] = [
        Self::Lints,
        Self::Unit,
        Self::Size,
        Self::Deploy,
        Self::Worker,
        Self::Browser,
    ];
    /// The stages that have tests with names.
    const NAMED: [Self; 3] = [Self::Unit, Self::Worker, Self::Browser];

    fn title(self) -> &'static str {
        match self {
            Self::Lints => "format, lints, dependencies",
            Self::Unit => "unit tests",
            Self::Size => "sizes",
            Self::Deploy => "wrangler deploy --dry-run",
            Self::Worker => "worker tests",
            Self::Browser => "browser tests",
        }
    }
}

/// Sets up, builds, and runs the stages.
///
/// # Errors
/// When a tool is missing or a stage fails; the error names the stage.
pub fn run(options: &Options) -> Result<()> {
    let whole = Stopwatch::start();
    let stages = match (options.only.as_slice(), &options.filter) {
        ([], None) => &Stage::ALL[..],
        ([], Some(_)) => &Stage::NAMED,
        (only, _) => only,
    };
    say::heading("set-up and build");
    let run = Run::new(options)?;
    for &stage in stages {
        say::heading(stage.title());
        let watch = Stopwatch::start();
        if let Err(error) = run.perform(stage) {
            say::error(&error);
            bail!("failed: {}", stage.title());
        }
        say::step(format_args!(
            "{}: fine ({} s)",
            stage.title(),
            watch.seconds()
        ));
    }
    say::step(format_args!("everything passed in {} s", whole.seconds()));
    Ok(())
}

/// What the stages share.
struct Run<'a> {
    filter: Option<&'a str>,
    browser: Browser,
}

impl<'a> Run<'a> {
    fn new(options: &'a Options) -> Result<Self> {
        let browser = setup::test()?;
        build::shipped()?;
        build::sandbox()?;
        Ok(Self {
            filter: options.filter.as_deref(),
            browser,
        })
    }

    fn perform(&self, stage: Stage) -> Result<()> {
        match stage {
            Stage::Lints => lints(),
            Stage::Unit => self.run_tests(self.cargo(&packages(&UNIT))),
            Stage::Size => size::measure(&stack("size")?.worker),
            Stage::Deploy => deploy(),
            Stage::Worker => self.end_to_end("worker"),
            Stage::Browser => self.end_to_end("browser"),
        }
    }

    /// Runs a test binary against a stack of its own: tests count on their shops being new.
    fn end_to_end(&self, name: &str) -> Result<()> {
        let stack = stack(name)?;
        let logs = format!(
            "the logs are {} and {}",
            stack.worker.log().display(),
            stack.sandbox.log().display()
        );
        let mut cargo = self.cargo(&["--package", "saludo-tests", "--test", name]);
        cargo
            .env("SALUDO_WORKER", stack.worker.url())
            .env("SALUDO_SANDBOX", stack.sandbox.url());
        self.run_tests(cargo).context(logs)
    }

    fn cargo(&self, which: &[&str]) -> Command {
        let mut cargo = tools::cargo();
        cargo
            .arg("test")
            .args(which)
            .env("SALUDO_ROOT", root::dir())
            .env("CHROME", &self.browser.chrome)
            .env("CHROMEDRIVER", &self.browser.driver);
        cargo
    }

    fn run_tests(&self, mut cargo: Command) -> Result<()> {
        if let Some(filter) = self.filter {
            cargo.arg("--").args(filter.split_whitespace());
        }
        process::run(&mut cargo, "cargo test")
    }
}

/// A fresh stack for one stage.
fn stack(name: &str) -> Result<Stack> {
    Stack::builder(root::join(format!(".state/test/{name}")))
        .fresh(true)
        .shops(TestShop::COUNT)
        .start()
}

fn lints() -> Result<()> {
    process::run(
        tools::cargo().args(["fmt", "--all", "--check"]),
        "cargo fmt --check",
    )?;
    let deny_warnings = ["--", "-D", "warnings"];
    let mut native = tools::cargo();
    native
        .args(["clippy", "--quiet", "--all-targets"])
        .args(packages(&NATIVE))
        .args(deny_warnings);
    process::run(&mut native, "cargo clippy")?;
    let mut web = tools::cargo();
    web.args(["clippy", "--quiet", "--target", "wasm32-unknown-unknown"])
        .args(packages(&WEB))
        .args(deny_warnings);
    process::run(&mut web, "cargo clippy for WebAssembly")?;
    // cargo-deny looks at the crates of every platform, and builds have fetched only this one's.
    process::run(tools::cargo().args(["fetch", "--quiet"]), "cargo fetch")?;
    let mut deny = Command::new(DENY.program("cargo-deny"));
    deny.current_dir(root::dir()).args([
        "--offline",
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ]);
    process::run(&mut deny, "cargo deny")
}

/// Uploads nothing, but bundles and checks everything that a real deploy uploads.
fn deploy() -> Result<()> {
    let out = root::target().join("saludo-deploy");
    files::remove_dir(&out)?;
    let mut wrangler = tools::wrangler()?;
    wrangler.args(["deploy", "--dry-run", "--outdir"]).arg(&out);
    process::run(&mut wrangler, "wrangler deploy --dry-run")
}

fn packages(names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| ["--package", name]).collect()
}
