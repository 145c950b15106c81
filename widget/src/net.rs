//! The two requests of the form.

use crate::form::State;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    /// Posts an opt-in; comes to the HTTP status in digits, to nothing where it did not get through.
    pub(crate) fn post(url: &str, body: &str) -> Promise;
    /// Asks for an opt-in's state; comes to its word, or an empty one.
    pub(crate) fn ask(url: &str) -> Promise;
}

/// Calls back with what a promise comes to. Ours do not fail.
pub(crate) fn when_settled(promise: &Promise, act: impl FnMut(JsValue) + 'static) {
    let act = Closure::wrap(Box::new(act) as Box<dyn FnMut(JsValue)>);
    let _ = promise.then(&act);
    // From here on it belongs to the promise, and is collected with it.
    drop(act.into_js_value());
}

/// The HTTP status by its digits; nothing where it did not get through.
pub(crate) fn status(digits: &str) -> Option<u16> {
    let value =
        |status: u16, digit: u8| status.wrapping_mul(10).wrapping_add(u16::from(digit & 15));
    (!digits.is_empty()).then(|| digits.bytes().fold(0, value))
}

/// The state by its word; nothing if it is none.
pub(crate) fn state(word: &str) -> Option<State> {
    match word {
        "unknown" => Some(State::Unknown),
        "requested" => Some(State::Requested),
        "confirmed" => Some(State::Confirmed),
        "expired" => Some(State::Expired),
        "withdrawn" => Some(State::Withdrawn),
        _ => None,
    }
}
