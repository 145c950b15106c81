//! The page itself.

use super::timeline::{self, What};
use super::view::{Entry, OptIn, Received, Sent, View};
use super::words::{PersonWords, words};
use crate::console::people;
use crate::console::{Lang, Right, User, moment, moment_or_dash};
use crate::ledger::{Consent, Event, Method, Reach};
use crate::opt_in::Source;
use crate::outgoing::{MessageState, Reason};
use crate::person_page::{Standing, Topic, statement_of};
use crate::shops::Slug;
use crate::time::Millis;
use maud::{Markup, html};

/// A page of one person.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The shop.
    pub slug: &'a Slug,
    /// Who looks.
    pub user: &'a User,
    /// In which language.
    pub lang: Lang,
    /// Whose page it is.
    pub view: &'a View,
}

/// Whether what was typed is what has to be typed to erase somebody.
pub fn confirms(typed: &str, lang: Lang) -> bool {
    typed.trim().to_lowercase() == words(lang).erase.word
}

impl Page<'_> {
    /// The heading: their name, else their number.
    pub fn title(&self) -> &str {
        let person = &self.view.data.person;
        let known = person.name.as_deref().or(person.phone.as_deref());
        known.unwrap_or(&self.words().nameless)
    }

    fn words(&self) -> &'static PersonWords {
        words(self.lang)
    }

    fn people(&self) -> String {
        format!("/admin/{}/people", self.slug)
    }

    /// This page's own address.
    fn address(&self) -> String {
        format!("{}/{}", self.people(), self.view.data.person.id)
    }

    /// The content. `is_wrong` tells that erasing was not confirmed as it has to be.
    pub fn content(&self, is_wrong: bool) -> Markup {
        let words = self.words();
        html! {
            div class="row" {
                a href=(self.people()) { "← " (words.all_people) }
                a class="button" href={ "/admin/" (self.slug) "/chats/" (self.view.data.person.id) } {
                    (words.chat)
                }
            }
            div class="split" {
                div class="stack" {
                    (self.consent())
                    (self.timeline())
                }
                div class="stack" {
                    (self.profile())
                    (self.receipts())
                    @if self.user.may(Right::Own) {
                        (self.data())
                        (self.erase(is_wrong))
                    }
                }
            }
        }
    }

    fn profile(&self) -> Markup {
        let words = &self.words().profile;
        let person = &self.view.data.person;
        let at = |at: Option<super::view::At>| moment_or_dash(at.map(|at| at.0), self.lang);
        html! {
            section class="card" {
                h2 { (words.title) }
                @if self.view.data.installation.paused {
                    div class="note warn" { p { b { (words.paused) } } p { (words.paused_text) } }
                }
                dl class="facts" {
                    @if let Some(phone) = &person.phone {
                        (fact(&words.phone, &html! { bdi dir="ltr" class="number" { (phone) } }))
                    }
                    @if let Some(user_id) = &person.user_id {
                        (fact(&words.user_id, &html! { bdi dir="ltr" class="mono" { (user_id) } }))
                    }
                    (fact(&words.locale, &html! { (person.locale.as_deref().unwrap_or("–")) }))
                    (fact(&words.first_seen, &at(Some(person.created_at))))
                    (fact(&words.last_wrote, &at(person.last_wrote_at)))
                    (fact(&words.shop_wrote, &at(person.shop_wrote_at)))
                }
            }
        }
    }

    fn consent(&self) -> Markup {
        let words = &self.words().consent;
        let said = self.view.topics.iter();
        let said: Vec<&Topic> = said
            .filter(|topic| topic.standing != Standing::Never)
            .collect();
        html! {
            section class="card" {
                h2 { (words.title) }
                @if self.view.native_stop { p class="note warn" { (words.native_stop) } }
                @if said.is_empty() { p class="hint" { (words.none) } }
                ul class="topics" { @for topic in said { (self.topic(topic)) } }
            }
        }
    }

    fn topic(&self, topic: &Topic) -> Markup {
        let words = &self.words().consent;
        let (label, at) = match topic.standing {
            Standing::Granted => (&words.since, topic.since),
            _ => (&words.ended, topic.ended_at),
        };
        html! {
            li class="stack tight" {
                div class="spread" {
                    h3 { (topic.label)
                        @if !topic.product.is_empty() {
                            " · " bdi { (topic.product_title.as_deref().unwrap_or(&topic.product)) }
                        }
                    }
                    span class={ "badge " (people::kind(topic.standing)) } {
                        (people::standing(topic.standing, self.lang))
                    }
                }
                @if let Some(at) = at { p class="hint" { (label) " " (moment(at, self.lang)) } }
                details {
                    summary { (words.words) }
                    @match &topic.agreed {
                        Some(statement) => {
                            (statement_of(statement, std::slice::from_ref(&topic.purpose)))
                            p class="hint mono" { bdi dir="ltr" { (statement.id()) } }
                        }
                        None => { p class="hint" { (words.elsewhere) } }
                    }
                }
            }
        }
    }

    fn timeline(&self) -> Markup {
        let all = timeline::of(&self.view.data);
        html! {
            section class="card" {
                h2 { (self.words().timeline.title) }
                ol class="timeline" {
                    @for (at, what) in all { (self.entry(at, what)) }
                }
            }
        }
    }

    fn entry(&self, at: Millis, what: What<'_>) -> Markup {
        let words = &self.words().timeline;
        let (kind, content) = match what {
            What::Requested(opt_in) => ("", self.requested(opt_in)),
            What::Recorded(entry) => self.recorded(entry),
            What::NoEffect(method) => (
                "",
                html! { p { (words.no_effect) } p class="hint" { (self.words().of_method(method)) } },
            ),
            What::Wrote(message) => ("", self.wrote(message)),
            What::Sent(message) => self.sent(message),
            What::Asked => ("", html! { p { (words.asked) } }),
            What::Answered => ("", html! { p { (words.answered) } }),
        };
        html! {
            li class=(kind) {
                (content)
                p class="hint" { (moment(at, self.lang)) }
            }
        }
    }

    fn requested(&self, opt_in: &OptIn) -> Markup {
        let words = &self.words().timeline;
        let source = Source::parse(&opt_in.source);
        let browser = opt_in.browser.as_ref().and_then(|browser| browser.as_str());
        html! {
            p { (words.requested)
                @if let Some(source) = source { " · " (people::source(source, self.lang)) }
            }
            (self.evidence(&html! {
                (fact(&words.code, &html! { bdi dir="ltr" class="mono" { (opt_in.code) } }))
                (fact(&words.about, &html! { (self.labels(opt_in.purposes.iter().map(String::as_str))) }))
                (fact(&words.page, &html! { bdi dir="ltr" { (opt_in.page) } }))
                @if let Some(browser) = browser { (fact(&words.browser, &html! { (browser) })) }
                @if let Some(campaign) = &opt_in.campaign {
                    (fact(&words.campaign, &html! { bdi { (campaign) } }))
                }
            }))
        }
    }

    fn recorded(&self, entry: &Entry) -> (&'static str, Markup) {
        let words = &self.words().timeline;
        let ids = |purposes: &[crate::purpose::PurposeId]| {
            self.labels(purposes.iter().map(crate::purpose::PurposeId::as_str))
        };
        let (kind, said, method, yes_or_no) = match &entry.record.event {
            Event::OptInConfirmed(consent) => (
                "good",
                format!("{}: {}", words.confirmed, ids(&consent.purposes)),
                Some(consent.method),
                Some(consent),
            ),
            Event::Refused(consent) => (
                "warn",
                words.refused.clone(),
                Some(consent.method),
                Some(consent),
            ),
            Event::Imported(import) => {
                let said = if import.proven {
                    &words.imported
                } else {
                    &words.imported_unproven
                };
                let said = format!("{said}: {}", ids(&import.purposes));
                ("", said, Some(Method::Import), None)
            }
            Event::PurposeWithdrawn(withdrawal) => {
                let said = match withdrawal.reach {
                    Reach::All => words.withdrawn_all.clone(),
                    Reach::Marketing => words.withdrawn_marketing.clone(),
                    Reach::Named => format!("{}: {}", words.withdrawn, ids(&withdrawal.purposes)),
                };
                ("bad", said, Some(withdrawal.method), None)
            }
            Event::PurposeResumed(resumption) => {
                ("good", words.resumed.clone(), Some(resumption.method), None)
            }
            Event::IdentityLinked(_) => ("", words.linked.clone(), None, None),
            Event::NumberChanged(_) => ("warn", words.changed.clone(), None, None),
            Event::Blocked(blocking) => ("bad", words.blocked.clone(), Some(blocking.method), None),
            _ => ("", String::new(), None, None),
        };
        let seq = entry.record.seq;
        let content = html! {
            p { b { (said) } }
            @if let Some(method) = method { p class="hint" { (self.words().method(method)) } }
            (self.evidence(&html! {
                @if let Some(facts) = &entry.facts {
                    @if let Some(text) = &facts.text {
                        (fact(&words.said, &html! { bdi { (text) } }))
                    }
                    @if let Some(code) = &facts.code {
                        (fact(&words.code, &html! { bdi dir="ltr" class="mono" { (code) } }))
                    }
                }
                @if let Some(consent) = yes_or_no { (self.of_consent(consent)) }
                (fact(&words.record, &html! {
                    "#" (seq) " " bdi dir="ltr" class="mono" { (entry.record.hash.to_string()) }
                }))
                @if self.view.receipts.iter().any(|line| line.seq == seq) {
                    (fact(&words.receipt, &self.receipt(seq)))
                }
            }))
        };
        (kind, content)
    }

    fn of_consent(&self, consent: &Consent) -> Markup {
        let words = &self.words().timeline;
        html! {
            @if let Some(page) = &consent.page {
                (fact(&words.page, &html! { bdi dir="ltr" { (page.as_str()) } }))
            }
            @if let Some(browser) = &consent.browser {
                (fact(&words.browser, &html! { (browser) }))
            }
            (fact(&words.statement, &html! {
                a href={ "/s/" (self.slug) "/statements/" (consent.statement.to_string()) } {
                    bdi dir="ltr" class="mono" { (consent.statement.to_string()) }
                }
            }))
        }
    }

    fn wrote(&self, message: &Received) -> Markup {
        let words = &self.words().timeline;
        let shown = &message.shown;
        html! {
            p { (words.wrote) @if shown.kind != "text" { " · " (words.medium) " " (shown.kind) } }
            @if let Some(text) = &shown.text { blockquote { bdi { (text) } } }
            @if let Some(reaction) = &shown.reaction {
                p class="hint" { (words.reacted) " " (reaction) }
            }
        }
    }

    fn sent(&self, message: &Sent) -> (&'static str, Markup) {
        let words = &self.words().timeline;
        let state = message.state();
        let kind = match state {
            Some(MessageState::Delivered | MessageState::Read) => "good",
            Some(MessageState::Failed) => "bad",
            Some(MessageState::Uncertain | MessageState::Cancelled) => "warn",
            _ => "",
        };
        let reason = message.reason.as_deref().and_then(Reason::parse);
        let content = html! {
            p { (words.sent) " · " (self.words().kind(message.kind())) " "
                span class={ "badge " (kind) } { (self.words().state(state)) }
            }
            @if message.fallback { p class="hint" { (words.fallback) } }
            @if let Some(template) = &message.template {
                p class="hint" { bdi dir="ltr" class="mono" { (template) }
                    @if let Some(purpose) = &message.purpose { " · " (self.labels([purpose.as_str()].into_iter())) }
                    @if let Some(product) = &message.product { " · " (words.product) " " bdi { (product) } }
                }
            }
            @if let Some(failure) = &message.failure {
                p class="hint" lang="en" {
                    (failure.title.as_deref().unwrap_or_default())
                    @if let Some(details) = &failure.details { " " (details) }
                    @if let Some(code) = message.error { " (" (code) ")" }
                }
            } @else if let Some(reason) = reason {
                p class="hint" { (words.reason) " " code { (reason.as_str()) } }
            }
            @if let Some(reaction) = &message.reaction {
                p class="hint" { (words.reacted) " " (reaction) }
            }
        };
        (kind, content)
    }

    /// What shows that it happened, folded up.
    fn evidence(&self, facts: &Markup) -> Markup {
        html! {
            details { summary { (self.words().timeline.evidence) } dl class="facts" { (facts) } }
        }
    }

    fn receipt(&self, seq: u64) -> Markup {
        html! {
            a href={ (self.address()) "?receipt=" (seq) } download {
                (self.words().receipts.file) " #" (seq)
            }
        }
    }

    fn receipts(&self) -> Markup {
        let words = &self.words().receipts;
        if self.view.receipts.is_empty() {
            return html! {};
        }
        html! {
            section class="card" {
                h2 { (words.title) }
                p class="hint" { (words.hint) }
                ul class="stack" {
                    @for line in &self.view.receipts {
                        li {
                            p { (line.labels.join(" · ")) }
                            p class="hint" { (moment(line.at, self.lang)) " · " (self.receipt(line.seq)) }
                        }
                    }
                }
            }
        }
    }

    fn data(&self) -> Markup {
        let words = &self.words().data;
        html! {
            section class="card" {
                h2 { (words.title) }
                p class="hint" { (words.hint) }
                div { a class="button" href={ (self.address()) "?data=1" } download { (words.button) } }
            }
        }
    }

    fn erase(&self, is_wrong: bool) -> Markup {
        let words = &self.words().erase;
        html! {
            section class="card" id="erase" {
                h2 { (words.title) }
                p class="hint" { (words.hint) }
                @if self.view.block_days > 0 {
                    p class="hint" {
                        (words.sealed.replace("{n}", &self.view.block_days.to_string()))
                    }
                }
                details open[is_wrong] {
                    summary { (words.open) }
                    form method="post" class="stack" {
                        input type="hidden" name="do" value="erase";
                        div class="field" {
                            label for="typed" { (words.label) }
                            input id="typed" name="typed" required autocomplete="off" autocapitalize="none"
                                aria-invalid=[is_wrong.then_some("true")]
                                aria-describedby=[is_wrong.then_some("typed-error")];
                            @if is_wrong {
                                p class="error" role="alert" id="typed-error" { (words.wrong) }
                            }
                        }
                        div { button class="danger" { (words.button) } }
                    }
                }
            }
        }
    }

    /// Purposes by their labels, as far as the person's topics have them.
    fn labels<'b>(&self, purposes: impl Iterator<Item = &'b str>) -> String {
        let label = |id: &'b str| {
            let mut topics = self.view.topics.iter();
            let topic = topics.find(|topic| topic.purpose.as_str() == id);
            topic.map_or(id, |topic| topic.label.as_str())
        };
        let labels: Vec<&str> = purposes.map(label).collect();
        labels.join(", ")
    }
}

fn fact(what: &str, how: &Markup) -> Markup {
    html! { div { dt { (what) } dd { (how) } } }
}
