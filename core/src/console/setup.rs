//! The page of the set-up check: what must be mended first, then what is to be looked at, then what
//! is in order.

use super::Lang;
use super::time::moment;
use crate::setup_check::{Check, Report, SetupWords, State, fill, words};
use maud::{Markup, html};

/// The page's style sheet.
pub const STYLES: &[&str] = &["/console/setup.css"];

/// What the page shows.
#[derive(Debug)]
pub struct View<'a> {
    /// What was found last; none where nothing was checked yet.
    pub report: Option<&'a Report>,
    /// The worker's address, for the same in a terminal.
    pub public_url: &'a str,
    /// Whether this person may check anew.
    pub may_check: bool,
}

/// The page's title.
pub fn title(lang: Lang) -> &'static str {
    &words(lang.locale().as_ref()).title
}

/// The page's content.
pub fn page(view: &View<'_>, lang: Lang) -> Markup {
    let words = words(lang.locale().as_ref());
    let url = [("url".to_owned(), view.public_url.to_owned())].into();
    html! {
        p { (words.intro) }
        div class="card spread setup-head" {
            @match view.report {
                Some(report) => (summary(report, words, lang)),
                None => p { (words.never) },
            }
            @if view.may_check {
                form method="post" {
                    input type="hidden" name="do" value="check";
                    button class="main" aria-describedby="check-note" { (words.check_now) }
                    p class="hint" id="check-note" { (words.check_note) }
                }
            }
        }
        @if let Some(report) = view.report {
            @for state in [State::Red, State::Amber, State::Green] {
                (section(report, state, words))
            }
        }
        p class="hint" { code { (fill(&words.doctor, &url)) } }
    }
}

fn summary(report: &Report, words: &SetupWords, lang: Lang) -> Markup {
    let counts = [State::Red, State::Amber, State::Green]
        .map(|state| (state.as_str().to_owned(), report.count(state).to_string()))
        .into();
    let all_good = report.count(State::Green) == report.checks.len();
    let (before, after) = words.checked_at.split_once("{at}").unwrap_or_default();
    html! {
        div {
            p class="setup-sum" role="status" {
                @if all_good { (words.all_good) } @else { (fill(&words.summary, &counts)) }
            }
            p class="hint" { (before) (moment(report.at, lang)) (after) }
        }
    }
}

fn section(report: &Report, state: State, words: &SetupWords) -> Markup {
    let checks: Vec<&Check> = report
        .checks
        .iter()
        .filter(|check| check.state == state)
        .collect();
    html! {
        @if !checks.is_empty() {
            section class="stack" aria-labelledby={ "setup-" (state.as_str()) } {
                h2 id={ "setup-" (state.as_str()) } {
                    (words.state(state)) " " span class={ "badge " (tone(state)) } { (checks.len()) }
                }
                ul class="card flush checks" {
                    @for check in checks { (line(check, words)) }
                }
            }
        }
    }
}

fn line(check: &Check, words: &SetupWords) -> Markup {
    let fix = words.fix(check);
    html! {
        li class={ "check-line " (tone(check.state)) } data-check=(check.id.as_str())
            data-state=(check.state.as_str()) data-word=(check.word.as_str()) {
            span class="sign" aria-hidden="true" {}
            div {
                h3 { (words.title(check)) span class="unseen" { ": " (words.state(check.state)) } }
                p { bdi { (words.says(check)) } }
                @if !fix.is_empty() {
                    p class="fix" { b { (words.to_do) ": " } bdi { (fix) } }
                }
            }
        }
    }
}

fn tone(state: State) -> &'static str {
    match state {
        State::Green => "good",
        State::Amber => "warn",
        State::Red => "bad",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup_check::{Id, Word};

    fn check(id: Id, state: State, word: Word) -> Check {
        Check {
            id,
            about: None,
            state,
            word,
            values: [("name".to_owned(), "Casa <b>".to_owned())].into(),
        }
    }

    fn shown(report: Option<&Report>, may_check: bool, lang: Lang) -> String {
        let view = View {
            report,
            public_url: "https://wa.demo.example",
            may_check,
        };
        page(&view, lang).into_string()
    }

    #[test]
    fn what_must_be_mended_stands_first_with_what_to_do() {
        let report = Report {
            at: 1_749_416_383_021,
            checks: vec![
                check(Id::Domain, State::Green, Word::DomainOwn),
                check(Id::DisplayName, State::Red, Word::NameRefused),
                check(Id::Book, State::Amber, Word::BookAnywhere),
            ],
        };
        let html = shown(Some(&report), true, Lang::En);
        let at = |text: &str| html.find(text).unwrap();
        assert!(at("data-state=\"red\"") < at("data-state=\"amber\""));
        assert!(at("data-state=\"amber\"") < at("data-state=\"green\""));
        assert!(html.contains("1 to mend, 1 to look at, 1 in order"));
        assert!(html.contains("8 Jun 2025, 20:59 UTC"));
        assert!(html.contains("Casa &lt;b&gt;"));
        assert!(html.contains("cargo xtask doctor --url https://wa.demo.example"));
        assert_eq!(html.matches("class=\"fix\"").count(), 2);
    }

    #[test]
    fn before_the_first_check_there_is_the_button_alone_for_whoever_may() {
        let html = shown(None, true, Lang::Es);
        assert!(html.contains("Sin revisar todavía."));
        assert!(html.contains("Revisar ahora"));
        assert!(!shown(None, false, Lang::Es).contains("Revisar ahora"));
    }
}
