//! "One message when this is back": a purpose of its own, asked for at a product's button.

use super::visit::{PURPOSES, Visit};
use super::{Panel, icon};
use crate::prefill::cut;
use crate::statement::{StatedPurpose, Statement};
use maud::{Markup, html};

/// The question that stands at a product's button.
pub(super) struct Question<'a> {
    panel: &'a Panel<'a>,
    pub(super) statement: Statement,
    purpose: StatedPurpose,
}

impl Panel<'_> {
    /// The question, where the shop asks it.
    pub(super) fn question(&self) -> Option<Question<'_>> {
        let statement = self.settings.product_statement(self.locale)?;
        let purpose = statement.purposes.first()?.clone();
        Some(Question {
            panel: self,
            statement,
            purpose,
        })
    }

    /// The product's id, its title and the question, where a visit of the hosted page is about one.
    pub(super) fn asked<'v>(&self, visit: &'v Visit) -> Option<(&'v str, &'v str, Question<'_>)> {
        let (id, title) = visit.product()?;
        Some((id, title, self.question()?))
    }
}

impl Question<'_> {
    /// The purpose inside a sentence, its `{product}` open.
    pub(super) fn phrase(&self) -> &str {
        &self.purpose.phrase
    }

    /// The question about the product of this title; without one the widget fills it in.
    pub(super) fn ask(&self, title: Option<&str>) -> Markup {
        let words = &self.panel.words;
        let purpose = &self.purpose;
        html! {
            @if title.is_none() {
                h3 { (words.product_title) }
            }
            p { (about(&words.product_text, title)) }
            @if title.is_none() {
                input type="hidden" name=(PURPOSES) value=(purpose.id)
                    data-phrase=(purpose.phrase);
            }
            div class="statement" data-statement=(self.panel.on_page(&self.statement).id()) {
                p {
                    b { (about(&purpose.label, title)) } ": "
                    (about(&purpose.value, title)) " · " (about(&purpose.frequency, title))
                }
                (self.panel.sentences(&self.statement))
            }
        }
    }

    /// Among what was agreed to.
    pub(super) fn agreed(&self) -> Markup {
        html! {
            li data-purpose=(self.purpose.id) hidden {
                (icon("check"))
                span { (about(&self.purpose.label, None)) ": " b data-fill="product" {} }
            }
        }
    }
}

/// A text with the product's title in its place.
fn about(text: &str, title: Option<&str>) -> Markup {
    let Some((before, after)) = cut(text, "{product}") else {
        return html! { (text) };
    };
    html! {
        (before)
        @match title {
            Some(title) => b { (title) },
            None => b data-fill="product" {},
        }
        (after)
    }
}
