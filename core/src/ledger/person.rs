//! Who an event is about, without saying who.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A person's pseudonym: 1 to 40 small letters and digits, drawn at random by the shell. Derived
/// from nothing, so that once the book has let go of a person nothing leads back to them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonId(String);

/// The text is no pseudonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person's id has 1 to 40 small letters or digits")]
pub struct ParsePersonIdError;

impl PersonId {
    /// Reads a pseudonym.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParsePersonIdError> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if (1..=40).contains(&text.len()) && text.bytes().all(good) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParsePersonIdError)
        }
    }

    /// The pseudonym as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for PersonId {
    type Error = ParsePersonIdError;

    fn try_from(text: String) -> Result<Self, ParsePersonIdError> {
        Self::parse(&text)
    }
}

impl From<PersonId> for String {
    fn from(id: PersonId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_identifies_a_person_passes_for_a_pseudonym() {
        assert!(PersonId::parse("7h2k9qmx3c").is_ok());
        for wrong in ["", "+34600000001", "US.1", "Ana", "wamid.HBgL", "a@b"] {
            assert_eq!(PersonId::parse(wrong), Err(ParsePersonIdError), "{wrong}");
        }
    }
}
