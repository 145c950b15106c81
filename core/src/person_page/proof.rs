//! Showing that the number is one's own: a one-time code, sent from it.

use super::page::Page;
use crate::code::Code;
use crate::prefill::fill;
use crate::words;
use maud::{Markup, html};

impl Page<'_> {
    pub(super) fn ask_for_proof(&self) -> Markup {
        let words = &self.words.proof;
        html! {
            section {
                h2 { (words.title) }
                p { (words.why) }
                (self.form("prove", &[], &html! {
                    button class="main" { (words.button) }
                }))
            }
        }
    }

    /// The message with the code, ready to send.
    pub(super) fn send(&self, code: &Code) -> Markup {
        let words = &self.words.proof;
        let text = words::of(&self.view.locale)
            .map(|words| fill(&words.prefill.proof, "{code}", &code.to_string()))
            .unwrap_or_default();
        html! {
            section class="send" {
                h2 { (words.send_title) }
                p { (words.send) }
                p class="code" {
                    span { (words.code) }
                    bdi dir="ltr" { (code) }
                }
                a class="main" rel="noreferrer" href=(self.shown.types(&text)) { (words.open) }
                a class="button" href=(self.query(&[("sent", "1")])) { (words.sent) }
                p class="hint" { (words.terms) }
            }
        }
    }
}
