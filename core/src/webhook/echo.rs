//! What somebody of the shop wrote from the WhatsApp Business app: one item of `message_echoes`.

use super::content::{Content, Parts};
use super::loose;
use crate::phone::{UserId, WaId};
use serde::Deserialize;

/// A message of the shop's people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Echo {
    /// Meta's id of it.
    pub id: Option<String>,
    /// The person's number, where Meta gives it.
    pub wa_id: Option<WaId>,
    /// The person's user ID.
    pub user_id: Option<UserId>,
    /// The person's ID for a family of businesses.
    pub parent_user_id: Option<String>,
    /// When, in Unix milliseconds (Meta gives seconds).
    pub at: Option<i64>,
    /// What it says.
    pub content: Content,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    to: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    to_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    to_parent_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
}

impl Echo {
    /// Reads one item; nothing where it is no object.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let wire: Wire = loose::read(item)?;
        let content = loose::read::<Parts<'_>>(item)?.read();
        Some(Self {
            id: wire.id,
            wa_id: wire.to.and_then(|id| WaId::parse(&id).ok()),
            user_id: wire.to_user_id.and_then(|id| UserId::parse(&id).ok()),
            parent_user_id: wire.to_parent_user_id,
            at: wire.timestamp,
            content,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_names_who_was_written_to() {
        let echo = Echo::parse(
            br#"{"from":"15550783881","to":"16505551234","to_user_id":"US.1","id":"wamid.E",
                "timestamp":"1749416383","type":"text","text":{"body":"On its way"}}"#,
        );
        assert_eq!(
            echo,
            Some(Echo {
                id: Some("wamid.E".into()),
                wa_id: WaId::parse("16505551234").ok(),
                user_id: UserId::parse("US.1").ok(),
                parent_user_id: None,
                at: Some(1_749_416_383_000),
                content: Content::Text("On its way".into()),
            })
        );
        assert_eq!(Echo::parse(b"[]"), None);
    }
}
