//! Texts that a language lacks, as typed: each is flagged where it is to be written, and counted at its
//! section.

use super::parts::bubble::QUESTIONS;
use super::parts::purposes::{WORDS, word};
use super::ui::{Editor, Section};
use crate::locale::Locale;
use crate::purpose::Purpose;
use crate::settings::{Field, Settings};
use std::collections::BTreeMap;

impl Editor<'_> {
    /// What is typed under a name; where the form has none, what is saved.
    pub(super) fn typed_or<'a>(&'a self, name: &str, saved: &'a str) -> &'a str {
        if self.form.has(name) {
            self.form.get(name)
        } else {
            saved
        }
    }

    fn lacks(&self, name: &str, saved: &str) -> bool {
        self.typed_or(name, saved).trim().is_empty()
    }

    /// Words of a purpose that a language lacks. The empty row for a new one lacks nothing yet.
    pub(super) fn lacking_of_purpose(
        &self,
        row: &str,
        locale: &Locale,
        old: Option<&Purpose>,
    ) -> usize {
        if self.form.is_blank(row) && old.is_none() {
            return 0;
        }
        let saved = old.and_then(|old| old.words.get(locale));
        let lacks = |part: &&&str| {
            let saved = saved.map_or("", |saved| word(saved, part));
            self.lacks(&format!("{row}.words.{locale}.{part}"), saved)
        };
        WORDS.iter().filter(lacks).count()
    }

    /// Languages that lack the one text of a part which is switched on.
    pub(super) fn lacking_of_part(
        &self,
        part: &str,
        saved: Option<&BTreeMap<Locale, String>>,
    ) -> usize {
        if !self.form.has(&format!("{part}.on")) {
            return 0;
        }
        let lacks = |locale: &&Locale| {
            let saved = saved.and_then(|saved| saved.get(locale));
            let saved = saved.map_or("", String::as_str);
            self.lacks(&format!("{part}.words.{locale}"), saved)
        };
        self.locales().iter().filter(lacks).count()
    }

    /// Quick questions that a language lacks beside the one that has the most.
    pub(super) fn lacking_of_questions(&self, locale: &Locale) -> usize {
        let most = self.locales().iter().map(|one| self.asked(one)).max();
        most.unwrap_or_default() - self.asked(locale)
    }

    fn asked(&self, locale: &Locale) -> usize {
        let place = format!("questions.{locale}");
        let is_posted = (0..QUESTIONS).any(|row| self.form.has(&format!("{place}.{row}")));
        let saved = self.view.settings.questions.get(locale);
        let saved = saved.filter(|_| !is_posted);
        let is_there = |row: &usize| {
            let saved = saved.and_then(|saved| saved.get(*row));
            !self.lacks(&format!("{place}.{row}"), saved.map_or("", String::as_str))
        };
        (0..QUESTIONS).filter(is_there).count()
    }

    /// Labels and choices of a question of the form that its languages lack.
    pub(super) fn lacking_of_field(&self, row: &str, old: Option<&Field>) -> usize {
        let is_choice = self.form.get(&format!("{row}.kind")) == "choice";
        let written = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
        let choices = if is_choice {
            written(self.form.get(&format!("{row}.choices")))
        } else {
            0
        };
        let of = |locale: &Locale| {
            let saved = old.and_then(|old| old.words.get(locale));
            let label = saved.map_or("", |saved| &saved.label);
            let words = saved.map_or_else(String::new, |saved| saved.choices.join("\n"));
            let label = self.lacks(&format!("{row}.words.{locale}.label"), label);
            let words = self.typed_or(&format!("{row}.words.{locale}.choices"), &words);
            usize::from(label) + choices.saturating_sub(written(words))
        };
        self.locales().iter().map(of).sum()
    }

    /// All that the languages lack in a section.
    pub(super) fn lacking_in(&self, section: Section) -> usize {
        let settings = &self.view.settings;
        match section {
            Section::Purposes => {
                let rows = (0..self.form.rows("purposes")).map(|row| format!("purposes.{row}"));
                let rows = rows.map(|row| (self.saved_purpose(&row), row));
                let product = settings
                    .product
                    .clone()
                    .or_else(Settings::default_product)
                    .filter(|_| self.form.has("product.on"));
                let of = |row: &str, old: Option<&Purpose>| -> usize {
                    let locales = self.locales();
                    let of = |locale| self.lacking_of_purpose(row, locale, old);
                    locales.iter().map(of).sum()
                };
                let own: usize = rows.map(|(old, row)| of(&row, old)).sum();
                own + product.map_or(0, |product| of("product", Some(&product)))
            }
            Section::Form => {
                let rows = (0..self.form.rows("fields")).map(|row| format!("fields.{row}"));
                let own: usize = rows
                    .map(|row| self.lacking_of_field(&row, self.saved_field(&row)))
                    .sum();
                let coupon = settings.coupon.as_ref().map(|own| &own.words);
                own + self.lacking_of_part("coupon", coupon)
            }
            Section::Bubble => {
                let greeting = settings.greeting.as_ref().map(|own| &own.words);
                let locales = self.locales();
                let questions = locales.iter().map(|one| self.lacking_of_questions(one));
                questions.sum::<usize>() + self.lacking_of_part("greeting", greeting)
            }
            Section::Shop | Section::Hours | Section::Campaigns | Section::Install => 0,
        }
    }

    /// The purpose of a row, as it is saved.
    pub(super) fn saved_purpose(&self, row: &str) -> Option<&Purpose> {
        let id = self.form.get(&format!("{row}.id"));
        let mut saved = self.view.settings.purposes.iter();
        saved.find(|purpose| purpose.id.as_str() == id)
    }

    /// The question of a row, as it is saved.
    pub(super) fn saved_field(&self, row: &str) -> Option<&Field> {
        let id = self.form.get(&format!("{row}.id"));
        let mut saved = self.view.settings.fields.iter();
        saved.find(|field| field.id.as_str() == id)
    }
}
