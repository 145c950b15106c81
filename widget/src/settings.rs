//! The shop's public settings, as the loader parsed them.

use crate::shop::{Ticks, Wording};
use crate::value::{get, list, text};
use js_sys::Array;
use wasm_bindgen::JsValue;

/// What the deep links of a shop type.
pub(crate) fn wording(settings: &JsValue) -> Wording {
    let prefill = get(settings, "prefill");
    let mut phrases = String::new();
    for_each_purpose(settings, |_, purpose| {
        phrases.push_str(&text(&purpose, "phrase"));
        phrases.push('\n');
    });
    Wording {
        shop: text(settings, "name"),
        link: text(settings, "link"),
        phrases,
        opt_in: text(&prefill, "opt_in"),
        and: text(&prefill, "and"),
        count: text(&prefill, "count"),
        chat: text(&prefill, "chat"),
    }
}

/// Goes through the shop's purposes, numbered.
pub(crate) fn for_each_purpose(settings: &JsValue, mut act: impl FnMut(u32, JsValue)) {
    let purposes = list(settings, "purposes");
    for index in 0..purposes.length() {
        act(index, purposes.get(index));
    }
}

/// A list of the ids of the ticked purposes.
pub(crate) fn chosen(settings: &JsValue, ticks: Ticks) -> Array {
    let ids = Array::new();
    for_each_purpose(settings, |index, purpose| {
        if ticks.has(index) {
            ids.push(&get(&purpose, "id"));
        }
    });
    ids
}

/// The name of a word of the chrome: a field of [`saludo_core::widget_words::WidgetWords`], or it
/// does not compile.
macro_rules! word {
    ($field:ident) => {{
        let _ = |words: saludo_core::widget_words::WidgetWords| words.$field;
        stringify!($field)
    }};
}
pub(crate) use word;
