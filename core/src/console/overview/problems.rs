//! Problems first: what is wrong, and what to do.

use super::view::{Problem, View};
use super::words::OverviewWords;
use crate::console::Place;
use crate::console::terms::Terms;
use crate::shops::Slug;
use maud::{Markup, html};

/// What is good to know and holds nothing up.
const MILD: [&str; 8] = [
    "quality_yellow",
    "limit_near",
    "messaging_limit",
    "uncertain",
    "confirmation_unusable",
    "updates_aside",
    "template_paused",
    "name_rejected",
];

impl Problem {
    /// Whether it stops something.
    fn is_grave(&self) -> bool {
        !MILD.contains(&self.kind.as_str())
    }

    /// Where it can be mended or seen: a place, and what its address asks for.
    fn way(&self) -> Option<(Place, &'static str)> {
        Some(match self.kind.as_str() {
            "form_unpublished" => (Place::Editor, ""),
            "confirmation_unusable"
            | "template_paused"
            | "template_disabled"
            | "template_missing"
            | "template_mismatch"
            | "templates_limited" => (Place::Templates, ""),
            "uncertain" => (Place::Log, "?state=uncertain"),
            "updates_late" => (Place::Log, "?show=updates&state=waiting"),
            "updates_aside" => (Place::Log, "?show=updates&state=aside"),
            "token" | "permission" | "not_registered" | "number_deleted" | "payment"
            | "display_name" | "setup_red" | "forward_failing" | "events_failing"
            | "events_refused" => (Place::Setup, ""),
            _ => return None,
        })
    }
}

/// All of them, the grave ones first; where there is none, that too is said.
pub(super) fn problems(view: &View, slug: &Slug, terms: Terms, words: &OverviewWords) -> Markup {
    if view.problems.is_empty() {
        return html! {
            div class="note good" role="status" { p { strong { (words.all_well) } } }
        };
    }
    let mut sorted: Vec<&Problem> = view.problems.iter().collect();
    sorted.sort_by_key(|problem| !problem.is_grave());
    html! {
        section class="stack problems" aria-labelledby="problems" {
            h2 id="problems" { (words.problems) }
            @for problem in sorted { (one(problem, slug, terms, words)) }
        }
    }
}

fn one(problem: &Problem, slug: &Slug, terms: Terms, words: &OverviewWords) -> Markup {
    let said = words.problem.get(&problem.kind);
    let class = if problem.is_grave() {
        "note bad"
    } else {
        "note warn"
    };
    let since = problem.since.map(|at| terms.at(&words.problem_since, at));
    let code = problem
        .code
        .map(|code| words.code.replace("{code}", &code.to_string()));
    let way = problem.way().map(|(place, query)| {
        let label = match place {
            Place::Editor => &words.go.editor,
            Place::Templates => &words.go.templates,
            Place::Log => &words.go.log,
            _ => &words.go.setup,
        };
        (format!("{}{query}", place.path(slug)), label)
    });
    html! {
        div class=(class) {
            p {
                @if let Some(subject) = &problem.subject { code { bdi { (subject) } } " " }
                strong { (said.map_or(problem.kind.as_str(), |said| said.what.as_str())) }
            }
            @if let Some(said) = said { p { (said.todo) } }
            @if since.is_some() || code.is_some() || way.is_some() {
                p class="row" {
                    @if let Some((path, label)) = way { a href=(path) { (label) } }
                    @if let Some(since) = since { span class="hint" { (since) } }
                    @if let Some(code) = code { span class="hint" { (code) } }
                }
            }
        }
    }
}
