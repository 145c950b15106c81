//! The two requests of the form.

use crate::form::State;
use crate::settings::Fields;
use crate::shop::text_of;
use js_sys::Promise;
use saludo_core::code::Code;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Response, Window};

/// Posts an opt-in; `then` gets the HTTP status, or nothing if there was no answer.
///
/// A plain string goes as `text/plain`, which spares the preflight; `keepalive` lets it outlive
/// the page, which the same tap may send into the background.
pub(crate) fn post(window: &Window, opt_ins: &str, body: &Fields, then: fn(Option<u16>)) {
    let options = Fields::none();
    options.put_text("method", "POST");
    options.put_text("credentials", "omit");
    options.put_text("body", &body.json());
    options.put("keepalive", &JsValue::TRUE);
    let answer = window.fetch_with_str_and_init(opt_ins, options.0.unchecked_ref());
    settle(&answer, move |answer| then(status(&answer)));
}

/// Asks for an opt-in's state; `then` gets it, or nothing if there was no answer.
pub(crate) fn ask(
    window: &Window,
    opt_ins: &str,
    code: Code,
    turn: u32,
    then: fn(u32, Option<State>),
) {
    let options = Fields::none();
    options.put_text("credentials", "omit");
    options.put_text("cache", "no-store");
    let url = text_of(&[opt_ins, "/", &code.to_string()]);
    let answer = window.fetch_with_str_and_init(&url, options.0.unchecked_ref());
    settle(&answer, move |answer| {
        let json = (status(&answer) == Some(200))
            .then(|| answer.unchecked_into::<Response>().json().ok())
            .flatten();
        match json {
            Some(json) => settle(&json, move |json| then(turn, state(json))),
            None => then(turn, None),
        }
    });
}

/// The HTTP status; nothing if what came is an error and no answer.
fn status(answer: &JsValue) -> Option<u16> {
    let status = Fields(answer.clone()).whole("status")?;
    u16::try_from(status).ok()
}

fn state(json: JsValue) -> Option<State> {
    match Fields(json).text("state").as_str() {
        "unknown" => Some(State::Unknown),
        "requested" => Some(State::Requested),
        "confirmed" => Some(State::Confirmed),
        "expired" => Some(State::Expired),
        "withdrawn" => Some(State::Withdrawn),
        _ => None,
    }
}

/// Calls `then` with what the promise settles to, value or error alike. (Executors of futures
/// would weigh more than the whole form.)
fn settle(promise: &Promise, then: impl FnMut(JsValue) + 'static) {
    let then = Closure::<dyn FnMut(JsValue)>::new(then);
    let _ = promise.then2(&then, &then);
    // The browser's garbage collector frees it.
    let _ = then.into_js_value();
}
