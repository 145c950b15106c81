//! What the person gets and could get, each with its switch.

use super::date::time;
use super::page::Page;
use super::view::{Standing, Topic};
use crate::panel::direction;
use crate::prefill::cut;
use crate::purpose::{Category, PurposeId};
use crate::statement::Statement;
use crate::time::Millis;
use maud::{Markup, html};

impl Page<'_> {
    pub(super) fn topics(&self) -> Markup {
        let words = &self.words.topics;
        let all = self.view.topics.iter().enumerate();
        let (on, off): (Vec<_>, Vec<_>) = all.partition(|(_, topic)| topic.is_on());
        html! {
            section {
                h2 { (words.on) }
                @if self.view.native_stop {
                    div class="note" {
                        p { b { (words.native_title) } }
                        p { (self.named(&words.native)) }
                    }
                }
                @if on.is_empty() {
                    p { (self.named(&words.nothing)) }
                }
                ul class="topics" {
                    @for (index, topic) in &on { (self.topic(*index, topic)) }
                }
                @if !on.is_empty() {
                    (self.form("off_all", &[], &html! {
                        button class="button stop" { (words.stop_all) }
                    }))
                }
            }
            @if !off.is_empty() {
                section {
                    h2 { (words.off) }
                    @if let Some(statement) = &self.view.offered
                        && off.iter().any(|(_, topic)| self.can_be_switched_on(topic))
                    {
                        p { (words.agree) }
                        // The topics stand below, each with its own words.
                        (statement_of(statement, &[]))
                    }
                    ul class="topics" {
                        @for (index, topic) in &off { (self.topic(*index, topic)) }
                    }
                }
            }
        }
    }

    fn topic(&self, index: usize, topic: &Topic) -> Markup {
        let id = format!("topic-{index}");
        html! {
            li class="topic" {
                div class="line" {
                    h3 id=(id) { (topic.label) }
                    (self.switch(&id, topic))
                }
                @if let Some(title) = &topic.product_title {
                    (around(&self.words.topics.product, "{product}", &html! { (title) }))
                }
                p { (topic.value) }
                p class="hint" { (topic.frequency) }
                (self.standing(topic))
                @if topic.is_on() {
                    (self.agreed(topic))
                }
            }
        }
    }

    fn switch(&self, id: &str, topic: &Topic) -> Markup {
        let button = |is_on: bool| {
            html! {
                button class="switch" role="switch" aria-checked=(is_on) aria-labelledby=(id) { i {} }
            }
        };
        let purpose = ("purpose", topic.purpose.as_str());
        if topic.is_on() {
            let fields = [purpose, ("product", &topic.product)];
            return self.form("off", &fields, &button(true));
        }
        match &self.view.offered {
            Some(statement) if self.can_be_switched_on(topic) => {
                let (id, version) = (statement.id().to_string(), self.view.version.to_string());
                let fields = [purpose, ("statement", &*id), ("version", &*version)];
                self.form("on", &fields, &button(false))
            }
            _ => Markup::default(),
        }
    }

    fn can_be_switched_on(&self, topic: &Topic) -> bool {
        self.view.is_proven() && topic.is_offered && topic.product.is_empty() && !topic.is_on()
    }

    /// Since when, or until when.
    fn standing(&self, topic: &Topic) -> Markup {
        let words = &self.words.topics;
        let dated = |text: &str, at: Option<Millis>| {
            at.map(|at| around(text, "{date}", &time(at, &self.words.day_of(at))))
        };
        let line = match topic.standing {
            Standing::Granted => dated(&words.since, topic.since),
            Standing::Stopped | Standing::Withdrawn | Standing::Erased => {
                dated(&words.ended, topic.ended_at)
            }
            Standing::Expired => dated(&words.expired, topic.ended_at),
            Standing::Unproven => Some(html! { p class="hint" { (words.unproven) } }),
            Standing::Never => None,
        };
        let is_paused = self.view.native_stop && topic.category == Category::Marketing;
        html! {
            (line.unwrap_or_default())
            @if topic.is_on() && is_paused {
                p class="paused" { (words.paused) }
            }
        }
    }

    /// The words that were agreed to, folded up.
    fn agreed(&self, topic: &Topic) -> Markup {
        html! {
            details {
                summary { (self.words.topics.words) }
                @match &topic.agreed {
                    Some(statement) => {
                        (statement_of(statement, std::slice::from_ref(&topic.purpose)))
                    }
                    None => { p { (self.words.topics.elsewhere) } }
                }
            }
        }
    }
}

/// A statement in full, in its own language, with the purposes that were `chosen`.
pub(crate) fn statement_of(statement: &Statement, chosen: &[PurposeId]) -> Markup {
    let purposes = statement.purposes.iter();
    html! {
        blockquote class="words" lang=(statement.locale) dir=(direction(&statement.locale)) {
            p { b { (statement.brand) } " · " (statement.channel) }
            p { (statement.controller) }
            @for purpose in purposes.filter(|purpose| chosen.contains(&purpose.id)) {
                p { b { (purpose.label) } " – " (purpose.value) " (" (purpose.frequency) ")" }
            }
            @for line in statement.text().lines() {
                p { (line) }
            }
            p { a href=(statement.privacy_url) { (statement.privacy_url) } }
        }
    }
}

/// A line of small print with something in its place.
fn around(text: &str, place: &str, content: &Markup) -> Markup {
    let (before, after) = cut(text, place).unwrap_or_default();
    html! { p class="hint" { (before) (content) (after) } }
}
