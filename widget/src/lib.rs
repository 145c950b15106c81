//! The panel behind the bubble: the two doors, the opt-in form, and what came of it.
//!
//! The worker makes the panel's HTML (`core/src/panel`), `loader/loader.js` draws the bubble and
//! loads the panel and this. [`form`] decides (pure Rust, tested by plain `cargo test`),
//! [`shell`] performs, [`view`] is the only part that knows the page.
//!
//! `web-sys` and `js-sys` name what the browser has, `gloo` hears it and sets the timer, and what is
//! done to the page stands in `page.js`.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod attempt;
mod form;
mod kept;
mod net;
mod phone;
mod shell;
mod ticks;
mod view;

/// Memory is not used twice: that is 180 bytes of code less, and the form needs little. A keystroke
/// or a question to the worker leaves about 2 KB, so a panel that waits all day some 10 MB.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: lol_alloc::LockedAllocator<lol_alloc::LeakingAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::LeakingAllocator::new());

use js_sys::JsString;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{EventTarget, ShadowRoot, Window};

/// Takes over the panel, the worker's HTML, which the loader has put into `root`. `edge` is the
/// worker's origin. What is kept of an earlier page is taken up.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot, window: Window, document: &EventTarget, edge: JsString) {
    shell::Shell::start(view::View(root), window, document, edge.into());
}
