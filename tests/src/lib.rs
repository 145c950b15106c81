//! What the end-to-end tests share: a shop, a person, a form, and the two servers.
//!
//! `cargo xtask test` starts the worker and the sandbox and names them in the environment. The
//! stack has many shops, so that every test owns one with its own book, number and misbehaviour.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

pub mod big_book;
pub mod chat;
pub mod code;
pub mod console;
pub mod form;
pub mod http;
pub mod many_people;
pub mod person;
pub mod receivers;
pub mod shop;
pub mod wait;

use std::env;

/// Where the worker answers.
pub fn worker_url() -> String {
    setting("SALUDO_WORKER")
}

/// Where the sandbox answers.
pub fn sandbox_url() -> String {
    setting("SALUDO_SANDBOX")
}

fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`"))
}
