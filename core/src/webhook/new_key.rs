//! Somebody's number was registered anew: a `system` message of the older API, where the shop has
//! switched on Meta's identity key check. (Today the hash itself comes with every message.)

use super::loose;
use crate::phone::{UserId, WaId};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The key of somebody's WhatsApp installation is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Their number.
    pub wa_id: Option<WaId>,
    /// Their user ID.
    pub user_id: Option<UserId>,
    /// The hash of the new key.
    pub hash: Option<String>,
    /// Since when, in Unix milliseconds (Meta gives seconds).
    pub at: Option<i64>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    from: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
    #[serde(borrow, default)]
    identity: Option<&'a RawValue>,
    #[serde(borrow, default)]
    system: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Identity {
    #[serde(deserialize_with = "loose::seconds")]
    created_timestamp: Option<i64>,
    #[serde(deserialize_with = "loose::text")]
    hash: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct System {
    #[serde(rename = "type", deserialize_with = "loose::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    customer: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    identity: Option<String>,
}

impl NewKey {
    /// Reads one item of `messages`; nothing where it tells of no new key.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let wire: Wire<'_> = loose::read(item)?;
        let system: System = loose::part(wire.system)?;
        if !matches!(
            system.kind.as_deref(),
            Some("customer_identity_changed" | "user_identity_changed")
        ) {
            return None;
        }
        let identity: Identity = loose::part(wire.identity).unwrap_or_default();
        let number = wire.from.or(system.customer);
        Some(Self {
            wa_id: number.and_then(|number| WaId::parse(&number).ok()),
            user_id: wire.from_user_id.and_then(|id| UserId::parse(&id).ok()),
            hash: identity.hash.or(system.identity),
            at: identity.created_timestamp.or(wire.timestamp),
        })
    }
}
