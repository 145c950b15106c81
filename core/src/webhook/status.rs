//! What became of a message of ours: one item of `statuses`.

use super::error::MetaError;
use super::loose;
use serde::Deserialize;

/// One status. They come in any order, more than once, and `delivered` may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Status {
    /// The id of our message.
    #[serde(deserialize_with = "loose::text")]
    pub id: Option<String>,
    /// Meta's word for what happened.
    #[serde(deserialize_with = "loose::text")]
    pub status: Option<String>,
    /// When it happened, in Unix milliseconds (Meta gives seconds).
    #[serde(rename = "timestamp", deserialize_with = "loose::seconds")]
    pub at: Option<i64>,
    /// To which number.
    #[serde(deserialize_with = "loose::text")]
    pub recipient_id: Option<String>,
    /// To which user ID.
    #[serde(deserialize_with = "loose::text")]
    pub recipient_user_id: Option<String>,
    /// To which ID for a family of businesses.
    #[serde(deserialize_with = "loose::text")]
    pub recipient_parent_user_id: Option<String>,
    /// `group`, or nothing for one person.
    #[serde(deserialize_with = "loose::text")]
    pub recipient_type: Option<String>,
    /// In a group: to which member's number.
    #[serde(deserialize_with = "loose::text")]
    pub recipient_participant_id: Option<String>,
    /// In a group: to which member's user ID.
    #[serde(deserialize_with = "loose::text")]
    pub recipient_participant_user_id: Option<String>,
    /// The hash of the key of the recipient's WhatsApp installation
    /// ([`identity_key`](crate::identity_key)).
    #[serde(deserialize_with = "loose::text")]
    pub recipient_identity_key_hash: Option<String>,
    /// What we gave it to be known again by.
    #[serde(deserialize_with = "loose::text")]
    pub biz_opaque_callback_data: Option<String>,
    /// The conversation that it was counted to, before messages were counted one by one.
    #[serde(deserialize_with = "loose::object")]
    pub conversation: Option<Conversation>,
    /// What it costs.
    #[serde(deserialize_with = "loose::object")]
    pub pricing: Option<Pricing>,
    /// Why it failed.
    #[serde(deserialize_with = "loose::list")]
    pub errors: Vec<MetaError>,
}

/// A conversation of Meta's accounting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// Meta's id of it.
    #[serde(deserialize_with = "loose::text")]
    pub id: Option<String>,
    /// When it ends, in Unix milliseconds.
    #[serde(rename = "expiration_timestamp", deserialize_with = "loose::seconds")]
    pub expires_at: Option<i64>,
    /// What opened it: `marketing`, `utility`, `referral_conversion`…
    #[serde(deserialize_with = "origin")]
    pub origin: Option<String>,
}

fn origin<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Origin {
        #[serde(default, rename = "type", deserialize_with = "loose::text")]
        kind: Option<String>,
    }
    let origin: Option<Origin> = loose::object(input)?;
    Ok(origin.and_then(|origin| origin.kind))
}

/// What a message costs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Pricing {
    /// Whether it costs anything. (Meta is about to drop it for the two below.)
    #[serde(deserialize_with = "loose::flag")]
    pub billable: bool,
    /// `PMP`, by the message; before July 2025 `CBP`, by the conversation.
    #[serde(rename = "pricing_model", deserialize_with = "loose::text")]
    pub model: Option<String>,
    /// `regular`, `free_customer_service` or `free_entry_point`.
    #[serde(rename = "type", deserialize_with = "loose::text")]
    pub kind: Option<String>,
    /// `marketing`, `marketing_lite`, `utility`, `authentication`, `service`…
    #[serde(deserialize_with = "loose::text")]
    pub category: Option<String>,
}

impl Status {
    /// Reads one item; nothing where it is no object.
    pub fn parse(item: &[u8]) -> Option<Self> {
        loose::read(item)
    }

    /// What happened, where the word is a known one.
    pub fn delivery(&self) -> Option<Delivery> {
        Delivery::parse(self.status.as_deref()?)
    }
}

/// What happened to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Delivery {
    /// On WhatsApp's servers.
    Sent,
    /// On the person's device.
    Delivered,
    /// Seen.
    Read,
    /// A voice message was listened to.
    Played,
    /// It will not arrive.
    Failed,
}

impl Delivery {
    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "sent" => Self::Sent,
            "delivered" => Self::Delivered,
            "read" => Self::Read,
            "played" => Self::Played,
            "failed" => Self::Failed,
            _ => return None,
        })
    }

    /// Its bit in [`Marks`].
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// All that is known to have happened to one message: a lattice, so that order and repetition
/// do not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks(u8);

impl Marks {
    /// Marks as they were stored.
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The furthest that happened; a failure outweighs everything.
    pub fn furthest(self) -> Option<Delivery> {
        [
            Delivery::Failed,
            Delivery::Played,
            Delivery::Read,
            Delivery::Delivered,
            Delivery::Sent,
        ]
        .into_iter()
        .find(|delivery| self.0 & delivery.bit() != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_read_with_its_code() {
        let status = Status::parse(
            br#"{"id":"wamid.A","status":"failed","timestamp":"1","recipient_id":"34600000001",
                "biz_opaque_callback_data":"x","errors":[{"code":131026,"title":"Undeliverable"},7]}"#,
        )
        .unwrap();
        assert_eq!(status.delivery(), Some(Delivery::Failed));
        assert_eq!(status.at, Some(1_000));
        assert_eq!(status.recipient_id.as_deref(), Some("34600000001"));
        assert_eq!(status.errors.len(), 1);
        assert_eq!(status.errors[0].code, Some(131_026));
    }

    #[test]
    fn an_unknown_word_is_no_delivery() {
        let status = Status::parse(br#"{"id":"w","status":"teleported"}"#).unwrap();
        assert_eq!(status.delivery(), None);
    }

    #[test]
    fn read_outweighs_a_late_sent_and_failure_outweighs_all() {
        let marks = |all: &[Delivery]| {
            Marks::from_bits(all.iter().fold(0, |bits, delivery| bits | delivery.bit()))
        };
        let late = marks(&[Delivery::Read, Delivery::Sent]);
        assert_eq!(late.furthest(), Some(Delivery::Read));
        let failed = marks(&[Delivery::Failed, Delivery::Read]);
        assert_eq!(failed.furthest(), Some(Delivery::Failed));
        assert_eq!(marks(&[]).furthest(), None);
    }
}
