//! WhatsApp's own "stop" and "resume" for marketing: one item of `user_preferences`.

use super::loose;
use crate::phone::{UserId, WaId};
use serde::Deserialize;

/// One choice that a person made in WhatsApp itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    /// The person's number, where Meta gives it.
    pub wa_id: Option<WaId>,
    /// The person's user ID.
    pub user_id: Option<UserId>,
    /// What it is about: `marketing_messages`.
    pub category: String,
    /// What they chose.
    pub value: PreferenceValue,
    /// When, in Unix milliseconds (Meta gives seconds).
    pub at: Option<i64>,
    /// The person's ID for a family of businesses.
    pub parent_user_id: Option<String>,
    /// In Meta's words.
    pub detail: Option<String>,
    /// By which link of In-App Signup they came.
    pub signup_id: Option<String>,
}

/// What a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreferenceValue {
    /// No more marketing from this shop.
    Stop,
    /// Marketing again.
    Resume,
    /// Asked for it through In-App Signup.
    Signup,
    /// Something we do not know.
    Other(String),
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "loose::text")]
    wa_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    category: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    value: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
    #[serde(default, deserialize_with = "loose::text")]
    parent_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    detail: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    signup_id: Option<String>,
}

impl Preference {
    /// Reads one item; nothing where it is no object.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let wire: Wire = loose::read(item)?;
        let value = wire.value.unwrap_or_default();
        Some(Self {
            wa_id: wire.wa_id.and_then(|id| WaId::parse(&id).ok()),
            user_id: wire.user_id.and_then(|id| UserId::parse(&id).ok()),
            category: wire.category.unwrap_or_default(),
            value: match value.as_str() {
                "stop" => PreferenceValue::Stop,
                "resume" => PreferenceValue::Resume,
                "signup" => PreferenceValue::Signup,
                _ => PreferenceValue::Other(value),
            },
            at: wire.timestamp,
            parent_user_id: wire.parent_user_id,
            detail: wire.detail,
            signup_id: wire.signup_id,
        })
    }

    /// The parts of its key: person, category, value, time.
    pub(super) fn key_parts(item: &[u8]) -> Option<[String; 4]> {
        let wire: Wire = loose::read(item)?;
        Some([
            wire.user_id.or(wire.wa_id)?,
            wire.category?,
            wire.value?,
            wire.timestamp?.to_string(),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_read_with_its_person_and_time() {
        let json = br#"{"wa_id":"16505551234","user_id":"US.1","detail":"User requested to stop marketing messages",
            "category":"marketing_messages","value":"stop","timestamp":1731705721}"#;
        assert_eq!(
            Preference::parse(json),
            Some(Preference {
                wa_id: WaId::parse("16505551234").ok(),
                user_id: UserId::parse("US.1").ok(),
                category: "marketing_messages".into(),
                value: PreferenceValue::Stop,
                at: Some(1_731_705_721_000),
                parent_user_id: None,
                detail: Some("User requested to stop marketing messages".into()),
                signup_id: None,
            })
        );
    }

    #[test]
    fn an_unknown_value_is_kept_as_a_word() {
        let preference = Preference::parse(br#"{"value":"maybe"}"#).unwrap();
        assert_eq!(preference.value, PreferenceValue::Other("maybe".into()));
        assert_eq!(preference.wa_id, None);
    }
}
