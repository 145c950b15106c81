//! What a shop may write about.

use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A purpose's name in the book and on the wire: `[a-z0-9_]{1,40}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PurposeId(String);

/// The text is no purpose id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a purpose id has 1 to 40 small letters, digits or underscores")]
pub struct ParsePurposeIdError;

impl PurposeId {
    /// Reads a purpose id.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParsePurposeIdError> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if (1..=40).contains(&text.len()) && text.bytes().all(good) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParsePurposeIdError)
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PurposeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for PurposeId {
    type Error = ParsePurposeIdError;

    fn try_from(text: String) -> Result<Self, ParsePurposeIdError> {
        Self::parse(&text)
    }
}

impl From<PurposeId> for String {
    fn from(id: PurposeId) -> Self {
        id.0
    }
}

/// Meta's template categories: what a message costs and which of Meta's rules bind it. Not to be
/// taken for the purpose, which is what the person agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// About something the person did or asked for.
    Utility,
    /// Everything that promotes.
    Marketing,
    /// One-time passcodes.
    Authentication,
}

/// Why the law lets the shop write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// GDPR 6(1)(a).
    Consent,
    /// GDPR 6(1)(b).
    Contract,
}

/// One thing the shop may write about, with its words in each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its name, for ever.
    pub id: PurposeId,
    /// What Meta calls messages of this kind.
    pub category: Category,
    /// Why the law lets the shop write.
    pub legal_basis: LegalBasis,
    /// Its words, by language.
    pub words: BTreeMap<Locale, PurposeWords>,
}

/// The words of a purpose in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeWords {
    /// Beside the tick box: "Offers".
    pub label: String,
    /// Inside a sentence: "offers".
    pub phrase: String,
    /// What the person has of it.
    pub value: String,
    /// How often, at most.
    pub frequency: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_words() {
        assert!(PurposeId::parse("back_in_stock").is_ok());
        for wrong in ["", "Offers", "of fers", "ofertas-", "é", &"x".repeat(41)] {
            assert_eq!(PurposeId::parse(wrong), Err(ParsePurposeIdError), "{wrong}");
        }
    }
}
