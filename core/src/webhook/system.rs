//! Somebody has another number or user ID from now on: a `system` message, or, by one page of
//! Meta's, an item of `user_id_update`.
//!
//! Meta's spellings over the years: `system.wa_id` (before: `new_wa_id`) is the number from now on,
//! `from` (before: `system.customer`) the one so far, `system.user_id` and `previous_user_id` the
//! user IDs. `type` is `user_changed_number` or `user_changed_user_id`, before that
//! `customer_changed_number`. A user ID is made anew where the number changes.

use super::loose;
use crate::phone::{UserId, WaId};
use serde::Deserialize;

/// What somebody was known by, and is known by from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The number so far.
    pub old_wa_id: Option<WaId>,
    /// The user ID so far.
    pub old_user_id: Option<UserId>,
    /// The number from now on. None where Meta does not show it: then nobody knows whether the
    /// old one is still theirs.
    pub new_wa_id: Option<WaId>,
    /// The user ID from now on.
    pub new_user_id: Option<UserId>,
    /// When, in Unix milliseconds (Meta gives seconds).
    pub at: Option<i64>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, deserialize_with = "loose::text")]
    from: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
    #[serde(default, deserialize_with = "loose::object")]
    system: Option<System>,
}

#[derive(Deserialize)]
struct System {
    #[serde(default, deserialize_with = "loose::text", rename = "type")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    wa_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    new_wa_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    customer: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    previous_user_id: Option<String>,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default, deserialize_with = "loose::object")]
    value: Option<ChangeValue>,
}

#[derive(Deserialize)]
struct ChangeValue {
    #[serde(default, deserialize_with = "loose::list")]
    user_id_update: Vec<UserIdUpdate>,
}

#[derive(Deserialize)]
struct UserIdUpdate {
    #[serde(default, deserialize_with = "loose::text")]
    wa_id: Option<String>,
    #[serde(default, deserialize_with = "loose::object")]
    user_id: Option<UserIds>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
}

#[derive(Deserialize)]
struct UserIds {
    #[serde(default, deserialize_with = "loose::text")]
    previous: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    current: Option<String>,
}

impl Moved {
    /// Reads one item of `messages`; nothing where it tells of no move.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let message: Message = loose::read(item)?;
        let system = message.system?;
        let moves_number = match system.kind.as_deref()? {
            "user_changed_number" | "customer_changed_number" => true,
            "user_changed_user_id" => false,
            _ => return None,
        };
        let from = number(message.from);
        let old_wa_id = from.or_else(|| number(system.customer));
        let named = number(system.wa_id).or_else(|| number(system.new_wa_id));
        Self {
            // A number that is shown while only the user ID changes is the one that stays.
            new_wa_id: if moves_number {
                named
            } else {
                named.or_else(|| old_wa_id.clone())
            },
            old_wa_id,
            // `from_user_id` is the old one on some of Meta's pages and the new one on others;
            // `whole` sorts that out.
            old_user_id: user(system.previous_user_id).or_else(|| user(message.from_user_id)),
            new_user_id: user(system.user_id),
            at: message.timestamp,
        }
        .whole(moves_number)
    }

    /// Reads a change of the field `user_id_update`; empty where it is none.
    pub fn of_change(change: &[u8]) -> Vec<Self> {
        let value = loose::read::<Change>(change).and_then(|change| change.value);
        let updates = value.map(|value| value.user_id_update).unwrap_or_default();
        let moved = |update: UserIdUpdate| {
            let ids = update.user_id?;
            Self {
                old_wa_id: None,
                old_user_id: user(ids.previous),
                new_wa_id: number(update.wa_id),
                new_user_id: user(ids.current),
                at: update.timestamp,
            }
            .whole(false)
        };
        updates.into_iter().filter_map(moved).collect()
    }

    /// Nothing unless something known becomes something else that is known.
    fn whole(mut self, moves_number: bool) -> Option<Self> {
        if self.old_user_id == self.new_user_id {
            self.old_user_id = None;
        }
        let is_known = self.old_wa_id.is_some() || self.old_user_id.is_some();
        let becomes_known = if moves_number {
            self.new_wa_id.is_some() || self.new_user_id.is_some()
        } else {
            self.new_user_id.is_some()
        };
        (is_known && becomes_known).then_some(self)
    }
}

fn number(text: Option<String>) -> Option<WaId> {
    WaId::parse(&text?).ok()
}

fn user(text: Option<String>) -> Option<UserId> {
    UserId::parse(&text?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// Old number, old user ID, new number, new user ID, empty where there is none.
    fn ids(moved: &Moved) -> [&str; 4] {
        [
            moved.old_wa_id.as_ref().map_or("", WaId::as_str),
            moved.old_user_id.as_ref().map_or("", UserId::as_str),
            moved.new_wa_id.as_ref().map_or("", WaId::as_str),
            moved.new_user_id.as_ref().map_or("", UserId::as_str),
        ]
    }

    fn read(item: &Value) -> Option<Moved> {
        Moved::parse(item.to_string().as_bytes())
    }

    fn system(from: &str, user_id: &str, system: &Value) -> Value {
        json!({
            "from": from, "from_user_id": user_id, "id": "wamid.A", "timestamp": "1749416383",
            "type": "system", "system": system,
        })
    }

    #[test]
    fn a_changed_number_is_read_with_both_ids() {
        let moved = read(&system(
            "16505551234",
            "US.1",
            &json!({
                "body": "User A changed from 16505551234 to 16505555678", "wa_id": "16505555678",
                "user_id": "US.2", "previous_user_id": "US.1", "type": "user_changed_number",
            }),
        ))
        .unwrap();
        assert_eq!(ids(&moved), ["16505551234", "US.1", "16505555678", "US.2"]);
        assert_eq!(moved.at, Some(1_749_416_383_000));
    }

    #[test]
    fn the_senders_user_id_is_the_old_one_unless_it_is_the_new_one() {
        let change =
            json!({"wa_id": "16505555678", "user_id": "US.2", "type": "user_changed_number"});
        let moved = read(&system("16505551234", "US.1", &change)).unwrap();
        assert_eq!(ids(&moved), ["16505551234", "US.1", "16505555678", "US.2"]);
        let moved = read(&system("16505551234", "US.2", &change)).unwrap();
        assert_eq!(ids(&moved), ["16505551234", "", "16505555678", "US.2"]);
    }

    #[test]
    fn a_changed_user_id_keeps_the_number_that_is_shown() {
        let change =
            json!({"user_id": "US.2", "previous_user_id": "US.1", "type": "user_changed_user_id"});
        let moved = read(&system("16505551234", "US.2", &change)).unwrap();
        assert_eq!(ids(&moved), ["16505551234", "US.1", "16505551234", "US.2"]);
        let hidden = json!({"from_user_id": "US.2", "type": "system", "system": change});
        assert_eq!(ids(&read(&hidden).unwrap()), ["", "US.1", "", "US.2"]);
    }

    #[test]
    fn the_older_spellings_are_read_too() {
        let older = json!({"from": "16505551234", "type": "system", "system": {
            "body": "…", "new_wa_id": "16505555678", "type": "user_changed_number"}});
        assert_eq!(
            ids(&read(&older).unwrap()),
            ["16505551234", "", "16505555678", ""]
        );
        let oldest = json!({"type": "system", "system": {
            "customer": "16505551234", "wa_id": "16505555678", "type": "customer_changed_number"}});
        assert_eq!(
            ids(&read(&oldest).unwrap()),
            ["16505551234", "", "16505555678", ""]
        );
        let change = json!({"field": "user_id_update", "value": {"user_id_update": [
            {"wa_id": "16505551234", "detail": "…", "timestamp": 1_749_416_383,
             "user_id": {"previous": "US.1", "current": "US.2"}},
            {"user_id": "US.3"},
        ]}});
        let moved = Moved::of_change(change.to_string().as_bytes());
        assert_eq!(
            moved.iter().map(ids).collect::<Vec<_>>(),
            [["", "US.1", "16505551234", "US.2"]]
        );
        assert_eq!(moved[0].at, Some(1_749_416_383_000));
    }

    #[test]
    fn what_tells_of_no_move_is_none() {
        let with = |change: &Value| read(&system("16505551234", "US.1", change));
        for change in [
            json!({"type": "customer_identity_changed", "body": "User identity changed"}),
            json!({"type": "user_changed_number"}),
            json!({"type": "user_changed_user_id", "wa_id": "16505555678"}),
            json!({"wa_id": "16505555678"}),
            json!("user_changed_number"),
            json!(null),
        ] {
            assert_eq!(with(&change), None, "{change}");
        }
        assert_eq!(read(&json!({"type": "text", "text": {"body": "x"}})), None);
        assert_eq!(
            read(&json!({"system": {"type": "user_changed_number", "wa_id": "16505555678"}})),
            None
        );
        assert_eq!(Moved::of_change(b"{}"), []);
        assert_eq!(Moved::of_change(b"[]"), []);
    }

    proptest! {
        #[test]
        fn no_item_makes_it_panic(item: Vec<u8>) {
            let _ = Moved::parse(&item);
            let _ = Moved::of_change(&item);
        }
    }
}
