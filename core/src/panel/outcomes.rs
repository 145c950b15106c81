//! What came of it. The news itself is in the part that is announced; what can be done about it
//! stands outside.

use super::{Frame, Panel, icon};
use crate::prefill::fill;
use maud::{Markup, html};

impl Panel<'_> {
    /// The news of every outcome.
    pub(super) fn status(&self) -> Markup {
        let words = &self.words;
        let confirmed = self.named(&words.confirmed);
        html! {
            div part="status" role="status" {
                @for (screen, shape, title, text) in [
                    ("waiting", "plane", &words.waiting_title, &words.waiting),
                    ("not_yet", "clock", &words.not_yet_title, &words.not_yet),
                    ("confirmed", "check", &words.confirmed_title, &confirmed),
                    ("expired", "clock", &words.expired_title, &words.expired),
                ] {
                    div data-on=(screen) {
                        span class="disc" { (icon(shape)) }
                        h3 { (title) }
                        p { (text) }
                    }
                }
            }
        }
    }

    /// What can be done.
    pub(super) fn outcomes(&self, frame: Frame) -> Markup {
        html! {
            div data-on="waiting not_yet" { (self.by_hand()) }
            div data-on="confirmed" { (self.agreed(frame)) }
            div data-on="expired" {
                button class="main" type="button" data-do="over" { (self.words.start_over) }
            }
        }
    }

    /// The code to scan, and the message to send by hand.
    fn by_hand(&self) -> Markup {
        let words = &self.words;
        let number = self.number();
        html! {
            div part="qr" hidden {
                svg aria-hidden="true" { path {} }
                p { (words.scan) }
            }
            p class="small" { (fill(&words.copy_hint, "{number}", &number)) }
            blockquote {}
            div class="row" {
                button type="button" data-do="copy" data-copied=(words.copied) {
                    (words.copy_message)
                }
                button type="button" data-do="copy" data-copy=(number) data-copied=(words.copied) {
                    (words.copy_number)
                }
            }
            button class="quiet" type="button" data-do="change" { (words.change) }
        }
    }

    /// Every purpose; the widget hides those that were not ticked.
    fn agreed(&self, frame: Frame) -> Markup {
        let words = &self.words;
        html! {
            ul {
                @for purpose in &self.statement.purposes {
                    li data-purpose=(purpose.id) {
                        (icon("check"))
                        span { (purpose.label) }
                    }
                }
                @if let Some(question) = self.question() {
                    (question.agreed())
                }
            }
            p class="small" { (words.stop) }
            a class="quiet" data-do="ask" href=(self.preferences_link()) {
                (words.preferences)
            }
            @if frame == Frame::Bubble {
                button class="main" type="button" data-do="close" { (words.done) }
            }
        }
    }
}
