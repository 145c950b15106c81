//! What is wrong with settings, each with its place and what to do.

use super::Settings;
use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Any one text: a paragraph.
pub(super) const MAX_TEXT: usize = 500;

/// One thing wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsFault {
    /// Where.
    pub field: String,
    /// What to do.
    pub reason: String,
}

/// The faults found so far.
pub(super) struct Faults<'a> {
    /// The languages that the shop publishes: what is shown needs words in each.
    pub(super) locales: &'a [Locale],
    found: Vec<SettingsFault>,
}

impl<'a> Faults<'a> {
    pub(super) fn of(settings: &'a Settings) -> Vec<SettingsFault> {
        let mut faults = Self {
            locales: &settings.locales,
            found: Vec::new(),
        };
        settings.check(&mut faults);
        faults.found
    }

    pub(super) fn add(&mut self, field: impl Into<String>, reason: impl Into<String>) {
        self.found.push(SettingsFault {
            field: field.into(),
            reason: reason.into(),
        });
    }

    /// Adds a fault unless `good`.
    pub(super) fn need(&mut self, good: bool, field: &str, reason: impl Into<String>) {
        if !good {
            self.add(field, reason);
        }
    }

    /// Wants one line of text.
    pub(super) fn line(&mut self, field: &str, text: &str, max: usize) {
        let good = is_line(text, max);
        self.need(
            good,
            field,
            format!("give 1 to {max} characters on one line"),
        );
    }

    /// The words of every published language, which `part` must have; those that are there.
    pub(super) fn in_each_locale<'b, T>(
        &mut self,
        part: &str,
        words: &'b BTreeMap<Locale, T>,
    ) -> Vec<(String, &'b T)> {
        let mut given = Vec::new();
        for locale in self.locales {
            let path = format!("{part}.{locale}");
            match words.get(locale) {
                Some(words) => given.push((path, words)),
                None => self.add(path, "give its words in this language"),
            }
        }
        given
    }
}

/// Whether a text, apart from space around it, has 1 to `max` UTF-16 units on one line.
pub(super) fn is_line(text: &str, max: usize) -> bool {
    has_length(text, max) && !text.chars().any(char::is_control)
}

/// Whether a text, apart from space around it, has 1 to `max` UTF-16 units.
pub(super) fn has_length(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.trim().encode_utf16().count())
}

pub(super) fn has_repeats<T: Ord>(items: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    !items.into_iter().all(|item| seen.insert(item))
}
