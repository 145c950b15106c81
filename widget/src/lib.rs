//! The panel behind the bubble: the two doors, the opt-in form, and what came of it.
//!
//! [`form`] decides (pure Rust, tested by plain `cargo test`), [`shell`] performs, [`view`] is the
//! only part that knows the page. `loader/loader.js` draws the bubble and loads this.
//!
//! `web-sys` is used for everything that the browser has a type for, `js-sys` for values without
//! one ([`value`]), and `gloo` for listeners and the timer.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod attempt;
mod form;
mod kept;
mod net;
mod settings;
mod shell;
mod shop;
mod value;
mod view;

/// Small before fast: the form allocates little and seldom.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

use form::Input;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{CssStyleSheet, ShadowRoot};

/// Opens the panel in `root`, the bubble's shadow root, which has the empty style sheet `sheet`.
/// `edge` is the worker's origin and `settings` what `GET /v1/shops/{shop}` answered. All of this
/// counts only the first time. `restored` is true where no hand opened it: after a reload.
#[wasm_bindgen]
pub fn open(
    root: ShadowRoot,
    sheet: &CssStyleSheet,
    edge: &str,
    settings: JsValue,
    restored: bool,
) {
    shell::open(root, sheet, edge, settings, restored);
}

/// Closes the panel.
#[wasm_bindgen]
pub fn close() {
    shell::handle(Input::Closed);
}
