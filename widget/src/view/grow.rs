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

use crate::settings::Fields;
use crate::shop::text_of;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Node};

/// Where values are looked up: in `own` first.
pub(crate) struct Words<'a> {
    pub(crate) own: &'a Fields,
    pub(crate) all: &'a Fields,
}

impl Words<'_> {
    fn look_up(&self, name: &str) -> String {
        self.own.object(name).as_text().unwrap_or_else(|| self.all.text(name))
    }

    fn value(&self, text: &str) -> String {
        let text = match text.strip_prefix('$') {
            Some(name) => self.look_up(name),
            None => text.to_owned(),
        };
        if let Some((before, rest)) = text.split_once('{')
            && let Some((place, after)) = rest.split_once('}')
        {
            let value = self.look_up(&text_of(&["{", place, "}"]));
            return text_of(&[before, &value, after]);
        }
        text
    }
}

/// Grows `template` at the end of `parent`.
pub(crate) fn grow(
    document: &Document,
    parent: &Node,
    template: &str,
    words: &Words<'_>,
) -> Result<(), JsValue> {
    // The element that stands last on each level.
    let mut levels: Vec<Element> = Vec::new();
    for line in template.split('\n').skip(1) {
        let name = line.trim_start_matches(' ');
        levels.truncate(line.len() - name.len());
        let (tags, text) = name.split_once('|').unwrap_or((name, ""));
        let mut tags = tags.split(' ');
        let element = document.create_element(tags.next().unwrap_or_default())?;
        for tag in tags {
            if let Some((attribute, value)) = tag.split_once('=') {
                element.set_attribute(attribute, &words.value(value))?;
            }
        }
        if !text.is_empty() {
            element.set_text_content(Some(&words.value(text)));
        }
        let above: &Node = levels.last().map_or(parent, |element| element);
        above.append_child(&element)?;
        levels.push(element);
    }
    Ok(())
}
