//! Everything a person is shown and agrees to, and its fingerprint.
//!
//! GDPR 7(1) asks a shop to show to what words somebody agreed, years later. So a statement is
//! never changed, only superseded, and its id is the SHA-256 of its canonical JSON (RFC 8785):
//! who holds the id can prove the words.

use crate::locale::Locale;
use crate::prefill::PRODUCT;
use crate::purpose::{Category, PurposeId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// How long a superseded statement is still accepted: pages and files may be cached for a day,
/// and a form may stand open for another.
pub const SUPERSEDED_GRACE_HOURS: i64 = 48;

/// The words of one language at one time. Old ones are read for ever, so a field that is added
/// later has a default and is left out where it is empty, and none is ever taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The age line.
    pub age: String,
    /// The name the person knows the shop by.
    pub brand: String,
    /// The label of the button that was pressed.
    pub button: String,
    /// Where the messages come: "WhatsApp".
    pub channel: String,
    /// The sentence of consent.
    pub consent: String,
    /// Legal name and contact of who is responsible for the data.
    pub controller: String,
    /// The language of these words.
    pub locale: Locale,
    /// Where the privacy notice stands.
    pub privacy_url: String,
    /// What could be chosen.
    pub purposes: Vec<StatedPurpose>,
    /// Who else handles the data.
    pub recipients: String,
    /// How to stop.
    pub stop: String,
    /// That it is voluntary and no condition of buying.
    pub voluntary: String,
}

/// A purpose as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedPurpose {
    /// Meta's category of such messages.
    pub category: Category,
    /// How often, at most.
    pub frequency: String,
    /// The purpose.
    pub id: PurposeId,
    /// Beside the tick box.
    pub label: String,
    /// Inside a sentence.
    pub phrase: String,
    /// What the person has of it.
    pub value: String,
}

impl Statement {
    /// The canonical JSON of RFC 8785. Empty only if serialisation fails, which a struct of
    /// strings cannot.
    pub fn canonical_json(&self) -> String {
        serde_json_canonicalizer::to_string(self).unwrap_or_default()
    }

    /// The SHA-256 of the canonical JSON.
    pub fn id(&self) -> StatementId {
        StatementId(Sha256::digest(self.canonical_json()).into())
    }

    /// The sentences that stand under the purposes, a line each.
    pub fn text(&self) -> String {
        [
            &self.consent,
            &self.voluntary,
            &self.stop,
            &self.recipients,
            &self.age,
        ]
        .map(String::as_str)
        .join("\n")
    }

    /// Whether it names a purpose.
    pub fn has(&self, purpose: &PurposeId) -> bool {
        self.purposes.iter().any(|own| own.id == *purpose)
    }

    /// Whether it stands at a product's button: then its one purpose leaves a place for the
    /// product, which no purpose of a form may do.
    pub fn is_of_product(&self) -> bool {
        self.purposes
            .iter()
            .any(|purpose| purpose.phrase.contains(PRODUCT))
    }

    /// The phrases of `chosen`, in the order they were shown.
    pub fn phrases(&self, chosen: &[PurposeId]) -> Vec<&str> {
        self.purposes
            .iter()
            .filter(|purpose| chosen.contains(&purpose.id))
            .map(|purpose| purpose.phrase.as_str())
            .collect()
    }
}

/// The fingerprint of a statement, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StatementId([u8; 32]);

/// The text is no statement id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a statement id has 64 hexadecimal digits")]
pub struct ParseStatementIdError;

impl StatementId {
    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where they are not.
    pub fn parse(text: &str) -> Result<Self, ParseStatementIdError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseStatementIdError)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for StatementId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

impl TryFrom<String> for StatementId {
    type Error = ParseStatementIdError;

    fn try_from(text: String) -> Result<Self, ParseStatementIdError> {
        Self::parse(&text)
    }
}

impl From<StatementId> for String {
    fn from(id: StatementId) -> Self {
        id.to_string()
    }
}

impl fmt::Debug for StatementId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StatementId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        let text = |word: &str| word.to_owned();
        Statement {
            age: text("I am 16 or older."),
            brand: text("Café \"Sol\""),
            button: text("Continue"),
            channel: text("WhatsApp"),
            consent: text("I agree."),
            controller: text("Sol S.L."),
            locale: Locale::parse("en").unwrap(),
            privacy_url: text("https://sol.example/privacy"),
            purposes: vec![StatedPurpose {
                category: Category::Marketing,
                frequency: text("4 a month"),
                id: PurposeId::parse("offers").unwrap(),
                label: text("Offers"),
                phrase: text("offers"),
                value: text("Be first"),
            }],
            recipients: text("WhatsApp"),
            stop: text("Send STOP."),
            voluntary: text("Voluntary."),
        }
    }

    #[test]
    fn the_canonical_form_has_sorted_keys_and_no_spaces() {
        assert_eq!(
            statement().canonical_json(),
            concat!(
                r#"{"age":"I am 16 or older.","brand":"Café \"Sol\"","button":"Continue","#,
                r#""channel":"WhatsApp","consent":"I agree.","controller":"Sol S.L.","locale":"en","#,
                r#""privacy_url":"https://sol.example/privacy","purposes":[{"category":"marketing","#,
                r#""frequency":"4 a month","id":"offers","label":"Offers","phrase":"offers","#,
                r#""value":"Be first"}],"recipients":"WhatsApp","stop":"Send STOP.","voluntary":"Voluntary."}"#
            )
        );
    }

    #[test]
    fn the_id_is_the_sha256_of_the_canonical_form() {
        let id = statement().id().to_string();
        assert_eq!(
            id,
            hex::encode(Sha256::digest(statement().canonical_json().as_bytes()))
        );
        assert_eq!(StatementId::parse(&id), Ok(statement().id()));
        assert_eq!(StatementId::parse("abc"), Err(ParseStatementIdError));
    }

    #[test]
    fn any_other_word_is_another_statement() {
        let mut other = statement();
        other.voluntary.push('!');
        assert_ne!(other.id(), statement().id());
    }
}
