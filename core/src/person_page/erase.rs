//! Erasing: what goes, what stays and why, before the button; and the page afterwards.

use super::page::Page;
use crate::prefill::fill;
use maud::{Markup, html};

impl Page<'_> {
    pub(super) fn way_to_erase(&self) -> Markup {
        let words = &self.words.erase;
        html! {
            section {
                h2 { (words.link) }
                p { (words.hint) }
                a class="button stop" href=(self.query(&[("erase", "1")])) { (words.link) }
            }
        }
    }

    /// What erasing does, with its button.
    pub fn erase(&self) -> Markup {
        let words = &self.words.erase;
        let list = |lines: &[String]| {
            html! {
                ul class="lines" {
                    @for line in lines { li { (self.named(line)) } }
                }
            }
        };
        self.document(&html! {
            section {
                h2 { (words.title) }
                h3 { (words.goes_title) }
                (list(&words.goes))
                h3 { (words.stays_title) }
                @if self.view.block_days > 0 {
                    p class="note" {
                        (self.named(&fill(&words.block, "{days}", &self.view.block_days.to_string())))
                    }
                }
                (list(&words.stays))
                (self.form("erase", &[], &html! {
                    button class="main danger" { (words.button) }
                }))
                a class="button" href=(self.query(&[])) { (words.keep) }
            }
        })
    }

    /// That it is done: the last page of a person.
    pub fn erased(&self) -> Markup {
        let words = &self.words.erase;
        self.document(&html! {
            section {
                h2 { (words.done_title) }
                p role="status" { (self.named(&words.done)) }
            }
        })
    }
}
