//! The worker in real workerd, with real SQLite, against the sandbox.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod asking;
mod bad_opt_ins;
mod bad_webhooks;
mod book_file;
mod campaigns;
mod caps;
mod confirming;
mod erasure;
mod exports;
mod fields;
mod gate;
mod headers;
mod honeypot;
mod hosted_form;
mod imports;
mod ledger;
mod limits;
mod main_job;
mod moves;
mod origins;
mod pacing;
mod person_page;
mod products;
mod public;
mod refusals;
mod restart;
mod retention;
mod routing;
mod scopes;
mod settings;
mod setup;
mod statements;
mod stopping;
mod thread;
mod welcome;
