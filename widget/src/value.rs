//! Values that the browser has no type for: the shop's settings, what an earlier page kept, the
//! worker's answers. A field that is missing reads as empty.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A field's value; undefined where there is none.
pub(crate) fn get(object: &JsValue, field: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(field)).unwrap_or_default()
}

/// A text; empty where there is none.
pub(crate) fn text(object: &JsValue, field: &str) -> String {
    get(object, field).as_string().unwrap_or_default()
}

/// Whether a field is true.
pub(crate) fn flag(object: &JsValue, field: &str) -> bool {
    get(object, field).is_truthy()
}

/// A list; empty where there is none.
pub(crate) fn list(object: &JsValue, field: &str) -> Array {
    let list = get(object, field);
    if Array::is_array(&list) {
        list.unchecked_into()
    } else {
        Array::new()
    }
}

/// Sets a field.
#[expect(
    clippy::needless_pass_by_value,
    reason = "dropping it here is half the size"
)]
pub(crate) fn put(object: &JsValue, field: &str, value: JsValue) {
    // Only a frozen object refuses, and these are ours.
    let _ = Reflect::set(object, &JsValue::from_str(field), &value);
}

/// Sets a field to a text.
pub(crate) fn put_text(object: &JsValue, field: &str, value: &str) {
    put(object, field, JsValue::from_str(value));
}

/// Sets a field to true or false.
pub(crate) fn put_flag(object: &JsValue, field: &str, value: bool) {
    put(object, field, JsValue::from_bool(value));
}
