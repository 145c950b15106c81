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

use crate::js::{Js, create_element};
use crate::shop::cut;
use saludo_core::prefill::one_text;

/// Where values are looked up: in `own` first.
pub(crate) struct Words<'a> {
    pub(crate) own: &'a Js,
    pub(crate) all: &'a Js,
}

impl Words<'_> {
    fn look_up(&self, name: &str) -> String {
        self.own
            .get(name)
            .as_string()
            .unwrap_or_else(|| self.all.text(name))
    }

    fn value(&self, text: &str) -> String {
        let text = match text.strip_prefix('$') {
            Some(name) => self.look_up(name),
            None => text.to_owned(),
        };
        if let Some((before, rest)) = cut(&text, '{')
            && let Some((place, after)) = cut(rest, '}')
        {
            let value = self.look_up(&one_text(&["{", place, "}"]));
            return one_text(&[before, &value, after]);
        }
        text
    }
}

/// Grows `template` at the end of `parent`.
pub(crate) fn grow(parent: &Js, template: &str, words: &Words<'_>) {
    // The element that stands last on each level.
    let mut levels: Vec<Js> = Vec::new();
    let mut lines = template;
    while let Some((line, after)) = cut(lines, '\n') {
        lines = after;
        let level = line.bytes().take_while(|byte| *byte == b' ').count();
        levels.truncate(level);
        let line = line.get(level..).unwrap_or_default();
        let (tags, text) = cut(line, '|').unwrap_or((line, ""));
        let (tag, mut tags) = cut(tags, ' ').unwrap_or((tags, ""));
        let element = create_element(tag);
        while let Some((attribute, after)) = cut(tags, '=') {
            let (value, after) = cut(after, ' ').unwrap_or((after, ""));
            element.set_attribute(attribute, &words.value(value));
            tags = after;
        }
        if !text.is_empty() {
            element.put_text("textContent", &words.value(text));
        }
        levels.last().unwrap_or(parent).append(&element);
        levels.push(element);
    }
}
