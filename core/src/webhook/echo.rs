//! What somebody of the shop wrote from the WhatsApp Business app: one item of `message_echoes`.

use super::loose;
use crate::phone::{UserId, WaId};
use serde::Deserialize;

/// A message of the shop's people, as far as the book needs it: to whom, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// The person's number, where Meta gives it.
    pub wa_id: Option<WaId>,
    /// The person's user ID.
    pub user_id: Option<UserId>,
    /// When, in Unix milliseconds (Meta gives seconds).
    pub at: Option<i64>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "loose::text")]
    to: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    to_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
}

impl Echo {
    /// Reads one item; nothing where it is no object.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let wire: Wire = loose::read(item)?;
        Some(Self {
            wa_id: wire.to.and_then(|id| WaId::parse(&id).ok()),
            user_id: wire.to_user_id.and_then(|id| UserId::parse(&id).ok()),
            at: wire.timestamp,
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
                wa_id: WaId::parse("16505551234").ok(),
                user_id: UserId::parse("US.1").ok(),
                at: Some(1_749_416_383_000),
            })
        );
        assert_eq!(Echo::parse(b"[]"), None);
    }
}
