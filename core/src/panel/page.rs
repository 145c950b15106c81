//! The panel as a page of its own, for pages whose rules keep the widget out and for browsers
//! without script: the same question with the same proof.

use super::inputs::{Fault, Inputs};
use super::visit::{CAMPAIGN, CODE, PRODUCT, TITLE, Visit};
use super::{Panel, direction, hidden, mode};
use crate::locale::Locale;
use crate::settings::{Bubble, Mode};
use crate::shops::Slug;
use crate::statement::Statement;
use maud::{DOCTYPE, Markup, html};

impl Panel<'_> {
    /// The two doors and the form, or, for a visit about a product, its question. The form posts
    /// to `action`.
    pub fn page(&self, visit: &Visit, faults: &[Fault], action: &str) -> Markup {
        let inputs = Inputs::of_the_page(visit, faults);
        let content = if let Some((_, title, question)) = self.asked(visit) {
            let ask = html! {
                @if self.asks_number() {
                    (self.phone(&inputs))
                }
                (question.ask(Some(title)))
            };
            html! {
                h2 { (self.words.product_title) }
                (self.form(&inputs, action, &question.statement, &ask))
            }
        } else {
            html! {
                @if self.settings.bubble != Bubble::Updates {
                    (self.ways_to_ask())
                }
                @if self.settings.bubble != Bubble::Chat {
                    h2 { (self.words.updates) }
                    (self.form(&inputs, action, &self.statement, &self.topics(&inputs)))
                }
            }
        };
        self.document(&content)
    }

    /// How to reach a person, and nothing else.
    pub fn contact_page(&self) -> Markup {
        self.document(&self.ways_to_ask())
    }

    fn ways_to_ask(&self) -> Markup {
        html! {
            h2 { (self.words.help) }
            div { (self.chat_door()) }
        }
    }

    fn form(
        &self,
        inputs: &Inputs<'_>,
        action: &str,
        statement: &Statement,
        question: &Markup,
    ) -> Markup {
        let statement = self.on_page(statement);
        html! {
            form method="post" action=(action) {
                (self.proof(&statement))
                @for name in [CODE, PRODUCT, TITLE, CAMPAIGN] {
                    @if let Some(value) = inputs.value(name) {
                        (hidden(name, value))
                    }
                }
                (inputs.complaint(None))
                div { (question) }
                (self.trap())
                (self.check())
                button class={ "main" @if self.asks_number() { " scripted" } } part="continue"
                    type="submit" { (statement.button) }
                (self.check_script())
            }
        }
    }

    /// A whole page around its content.
    pub(super) fn document(&self, content: &Markup) -> Markup {
        let frame = PageFrame {
            slug: self.place.slug,
            locale: self.locale,
            look: self.settings.look.mode,
            title: &self.settings.name,
        };
        frame.around(&html! {
            div class="head" { (self.brand(None)) }
            div class="scroll" {
                (content)
                (self.way_without_whatsapp(None))
            }
        })
    }
}

/// What every page for shoppers has around it: its language, its look, the shop's style sheets.
pub(super) struct PageFrame<'a> {
    pub(super) slug: &'a Slug,
    pub(super) locale: &'a Locale,
    pub(super) look: Mode,
    pub(super) title: &'a str,
}

impl PageFrame<'_> {
    pub(super) fn around(&self, content: &Markup) -> Markup {
        let look = self.look;
        html! {
            (DOCTYPE)
            html lang=(self.locale) dir=(direction(self.locale)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content=(match look {
                        Mode::Auto => "light dark",
                        Mode::Light => "light",
                        Mode::Dark => "dark",
                    });
                    title { (self.title) " · WhatsApp" }
                    link rel="stylesheet" href={ "/s/" (self.slug) "/panel.css" };
                    link rel="stylesheet" href="/form.css";
                }
                body data-mode=(mode(look)) {
                    main part="panel" data-source="hosted" data-mode=(mode(look)) { (content) }
                }
            }
        }
    }
}
