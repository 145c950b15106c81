//! Who the person will write to, and when somebody answers.

use super::{Frame, Panel, icon};
use crate::prefill::fill;
use crate::settings::{Bubble, Open};
use maud::{Markup, html};

impl Panel<'_> {
    pub(super) fn head(&self, frame: Frame) -> Markup {
        let bubble = frame == Frame::Bubble;
        html! {
            div class="head" {
                @if bubble && self.settings.bubble != Bubble::Updates {
                    button type="button" data-do="back" data-on="topics" aria-label=(self.words.back) {
                        (icon("back"))
                    }
                }
                (self.brand(false))
                @if bubble {
                    button type="button" part="close" data-do="close" aria-label=(self.words.close) {
                        (icon("close"))
                    }
                }
            }
        }
    }

    /// Name and number: an unverified business shows nothing but its number in the chat.
    pub(super) fn brand(&self, is_page: bool) -> Markup {
        let number = fill(&self.words.number, "{number}", &self.number());
        html! {
            b aria-hidden="true" { (icon("chat")) }
            div {
                @if is_page {
                    h1 { (self.settings.name) }
                } @else {
                    h2 id="brand" { (self.settings.name) }
                }
                p id="number" { (number) }
                @if let Some(away) = self.away() {
                    p class="away" { (away) }
                }
            }
        }
    }

    /// That nobody answers now, and when somebody will.
    fn away(&self) -> Option<String> {
        let time = self.time?;
        match self.settings.hours.as_ref()?.at(time.weekday, time.minute) {
            Open::Now => None,
            Open::Never => Some(self.words.away_plain.clone()),
            Open::Later { days_ahead, minute } => {
                let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
                let weekday = usize::from(time.weekday) + usize::from(days_ahead);
                let then = match self.words.weekdays.get(weekday % 7) {
                    Some(day) if days_ahead > 0 => format!("{day} {clock}"),
                    _ => clock,
                };
                Some(fill(&self.words.away, "{time}", &then))
            }
        }
    }
}
