//! JavaScript objects, read and written field by field.
//!
//! The loader has parsed the shop's public settings already, and `serde_json` would be heavier
//! than the whole form.

use crate::shop::{Ticks, Wording};
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A JavaScript object. (The fields of anything else are empty.)
#[derive(Debug, Clone)]
pub(crate) struct Fields(pub(crate) JsValue);

impl Fields {
    /// An object without fields.
    pub(crate) fn none() -> Self {
        Self(Object::new().into())
    }

    /// A field's value, or that of a field's field: `statement.id`.
    pub(crate) fn object(&self, path: &str) -> Self {
        if let Some((field, rest)) = path.split_once('.') {
            return self.object(field).object(rest);
        }
        Self(Reflect::get(&self.0, &path.into()).unwrap_or_default())
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, field: &str) -> String {
        self.object(field).as_text().unwrap_or_default()
    }

    /// The value itself, where it is a text.
    pub(crate) fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// A whole number that is not negative.
    pub(crate) fn whole(&self, field: &str) -> Option<u64> {
        let number = self.object(field).0.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from a float saturates"
        )]
        Some(number as u64)
    }

    /// Whether a field is true.
    pub(crate) fn flag(&self, field: &str) -> bool {
        self.object(field).0.is_truthy()
    }

    /// A list; empty where there is none.
    pub(crate) fn list(&self, field: &str) -> Vec<Self> {
        let list: Array = self.object(field).0.unchecked_into();
        let length = if list.is_truthy() { list.length() } else { 0 };
        (0..length).map(|index| Self(list.get(index))).collect()
    }

    /// Sets a field. (It fails only for frozen objects.)
    pub(crate) fn put(&self, field: &str, value: &JsValue) {
        let _ = Reflect::set(&self.0, &field.into(), value);
    }

    /// Sets a text.
    pub(crate) fn put_text(&self, field: &str, text: &str) {
        self.put(field, &text.into());
    }

    /// JSON of the object.
    pub(crate) fn json(&self) -> String {
        JSON::stringify(&self.0).map_or_else(|_| String::new(), Into::into)
    }
}

/// What the deep links of a shop type.
pub(crate) fn wording(settings: &Fields) -> Wording {
    let prefill = settings.object("prefill");
    let purposes = settings.list("purposes");
    Wording {
        shop: settings.text("name"),
        link: settings.text("link"),
        phrases: purposes.iter().map(|purpose| purpose.text("phrase")).collect(),
        opt_in: prefill.text("opt_in"),
        and: prefill.text("and"),
        count: prefill.text("count"),
        chat: prefill.text("chat"),
    }
}

/// A list of the ids of the ticked purposes.
pub(crate) fn chosen(settings: &Fields, ticks: Ticks) -> JsValue {
    let ids = Array::new();
    for (index, purpose) in (0..).zip(&settings.list("purposes")) {
        if ticks.has(index) {
            ids.push(&purpose.object("id").0);
        }
    }
    ids.into()
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
