//! From what was typed to settings, with what is wrong and where.

use super::form::Form;
use super::parts;
use crate::locale::Locale;
use crate::settings::{Settings, SettingsFault};
use std::collections::BTreeSet;
use std::str::FromStr;

/// What somebody made of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The settings that follow, as far as what was typed can be read; the rest is as it was.
    pub settings: Settings,
    /// What is wrong.
    pub faults: Vec<SettingsFault>,
    /// The form, in which new purposes and questions have got their names.
    pub form: Form,
}

impl Draft {
    /// Reads a form that was made from `base`. `taken` are names of purposes that people have agreed
    /// to, also of some that the shop has no more: none of them is given to another purpose.
    pub fn read(form: &Form, base: &Settings, taken: &BTreeSet<String>) -> Self {
        let mut reading = Reading {
            form: form.clone(),
            base,
            taken,
            faults: Vec::new(),
        };
        let mut settings = base.clone();
        parts::shop::read(&mut reading, &mut settings);
        parts::purposes::read(&mut reading, &mut settings);
        parts::fields::read(&mut reading, &mut settings);
        parts::bubble::read(&mut reading, &mut settings);
        parts::hours::read(&mut reading, &mut settings);
        parts::campaigns::read(&mut reading, &mut settings);
        let mut faults = reading.faults;
        let more = settings.faults();
        // Where something could not be read, what is wrong with what stood there is no news.
        let news = |fault: &SettingsFault| faults.iter().all(|known| known.field != fault.field);
        let more: Vec<SettingsFault> = more.into_iter().filter(news).collect();
        faults.extend(more);
        Self {
            settings,
            faults,
            form: reading.form,
        }
    }
}

/// The form of some settings.
pub fn form_of(settings: &Settings) -> Form {
    let mut form = Form::default();
    parts::shop::write(settings, &mut form);
    parts::purposes::write(settings, &mut form);
    parts::fields::write(settings, &mut form);
    parts::bubble::write(settings, &mut form);
    parts::hours::write(settings, &mut form);
    parts::campaigns::write(settings, &mut form);
    form
}

/// A form that is being read.
pub(super) struct Reading<'a> {
    pub(super) form: Form,
    pub(super) base: &'a Settings,
    pub(super) taken: &'a BTreeSet<String>,
    faults: Vec<SettingsFault>,
}

impl Reading<'_> {
    pub(super) fn text(&self, name: &str) -> String {
        self.form.get(name).to_owned()
    }

    /// What was typed, else nothing.
    pub(super) fn text_if_any(&self, name: &str) -> Option<String> {
        let text = self.form.get(name);
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    /// What was typed, and `old` where that differs from it by its line ends alone, which no
    /// browser keeps.
    pub(super) fn paragraph(&self, name: &str, old: Option<&str>) -> String {
        let text = self.form.get(name);
        match old {
            Some(old) if super::form::lines(old) == text => old.to_owned(),
            _ => text.to_owned(),
        }
    }

    /// A whole number; where it is none, `old`, and a fault at `place`.
    pub(super) fn number<T: FromStr>(&mut self, name: &str, place: &str, old: T) -> T {
        let typed = self.form.get(name).trim();
        if let Ok(number) = typed.parse() {
            number
        } else {
            self.fault(place, NO_NUMBER);
            old
        }
    }

    /// A whole number or nothing.
    pub(super) fn number_if_any<T: FromStr>(&mut self, name: &str, place: &str) -> Option<T> {
        let typed = self.form.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().ok();
        if number.is_none() {
            self.fault(place, NO_NUMBER);
        }
        number
    }

    /// One of the words that a list offers; `old` for any other, which no page of ours posts.
    pub(super) fn choice<T: serde::de::DeserializeOwned>(&self, name: &str, old: T) -> T {
        let word = serde_json::Value::from(self.form.get(name));
        serde_json::from_value(word).unwrap_or(old)
    }

    pub(super) fn fault(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.faults.push(SettingsFault {
            field: place.into(),
            reason: reason.into(),
        });
    }

    /// The languages of the draft.
    pub(super) fn locales(&self) -> Vec<Locale> {
        parts::shop::locales(&self.form, self.base)
    }
}

/// What is said of a number that is none.
const NO_NUMBER: &str = "give a whole number";

/// The word of a plain enumeration, as the settings write it.
pub(super) fn word_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
