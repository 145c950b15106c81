//! The choice of list, and what to look for in it.

use super::Looking;
use super::query::{Query, Show};
use maud::{Markup, html};

/// The lists, side by side.
pub(super) fn tabs(looking: &Looking<'_>) -> Markup {
    let words = looking.words();
    let label = |show| match show {
        Show::Sends => &words.shows.sends,
        Show::Updates => &words.shows.updates,
    };
    html! {
        nav class="row tabs" aria-label=(words.show) {
            @for show in Show::ALL {
                @let all = Query { show, ..Query::default() };
                @let is_here = show == looking.query.show;
                a href={ (looking.path()) (all.address(None).trim_end_matches('?')) }
                    aria-current=[is_here.then_some("page")] { (label(show)) }
            }
        }
    }
}

/// The form. It asks by address, so that what was found can be kept and sent on.
pub(super) fn form(looking: &Looking<'_>) -> Markup {
    let (words, terms, query) = (looking.words(), looking.terms(), looking.query);
    let reason = query.reason.map_or("", crate::outgoing::Reason::as_str);
    html! {
        form class="filters" method="get" action=(looking.path()) role="search" {
            @if query.show == Show::Updates { input type="hidden" name="show" value="updates"; }
            div class="field wide" {
                label for="q" { (words.search) }
                input id="q" name="q" type="search" value=(query.q) maxlength="200" autocomplete="off"
                    aria-describedby="q-hint";
                span class="hint" id="q-hint" { (words.search_hint) }
            }
            @match query.show {
                Show::Sends => {
                    (choice("kind", &words.kind, query.kind_word(), terms.kinds(), &words.any))
                    (choice("state", &words.state, query.state_word(), terms.states(), &words.any))
                    (choice("reason", &words.reason, reason, terms.reasons(), &words.any))
                }
                Show::Updates => {
                    (choice("kind", &words.kind, query.kind_word(), terms.update_kinds(), &words.any))
                    (choice("state", &words.state, query.state_word(), terms.update_states(), &words.any))
                }
            }
            div class="row" {
                button class="main" { (words.find) }
                @if query.is_narrow() {
                    @let all = Query { show: query.show, ..Query::default() };
                    a href={ (looking.path()) (all.address(None)) } { (words.reset) }
                }
            }
        }
    }
}

fn choice<'a>(
    name: &str,
    label: &str,
    chosen: &str,
    all: impl Iterator<Item = (&'a str, &'a str)>,
    any: &str,
) -> Markup {
    let mut all: Vec<(&str, &str)> = all.collect();
    all.sort_by_key(|(_, label)| label.to_lowercase());
    html! {
        div class="field" {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { (any) }
                @for (word, label) in all {
                    option value=(word) selected[word == chosen] { (label) }
                }
            }
        }
    }
}
