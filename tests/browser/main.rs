//! The widget and the pages in real Chromium, driven through chromedriver.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod axe;
mod devtools;
mod doors;
mod fallbacks;
mod footprint;
mod global;
mod hosted_form;
mod looks;
mod main_job;
mod page;
mod page_life;
mod pages;
mod place;
mod stage;
mod strict_pages;
