//! The two requests of the form.

use crate::form::State;
use crate::js::{Js, fetch, to_json};
use saludo_core::code::Code;
use saludo_core::prefill::one_text;

/// Posts an opt-in; `then` gets the answer, or the error.
///
/// A plain string goes as `text/plain`, which spares the preflight; `keepalive` lets it outlive
/// the page, which the same tap may send into the background.
pub(crate) fn post(opt_ins: &str, body: &Js, then: &Js) {
    let options = options();
    options.put_text("method", "POST");
    options.put_text("body", &to_json(body));
    options.put_flag("keepalive", true);
    fetch(opt_ins, &options).then(then, then);
}

/// Asks for an opt-in's state; `then` gets the answer, or the error.
pub(crate) fn ask(opt_ins: &str, code: Code, then: &Js) {
    let options = options();
    options.put_text("cache", "no-store");
    let url = one_text(&[opt_ins, "/", &code.shown()]);
    fetch(&url, &options).then(then, then);
}

fn options() -> Js {
    let options = Js::new();
    options.put_text("credentials", "omit");
    options
}

/// The HTTP status; nothing if what came is an error and no answer.
pub(crate) fn status(answer: &Js) -> Option<u16> {
    u16::try_from(answer.whole("status")?).ok()
}

/// The state in an answer's body; nothing if it is no such answer.
pub(crate) fn state(json: &Js) -> Option<State> {
    match json.text("state").as_str() {
        "unknown" => Some(State::Unknown),
        "requested" => Some(State::Requested),
        "confirmed" => Some(State::Confirmed),
        "expired" => Some(State::Expired),
        "withdrawn" => Some(State::Withdrawn),
        _ => None,
    }
}
