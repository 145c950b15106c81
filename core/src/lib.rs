//! What an opt-in is and what Meta says.
//!
//! Fully deterministic: no clock, no network, no storage, no randomness, no platform types. The
//! shell passes in bytes and the time, this crate parses and decides, and the shell carries out
//! what it answers. Everything with a branch in it is here, and runs under plain `cargo test`.
//!
//! The words have one meaning each: a *shop* has a *book* of *people* and their *opt-ins*; each
//! opt-in names *purposes* under a *statement* and is joined to WhatsApp by a *code*.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test fails by panicking"
    )
)]

pub mod accept_language;
pub mod alert;
pub mod asking;
pub mod browser;
pub mod campaign_link;
pub mod code;
pub mod config;
pub mod confirm;
pub mod confirm_request;
pub mod consent;
pub mod console;
mod contact;
pub mod delivery;
pub mod erasure;
pub mod events_out;
pub mod export;
pub mod fold;
pub mod forward;
pub mod gate;
pub mod graph;
pub mod identity_key;
pub mod import;
pub mod ledger;
pub mod loader;
pub mod locale;
pub mod meta;
pub mod network;
pub mod opt_in;
pub mod outgoing;
pub mod pace;
pub mod page;
pub mod panel;
pub mod person_page;
pub mod phone;
mod plain_id;
pub mod prefill;
pub mod public;
pub mod purpose;
pub mod question;
pub mod received;
pub mod send_request;
pub mod sensitive;
pub mod settings;
pub mod setup_check;
pub mod shops;
pub mod signature;
pub mod statement;
pub mod stop;
pub mod template_draft;
pub mod time;
pub mod turnstile;
pub mod views;
pub mod webhook;
pub mod widget_words;
pub mod words;
