//! The way on, and the words that are said when they are needed.

use super::Panel;
use crate::settings::PhoneMode;
use maud::{Markup, html};

impl Panel<'_> {
    /// One link through all screens: it must survive the tap that changes them, because the browser
    /// follows it afterwards.
    pub(super) fn foot(&self) -> Markup {
        let words = &self.words;
        html! {
            div class="foot" data-on="topics product waiting not_yet" {
                p part="error" role="alert" id="error" {}
                a class="main" part="continue" data-do="go" href=(self.chat_link())
                    aria-describedby="error"
                {
                    span data-on="topics product" { (self.statement.button) }
                    span data-on="waiting not_yet" {
                        span class="again" { (words.reopen) }
                        span class="here" { (words.this_computer) }
                    }
                }
                button class="quiet scan" type="button" data-do="scan" data-on="topics product" {
                    (words.scan_button)
                }
            }
        }
    }

    /// What the widget says when it has to.
    pub(super) fn said(&self) -> Markup {
        let words = &self.words;
        let phone = [
            ("phone_missing", &words.phone_missing),
            ("phone_not_number", &words.phone_not_number),
            ("phone_short", &words.phone_short),
            ("phone_long", &words.phone_long),
            ("phone_unknown", &words.phone_unknown),
        ];
        html! {
            div hidden {
                @for (name, words) in [
                    ("none_ticked", &words.none_ticked),
                    ("offline", &words.offline),
                    ("again", &words.again),
                    ("sensitive", &words.sensitive),
                ] {
                    span data-word=(name) { (words) }
                }
                span data-word="refused" {
                    (words.refused) " "
                    a href=(self.hosted()) { (words.hosted) }
                }
                @if self.settings.phone != PhoneMode::None {
                    @for (name, words) in phone {
                        span data-word=(name) { (words) }
                    }
                }
            }
        }
    }
}
