//! Where opt-ins came from: by source, page, purpose, country and language.

use super::Names;
use super::figures::bar;
use super::view::{Facet, View, labels};
use super::words::OverviewWords;
use crate::console::terms::Terms;
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many lines are shown; the rest stands in one.
const LINES: usize = 8;

/// One way to break opt-ins down.
pub(super) struct Section {
    pub(super) name: String,
    /// The most first.
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) n: i64,
    /// What else is to be said.
    note: Option<String>,
}

/// All of them, whole.
pub(super) fn sections(
    view: &View,
    terms: Terms,
    words: &OverviewWords,
    names: &Names<'_>,
) -> Vec<Section> {
    let by = &words.by;
    let or = |name: String, otherwise: &str| {
        if name.is_empty() {
            otherwise.to_owned()
        } else {
            name
        }
    };
    let grouped = |of: &dyn Fn(&Facet) -> String| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for facet in &view.facets {
            *counts.entry(of(facet)).or_default() += facet.n;
        }
        lines(counts)
    };
    let pages = view.pages.iter().map(|page| {
        let name = page.page.trim_start_matches("https://").to_owned();
        (or(name, &words.no_page), page.n)
    });
    vec![
        Section {
            name: by.source.clone(),
            lines: grouped(&|facet| terms.source(&facet.source).to_owned()),
        },
        Section {
            name: by.purpose.clone(),
            lines: purposes(view, terms, words),
        },
        Section {
            name: by.page.clone(),
            lines: lines(pages),
        },
        Section {
            name: by.country.clone(),
            lines: grouped(&|facet| or((names.country)(&facet.country), &words.unknown_country)),
        },
        Section {
            name: by.locale.clone(),
            lines: grouped(&|facet| (names.language)(&facet.locale)),
        },
    ]
}

fn lines(counts: impl IntoIterator<Item = (String, i64)>) -> Vec<Line> {
    let mut lines: Vec<Line> = counts
        .into_iter()
        .map(|(name, n)| Line {
            name,
            n,
            note: None,
        })
        .collect();
    lines.sort_by_key(|line| Reverse(line.n));
    lines
}

/// An opt-in of two purposes counts for each. Those that nobody agreed to in this time are there too,
/// with who may be written to about them.
fn purposes(view: &View, terms: Terms, words: &OverviewWords) -> Vec<Line> {
    let labels = labels(&view.purposes);
    let mut counts: BTreeMap<String, i64> = labels.keys().map(|id| ((*id).to_owned(), 0)).collect();
    for facet in &view.facets {
        let ids: Vec<String> = serde_json::from_str(&facet.purposes).unwrap_or_default();
        for id in ids {
            *counts.entry(id).or_default() += facet.n;
        }
    }
    let people = |id: &str| {
        let own = view.purposes.iter().find(|purpose| purpose.id == id);
        own.and_then(|purpose| purpose.people)
    };
    let mut lines: Vec<Line> = counts
        .into_iter()
        .map(|(id, n)| Line {
            note: people(&id).map(|n| words.people_now.replace("{n}", &terms.number(n))),
            name: labels
                .get(id.as_str())
                .map_or(id.clone(), |label| (*label).to_owned()),
            n,
        })
        .collect();
    lines.sort_by_key(|line| Reverse(line.n));
    lines
}

impl Section {
    pub(super) fn render(&self, terms: Terms, words: &OverviewWords) -> Markup {
        let most = self.lines.first().map_or(0, |line| line.n);
        let all: i64 = self.lines.iter().map(|line| line.n).sum();
        let shown = if self.lines.len() > LINES {
            LINES - 1
        } else {
            LINES
        };
        let others: i64 = self.lines.iter().skip(shown).map(|line| line.n).sum();
        let others = (others > 0).then(|| Line {
            name: words.others.clone(),
            n: others,
            note: None,
        });
        html! {
            section class="card" {
                h3 { (self.name) }
                @if self.lines.is_empty() { p class="hint" { (words.nothing_yet) } }
                ul class="bars" {
                    @for line in self.lines.iter().take(shown).chain(&others) {
                        li {
                            span class="name" { bdi { (line.name) } }
                            span class="value" {
                                b dir="ltr" { (terms.number(line.n)) }
                                @if let Some(share) = terms.percent(line.n, all) {
                                    " " span class="hint" { (share) }
                                }
                            }
                            (bar(line.n, most.max(line.n)))
                            @if let Some(note) = &line.note { span class="hint" { (note) } }
                        }
                    }
                }
            }
        }
    }
}
