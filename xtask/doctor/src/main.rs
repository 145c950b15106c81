//! `cargo xtask doctor --url URL [--shop SLUG]`: the set-up check in a terminal.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to a person"
)]

use std::env;
use std::io::{IsTerminal, stdout};
use std::process::ExitCode;

use clap::Parser;
use saludo_doctor::{Examination, Finding, Patient, State, examine, is_sick};

/// Checks the set-up of a deployed worker; red lines make it fail.
#[derive(Parser, Debug)]
#[command(
    name = "doctor",
    version,
    after_help = "The admin token is read from the environment: ADMIN_TOKEN. Without it only the outside is looked at."
)]
struct Options {
    /// The address of the worker, with https
    #[arg(long)]
    url: String,
    /// One shop, by its slug; without it all of them
    #[arg(long)]
    shop: Option<String>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let patient = Patient {
        url: options.url,
        shop: options.shop,
        token: env::var("ADMIN_TOKEN").ok(),
    };
    match examine(&patient) {
        Ok(examination) => {
            print(&examination);
            if is_sick(&examination) {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
        Err(error) => {
            eprintln!("saludo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print(examination: &Examination) {
    let colours = stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    let mut counts = [0; 3];
    for (heading, findings) in examination {
        println!("\n{heading}");
        for finding in findings {
            println!("{}", line(finding, colours));
            let count = match finding.state {
                State::Red => 0,
                State::Amber => 1,
                State::Green => 2,
            };
            counts[count] += 1;
        }
    }
    let [red, amber, green] = counts;
    println!("\n{red} to mend, {amber} to look at, {green} in order");
}

fn line(finding: &Finding, colours: bool) -> String {
    let (colour, sign) = match finding.state {
        State::Green => (32, "ok  "),
        State::Amber => (33, "look"),
        State::Red => (31, "mend"),
    };
    let sign = if colours {
        format!("\u{1b}[{colour}m{sign}\u{1b}[0m")
    } else {
        sign.to_owned()
    };
    let mut text = format!(
        "  {sign}  {}: {}",
        plain(&finding.title),
        plain(&finding.says)
    );
    if !finding.fix.is_empty() {
        text.push_str("\n        -> ");
        text.push_str(&plain(&finding.fix));
    }
    text
}

/// What a server says must not steer the terminal.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_is_well_formed_and_takes_no_token() {
        Options::command().debug_assert();
        assert!(Options::try_parse_from(["doctor", "--url", "x", "--token", "y"]).is_err());
    }

    #[test]
    fn a_line_says_what_to_do_below() {
        let finding = Finding {
            state: State::Red,
            title: "Number".to_owned(),
            says: "It is \u{1b}[2Jnot registered.".to_owned(),
            fix: "Register it.".to_owned(),
        };
        assert_eq!(
            line(&finding, false),
            "  mend  Number: It is [2Jnot registered.\n        -> Register it."
        );
    }
}
