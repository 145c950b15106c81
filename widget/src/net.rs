//! The two requests of the form.

use crate::form::State;
use crate::value::{put_flag, put_text, text};
use js_sys::{JSON, Object, Promise};
use saludo_core::code::Code;
use saludo_core::prefill::one_text;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{RequestInit, Response, Window};

/// Posts an opt-in.
///
/// A plain string goes as `text/plain`, which spares the preflight; `keepalive` lets it outlive
/// the page, which the same tap may send into the background.
pub(crate) fn post(window: &Window, opt_ins: &str, body: &Object) -> Promise {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JSON::stringify(body).unwrap_or_default());
    put_flag(&init, "keepalive", true);
    fetch(window, opt_ins, &init)
}

/// Asks for an opt-in's state.
pub(crate) fn ask(window: &Window, opt_ins: &str, code: Code) -> Promise {
    let init = RequestInit::new();
    put_text(&init, "cache", "no-store");
    fetch(window, &one_text(&[opt_ins, "/", &code.shown()]), &init)
}

fn fetch(window: &Window, url: &str, init: &RequestInit) -> Promise {
    put_text(init, "credentials", "omit");
    window.fetch_with_str_and_init(url, init)
}

/// Calls back with what a promise comes to, and with `turn`; an error is an answer too.
pub(crate) fn when_settled(promise: &Promise, turn: u32, act: fn(u32, &JsValue)) {
    let act = Closure::wrap(Box::new(move |answer: JsValue| act(turn, &answer)) as Box<Heard>);
    let _ = promise.then2(&act, &act);
    // From here on it belongs to the promise, and is collected with it.
    drop(act.into_js_value());
}

type Heard = dyn FnMut(JsValue);

/// The HTTP status; nothing if what came is an error and no answer.
pub(crate) fn status(answer: &JsValue) -> Option<u16> {
    // What has no status reads as 0.
    let status = answer.unchecked_ref::<Response>().status();
    (status != 0).then_some(status)
}

/// The state in an answer's body; nothing if it is no such answer.
pub(crate) fn state(json: &JsValue) -> Option<State> {
    match text(json, "state").as_str() {
        "unknown" => Some(State::Unknown),
        "requested" => Some(State::Requested),
        "confirmed" => Some(State::Confirmed),
        "expired" => Some(State::Expired),
        "withdrawn" => Some(State::Withdrawn),
        _ => None,
    }
}
