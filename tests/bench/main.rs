//! What the widget costs a page and its shopper, measured in real Chromium, round after round.
//!
//! `cargo xtask bench` starts this beside a stack; BENCHMARKS.md says what each row means. Progress
//! goes to standard error, the results to standard output, and what could not be measured says why
//! there and fails the run.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a visit that fails panics; its rows then say why"
)]

mod costs;
mod machine;
mod report;
mod rounds;
mod side_by_side;
mod visit;

// The browser is driven as the tests drive it.
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../browser/devtools.rs"]
mod devtools;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../browser/page.rs"]
mod page;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../browser/stage.rs"]
mod stage;

use machine::Machine;
use std::any::Any;
use std::env;
use std::process::ExitCode;
use tokio::task::LocalSet;

/// How it is called.
struct Options {
    rounds: usize,
    json: bool,
    /// The widget beside others, instead of by itself.
    side_by_side: bool,
}

impl Options {
    fn read(arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            rounds: 9,
            json: false,
            side_by_side: false,
        };
        for argument in arguments {
            match argument.strip_prefix("--rounds=") {
                Some(rounds) => options.rounds = rounds.parse().expect("a number of rounds"),
                None if argument == "--json" => options.json = true,
                None if argument == "--side-by-side" => options.side_by_side = true,
                None => panic!("unknown argument {argument}"),
            }
        }
        options
    }
}

// On several threads: a visit that breaks off ends its browser while it waits.
#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::read(env::args().skip(1));
    if options.side_by_side {
        return compare(&options).await;
    }
    let rounds = rounds::run(options.rounds);
    let (machine, visits) = LocalSet::new().run_until(rounds).await;
    let report = report::Report::of(machine, options.rounds, &visits);
    if options.json {
        report::print(&report.json());
    } else {
        report::print(&report.table());
    }
    if report.is_whole() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn compare(options: &Options) -> ExitCode {
    let mut machine = Machine::look();
    let comparison = async {
        machine.note_browser(&visit::browser().await);
        side_by_side::run(options.rounds, machine).await
    };
    let comparison = LocalSet::new().run_until(comparison).await;
    report::print(&if options.json {
        comparison.json()
    } else {
        comparison.table()
    });
    if comparison.is_whole() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What a panic said.
pub(crate) fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| Some((*panic.downcast_ref::<&str>()?).to_owned()));
    text.unwrap_or_else(|| "the visit broke off".to_owned())
}
