//! Receipts: the list, and one to read and to print.

use super::date::time;
use super::page::Page;
use super::topics::statement_of;
use crate::ledger::{Event, Receipt};
use crate::prefill::cut;
use maud::{Markup, html};

impl Page<'_> {
    pub(super) fn receipts(&self) -> Markup {
        let words = &self.words.receipts;
        if self.view.receipts.is_empty() {
            return Markup::default();
        }
        html! {
            section {
                h2 { (words.title) }
                p { (self.named(&words.hint)) }
                ul class="topics" {
                    @for line in &self.view.receipts {
                        @let seq = line.seq.to_string();
                        li class="topic" {
                            h3 { (time(line.at, &self.words.day_of(line.at))) }
                            p { (line.labels.join(" · ")) }
                            p class="links" {
                                a href=(self.query(&[("receipt", &seq)])) { (words.open) }
                                a href=(self.query(&[("receipt", &seq), ("format", "json")])) {
                                    (words.file)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// One receipt, which prints well.
    pub fn receipt(&self, receipt: &Receipt) -> Markup {
        let words = &self.words.receipts;
        let proof = &receipt.proof;
        let Event::OptInConfirmed(consent) = &proof.record.event else {
            return Markup::default();
        };
        let at = consent.happened_at.millis();
        let seq = proof.record.seq.to_string();
        let how = self.words.methods.get(&consent.method);
        let agreed = proof.statement.purposes.iter();
        let agreed = agreed.filter(|purpose| consent.purposes.contains(&purpose.id));
        let (before, after) = cut(&words.check, "{url}").unwrap_or_default();
        let heads = &self.shown.heads;
        self.document(&html! {
            article class="receipt" {
                h2 { (words.heading) }
                dl {
                    (entry(&words.when, &time(at, &self.words.time_of(at))))
                    (entry(&words.who, &self.signatory()))
                    (entry(&words.controller, &html! { (consent.controller) }))
                    (entry(&words.what, &html! {
                        @for purpose in agreed {
                            p { b { (purpose.label) } " – " (purpose.value) " (" (purpose.frequency) ")" }
                        }
                    }))
                    @if let Some(how) = how {
                        (entry(&words.how, &html! { (how) }))
                    }
                    @if let Some(page) = &consent.page {
                        (entry(&words.place, &html! { bdi dir="ltr" { (page.as_str()) } }))
                    }
                    (entry(&words.words, &statement_of(&proof.statement, &consent.purposes)))
                    (entry(&words.record, &html! { (seq) }))
                    (entry(&words.number, &mono(&receipt.consent.consent_receipt_id)))
                    (entry(&words.key, &mono(&receipt.consent.public_key.to_string())))
                }
                p class="hint" { (before) bdi dir="ltr" { (heads) } (after) }
            }
            div class="links screen" {
                a class="main" href=(self.query(&[("receipt", &seq), ("format", "json")])) { (words.file) }
                a class="button" href=(self.query(&[])) { (self.words.back) }
            }
        })
    }

    fn signatory(&self) -> Markup {
        let (name, phone) = (&self.view.name, &self.view.phone);
        html! {
            @if let Some(name) = name { p { bdi { (name) } } }
            @if let Some(phone) = phone { p { bdi dir="ltr" { (phone) } } }
        }
    }
}

fn entry(term: &str, content: &Markup) -> Markup {
    html! {
        div {
            dt { (term) }
            dd { (content) }
        }
    }
}

/// Digits for machines.
fn mono(text: &str) -> Markup {
    html! { bdi dir="ltr" class="mono" { (text) } }
}
