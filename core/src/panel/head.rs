//! Who the person will write to, and when somebody answers.

use super::{Frame, Panel, icon};
use crate::prefill::fill;
use crate::settings::Open;
use maud::{Markup, html};

impl Panel<'_> {
    pub(super) fn head(&self, frame: Frame) -> Markup {
        let bubble = frame == Frame::Bubble;
        html! {
            div class="head" {
                @if self.has_doors(frame) {
                    button type="button" data-do="back" data-on="topics" aria-label=(self.words.back) {
                        (icon("back"))
                    }
                }
                (self.brand(Some(frame)))
                @if bubble {
                    button type="button" part="close" data-do="close" aria-label=(self.words.close) {
                        (icon("close"))
                    }
                }
            }
        }
    }

    /// Name and number: an unverified business shows nothing but its number in the chat. Without a
    /// frame it is a page of its own.
    pub(super) fn brand(&self, frame: Option<Frame>) -> Markup {
        // Of interest to those who ask, not to those who sign up.
        let away = match frame {
            Some(frame) if !self.has_doors(frame) => None,
            _ => self.away(),
        };
        let number = fill(&self.words.number, "{number}", &self.number());
        html! {
            b aria-hidden="true" { (icon("chat")) }
            div {
                @if frame.is_none() {
                    h1 { (self.settings.name) }
                } @else {
                    h2 id="brand" { (self.settings.name) }
                }
                p id="number" { (number) }
                @if let Some(away) = away {
                    p class="away" data-on=[frame.map(|_| "doors")] { (away) }
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
