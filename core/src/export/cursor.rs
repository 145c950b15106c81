//! A place in an export.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The place of a record: `p:7h2k9qmx3c` behind a person, `o:17` behind an opt-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Cursor {
    /// A person, by id. The empty one is before all.
    Person(String),
    /// An opt-in, by number. They come behind all people.
    OptIn(i64),
}

/// The text is no place in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give after as the cursor of the last record that you have, as in after=o:1200")]
pub struct ParseCursorError;

impl Cursor {
    /// Before the first record.
    pub const START: Self = Self::Person(String::new());
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCursorError> {
        match text.split_once(':') {
            Some(("p", id))
                if (1..=40).contains(&id.len())
                    && id
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) =>
            {
                Ok(Self::Person(id.to_owned()))
            }
            // Numbers pass through JavaScript on their way to SQL: 32 bits are plenty and exact.
            Some(("o", number)) => {
                let number: u32 = number.parse().map_err(|_| ParseCursorError)?;
                Ok(Self::OptIn(number.into()))
            }
            _ => Err(ParseCursorError),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(formatter, "p:{id}"),
            Self::OptIn(number) => write!(formatter, "o:{number}"),
        }
    }
}

impl TryFrom<String> for Cursor {
    type Error = ParseCursorError;

    fn try_from(text: String) -> Result<Self, ParseCursorError> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}
