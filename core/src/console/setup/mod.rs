//! The page of the set-up check: what must be mended first, then what is to be looked at, then what
//! is in order.

mod csv;

pub use csv::csv;

use super::Lang;
use super::time::moment;
use crate::setup_check::{Check, Report, SetupWords, State, fill, words};
use maud::{Markup, html};

/// The page's style sheet.
pub const STYLES: &[&str] = &["/console/setup.css"];

/// How the lines are sorted.
const ORDER: [State; 3] = [State::Red, State::Amber, State::Green];

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
        div class="spread intro" {
            p { (words.intro) }
            @if view.report.is_some() {
                a class="button" href="?format=csv" download { (words.csv) }
            }
        }
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
            @for state in ORDER { (section(report, state, words)) }
        }
        (goods(words))
        p class="hint" { code { (fill(&words.doctor, &url)) } }
    }
}

fn summary(report: &Report, words: &SetupWords, lang: Lang) -> Markup {
    let counts = ORDER
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
    let checks: Vec<&Check> = report.standing(state).collect();
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

/// The goods themselves: no program knows what a shop sells, its owner does.
fn goods(words: &SetupWords) -> Markup {
    html! {
        details class="card goods" id="goods" {
            summary { h2 { (words.goods.title) } }
            p { (words.goods.intro) }
            ul { @for one in &words.goods.list { li { (one) } } }
            p class="hint" { (words.goods.after) }
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
    fn a_file_has_what_is_on_the_screen_in_its_order() {
        let report = Report {
            at: 60_000,
            checks: vec![
                check(Id::Book, State::Green, Word::BookEu),
                check(Id::DisplayName, State::Red, Word::NameRefused),
            ],
        };
        let file = |report| String::from_utf8(csv(report, Lang::En)).unwrap();
        let rows: Vec<String> = file(Some(&report)).lines().map(str::to_owned).collect();
        assert_eq!(rows.len(), 3);
        let head = "\u{feff}state,check,title,found,to_do,checked_at";
        assert_eq!(rows[0], head);
        assert!(
            rows[1].starts_with("red,display_name,Display name,"),
            "{}",
            rows[1]
        );
        assert!(rows[1].contains("Casa <b>"), "{}", rows[1]);
        assert_eq!(
            rows[2],
            "green,book,Where the data lives,The data lives in the European Union.,,\
             1970-01-01T00:01:00.000Z"
        );
        assert_eq!(file(None), format!("{head}\r\n"));
        // Only what is there can be taken along.
        assert!(shown(Some(&report), false, Lang::En).contains("href=\"?format=csv\""));
        assert!(!shown(None, true, Lang::En).contains("format=csv"));
    }

    #[test]
    fn before_the_first_check_there_is_the_button_alone_for_whoever_may() {
        let html = shown(None, true, Lang::Es);
        assert!(html.contains("Sin revisar todavía."));
        assert!(html.contains("Revisar ahora"));
        assert!(!shown(None, false, Lang::Es).contains("Revisar ahora"));
    }

    #[test]
    fn the_goods_are_there_for_the_owner_to_look_through_checked_or_not() {
        let html = shown(None, false, Lang::Es);
        let (_, list) = html.split_once("id=\"goods\"").unwrap();
        assert!(list.contains("Lo que WhatsApp prohíbe vender"));
        assert!(list.contains("<li>Tabaco, vapeadores y sus accesorios</li>"));
        assert_eq!(list.matches("<li>").count(), 14);
    }
}
