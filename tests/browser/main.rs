//! The widget and the pages in real Chromium, driven through chromedriver.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod axe;
#[path = "../worker/book_file.rs"]
#[allow(dead_code, reason = "the worker's tests need more of it")]
mod book_file;
mod console;
mod console_chat;
mod console_editor;
mod console_large;
mod console_overview;
mod console_people;
mod console_setup;
mod devtools;
mod doors;
mod doors_more;
mod every_state;
mod fallbacks;
mod footprint;
mod form_fields;
mod global;
mod greeting;
mod hands;
mod hosted_form;
mod inline;
mod keyboard;
mod languages;
mod looks;
mod main_job;
mod opt_in_api;
mod outcomes;
mod page;
mod page_life;
mod pages;
mod person_page;
mod phone_field;
mod place;
mod product;
mod qr;
mod returning;
mod stage;
mod strict_pages;
mod themes;
