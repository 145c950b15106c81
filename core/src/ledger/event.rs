//! What is recorded: one event of a shop's ledger.
//!
//! The fields are those of a consent record after ISO/IEC TS 27560 and Kantara's consent receipt:
//! who is responsible, who (by a pseudonym), for what, under which words, in which language, how,
//! where and when. Personal data stands outside, behind a [`Commitment`].
//!
//! Events are read for ever: a field that is added later is optional and left out where it is
//! empty, and none is taken away or given another meaning.

use super::commitment::{Commitment, ProductKey};
use super::head::PublicKey;
use super::method::{Method, PageAddress};
use super::moment::Moment;
use super::person::PersonId;
use crate::browser::Browser;
use crate::locale::Locale;
use crate::purpose::PurposeId;
use crate::shops::Slug;
use crate::statement::StatementId;
use serde::{Deserialize, Serialize};

/// The version of the format, named by the first record.
pub const VERSION: u32 = 1;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The first record.
    Genesis(Genesis),
    /// From now on these words are shown.
    StatementPublished(Publication),
    /// A person said yes, and was known by their message.
    OptInConfirmed(Consent),
    /// A person was asked and said no.
    Refused(Consent),
    /// A consent from elsewhere, with its proof or without.
    Imported(Import),
    /// A person took consent back, or it ran out.
    PurposeWithdrawn(Withdrawal),
    /// A person lifted an earlier stop.
    PurposeResumed(Resumption),
    /// Two pseudonyms turned out to be one person.
    IdentityLinked(Link),
    /// A person changed their number, or Meta their user ID.
    NumberChanged(Change),
    /// Processing ended; what proof needs was sealed.
    Blocked(Blocking),
    /// Record and salt are gone: the commitments open no more.
    Destroyed(Destruction),
    /// Heads are signed by another key from here on, this record included.
    KeyChanged(KeyChange),
    /// What somebody of the shop did with the book.
    StaffActed(StaffAct),
}

/// Opens a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Genesis {
    /// The key that signs heads.
    pub key: PublicKey,
    /// Whose ledger it is.
    pub shop: Slug,
    /// The version of the format.
    pub version: u32,
}

/// A published statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The name of the token that published it; none for the words a shop starts with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Legal name and contact of who is responsible for the data.
    pub controller: String,
    /// Its language.
    pub locale: Locale,
    /// Its fingerprint.
    pub statement: StatementId,
}

/// One act of saying yes or no to purposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Family and major version of the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<Browser>,
    /// The shop's name for the campaign that led here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The personal data of this act, behind its fingerprint.
    pub commitment: Commitment,
    /// Legal name and contact of who is responsible for the data.
    pub controller: String,
    /// When the person said it: their message's time by Meta's clock.
    pub happened_at: Moment,
    /// The language they were asked in.
    pub locale: Locale,
    /// How.
    pub method: Method,
    /// On which page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageAddress>,
    /// Who.
    pub person: PersonId,
    /// For which product alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductKey>,
    /// To what.
    pub purposes: Vec<PurposeId>,
    /// When the form was posted, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_at: Option<Moment>,
    /// Under which words.
    pub statement: StatementId,
}

/// A consent that was given elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The name of the token that imported it.
    pub by: String,
    /// The personal data of its row, behind its fingerprint.
    pub commitment: Commitment,
    /// Legal name and contact of who is responsible for the data.
    pub controller: String,
    /// When the person gave it, by the row; the time of the import where the row says nothing.
    pub happened_at: Moment,
    /// Who.
    pub person: PersonId,
    /// Whether the row named words, date and method. What is unproven is never sent to.
    pub proven: bool,
    /// To what.
    pub purposes: Vec<PurposeId>,
    /// The words, as the row gave them or where to find them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementId>,
}

/// How far a withdrawal reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every purpose, known by name or not.
    All,
    /// WhatsApp's own stop: everything that is marketing, until WhatsApp's own resume.
    Marketing,
    /// The purposes that are named.
    Named,
}

/// A withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The message or tap, behind its fingerprint; none where time alone ended the consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Commitment>,
    /// Legal name and contact of who is responsible for the data.
    pub controller: String,
    /// When the person said it.
    pub happened_at: Moment,
    /// How.
    pub method: Method,
    /// Who.
    pub person: PersonId,
    /// For which product alone; only with [`Reach::Named`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductKey>,
    /// What it ended. With another reach than [`Reach::Named`] for information: the reach decides.
    pub purposes: Vec<PurposeId>,
    /// How far it reaches.
    pub reach: Reach,
}

/// What a resumption lifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifts {
    /// WhatsApp's own stop, and nothing else.
    NativeStop,
    /// A stop that was said by message, as far as START may.
    Stop,
}

/// A resumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumption {
    /// The message or tap, behind its fingerprint.
    pub commitment: Commitment,
    /// Legal name and contact of who is responsible for the data.
    pub controller: String,
    /// When the person said it.
    pub happened_at: Moment,
    /// What it lifts.
    pub lifts: Lifts,
    /// How.
    pub method: Method,
    /// Who.
    pub person: PersonId,
    /// What came back, for information: the person's events decide.
    pub purposes: Vec<PurposeId>,
}

/// Two pseudonyms of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What showed it, behind its fingerprint.
    pub commitment: Commitment,
    /// When it showed.
    pub happened_at: Moment,
    /// The pseudonym that stays.
    pub person: PersonId,
    /// The pseudonym whose events are the same person's.
    pub with: PersonId,
}

/// A changed number or user ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Old and new, behind their fingerprint.
    pub commitment: Commitment,
    /// When.
    pub happened_at: Moment,
    /// Who.
    pub person: PersonId,
}

/// The first stage of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocking {
    /// The name of the token, where somebody of the shop did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When the person, or the shop for them, asked for it.
    pub happened_at: Moment,
    /// How it was asked for.
    pub method: Method,
    /// Who.
    pub person: PersonId,
}

/// The second stage of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destruction {
    /// Who.
    pub person: PersonId,
}

/// A new signing key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// The key that signs from here on.
    pub key: PublicKey,
    /// The key that signed before.
    pub previous: PublicKey,
}

/// What somebody of the shop did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAct {
    /// What.
    pub act: Act,
    /// The name of their token.
    pub by: String,
    /// Which version of the settings came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// What people of a shop do that leaves a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Took people or opt-ins out of the book.
    Export,
    /// Brought people in.
    Import,
    /// Changed the settings.
    Settings,
    /// Looked at everything about one person.
    View,
    /// Made or ended a token.
    Token,
}

impl Event {
    /// The person it is about.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::OptInConfirmed(consent) | Self::Refused(consent) => Some(&consent.person),
            Self::Imported(import) => Some(&import.person),
            Self::PurposeWithdrawn(withdrawal) => Some(&withdrawal.person),
            Self::PurposeResumed(resumption) => Some(&resumption.person),
            Self::IdentityLinked(link) => Some(&link.person),
            Self::NumberChanged(change) => Some(&change.person),
            Self::Blocked(blocking) => Some(&blocking.person),
            Self::Destroyed(destruction) => Some(&destruction.person),
            Self::Genesis(_)
            | Self::StatementPublished(_)
            | Self::KeyChanged(_)
            | Self::StaffActed(_) => None,
        }
    }

    /// The canonical JSON of RFC 8785. Empty only if serialisation fails, which structs of
    /// strings, small numbers and lists of them cannot.
    pub fn canonical_json(&self) -> String {
        serde_json_canonicalizer::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_with_sorted_names_and_without_what_is_empty() {
        let event = Event::PurposeWithdrawn(Withdrawal {
            commitment: None,
            controller: "Sol S.L., hola@sol.example".into(),
            happened_at: Moment::new(1_749_416_383_000),
            method: Method::Expiry,
            person: PersonId::parse("7h2k9q").unwrap(),
            product: None,
            purposes: vec![PurposeId::parse("offers").unwrap()],
            reach: Reach::Named,
        });
        let json = concat!(
            r#"{"controller":"Sol S.L., hola@sol.example","happened_at":"2025-06-08T20:59:43.000Z","#,
            r#""method":"expiry","person":"7h2k9q","purposes":["offers"],"reach":"named","#,
            r#""type":"purpose_withdrawn"}"#
        );
        assert_eq!(event.canonical_json(), json);
        assert_eq!(serde_json::from_str::<Event>(json).unwrap(), event);
        assert_eq!(event.person().map(PersonId::as_str), Some("7h2k9q"));
    }

    #[test]
    fn what_is_no_moment_key_or_known_word_is_no_event() {
        for wrong in [
            r#"{"type":"moved"}"#,
            r#"{"type":"destroyed","person":"Ana Pérez"}"#,
            r#"{"type":"genesis","key":"00","shop":"demo","version":1}"#,
            r#"{"type":"staff_acted","act":"danced","by":"ana"}"#,
        ] {
            assert!(serde_json::from_str::<Event>(wrong).is_err(), "{wrong}");
        }
    }
}
