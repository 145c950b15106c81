//! The panel behind the bubble: the two doors, the opt-in form, and what came of it.
//!
//! [`form`] decides (pure Rust, tested by plain `cargo test`), [`shell`] performs, [`view`] is the
//! only part that knows the page. `loader/loader.js` draws the bubble and loads this.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod attempt;
mod form;
mod js;
mod kept;
mod net;
mod settings;
mod shell;
mod shop;
mod view;

/// Small before fast: the form allocates little and seldom.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

use form::Input;
pub use js::Js;
use wasm_bindgen::prelude::wasm_bindgen;

/// Opens the panel in `root`, the bubble's shadow root, which has the empty style sheet `sheet`.
/// `edge` is the worker's origin, `settings` what `GET /v1/shops/{shop}` answered and `module` what
/// this module exports. All of this counts only the first time. `restored` is true where no hand
/// opened it: after a reload.
#[wasm_bindgen]
pub fn open(root: Js, sheet: &Js, edge: &str, settings: Js, module: Js, restored: bool) {
    shell::open(root, sheet, edge, settings, module, restored);
}

/// Closes the panel.
#[wasm_bindgen]
pub fn close() {
    shell::handle(Input::Closed);
}

/// Called back with an event of the page.
#[wasm_bindgen]
pub fn hear(event: &Js) {
    shell::hear(event);
}

/// Called back when the time has come.
#[wasm_bindgen]
pub fn woken() {
    shell::handle(Input::Woken);
}

/// Called back with the answer to question `turn`, then with its body; question 0 is the post. An
/// error is an answer too.
#[wasm_bindgen]
pub fn answered(turn: u32, answer: &Js) {
    shell::answered(turn, answer);
}
