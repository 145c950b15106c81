//! The page of a link that is dead, unknown or forged: the same for all of them, so that it tells
//! nothing about anybody.

use super::page::Shown;
use super::words::of;
use crate::locale::Locale;
use crate::words;
use maud::{Markup, html};

/// The page of a dead link.
#[derive(Debug)]
pub struct Gone<'a> {
    /// Whose it was.
    pub shown: Shown<'a>,
    /// In which language.
    pub locale: &'a Locale,
}

impl Gone<'_> {
    /// How to get a fresh link, and how to reach a person. Nothing only where no language ships.
    pub fn page(&self) -> Option<Markup> {
        let words = of(self.locale)?;
        let prefill = &words::of(self.locale)?.prefill;
        let content = html! {
            section {
                h2 { (words.gone.title) }
                p { (words.gone.text) }
                a class="main" rel="noreferrer" href=(self.shown.types(&prefill.preferences)) {
                    (words.gone.button)
                }
            }
            div class="end" { (self.shown.contact(words, self.locale)) }
        };
        Some(self.shown.document(self.locale, words, &content))
    }
}
