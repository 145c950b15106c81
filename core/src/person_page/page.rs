//! The page as a whole: its frame, and what stands on it.

use super::notice::{Notice, Problem};
use super::view::{Access, View};
use super::words::{PersonWords, of};
use crate::contact;
use crate::locale::Locale;
use crate::panel::direction;
use crate::prefill::{cut, deep_link, fill};
use crate::settings::{Mode, Settings};
use crate::shops::{Shop, Slug};
use crate::words;
use maud::{DOCTYPE, Markup, html};
use url::form_urlencoded::Serializer;

/// Whose page it is, whoever looks at it.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The shop's name in addresses.
    pub slug: &'a Slug,
    /// The shop's number.
    pub shop: &'a Shop,
    /// What its owner decided.
    pub settings: &'a Settings,
    /// The base of its deep links, as in `https://wa.me/34600000001`.
    pub link: String,
    /// Where its heads and keys are public.
    pub heads: String,
}

/// A person's page.
#[derive(Debug)]
pub struct Page<'a> {
    pub(super) shown: Shown<'a>,
    pub(super) view: &'a View,
    pub(super) words: &'static PersonWords,
    /// The language that the address asks for, which links and forms keep.
    lang: Option<Locale>,
}

impl<'a> Page<'a> {
    /// The page of a view. `lang` is the language that the address asks for. Nothing only where no
    /// language ships.
    pub fn new(shown: Shown<'a>, view: &'a View, lang: Option<Locale>) -> Option<Self> {
        Some(Self {
            words: of(&view.locale)?,
            shown,
            view,
            lang,
        })
    }

    /// Everything. `is_waiting` tells that a code was said to be sent.
    pub fn overview(
        &self,
        notice: Option<&Notice>,
        problem: Option<Problem>,
        is_waiting: bool,
    ) -> Markup {
        let said = notice.and_then(|notice| notice.say(self.view, self.words, self.name()));
        let waits = is_waiting && self.view.access.code().is_some();
        self.document(&html! {
            @if let Some(problem) = problem {
                p class="note bad" role="alert" { (problem.say(self.words)) }
            }
            @if let Some(said) = said {
                p class="note good" role="status" { (said) }
            }
            @if waits {
                p class="note" role="status" { (self.words.proof.waiting) }
            }
            (self.who())
            // Whoever is about to send a code should not have to look for it.
            @if let Some(code) = self.view.access.code() {
                (self.send(&code))
            }
            (self.topics())
            @match self.view.access {
                Access::Link => { (self.ask_for_proof()) }
                Access::Asked { .. } => {}
                Access::Proven => {
                    (self.receipts())
                    (self.data())
                    (self.way_to_erase())
                }
            }
            (self.foot())
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.shown.settings.name
    }

    /// Words with the shop's name in their place.
    pub(super) fn named(&self, text: &str) -> String {
        text.replace("{shop}", self.name())
    }

    /// Whose page it is.
    fn who(&self) -> Markup {
        let (name, phone) = (&self.view.name, &self.view.phone);
        let hint = if self.view.is_proven() {
            &self.words.proven
        } else {
            &self.words.masked
        };
        html! {
            div class="who" {
                p {
                    @if let Some(name) = name { b { bdi { (name) } } }
                    @if name.is_some() && phone.is_some() { " · " }
                    @if let Some(phone) = phone { bdi dir="ltr" { (phone) } }
                }
                p class="hint" { (hint) }
            }
        }
    }

    fn data(&self) -> Markup {
        let words = &self.words.data;
        html! {
            section {
                h2 { (words.title) }
                p { (words.hint) }
                a class="button" href=(self.query(&[("data", "1")])) { (words.button) }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            div class="end" {
                (self.shown.contact(self.words, &self.view.locale))
                p { (fill(&self.words.responsible, "{controller}", &self.shown.settings.controller)) }
                p { a href=(self.shown.settings.privacy_url) { (self.words.privacy) } }
            }
        }
    }

    /// A link or form to this page, in its language, with these fields.
    pub(super) fn query(&self, fields: &[(&str, &str)]) -> String {
        let mut query = Serializer::for_suffix(String::from("?"), 1);
        if let Some(lang) = &self.lang {
            query.append_pair("lang", lang.as_str());
        }
        query.extend_pairs(fields);
        query.finish()
    }

    /// A form with one button.
    pub(super) fn form(&self, act: &str, fields: &[(&str, &str)], button: &Markup) -> Markup {
        html! {
            form method="post" action=(self.query(&[])) {
                input type="hidden" name="do" value=(act);
                @for (name, value) in fields {
                    input type="hidden" name=(name) value=(value);
                }
                (button)
            }
        }
    }

    pub(super) fn document(&self, content: &Markup) -> Markup {
        self.shown.document(&self.view.locale, self.words, content)
    }
}

impl Shown<'_> {
    /// A deep link that types `text`, with the shop's name in its place.
    pub(super) fn types(&self, text: &str) -> String {
        deep_link(&self.link, &fill(text, "{shop}", &self.settings.name))
    }

    /// How to reach a person: as the shop says, else in the chat.
    pub(super) fn contact(&self, words: &PersonWords, locale: &Locale) -> Markup {
        let (before, after) = cut(&words.contact, "{contact}").unwrap_or_default();
        let chat = words::of(locale).map(|words| self.types(&words.prefill.chat));
        html! {
            p {
                (before)
                @match (&self.settings.contact, chat) {
                    (Some(contact), _) => { (contact::shown(contact)) }
                    (None, Some(chat)) => {
                        a href=(chat) rel="noreferrer" { bdi dir="ltr" { "+" (self.shop.number) } }
                    }
                    (None, None) => {}
                }
                (after)
            }
        }
    }

    /// A whole page around its content.
    pub(super) fn document(
        &self,
        locale: &Locale,
        words: &PersonWords,
        content: &Markup,
    ) -> Markup {
        let mode = match self.settings.look.mode {
            Mode::Auto => ("auto", "light dark"),
            Mode::Light => ("light", "light"),
            Mode::Dark => ("dark", "dark"),
        };
        html! {
            (DOCTYPE)
            html lang=(locale) dir=(direction(locale)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content=(mode.1);
                    title { (words.title) " · " (self.settings.name) }
                    link rel="stylesheet" href={ "/s/" (self.slug) "/panel.css" };
                    link rel="stylesheet" href="/person.css";
                }
                body data-mode=(mode.0) {
                    main part="panel" data-source="hosted" data-mode=(mode.0) {
                        div class="head" {
                            b aria-hidden="true" { i class="chat" {} }
                            div {
                                h1 { (words.title) }
                                p { (self.settings.name) }
                            }
                        }
                        div class="content" { (content) }
                    }
                }
            }
        }
    }
}
