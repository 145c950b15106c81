//! The worker in real workerd, with real SQLite, against the sandbox.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod account_said;
mod adverts;
mod any_order;
mod asking;
mod bad_opt_ins;
mod bad_webhooks;
mod book_file;
mod campaigns;
mod caps;
mod confirming;
mod console_access;
mod console_chat;
mod console_editor;
mod console_log;
mod console_overview;
mod console_people;
mod console_setup;
mod console_templates;
mod coupons;
mod doctor;
mod erasure;
mod events;
mod exports;
mod faults;
mod fields;
mod forwarding;
mod gate;
mod headers;
mod honeypot;
mod hosted_form;
mod imports;
mod installations;
mod kills;
mod ledger;
mod limits;
mod main_job;
mod messages;
mod moves;
mod origins;
mod pacing;
mod person_page;
mod products;
mod public;
mod received;
mod refusals;
mod restart;
mod retention;
mod routing;
mod scopes;
mod settings;
mod setup;
mod setup_states;
mod statements;
mod stopping;
mod thread;
mod trap;
mod welcome;
