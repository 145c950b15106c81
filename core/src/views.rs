//! How often a shop's bubble was served and its form opened: counted by each isolate of the worker in
//! its memory, and handed to the book with the call for the settings that it makes once a minute.
//!
//! Nothing of who looked is known or kept. The counts are lower bounds: browsers keep the file for
//! some minutes, and what an isolate has not handed over goes with it.

use crate::time::{DAY, Millis};
use std::fmt;
use std::str::FromStr;

/// An isolate that has been silent for so long goes on under another name, and the book forgets a
/// name after twice that: so what a name has handed over is known as long as it is used.
const NAME_HOLDS_FOR: Millis = DAY;
/// For how long the book remembers a name after it was last heard.
pub const NAME_KEPT: Millis = 2 * NAME_HOLDS_FOR;

/// What was served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The bubble: an answer of `widget.js`.
    Seen,
    /// The form: an answer of `panel`, or of the hosted form.
    Opened,
}

/// How often, since its name was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Views {
    /// How often the bubble was served.
    pub seen: u32,
    /// How often the form was.
    pub opened: u32,
}

impl Views {
    /// What these have that `known` had not. Counts under one name only grow, so the same again, and
    /// what was overtaken, is nothing.
    #[must_use]
    pub fn beyond(self, known: Self) -> Self {
        Self {
            seen: self.seen.saturating_sub(known.seen),
            opened: self.opened.saturating_sub(known.opened),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// What an isolate has counted for one shop.
#[derive(Debug, Default)]
pub struct Counter {
    name: String,
    last_at: Millis,
    counted: Views,
    handed: Views,
}

impl Counter {
    /// Counts one.
    pub fn count(&mut self, view: View) {
        let count = match view {
            View::Seen => &mut self.counted.seen,
            View::Opened => &mut self.counted.opened,
        };
        *count = count.saturating_add(1);
    }

    /// What is to be handed over now, under the isolate's name, or under `fresh` where it needs a new
    /// one; nothing where nothing was counted since. All under one name is handed over again and
    /// again, so that a call that was lost is made up for by the next.
    pub fn hand(&mut self, fresh: impl FnOnce() -> Option<String>, now: Millis) -> Option<Told> {
        if self.name.is_empty() || now - self.last_at > NAME_HOLDS_FOR {
            self.counted = self.counted.beyond(self.handed);
            self.handed = Views::default();
            self.name = fresh()?;
        }
        if self.counted == self.handed {
            return None;
        }
        (self.last_at, self.handed) = (now, self.counted);
        Some(Told {
            name: self.name.clone(),
            views: self.counted,
        })
    }
}

/// All that an isolate has counted under its name, as it is handed over: `3f…-120-7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The name, which is random.
    pub name: String,
    /// How often so far.
    pub views: Views,
}

/// The text is no such thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("counts are handed over as name-seen-opened")]
pub struct ParseToldError;

impl fmt::Display for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Views { seen, opened } = self.views;
        write!(formatter, "{}-{seen}-{opened}", self.name)
    }
}

impl FromStr for Told {
    type Err = ParseToldError;

    fn from_str(text: &str) -> Result<Self, ParseToldError> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(ParseToldError);
        let (name, seen, opened) = (next()?, next()?, next()?);
        let is_name = (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_hexdigit());
        let number = |text: &str| text.parse().map_err(|_| ParseToldError);
        if !is_name || parts.next().is_some() {
            return Err(ParseToldError);
        }
        Ok(Self {
            name: name.to_owned(),
            views: Views {
                seen: number(seen)?,
                opened: number(opened)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn name(text: &str) -> impl FnOnce() -> Option<String> {
        let name = text.to_owned();
        move || Some(name)
    }

    #[test]
    fn all_that_was_counted_is_handed_over_and_nothing_while_nothing_is_new() {
        let mut counter = Counter::default();
        assert_eq!(counter.hand(name("a"), 0), None);
        counter.count(View::Seen);
        counter.count(View::Seen);
        counter.count(View::Opened);
        let handed = counter.hand(name("b"), MINUTE).unwrap();
        assert_eq!(handed.to_string(), "a-2-1");
        assert_eq!(counter.hand(name("b"), 2 * MINUTE), None);
        counter.count(View::Seen);
        let handed = counter.hand(name("b"), 3 * MINUTE).unwrap();
        assert_eq!(handed.to_string(), "a-3-1");
    }

    #[test]
    fn after_a_day_of_silence_the_name_is_another_and_only_what_is_new_counts() {
        let mut counter = Counter::default();
        counter.count(View::Seen);
        counter.hand(name("a"), 0).unwrap();
        counter.count(View::Opened);
        let handed = counter.hand(name("b"), DAY + 1).unwrap();
        assert_eq!(handed.to_string(), "b-0-1");
    }

    #[test]
    fn what_is_handed_over_reads_back_and_nothing_else_reads() {
        let handed = Told {
            name: "3f9a".to_owned(),
            views: Views {
                seen: 120,
                opened: 7,
            },
        };
        assert_eq!(handed.to_string().parse(), Ok(handed));
        for wrong in [
            "",
            "a",
            "a-1",
            "a-1-2-3",
            "-1-2",
            "x-1-2",
            "a--1",
            "a-1-x",
            "a-1-4294967296",
        ] {
            assert_eq!(wrong.parse::<Told>(), Err(ParseToldError), "{wrong}");
        }
    }

    proptest! {
        /// However calls are repeated, lost on the way there, or lost on the way back: the book never
        /// counts more than there was, and all of it once a last call comes through.
        #[test]
        fn the_book_counts_each_once(
            steps in proptest::collection::vec((0_u32..5, any::<bool>(), 1_usize..4), 1..20)
        ) {
            let mut counter = Counter::default();
            let mut known: BTreeMap<String, Views> = BTreeMap::new();
            let (mut there_were, mut counted) = (0, 0);
            let last = steps.len();
            for (at, (views, is_lost, times)) in (1_i64..).zip(steps) {
                there_were += views;
                (0..views).for_each(|_| counter.count(View::Seen));
                if at == i64::try_from(last).unwrap() {
                    counter.count(View::Seen);
                    there_were += 1;
                }
                let Some(handed) = counter.hand(name("a"), at * MINUTE) else { continue };
                if is_lost && at < i64::try_from(last).unwrap() {
                    continue;
                }
                for _ in 0..times {
                    let before = known.insert(handed.name.clone(), handed.views).unwrap_or_default();
                    counted += handed.views.beyond(before).seen;
                }
                prop_assert!(counted <= there_were);
            }
            prop_assert_eq!(counted, there_were);
        }
    }
}
