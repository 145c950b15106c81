//! Moments as the ledger writes them.

use crate::time::{Millis, rfc3339};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The last moment of the year 9999, after which RFC 3339 has no spelling.
const LAST: Millis = 253_402_300_799_999;

/// A moment in UTC, written as RFC 3339 with milliseconds: `2025-06-08T20:59:43.021Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(Millis);

/// The text is not a moment in the one spelling that the ledger uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a moment is written like 2025-06-08T20:59:43.021Z")]
pub struct ParseMomentError;

impl Moment {
    /// A moment in Unix milliseconds; one before 1970 or after 9999 becomes the nearest that can
    /// be written.
    pub const fn new(at: Millis) -> Self {
        Self(if at < 0 {
            0
        } else if at > LAST {
            LAST
        } else {
            at
        })
    }

    /// Reads the one spelling.
    ///
    /// # Errors
    /// For any other, even of the same moment.
    pub fn parse(text: &str) -> Result<Self, ParseMomentError> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| ParseMomentError)?;
        let moment = Self::new(at.timestamp_millis());
        (moment.to_string() == text)
            .then_some(moment)
            .ok_or(ParseMomentError)
    }

    /// In Unix milliseconds.
    pub const fn millis(self) -> Millis {
        self.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&rfc3339(self.0))
    }
}

impl TryFrom<String> for Moment {
    type Error = ParseMomentError;

    fn try_from(text: String) -> Result<Self, ParseMomentError> {
        Self::parse(&text)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_has_one_spelling() {
        let text = "2025-06-08T20:59:43.021Z";
        assert_eq!(Moment::parse(text), Ok(Moment::new(1_749_416_383_021)));
        for wrong in [
            "",
            "2025-06-08",
            "2025-06-08T20:59:43Z",
            "2025-06-08T20:59:43.0210Z",
            "2025-06-08t20:59:43.021z",
            "2025-06-08 20:59:43.021Z",
            "2025-06-08T22:59:43.021+02:00",
            "1969-12-31T23:59:59.999Z",
        ] {
            assert_eq!(Moment::parse(wrong), Err(ParseMomentError), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_moment_is_read_back(at: Millis) {
            let moment = Moment::new(at);
            prop_assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
        }
    }
}
