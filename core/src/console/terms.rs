//! What messages, states and reasons are called, and how numbers and moments are written.

use super::frame::months;
use super::{Lang, moment, words};
use crate::time::{DAY, HOUR, MINUTE, Millis};
use chrono::{DateTime, Datelike};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `terms.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermWords {
    thousands: String,
    decimals: String,
    kinds: BTreeMap<String, String>,
    states: BTreeMap<String, String>,
    reasons: BTreeMap<String, String>,
    sources: BTreeMap<String, String>,
    update_kinds: BTreeMap<String, String>,
    update_states: BTreeMap<String, String>,
}

words!(TermWords, "terms.json");

/// The terms in a language, and the shop's clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    lang: Lang,
    /// How far the shop's clock is ahead of UTC.
    offset: Millis,
}

impl Terms {
    pub(super) fn new(lang: Lang, offset: Millis) -> Self {
        Self { lang, offset }
    }

    fn words(self) -> &'static TermWords {
        words(self.lang)
    }

    /// What a kind of message is called.
    pub(super) fn kind(self, word: &str) -> &str {
        named(&self.words().kinds, word)
    }

    /// What a state of a message is called.
    pub(super) fn state(self, word: &str) -> &str {
        named(&self.words().states, word)
    }

    /// Why a message waits, or ended.
    pub(super) fn reason(self, word: &str) -> &str {
        named(&self.words().reasons, word)
    }

    /// Where an opt-in came from: one of the forms, or the chat.
    pub(super) fn source(self, word: &str) -> &str {
        let sources = &self.words().sources;
        named(
            sources,
            if sources.contains_key(word) {
                word
            } else {
                "elsewhere"
            },
        )
    }

    /// What a kind of update is called.
    pub(super) fn update_kind(self, word: &str) -> &str {
        named(&self.words().update_kinds, word)
    }

    /// What a state of an update is called.
    pub(super) fn update_state(self, word: &str) -> &str {
        named(&self.words().update_states, word)
    }

    /// All kinds of updates, for a choice.
    pub(super) fn update_kinds(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(&self.words().update_kinds)
    }

    /// All states of updates, for a choice.
    pub(super) fn update_states(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(&self.words().update_states)
    }

    /// All kinds, for a choice.
    pub(super) fn kinds(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(&self.words().kinds)
    }

    /// All states, for a choice.
    pub(super) fn states(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(&self.words().states)
    }

    /// All reasons, for a choice.
    pub(super) fn reasons(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(&self.words().reasons)
    }

    /// A number with its thousands apart: `12,345`.
    pub(super) fn number(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut written = String::from(if number < 0 { "−" } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push_str(&self.words().thousands);
            }
            written.push(digit);
        }
        written
    }

    /// So many of so many, in per cent: with a decimal below ten. Nothing of nothing.
    pub(super) fn percent(self, part: i64, whole: i64) -> Option<String> {
        if whole <= 0 {
            return None;
        }
        let tenths = (part.saturating_mul(1_000).saturating_add(whole / 2)) / whole;
        Some(if tenths < 100 && tenths > 0 {
            let decimals = &self.words().decimals;
            format!("{}{decimals}{} %", tenths / 10, tenths % 10)
        } else {
            format!("{} %", self.number((tenths + 5) / 10))
        })
    }

    /// A day: `30 Nov`.
    pub(super) fn day(self, at: Millis) -> String {
        let Some(at) = self.here(at) else {
            return String::new();
        };
        let month = usize::try_from(at.month0()).ok();
        let month = month.and_then(|month| months(self.lang).get(month));
        format!("{} {}", at.day(), month.map_or("", String::as_str))
    }

    /// A day as files have it: `2026-11-30`.
    pub(super) fn date(self, at: Millis) -> String {
        let here = self.here(at).map(|here| here.date_naive().to_string());
        here.unwrap_or_default()
    }

    /// A moment in the midst of a text, for `{at}`.
    pub(super) fn at(self, text: &str, at: Millis) -> Markup {
        let (before, after) = text.split_once("{at}").unwrap_or((text, ""));
        html! { (before) (moment(at, self.lang)) (after) }
    }

    /// A moment.
    pub(super) fn moment(self, at: Millis) -> Markup {
        moment(at, self.lang)
    }

    fn here(self, at: Millis) -> Option<DateTime<chrono::Utc>> {
        DateTime::from_timestamp_millis(at.saturating_add(self.offset))
    }
}

/// How far a clock is ahead of UTC that shows this minute of its week (Monday's first is 0), in whole
/// minutes. From 12 hours behind to 14 ahead, as the world's clocks are.
pub fn offset(week_minute: i64, now: Millis) -> Millis {
    /// The first day of 1970 was a Thursday.
    const FROM_MONDAY: Millis = 3 * DAY;
    const WEEK: Millis = 7 * DAY;
    let of_utc = (now + FROM_MONDAY).rem_euclid(WEEK) / MINUTE * MINUTE;
    let ahead = (week_minute * MINUTE - of_utc).rem_euclid(WEEK);
    if ahead > 14 * HOUR {
        ahead - WEEK
    } else {
        ahead
    }
}

fn named<'a>(names: &'a BTreeMap<String, String>, word: &'a str) -> &'a str {
    names.get(word).map_or(word, String::as_str)
}

fn pairs(
    names: &'static BTreeMap<String, String>,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    names
        .iter()
        .map(|(word, name)| (word.as_str(), name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::{Kind, MessageState, Reason};

    #[test]
    fn everything_in_the_book_has_a_name_in_both_languages() {
        for lang in Lang::ALL {
            let words = words(lang);
            let has = |names: &BTreeMap<String, String>, all: Vec<&str>| {
                let mut all = all;
                all.sort_unstable();
                assert_eq!(names.keys().map(String::as_str).collect::<Vec<_>>(), all);
            };
            has(&words.kinds, Kind::ALL.map(Kind::as_str).to_vec());
            has(
                &words.states,
                MessageState::ALL.map(MessageState::as_str).to_vec(),
            );
            has(
                &words.reasons,
                Reason::ALL.iter().map(|reason| reason.as_str()).collect(),
            );
        }
    }

    #[test]
    fn updates_have_names_too() {
        for lang in Lang::ALL {
            let words = words(lang);
            for kind in crate::console::log::UPDATE_KINDS {
                assert!(words.update_kinds.contains_key(kind), "{kind}");
            }
            for state in crate::console::log::UpdateState::ALL {
                assert!(
                    words.update_states.contains_key(state.as_str()),
                    "{state:?}"
                );
            }
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        let (en, es) = (Terms::new(Lang::En, 0), Terms::new(Lang::Es, 0));
        for (number, english, spanish) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1.000"),
            (1_234_567, "1,234,567", "1.234.567"),
            (-1_000, "−1,000", "−1.000"),
        ] {
            assert_eq!(
                (en.number(number), es.number(number)),
                (english.into(), spanish.into())
            );
        }
        assert_eq!(en.percent(1, 3).as_deref(), Some("33 %"));
        assert_eq!(es.percent(1, 40).as_deref(), Some("2,5 %"));
        assert_eq!(en.percent(0, 5).as_deref(), Some("0 %"));
        assert_eq!(en.percent(3, 3).as_deref(), Some("100 %"));
        assert_eq!(en.percent(3, 0), None);
    }

    #[test]
    fn days_are_those_of_the_shops_clock() {
        // 2025-06-08T20:59:43Z
        let at = 1_749_416_383_021;
        assert_eq!(Terms::new(Lang::En, 0).day(at), "8 Jun");
        assert_eq!(Terms::new(Lang::Es, 4 * HOUR).day(at), "9 jun");
        assert_eq!(Terms::new(Lang::Es, 4 * HOUR).date(at), "2025-06-09");
    }

    #[test]
    fn a_clock_tells_how_far_it_is_ahead() {
        // A Sunday, 20:59:43 in UTC.
        let now = 1_749_416_383_021;
        let minute = |day: i64, hour: i64, minute: i64| (day * 24 + hour) * 60 + minute;
        for (shown, ahead) in [
            (minute(6, 20, 59), 0),
            (minute(6, 22, 59), 2 * HOUR),
            (minute(0, 2, 29), 5 * HOUR + 30 * MINUTE),
            (minute(0, 10, 59), 14 * HOUR),
            (minute(6, 8, 59), -12 * HOUR),
            (minute(6, 16, 59), -4 * HOUR),
        ] {
            assert_eq!(offset(shown, now), ahead, "{shown}");
        }
    }
}
