//! The confirmation template as a shop hands it in to Meta: its words from `templates/`, the shop's
//! own name, contact and address in it, and the lint before it goes, since Meta takes a day for what a
//! lint says at once, and a refused name is barred for weeks.

mod lexicon;
mod lint;
mod refusal;

pub use lint::{Fault, lint};
pub use refusal::CreateFault;

use crate::config::is_local;
use crate::locale::Locale;
use crate::prefill::join;
use crate::settings::Settings;
use crate::shops::Slug;
use crate::words;
use serde_json::Value;

/// The address in the templates that ship, which the worker's own takes the place of. In
/// development it stays: Meta's stand-in opens what is under `.example` at the worker at hand.
const SHIPPED: &str = "https://wa.shop.example";

/// Purposes in the example that Meta's reviewers see.
const EXAMPLES: usize = 2;

/// The template in Meta's creation format; nothing for a language that does not ship.
pub fn draft(settings: &Settings, slug: &Slug, public_url: &str, locale: &Locale) -> Option<Value> {
    let words = words::of(locale).filter(|words| words.locale.language() == locale.language())?;
    let own = if is_local(public_url) {
        SHIPPED
    } else {
        public_url
    };
    let text = words
        .confirmation_json
        .replace(SHIPPED, own)
        .replace("/p/demo.", &format!("/p/{slug}."));
    let mut draft: Value = serde_json::from_str(&text).ok()?;
    *draft.get_mut("name")? = settings.template.as_str().into();
    let purposes = settings.purposes.iter();
    let phrases: Vec<&str> = purposes
        .filter_map(|purpose| purpose.words.get(locale))
        .map(|words| words.phrase.as_str())
        .take(EXAMPLES)
        .collect();
    let examples = draft.pointer_mut("/components/0/example/body_text_named_params")?;
    for example in examples.as_array_mut()? {
        let value = match example.get("param_name").and_then(Value::as_str) {
            Some("shop") => settings.name.clone(),
            Some("purposes") if !phrases.is_empty() => join(&phrases, &words.prefill.and),
            Some("contact") => settings.human_contact(locale),
            _ => continue,
        };
        *example.get_mut("example")? = value.into();
    }
    Some(draft)
}

/// The text of a part of a template, such as `BODY`.
pub fn text_of<'a>(draft: &'a Value, kind: &str) -> Option<&'a str> {
    part(draft, kind)?.get("text")?.as_str()
}

fn part<'a>(draft: &'a Value, kind: &str) -> Option<&'a Value> {
    let parts = draft.get("components")?.as_array()?;
    parts
        .iter()
        .find(|part| part.get("type").and_then(Value::as_str) == Some(kind))
}

fn buttons(draft: &Value) -> &[Value] {
    part(draft, "BUTTONS")
        .and_then(|part| part.get("buttons")?.as_array())
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
