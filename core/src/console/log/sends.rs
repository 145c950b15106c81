//! Messages to people, and what became of them.

use super::view::Sent;
use super::{Looking, person};
use crate::console::Right;
use maud::{Markup, html};

pub(super) fn table(rows: &[Sent], looking: &Looking<'_>) -> Markup {
    let head = &looking.words().head;
    html! {
        div class="table" tabindex="0" role="region" aria-label=(looking.words().title) {
            table class="log" {
                thead { tr {
                    th scope="col" { (head.what) }
                    th scope="col" { (head.person) }
                    th scope="col" { (head.state) }
                    th scope="col" { (head.when) }
                } }
                tbody { @for row in rows { (line(row, looking)) } }
            }
        }
    }
}

fn line(row: &Sent, looking: &Looking<'_>) -> Markup {
    let (words, terms) = (looking.words(), looking.terms());
    let class = match row.state.as_str() {
        "delivered" | "read" => "badge good",
        "failed" => "badge bad",
        "uncertain" => "badge warn",
        _ => "badge",
    };
    let (may_retry, hint) = (
        row.may_retry && looking.user.may(Right::Serve),
        format!("retry-{}", row.id),
    );
    html! {
        tr {
            td {
                (terms.kind(&row.kind))
                @if row.template.is_some() || row.language.is_some() {
                    br;
                    span class="hint" {
                        @if let Some(template) = &row.template { bdi { (template) } " " }
                        @if let Some(language) = &row.language { "(" (language) ")" }
                    }
                }
                @if let Some(wamid) = &row.wamid { br; code class="hint id" { (wamid) } }
            }
            td { (person(row.whose.as_ref(), looking)) }
            td {
                span class=(class) { (terms.state(&row.state)) }
                @if row.attempts > 1 { " " span class="hint" { "×" (row.attempts) } }
                @if let Some(reason) = &row.reason { br; span { (terms.reason(reason)) } }
                @if let Some(code) = row.code {
                    br; span class="hint" { (words.code.replace("{code}", &code.to_string())) }
                }
                @if let Some(said) = &row.said { br; span class="hint" { bdi { (said) } } }
                @if may_retry {
                    form class="stack again" method="post" action=(looking.here()) {
                        input type="hidden" name="do" value="retry";
                        input type="hidden" name="message" value=(row.id);
                        button aria-describedby=(hint) { (words.retry) }
                        span class="hint" id=(hint) { (words.retry_hint) }
                    }
                }
            }
            td class="when" {
                @match (row.left_at, row.next_at) {
                    (Some(at), _) => (terms.at(&words.left, at)),
                    (None, _) => (terms.at(&words.queued, row.queued_at)),
                }
                @if let Some(at) = row.next_at { br; span class="hint" { (terms.at(&words.next, at)) } }
            }
        }
    }
}
