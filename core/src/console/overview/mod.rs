//! The overview: whether anything is wrong, how opt-ins are doing, and where they come from.

mod breakdown;
mod calendar;
mod figures;
mod problems;
mod sending;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use view::{
    Facet, Hour, NotSent, NumberNow, OWN_PROBLEMS, PageCount, Problem, PurposeNow, Range, Tally,
    TemplateNow, View, WaitingNow,
};

use super::chart::Bars;
use super::terms::Terms;
use super::{Lang, Place};
use crate::export::csv;
use crate::shops::Slug;
use maud::{Markup, html};
use words::{OverviewWords, words};

/// What countries and languages are called: the platform knows.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// By a country's two letters.
    pub country: &'a dyn Fn(&str) -> String,
    /// By a language's tag.
    pub language: &'a dyn Fn(&str) -> String,
}

/// A file of what is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// A day a row.
    Days,
    /// Where opt-ins came from.
    Sources,
}

impl File {
    /// Reads `?csv=`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "days" => Some(Self::Days),
            "sources" => Some(Self::Sources),
            _ => None,
        }
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Sources => "sources",
        }
    }
}

/// The page's title.
pub fn title(lang: Lang) -> &'static str {
    &words(lang).title
}

/// The page.
pub fn page(view: &View, slug: &Slug, lang: Lang, names: &Names<'_>) -> Markup {
    let (words, terms) = (words(lang), Terms::new(lang, view.offset));
    let sum = view.sum();
    let is_new = sum == Tally::default() && view.hours.is_empty();
    html! {
        (problems::problems(view, slug, terms, words))
        @if is_new {
            section class="card empty" {
                h2 { (words.empty.title) }
                p { (words.empty.text) }
                a class="button main" href=(Place::Editor.path(slug)) { (words.go.editor) }
            }
        }
        (figures::figures(view, terms, words))
        (ranges(view.range, slug, words))
        div class="split charts" {
            (chart(view, "opt-ins", Tally::agreed, terms, words))
            (chart(view, "withdrawals", |tally| tally.withdrawn, terms, words))
        }
        div class="split" {
            (figures::funnel(view, terms, words))
            div class="stack" {
                (sending::number(&view.number, terms, words))
                (sending::templates(view, slug, terms, words))
            }
        }
        div class="cards breakdown" {
            @for section in breakdown::sections(view, terms, words, names) {
                (section.render(terms, words))
            }
        }
        div class="split" {
            (sending::waiting(view, slug, terms, words))
            (sending::not_sent(view, slug, terms, words))
        }
        p class="hint" { (match &view.zone {
            Some(zone) => words.zone.replace("{zone}", zone),
            None => words.zone_utc.clone(),
        }) }
    }
}

fn ranges(own: Range, slug: &Slug, words: &OverviewWords) -> Markup {
    let path = Place::Overview.path(slug);
    let label = |range| match range {
        Range::Week => &words.ranges.week,
        Range::Month => &words.ranges.month,
        Range::Quarter => &words.ranges.quarter,
    };
    html! {
        div class="spread" {
            nav class="row ranges" aria-label=(words.range) {
                @for range in Range::ALL {
                    a href={ (path) "?days=" (range.days()) }
                        aria-current=[(range == own).then_some("true")] { (label(range)) }
                }
            }
            div class="row" {
                @for (file, label) in [(File::Days, &words.csv_days), (File::Sources, &words.csv_sources)] {
                    a href={ (path) "?days=" (own.days()) "&csv=" (file.as_str()) } { (label) }
                }
            }
        }
    }
}

fn chart(
    view: &View,
    class: &str,
    of: impl Fn(&Tally) -> i64,
    terms: Terms,
    words: &OverviewWords,
) -> Markup {
    let (title, head) = if class == "opt-ins" {
        (&words.opt_ins, &words.opt_ins_head)
    } else {
        (&words.withdrawals, &words.withdrawals_head)
    };
    let days: Vec<(String, u32)> = view
        .days()
        .iter()
        .map(|(noon, tally)| (terms.day(*noon), u32::try_from(of(tally)).unwrap_or(0)))
        .collect();
    let all: i64 = days.iter().map(|(_, n)| i64::from(*n)).sum();
    html! {
        section class="card" aria-labelledby=(class) {
            div class="spread" {
                h2 id=(class) { (title) }
                span class="hint" { (words.in_all.replace("{n}", &terms.number(all))) }
            }
            (Bars {
                name: title,
                head,
                day: &words.day,
                as_table: &words.as_table,
                class,
                days: &days,
            }.render())
        }
    }
}

/// What is on the page as a file.
pub fn file(file: File, view: &View, lang: Lang, names: &Names<'_>) -> Vec<u8> {
    let (words, terms) = (words(lang), Terms::new(lang, view.offset));
    let mut out = csv::BYTE_ORDER_MARK.to_vec();
    let mut row = |cells: &[&str]| csv::write_row(&mut out, b',', cells.iter().copied());
    match file {
        File::Days => {
            row(&[
                "day",
                "seen",
                "opened",
                "continued",
                "confirmed",
                "in_chat",
                "withdrawn",
                "reached",
                "read",
            ]);
            for (noon, tally) in view.days() {
                let day = terms.date(noon);
                let numbers = [
                    tally.seen,
                    tally.opened,
                    tally.continued,
                    tally.confirmed,
                    tally.in_chat,
                    tally.withdrawn,
                    tally.reached,
                    tally.read,
                ]
                .map(|number| number.to_string());
                let cells: Vec<&str> = std::iter::once(day.as_str())
                    .chain(numbers.iter().map(String::as_str))
                    .collect();
                row(&cells);
            }
        }
        File::Sources => {
            let listed = &words.listed;
            row(&[&listed.section, &listed.name, &listed.number]);
            for section in breakdown::sections(view, terms, words, names) {
                for line in &section.lines {
                    row(&[&section.name, &line.name, &line.n.to_string()]);
                }
            }
        }
    }
    out
}
