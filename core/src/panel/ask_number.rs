//! The hosted page of a shop with `confirm = "template"`: a number is typed, a check keeps robots
//! out, and one message asks that number. The bubble and forms inside pages are as ever: there
//! the shopper's own message is the better proof, and costs nobody anything.

use super::inputs::Fault;
use super::visit::PHONE;
use super::{Panel, icon};
use crate::confirm_request::{ConfirmWords, words_of};
use crate::prefill::fill;
use crate::settings::{ConfirmMode, Mode, PhoneMode};
use crate::statement::Statement;
use crate::turnstile::{ACTION, Turnstile};
use maud::{Markup, html};

/// What asking numbers needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct AskNumber<'a> {
    turnstile: &'a Turnstile,
    words: &'static ConfirmWords,
}

/// Why a number could not be asked, where no input is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The check is missing or was not passed.
    NotChecked,
    /// Nobody could be asked about the check.
    Unreachable,
    /// The shop asked enough numbers for a day.
    ShopLimit,
    /// The number was typed too often for a day.
    NumberLimit,
}

impl<'a> Panel<'a> {
    /// The same panel, its page asking for a number, where the shop has it so. Without the check
    /// there is no asking: then the page leads to WhatsApp like that of any other shop.
    #[must_use]
    pub fn with_check(mut self, turnstile: Option<&'a Turnstile>) -> Self {
        if self.settings.confirm == ConfirmMode::Template {
            self.ask_number = turnstile.and_then(|turnstile| {
                let words = words_of(self.locale)?;
                Some(AskNumber { turnstile, words })
            });
        }
        self
    }

    /// Whether the page asks for a number to ask.
    pub fn asks_number(&self) -> bool {
        self.ask_number.is_some()
    }

    /// The words that are shown on the page: all the same, but what stands on the button.
    pub(super) fn on_page(&self, statement: &Statement) -> Statement {
        let mut shown = statement.clone();
        if let Some(ask) = &self.ask_number {
            shown.button.clone_from(&ask.words.button);
        }
        shown
    }

    /// Whether the page has the phone field.
    pub(super) fn phone_mode(&self) -> PhoneMode {
        if self.asks_number() {
            PhoneMode::Required
        } else {
            self.settings.phone
        }
    }

    /// What happens with the number, under its field.
    pub(super) fn how(&self) -> Markup {
        html! {
            @if let Some(ask) = &self.ask_number {
                p class="small" id=(HOW) { (ask.words.how) }
            }
        }
    }

    /// Cloudflare's check above the button; and the way on where no script runs, which it needs.
    pub(super) fn check(&self) -> Markup {
        let Some(ask) = &self.ask_number else {
            return Markup::default();
        };
        html! {
            div class="cf-turnstile scripted" data-sitekey=(ask.turnstile.site_key)
                data-action=(ACTION) data-size="flexible" data-language=(self.locale.language())
                data-theme=(match self.settings.look.mode {
                    Mode::Auto => "auto",
                    Mode::Light => "light",
                    Mode::Dark => "dark",
                }) {}
            noscript {
                p { (ask.words.needs_script) }
                div { (self.to_the_chat(ask)) }
            }
        }
    }

    /// The script behind the check, for the end of the page.
    pub(super) fn check_script(&self) -> Markup {
        html! {
            @if let Some(ask) = &self.ask_number {
                script src=(ask.turnstile.script()) async defer {}
            }
        }
    }

    /// What is said about trouble.
    pub fn trouble(&self, trouble: Trouble) -> Vec<Fault> {
        let Some(ask) = &self.ask_number else {
            return Vec::new();
        };
        let words = match trouble {
            Trouble::NotChecked => &ask.words.not_checked,
            Trouble::Unreachable => &ask.words.unreachable,
            Trouble::ShopLimit => &ask.words.shop_limit,
            Trouble::NumberLimit => &ask.words.number_limit,
        };
        vec![Fault {
            input: (trouble == Trouble::NumberLimit).then(|| PHONE.to_owned()),
            words: words.clone(),
        }]
    }

    /// The page after the form: where to look now. It says the same whether or not the number is
    /// asked, so that nobody learns from it who is a customer.
    pub fn sent_page(&self) -> Markup {
        let Some(ask) = &self.ask_number else {
            return self.contact_page();
        };
        self.document(&html! {
            div part="status" role="status" {
                div {
                    span class="disc" { (icon("plane")) }
                    h2 { (ask.words.sent_title) }
                    p { (fill(&ask.words.sent, "{shop}", &self.settings.name)) }
                }
            }
            div { (self.to_the_chat(ask)) }
        })
    }

    fn to_the_chat(&self, ask: &AskNumber<'_>) -> Markup {
        html! { a class="quiet" href=(self.chat_link()) { (ask.words.open) } }
    }
}

/// The id of what is said under the number.
pub(super) const HOW: &str = "how";
