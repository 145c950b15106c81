//! What countries and languages are called. The platform knows, so no table of them is shipped.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = DisplayNames)]
    type Platform;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DisplayNames")]
    fn new(locales: &Array, options: &Object) -> Result<Platform, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn of(this: &Platform, code: &str) -> Result<Option<String>, JsValue>;
}

/// The names of one kind of thing in one language.
pub(crate) struct DisplayNames(Option<Platform>);

impl DisplayNames {
    /// `kind` is `region` or `language`.
    pub(crate) fn of(lang: &str, kind: &str) -> Self {
        let options = Object::new();
        // Without it the codes stand for themselves.
        let set = Reflect::set(&options, &"type".into(), &kind.into()).ok();
        let names = || Platform::new(&Array::of1(&lang.into()), &options).ok();
        Self(set.and_then(|_| names()))
    }

    /// The name for a code, else the code.
    pub(crate) fn name(&self, code: &str) -> String {
        let name = || self.0.as_ref()?.of(code).ok()?;
        if code.is_empty() {
            return String::new();
        }
        name().unwrap_or_else(|| code.to_owned())
    }
}
