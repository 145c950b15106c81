//! The messaging limit: how many people outside the 24-hour window may be written to within
//! 24 hours.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many people may be written to first in a rolling day. Of a business portfolio, so that all
/// its numbers share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum MessagingLimit {
    /// So many.
    People(u32),
    /// As many as one likes.
    Unlimited,
}

/// The text is no messaging limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a messaging limit is a number, TIER_… or unlimited")]
pub struct ParseMessagingLimitError;

impl MessagingLimit {
    /// Reads what Meta writes: `TIER_250`, `TIER_2K`, `TIER_UNLIMITED`, `2000`, `-1` (which is
    /// unlimited). `TIER_NOT_SET` says nothing.
    ///
    /// # Errors
    /// Where it is none of these.
    pub fn parse(text: &str) -> Result<Self, ParseMessagingLimitError> {
        let upper = text.trim().to_ascii_uppercase();
        let tier = upper.strip_prefix("TIER_").unwrap_or(&upper);
        let (digits, factor) = match (tier.strip_suffix('K'), tier.strip_suffix('M')) {
            (Some(digits), _) => (digits, 1_000),
            (_, Some(digits)) => (digits, 1_000_000),
            _ => (tier, 1),
        };
        match tier {
            "UNLIMITED" | "-1" => Ok(Self::Unlimited),
            _ if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits
                .parse::<u32>()
                .ok()
                .and_then(|people| people.checked_mul(factor))
                .map(Self::People)
                .ok_or(ParseMessagingLimitError),
            _ => Err(ParseMessagingLimitError),
        }
    }
}

impl fmt::Display for MessagingLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::People(people) => write!(formatter, "{people}"),
            Self::Unlimited => formatter.write_str("unlimited"),
        }
    }
}

impl TryFrom<String> for MessagingLimit {
    type Error = ParseMessagingLimitError;

    fn try_from(text: String) -> Result<Self, ParseMessagingLimitError> {
        Self::parse(&text)
    }
}

impl From<MessagingLimit> for String {
    fn from(limit: MessagingLimit) -> Self {
        limit.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tiers_numbers_and_minus_one_are_read() {
        for (text, limit) in [
            ("TIER_50", MessagingLimit::People(50)),
            ("TIER_250", MessagingLimit::People(250)),
            ("TIER_1K", MessagingLimit::People(1_000)),
            ("TIER_2K", MessagingLimit::People(2_000)),
            ("tier_10k", MessagingLimit::People(10_000)),
            ("TIER_100K", MessagingLimit::People(100_000)),
            ("2000", MessagingLimit::People(2_000)),
            ("0", MessagingLimit::People(0)),
            ("TIER_UNLIMITED", MessagingLimit::Unlimited),
            ("unlimited", MessagingLimit::Unlimited),
            ("-1", MessagingLimit::Unlimited),
        ] {
            assert_eq!(MessagingLimit::parse(text), Ok(limit), "{text}");
        }
        for wrong in [
            "TIER_NOT_SET",
            "",
            "K",
            "-2",
            "1.5K",
            "99999999999",
            "9999999K",
            "x",
        ] {
            assert_eq!(
                MessagingLimit::parse(wrong),
                Err(ParseMessagingLimitError),
                "{wrong}"
            );
        }
        assert!(MessagingLimit::People(u32::MAX) < MessagingLimit::Unlimited);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            let _ = MessagingLimit::parse(&text);
        }

        #[test]
        fn what_is_written_is_read_again(people: u32) {
            let limit = MessagingLimit::People(people);
            prop_assert_eq!(MessagingLimit::parse(&limit.to_string()), Ok(limit));
        }
    }
}
