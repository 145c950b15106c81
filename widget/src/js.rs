//! The browser, as far as the form uses it: one kind of value, a handful of functions.
//!
//! Hand-made on purpose. `web-sys` and `js-sys` make a typed function of every method, each with a
//! way to fail, and keep alive closures that nobody calls: with them the same form was 2.5 KB
//! heavier (brotli), and `gloo` stands on both. Reading a field of what has none throws; so `open`
//! fails, and the loader goes to the hosted form.

use crate::shop::cut;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Any object: settings, an element, an event.
    #[wasm_bindgen(js_name = Object)]
    #[derive(Debug, Clone)]
    pub type Js;

    #[wasm_bindgen(constructor, js_class = "Object")]
    pub(crate) fn new() -> Js;
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    pub(crate) fn empty_list() -> Js;

    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn get(this: &Js, field: &str) -> Js;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get_at(this: &Js, index: u32) -> Js;
    #[wasm_bindgen(method, structural, indexing_setter)]
    pub(crate) fn put(this: &Js, field: &str, value: &Js);
    #[wasm_bindgen(method, structural, indexing_setter)]
    pub(crate) fn put_text(this: &Js, field: &str, value: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    pub(crate) fn put_flag(this: &Js, field: &str, value: bool);
    #[wasm_bindgen(method, structural, indexing_setter)]
    pub(crate) fn put_number(this: &Js, field: &str, value: f64);
    #[wasm_bindgen(method)]
    pub(crate) fn push(this: &Js, value: &Js);

    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    pub(crate) fn create_element(tag: &str) -> Js;
    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn query_selector(this: &Js, selector: &str) -> Js;
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Js, selector: &str) -> Option<Js>;
    #[wasm_bindgen(method)]
    pub(crate) fn append(this: &Js, child: &Js);
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Js, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = replaceSync)]
    pub(crate) fn replace_sync(this: &Js, css: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Js);

    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn add_event_listener(this: &Js, name: &str, heard: &Js);
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Js);
    #[wasm_bindgen(method, js_name = dispatchEvent)]
    pub(crate) fn dispatch_event(this: &Js, event: &CustomEvent);
    pub(crate) type CustomEvent;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(name: &str, init: &Js) -> CustomEvent;

    pub(crate) fn fetch(url: &str, options: &Js) -> Js;
    #[wasm_bindgen(method)]
    pub(crate) fn json(this: &Js) -> Js;
    #[wasm_bindgen(method)]
    pub(crate) fn then(this: &Js, kept: &Js, broken: &Js);
    /// A function with its first two arguments set: what `this` is, and a number.
    #[wasm_bindgen(method)]
    pub(crate) fn bind(this: &Js, own: &Js, first: u32) -> Js;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(then: &Js, milliseconds: f64) -> u32;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(timer: u32);
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub(crate) fn now() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(crate) fn get_random_values(bytes: &mut [u8]);

    #[wasm_bindgen(js_namespace = JSON, js_name = stringify)]
    pub(crate) fn to_json(value: &Js) -> String;
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    pub(crate) fn parse_json(text: &str) -> Result<Js, JsValue>;
    // There is none on a page that is not secure.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    pub(crate) fn write_text(text: &str) -> Result<Js, JsValue>;
    // A page may be denied its storage, or have filled it.
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    pub(crate) fn get_item(name: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    pub(crate) fn set_item(name: &str, value: &str) -> Result<(), JsValue>;
}

impl Js {
    /// A field's value, or that of a field's field: `statement.id`.
    pub(crate) fn at(&self, path: &str) -> Self {
        match cut(path, '.') {
            Some((field, rest)) => self.get(field).at(rest),
            None => self.get(path),
        }
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, path: &str) -> String {
        self.at(path).as_string().unwrap_or_default()
    }

    /// Whether a field is true.
    pub(crate) fn flag(&self, field: &str) -> bool {
        self.get(field).is_truthy()
    }

    /// A whole number that is not negative.
    pub(crate) fn whole(&self, field: &str) -> Option<u64> {
        let number = self.get(field).as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from a float saturates"
        )]
        Some(number as u64)
    }

    /// A list's items, numbered.
    pub(crate) fn list(&self, field: &str) -> impl Iterator<Item = (u32, Self)> {
        let list = self.get(field);
        let length = u32::try_from(list.whole("length").unwrap_or_default()).unwrap_or_default();
        (0..length).map(move |index| (index, list.get_at(index)))
    }
}
