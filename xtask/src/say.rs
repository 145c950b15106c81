//! The one place that prints.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the person is what a command line tool does"
)]

use std::fmt::Display;

/// A step that begins now.
pub fn step(text: impl Display) {
    println!("saludo: {text}");
}

/// A heading above the output of a longer part.
pub fn heading(text: impl Display) {
    println!("\n== {text}");
}

/// A step of a command whose output is for another program.
pub fn aside(text: impl Display) {
    eprintln!("saludo: {text}");
}

/// A line exactly as it is, for people and scripts that look for it.
pub fn line(text: impl Display) {
    println!("{text}");
}

/// Why the command failed, with every cause.
pub fn error(error: &anyhow::Error) {
    eprintln!("saludo: {error:#}");
}
