//! The last that was said of one thing.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Something that was said, and when (Unix milliseconds, by Meta's clock).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<T> {
    /// What.
    pub value: T,
    /// When.
    pub at: Millis,
}

/// The last that was said of one thing, in whatever order it became known. Of two that were said
/// in the same second, which is as exact as Meta's clock, the greater counts: values are ordered so
/// that the stricter is the greater.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Latest<T>(Option<Said<T>>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Ord> Latest<T> {
    /// Takes in what was said; whether it is the last.
    pub fn take(&mut self, value: T, at: Millis) -> bool {
        let is_last = self
            .0
            .as_ref()
            .is_none_or(|said| (said.at, &said.value) < (at, &value));
        if is_last {
            self.0 = Some(Said { value, at });
        }
        is_last
    }
}

impl<T> Latest<T> {
    /// What was said last, if anything.
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|said| &said.value)
    }

    /// When that was said, in Unix milliseconds.
    pub fn at(&self) -> Option<Millis> {
        self.0.as_ref().map(|said| said.at)
    }

    /// Both.
    pub fn said(&self) -> Option<&Said<T>> {
        self.0.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_said_later_counts_and_the_greater_of_one_moment() {
        let mut latest = Latest::default();
        assert!(latest.take(2, 10));
        assert!(!latest.take(9, 9));
        assert!(!latest.take(1, 10));
        assert!(latest.take(3, 10));
        assert!(latest.take(0, 11));
        assert_eq!((latest.get(), latest.at()), (Some(&0), Some(11)));
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_matters(
            said in proptest::collection::vec((0_u8..4, 0_i64..4), 0..8),
            turn in 0_usize..8,
        ) {
            let of = |said: &[(u8, i64)]| {
                let mut latest = Latest::default();
                for (value, at) in said {
                    latest.take(*value, *at);
                }
                latest
            };
            let mut other: Vec<(u8, i64)> = said.iter().rev().chain(&said).copied().collect();
            let turn = turn.min(other.len());
            other.rotate_left(turn);
            prop_assert_eq!(of(&said), of(&other));
        }
    }
}
