//! `cargo xtask <command>`: see README.md for what each is for.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{audit, bench, build, dev, fuzz, offline, say, size, test};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Saludo's commands", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set everything up, then run the worker, the sandbox and the demo shop until Ctrl-C
    Dev(dev::Options),
    /// Everything CI checks: format, lints, unit, worker and browser tests
    Test(test::Options),
    /// Build what `wrangler deploy` needs
    Build,
    /// Bytes of each shipped file, raw, gzip and brotli, against its budget
    Size,
    /// Check an exported ledger offline
    VerifyLedger(offline::Options),
    /// Check the set-up of a deployed worker, from outside and from within
    Doctor(offline::Options),
    /// Make the keys of sealed records, or open such records offline
    Sealed(offline::Options),
    /// Let libFuzzer look for input that breaks a promise; `test` replays what it found
    Fuzz(fuzz::Options),
    /// Ask on the network whether a dependency has a known hole
    Audit,
    /// What the widget costs a page and its shopper, in real Chromium, and the ledger as it grows
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Dev(options) => dev::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Build => build::run(),
        Command::Size => size::run(),
        Command::VerifyLedger(options) => offline::run("saludo-verify-ledger", &options),
        Command::Doctor(options) => offline::run("saludo-doctor", &options),
        Command::Sealed(options) => offline::run("saludo-sealed", &options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Audit => audit::run(),
        Command::Bench(options) => bench::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }
}
