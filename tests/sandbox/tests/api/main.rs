//! The sandbox from outside: over HTTP, with a receiver in the worker's place.
#![allow(
    clippy::doc_markdown,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "tests fail by panicking, and have no readers of their docs"
)]

mod behaviour;
mod graph;
mod media;
mod pages;
mod phone;
mod receivers;
mod say;
mod turnstile;
mod webhooks;
mod world;
