//! The words of the editor: `templates/<language>/console/editor.json`.

use crate::console::{Lang, words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the editor says in one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditorWords {
    /// Sentences and buttons.
    say: BTreeMap<String, String>,
    /// Names of inputs, by the names that they have in the form without numbers and languages.
    labels: BTreeMap<String, String>,
    /// What stands under an input, by the same names.
    hints: BTreeMap<String, String>,
    /// What a list offers: `<input>.<word>`.
    options: BTreeMap<String, String>,
    /// Languages by their tags.
    languages: BTreeMap<String, String>,
    /// What is wrong, by what the checks of the settings say. One that ends in `…` stands for all
    /// that begin so.
    faults: BTreeMap<String, String>,
}

impl EditorWords {
    /// A sentence.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.say.get(key).map_or(key, String::as_str)
    }

    /// A sentence with one place filled.
    pub(super) fn say_with(&self, key: &str, place: &str, value: &str) -> String {
        self.say(key).replace(place, value)
    }

    /// The name of an input.
    pub(super) fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.labels.get(key).map_or(key, String::as_str)
    }

    /// What an input's name in the form is called, with the language where it has one.
    pub(super) fn label_of(&self, name: &str) -> String {
        let mut language = None;
        let mut key: Vec<&str> = Vec::new();
        for part in name.split('.') {
            if self.languages.contains_key(part) {
                language = self.languages.get(part);
            } else if part != "words" && part.parse::<usize>().is_err() {
                key.push(part);
            }
        }
        let list = key.first().copied().unwrap_or_default();
        let key = key.join(".");
        let label = self.label(&key);
        let label = match self.labels.get(list) {
            Some(list) if list != label => format!("{list}: {label}"),
            _ => label.to_owned(),
        };
        match language {
            Some(language) => format!("{label} ({language})"),
            None => label,
        }
    }

    /// What stands under an input.
    pub(super) fn hint(&self, key: &str) -> Option<&str> {
        self.hints.get(key).map(String::as_str)
    }

    /// One of a list's words.
    pub(super) fn option<'a>(&'a self, key: &'a str) -> &'a str {
        self.options.get(key).map_or(key, String::as_str)
    }

    /// A language.
    pub(super) fn language<'a>(&'a self, tag: &'a str) -> &'a str {
        self.languages.get(tag).map_or(tag, String::as_str)
    }

    /// What is wrong, in the console's language.
    pub(super) fn fault<'a>(&'a self, reason: &'a str) -> &'a str {
        let begins = || {
            self.faults.iter().find(|(known, _)| {
                known
                    .strip_suffix('…')
                    .is_some_and(|known| reason.starts_with(known))
            })
        };
        match self.faults.get(reason) {
            Some(told) => told,
            // What follows is of others: the name of a setting, the answer of a server.
            None => begins().map_or(reason, |(_, told)| told),
        }
    }

    #[cfg(test)]
    pub(super) fn tells(&self, reason: &str) -> bool {
        self.faults.contains_key(reason) || !std::ptr::eq(self.fault(reason), reason)
    }
}

words!(EditorWords, "editor.json");

/// The editor's words.
pub fn editor_words(lang: Lang) -> &'static EditorWords {
    words(lang)
}
