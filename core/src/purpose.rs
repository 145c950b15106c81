//! What a shop may write about.

use crate::locale::Locale;
use crate::plain_id::plain_id;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

plain_id! {
    /// A purpose's name in the book and on the wire: `[a-z0-9_]{1,40}`.
    PurposeId, b'_', 40,
    /// The text is no purpose id.
    ParsePurposeIdError, "a purpose id has 1 to 40 small letters, digits or underscores"
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
    /// How often somebody is written to about it at most. What is shown says it in words
    /// (`frequency`); this is what the gate holds to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
    /// Its words, by language.
    pub words: BTreeMap<Locale, PurposeWords>,
}

/// At most so many messages in so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// How many.
    pub messages: u16,
    /// In how many days, counted back from each moment.
    pub days: u16,
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
