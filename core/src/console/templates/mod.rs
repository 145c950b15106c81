//! The page of templates: the confirmation in each language of the form, created with a click, and
//! how Meta takes all others.

mod csv;
mod view;

pub use csv::csv;
pub use view::{Entry, Line, Look, View};

use super::{Lang, moment, words};
use crate::locale::Locale;
use crate::meta::TemplateStatus;
use crate::setup_check::fill;
use crate::template_draft::{CreateFault, Fault};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The page's style sheet.
pub const STYLES: &[&str] = &["/console/templates.css"];

/// `templates.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateWords {
    title: String,
    intro: String,
    csv: String,
    on_free_text: String,
    all_approved: String,
    refused: String,
    silent: String,
    confirmation: String,
    says: String,
    not_there: String,
    category: String,
    quality: String,
    reason: String,
    paused_until: String,
    warning: String,
    warning_on: String,
    is_marketing: String,
    lint_good: String,
    lint_bad: String,
    create: String,
    create_all: String,
    owner_only: String,
    others: String,
    no_others: String,
    name: String,
    language: String,
    status: String,
    not_shipped: String,
    done_created: String,
    done_exists: String,
    not_created: String,
    meta_says: String,
    unknown: String,
    statuses: BTreeMap<String, Says>,
    categories: BTreeMap<String, String>,
    qualities: BTreeMap<String, String>,
    faults: BTreeMap<String, String>,
    create_faults: BTreeMap<String, String>,
    languages: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Says {
    label: String,
    hint: String,
}

words!(TemplateWords, "templates.json");

/// What was just tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Meta has taken it, or has had it already: the word of the address.
    Done(String),
    /// It was not created in this language.
    Failed {
        /// The language.
        locale: Locale,
        /// Why.
        fault: CreateFault,
        /// What Meta says for people to see.
        says: Option<String>,
    },
}

/// The page's title.
pub fn title(lang: Lang) -> &'static str {
    &words(lang).title
}

/// The page's content.
pub fn page(view: &View, outcome: Option<&Outcome>, lang: Lang) -> Markup {
    let words = words(lang);
    html! {
        div class="spread intro" {
            p { (words.intro) }
            a class="button" href="?format=csv" download { (words.csv) }
        }
        @if let Some(outcome) = outcome { (told(outcome, words)) }
        @match view.look {
            Look::Fresh => {},
            Look::Refused(code) => p class="note bad" { (with(&words.refused, "code", &code.to_string())) },
            Look::Silent => p class="note warn" { (words.silent) },
        }
        (standing(view, words))
        section class="stack" aria-labelledby="confirmation" {
            div class="spread" {
                div {
                    h2 id="confirmation" { (words.confirmation) }
                    p class="hint" { code { (view.name) } }
                }
                @if view.to_create().count() > 1 { (create("all", &words.create_all)) }
            }
            ul class="cards template-cards" {
                @for line in &view.lines { (card(line, view, lang, words)) }
            }
            @if !view.may_create { p class="hint" { (words.owner_only) } }
        }
        section class="stack" {
            h2 id="others" { (words.others) }
            @if view.others.is_empty() {
                p class="card empty" { (words.no_others) }
            } @else {
                (table(&view.others, words))
            }
        }
    }
}

fn told(outcome: &Outcome, words: &TemplateWords) -> Markup {
    html! {
        @match outcome {
            Outcome::Done(word) => {
                p class="note good" role="status" {
                    @if word == "exists" { (words.done_exists) } @else { (words.done_created) }
                }
            }
            Outcome::Failed { locale, fault, says } => {
                div class="note bad" role="alert" {
                    p { b { (with(&words.not_created, "language", &language(locale, words))) } }
                    p { (look_up(&words.create_faults, fault.as_str())) }
                    @if let Some(says) = says {
                        p { (words.meta_says) " " bdi { (says) } }
                    }
                }
            }
        }
    }
}

/// Whether confirmations go by template everywhere.
fn standing(view: &View, words: &TemplateWords) -> Markup {
    let waiting: Vec<String> = view
        .on_free_text()
        .map(|line| language(&line.locale, words))
        .collect();
    html! {
        @if waiting.is_empty() {
            p class="note good" { (words.all_approved) }
        } @else {
            p class="note warn" data-free-text=(waiting.len()) {
                (with(&words.on_free_text, "languages", &waiting.join(", ")))
            }
        }
    }
}

fn card(line: &Line, view: &View, lang: Lang, words: &TemplateWords) -> Markup {
    let status = line.entry.as_ref().map(|entry| entry.status.as_str());
    html! {
        li class="card" data-language=(line.locale) data-status=(status.unwrap_or("none")) {
            div class="spread" {
                h3 { (language(&line.locale, words)) }
                (badge(status, words))
            }
            @match &line.entry {
                Some(entry) => (facts(entry, lang, words)),
                None => p { (words.not_there) },
            }
            @if line.body.is_empty() {
                p class="error" { (words.not_shipped) }
            } @else {
                div {
                    p class="hint" { (words.says) }
                    blockquote lang=(line.locale) dir="auto" { (line.body) }
                }
            }
            @if line.entry.is_none() && !line.body.is_empty() { (linted(line, words)) }
            @if view.to_create().any(|own| own.locale == line.locale) {
                (create(line.locale.as_str(), &with(&words.create, "language", &language(&line.locale, words))))
            }
        }
    }
}

fn facts(entry: &Entry, lang: Lang, words: &TemplateWords) -> Markup {
    let hint = words.statuses.get(&entry.status);
    let hint = hint.map_or("", |says| says.hint.as_str());
    let is_marketing = entry.category.as_deref() == Some("MARKETING");
    html! {
        @if !hint.is_empty() { p { (hint) } }
        dl class="facts" {
            div { dt { (words.category) } dd { (named(&words.categories, entry.category.as_deref(), words)) } }
            div { dt { (words.quality) } dd { (quality(entry.quality.as_deref(), words)) } }
            @if let Some(reason) = &entry.reason {
                div { dt { (words.reason) } dd { bdi { (reason) } } }
            }
            @if let Some(until) = entry.paused_until {
                div { dt { (words.paused_until) } dd { (moment(until, lang)) } }
            }
            @if let Some((correct, on)) = &entry.warning {
                div {
                    dt { (words.warning) }
                    dd {
                        (named(&words.categories, Some(correct), words))
                        @if let Some(on) = on { ", " (words.warning_on) " " (moment(*on, lang)) }
                    }
                }
            }
        }
        @if is_marketing { p class="note warn" { (words.is_marketing) } }
    }
}

fn linted(line: &Line, words: &TemplateWords) -> Markup {
    html! {
        @if line.faults.is_empty() {
            p class="lint good" { (words.lint_good) }
        } @else {
            div class="lint bad" {
                p { b { (words.lint_bad) } }
                ul { @for fault in &line.faults { li data-fault=(fault.as_str()) { (fault_says(fault, words)) } } }
            }
        }
    }
}

fn fault_says(fault: &Fault, words: &TemplateWords) -> String {
    with(look_up(&words.faults, fault.as_str()), "what", fault.what())
}

fn create(language: &str, label: &str) -> Markup {
    html! {
        form method="post" {
            input type="hidden" name="do" value="create";
            input type="hidden" name="language" value=(language);
            button class="main" { (label) }
        }
    }
}

fn table(entries: &[Entry], words: &TemplateWords) -> Markup {
    html! {
        div class="card flush table" tabindex="0" role="region" aria-labelledby="others" {
            table {
                thead { tr {
                    th scope="col" { (words.name) }
                    th scope="col" { (words.language) }
                    th scope="col" { (words.status) }
                    th scope="col" { (words.category) }
                    th scope="col" { (words.quality) }
                } }
                tbody {
                    @for entry in entries {
                        tr {
                            td class="mono" { bdi { (entry.name) } }
                            td { (language(&entry.language, words)) }
                            td { (badge(Some(&entry.status), words)) }
                            td { (named(&words.categories, entry.category.as_deref(), words)) }
                            td { (quality(entry.quality.as_deref(), words)) }
                        }
                    }
                }
            }
        }
    }
}

fn badge(status: Option<&str>, words: &TemplateWords) -> Markup {
    let tone = match status.map(TemplateStatus::parse) {
        Some(TemplateStatus::Approved | TemplateStatus::Locked) => "good",
        None
        | Some(
            TemplateStatus::Flagged
            | TemplateStatus::Pending
            | TemplateStatus::InAppeal
            | TemplateStatus::Paused,
        ) => "warn",
        Some(TemplateStatus::Other(_)) => "",
        Some(_) => "bad",
    };
    let status = status.unwrap_or("NONE");
    let label = words.statuses.get(status);
    html! {
        span class={ "badge " (tone) } { (label.map_or(status, |says| says.label.as_str())) }
    }
}

fn quality(quality: Option<&str>, words: &TemplateWords) -> Markup {
    let tone = match quality {
        Some("GREEN") => "good",
        Some("YELLOW") => "warn",
        Some("RED") => "bad",
        _ => return html! { (named(&words.qualities, quality, words)) },
    };
    html! { span class={ "badge " (tone) } { (named(&words.qualities, quality, words)) } }
}

/// Meta's word in ours; as it is where we have none.
fn named<'a>(
    names: &'a BTreeMap<String, String>,
    word: Option<&'a str>,
    words: &'a TemplateWords,
) -> &'a str {
    match word {
        Some(word) => names.get(word).map_or(word, String::as_str),
        None => &words.unknown,
    }
}

fn language(locale: &Locale, words: &TemplateWords) -> String {
    let name = words.languages.get(locale.as_str());
    name.map_or_else(|| locale.to_string(), Clone::clone)
}

fn look_up<'a>(texts: &'a BTreeMap<String, String>, word: &str) -> &'a str {
    texts.get(word).map_or("", String::as_str)
}

fn with(text: &str, name: &str, value: &str) -> String {
    fill(text, &[(name.to_owned(), value.to_owned())].into())
}

#[cfg(test)]
mod tests;
