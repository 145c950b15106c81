//! The widget and the pages in real Chromium, driven through chromedriver.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod doors;
mod hosted_form;
mod main_job;
mod page;
mod stage;
mod strict_pages;
