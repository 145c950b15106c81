//! The number, the templates, and what waits or did not arrive.

use super::figures::bar;
use super::view::{NumberNow, TemplateNow, View};
use super::words::OverviewWords;
use crate::console::Place;
use crate::console::terms::Terms;
use crate::shops::Slug;
use maud::{Markup, html};

/// How Meta sees the number, and how much of its limit is used.
pub(super) fn number(number: &NumberNow, terms: Terms, words: &OverviewWords) -> Markup {
    let (used, limit) = (terms.number(number.used), number.limit);
    let said = match limit {
        Some(limit) => {
            let said = if number.limit_is_assumed {
                &words.limit_assumed
            } else {
                &words.limit_used
            };
            said.replace("{limit}", &terms.number(limit.into()))
        }
        None => words.unlimited.clone(),
    };
    html! {
        section class="card" aria-labelledby="number" {
            h2 id="number" { (words.number) }
            dl class="facts" {
                div {
                    dt { (words.quality) }
                    dd { (quality(number.quality.as_deref(), words)) }
                }
                div {
                    dt { (words.limit) }
                    dd class="stack" {
                        span { (said.replace("{used}", &used)) }
                        @if let Some(limit) = limit { (bar(number.used, limit.into())) }
                    }
                }
                @if let Some(rate) = number.throughput {
                    div {
                        dt { (words.throughput) }
                        dd { (words.per_second.replace("{n}", &terms.number(rate.into()))) }
                    }
                }
            }
        }
    }
}

fn quality(quality: Option<&str>, words: &OverviewWords) -> Markup {
    let Some(word) = quality else {
        return html! { span class="hint" { (words.not_told) } };
    };
    let class = match word {
        "GREEN" => "badge good",
        "YELLOW" => "badge warn",
        "RED" => "badge bad",
        _ => "badge",
    };
    html! { span class=(class) { (words.qualities.get(word).map_or(word, String::as_str)) } }
}

/// Where templates stand.
pub(super) fn templates(view: &View, slug: &Slug, terms: Terms, words: &OverviewWords) -> Markup {
    html! {
        section class="card" aria-labelledby="templates" {
            div class="spread" {
                h2 id="templates" { (words.templates) }
                a href=(Place::Templates.path(slug)) { (words.all_templates) }
            }
            @if view.templates.is_empty() { p class="hint" { (words.no_templates) } }
            ul class="stack states" {
                @for one in &view.templates { li class="spread" { (template(one, terms, words)) } }
            }
        }
    }
}

fn template(template: &TemplateNow, terms: Terms, words: &OverviewWords) -> Markup {
    let status = template.status.as_deref();
    let class = match status {
        Some("APPROVED") => "badge good",
        Some("PENDING" | "IN_APPEAL" | "PAUSED" | "FLAGGED" | "LOCKED") => "badge warn",
        Some(_) => "badge bad",
        None => "badge",
    };
    let said = status.map_or(words.not_told.as_str(), |word| {
        words.template_states.get(word).map_or(word, String::as_str)
    });
    let until = template.paused_until.filter(|_| status == Some("PAUSED"));
    html! {
        span { bdi { (template.name) } " " span class="hint" { (template.language) } }
        span class="row" {
            @if let Some(quality) = template.quality.as_deref().filter(|word| *word != "UNKNOWN") {
                span class="hint" { (words.quality) ": "
                    (words.qualities.get(quality).map_or(quality, String::as_str)) }
            }
            span class=(class) {
                (said)
                @if let Some(at) = until { " " (terms.at(&words.until, at)) }
            }
        }
    }
}

/// What waits in the outbox, and why.
pub(super) fn waiting(view: &View, slug: &Slug, terms: Terms, words: &OverviewWords) -> Markup {
    let head = &words.waiting_head;
    html! {
        section class="card" {
            h2 id="waiting" { (words.waiting) }
            @if view.waiting.is_empty() {
                p class="hint" { (words.waiting_none) }
            } @else {
                div class="table stacks" tabindex="0" role="region" aria-labelledby="waiting" {
                    table {
                        thead { tr {
                            th scope="col" { (head.why) }
                            th scope="col" class="number" { (head.messages) }
                            th scope="col" class="tight" { (head.until) }
                        } }
                        tbody {
                            @for one in &view.waiting { tr {
                                td {
                                    a href={ (Place::Log.path(slug)) "?state=queued&reason=" (one.reason) } {
                                        (terms.reason(&one.reason))
                                    }
                                }
                                td class="number" data-label=(head.messages) { bdi dir="ltr" { (terms.number(one.messages)) } }
                                td class="tight" data-label=(head.until) { (terms.moment(one.until)) }
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// What ended without arriving, and why.
pub(super) fn not_sent(view: &View, slug: &Slug, terms: Terms, words: &OverviewWords) -> Markup {
    let most = view
        .not_sent
        .iter()
        .map(|one| one.messages)
        .max()
        .unwrap_or(0);
    html! {
        section class="card" aria-labelledby="not-sent" {
            h2 id="not-sent" { (words.not_sent) }
            @if view.not_sent.is_empty() { p class="hint" { (words.not_sent_none) } }
            ul class="bars" {
                @for one in &view.not_sent { li {
                    a class="name" href={ (Place::Log.path(slug)) "?reason=" (one.reason) } {
                        (terms.reason(&one.reason))
                    }
                    span class="value" { b dir="ltr" { (terms.number(one.messages)) } }
                    (bar(one.messages, most))
                } }
            }
        }
    }
}
