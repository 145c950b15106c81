//! Elements from a template, without a single string of markup: pages that enforce Trusted Types
//! refuse `innerHTML`. (A call per attribute would also weigh thrice as much as the templates.)
//!
//! A line is an element, a leading space a level of nesting. It names the tag, then attributes,
//! then after `|` its text. A value that begins with `$` is looked up, and so is the first name in
//! braces inside a value:
//!
//! ```text
//! a class=door href={chat_link}
//!  b |$chat
//! ```

use crate::value::{get, text};
use saludo_core::prefill::{cut, one_text};
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Node};

/// Where values are looked up: in `own` first.
pub(crate) struct Words<'a> {
    pub(crate) own: &'a JsValue,
    pub(crate) all: &'a JsValue,
}

impl Words<'_> {
    fn look_up(&self, name: &str) -> String {
        get(self.own, name)
            .as_string()
            .unwrap_or_else(|| text(self.all, name))
    }

    fn value(&self, text: &str) -> String {
        let text = match text.strip_prefix('$') {
            Some(name) => self.look_up(name),
            None => text.to_owned(),
        };
        if let Some((before, rest)) = cut(&text, "{")
            && let Some((place, after)) = cut(rest, "}")
        {
            let value = self.look_up(&one_text(&["{", place, "}"]));
            return one_text(&[before, &value, after]);
        }
        text
    }
}

/// Grows `template` at the end of `parent`.
pub(crate) fn grow(document: &Document, parent: &Node, template: &str, words: &Words<'_>) {
    // The element that stands last on each level.
    let mut levels: Vec<Element> = Vec::new();
    let mut lines = template;
    while let Some((line, after)) = cut(lines, "\n") {
        lines = after;
        let mut line = line;
        let mut level = 0;
        while let Some(rest) = line.strip_prefix(' ') {
            line = rest;
            level += 1;
        }
        levels.truncate(level);
        let (tags, text) = cut(line, "|").unwrap_or((line, ""));
        let (tag, mut tags) = cut(tags, " ").unwrap_or((tags, ""));
        // The templates are ours: no name in them is refused.
        let Ok(element) = document.create_element(tag) else {
            return;
        };
        while let Some((attribute, after)) = cut(tags, "=") {
            let (value, after) = cut(after, " ").unwrap_or((after, ""));
            let _ = element.set_attribute(attribute, &words.value(value));
            tags = after;
        }
        if !text.is_empty() {
            element.set_text_content(Some(&words.value(text)));
        }
        let _ = levels
            .last()
            .map_or(parent, |above| above)
            .append_child(&element);
        levels.push(element);
    }
}
