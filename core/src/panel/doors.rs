//! The two doors of equal weight: asking, which signs up for nothing, and updates.

use super::{Panel, icon};
use crate::contact;
use crate::prefill::cut;
use crate::settings::Bubble;
use maud::{Markup, html};

impl Panel<'_> {
    pub(super) fn doors(&self) -> Markup {
        let words = &self.words;
        html! {
            h3 { (words.help) }
            (self.chat_door())
            @if self.settings.bubble == Bubble::Both {
                button class="door" type="button" part="updates" data-do="updates" {
                    (face("bell", &words.updates, &words.updates_hint))
                }
            }
            @if self.settings.remember {
                a class="door" part="preferences" data-do="ask" href=(self.preferences_link())
                    hidden
                {
                    (face("check", &words.preferences, &words.preferences_hint))
                }
            }
        }
    }

    /// A plain chat link with the shop's quick questions under it.
    pub(super) fn chat_door(&self) -> Markup {
        let words = &self.words;
        html! {
            a class="door" part="chat" data-do="ask" data-chat data-about=[self.about()]
                href=(self.chat_link())
            {
                (face("chat", &words.chat, &words.chat_hint))
            }
            @if let Some(questions) = self.settings.questions.get(self.locale) {
                div class="questions" {
                    @for question in questions {
                        a class="question" data-do="ask" href=(self.link(question)) {
                            (question)
                        }
                    }
                }
            }
        }
    }

    pub(super) fn preferences_link(&self) -> String {
        self.link(&self.named(&self.prefill.preferences))
    }

    /// The shop's other contact, where it names one; in the panel on these screens.
    pub(super) fn way_without_whatsapp(&self, screens: Option<&str>) -> Markup {
        let Some(contact) = &self.settings.contact else {
            return Markup::default();
        };
        let (before, after) = cut(&self.words.no_whatsapp, "{contact}").unwrap_or_default();
        html! {
            p class="small" data-on=[screens] {
                (before) (contact::shown(contact)) (after)
            }
        }
    }
}

/// What a door shows.
fn face(name: &str, title: &str, hint: &str) -> Markup {
    html! {
        span class="disc" { (icon(name)) }
        span {
            b { (title) }
            small { (hint) }
        }
        (icon("next"))
    }
}
