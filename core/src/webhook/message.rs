//! What people write to the shop: one item of `messages`.

use super::content::{Content, Parts};
use super::context::Context;
use super::error::MetaError;
use super::loose;
use super::referral::Referral;
use super::shared::own_number;
use crate::phone::{UserId, WaId};
use serde::Deserialize;
use serde_json::value::RawValue;

/// One message, whatever its type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// Meta's id, `wamid.…`. It holds the sender's phone number: personal data.
    pub id: Option<String>,
    /// The sender's number as Meta writes it; absent for people with a username.
    pub wa_id: Option<WaId>,
    /// The sender's business-scoped user ID.
    pub user_id: Option<UserId>,
    /// The sender's ID for a family of businesses.
    pub parent_user_id: Option<String>,
    /// The group that it was written in, where there is one: then it is not to the shop alone.
    pub group_id: Option<String>,
    /// When it was sent, in Unix milliseconds (Meta gives seconds).
    pub sent_at: Option<i64>,
    /// What it answers, and whether it was forwarded.
    pub context: Context,
    /// The advert or post that led here.
    pub referral: Option<Referral>,
    /// Why WhatsApp shows nothing of it.
    pub errors: Vec<MetaError>,
    /// What it says.
    pub content: Content,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from_parent_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    group_id: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
    #[serde(borrow, default)]
    referral: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
}

impl Message {
    /// Reads one item; nothing where it is no object.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let wire: Wire<'_> = loose::read(item)?;
        let content = loose::read::<Parts<'_>>(item)?.read();
        Some(Self {
            id: wire.id,
            wa_id: wire.from.and_then(|from| WaId::parse(&from).ok()),
            user_id: wire.from_user_id.and_then(|id| UserId::parse(&id).ok()),
            parent_user_id: wire.from_parent_user_id,
            group_id: wire.group_id,
            sent_at: wire.timestamp,
            context: loose::part(wire.context).unwrap_or_default(),
            referral: loose::part(wire.referral),
            errors: loose::parts(wire.errors),
            content,
        })
    }

    /// The words that were typed, or stood on what was tapped.
    pub fn words(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) | Content::TemplateButton { text, .. } => Some(text),
            Content::Reply { title, .. } => Some(title),
            _ => None,
        }
    }

    /// Whether the sender forwarded it from another chat.
    pub fn is_forwarded(&self) -> bool {
        self.context.forwarded || self.context.frequently_forwarded
    }

    /// The message that it answers, by Meta's id.
    pub fn quotes(&self) -> Option<&str> {
        self.context.id.as_deref()
    }

    /// Whether the person wrote, tapped or sent it to the shop: not where WhatsApp speaks about
    /// them, nor where they only opened the chat or took a message back.
    pub fn is_written(&self) -> bool {
        !matches!(
            self.content,
            Content::System { .. } | Content::ChatOpened | Content::Revoke { .. }
        )
    }

    /// The sender's number: as Meta shows it, or as they gave it because we asked.
    pub fn number(&self) -> Option<WaId> {
        self.wa_id.clone().or_else(|| match &self.content {
            Content::Contacts(contacts) => own_number(contacts),
            _ => None,
        })
    }
}

/// What tells one message from another, for keeping it: read in place of all of it.
pub(super) struct Head {
    pub(super) id: Option<String>,
    pub(super) wa_id: Option<WaId>,
    pub(super) user_id: Option<UserId>,
    /// Whether it is an old one of a chat that is being copied.
    pub(super) is_history: bool,
}

#[derive(Deserialize)]
struct HeadWire<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from_user_id: Option<String>,
    #[serde(borrow, default)]
    history_context: Option<&'a RawValue>,
}

impl Head {
    #[inline]
    pub(super) fn parse(item: &[u8]) -> Option<Self> {
        let wire: HeadWire<'_> = loose::read(item)?;
        Some(Self {
            id: wire.id,
            wa_id: wire.from.and_then(|from| WaId::parse(&from).ok()),
            user_id: wire.from_user_id.and_then(|id| UserId::parse(&id).ok()),
            is_history: wire.history_context.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Message {
        Message::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_text_is_read_with_its_sender_and_time() {
        let message = parse(
            r#"{"from":"16505551234","from_user_id":"US.13491208655302741918","id":"wamid.A",
                "timestamp":"1749416383","type":"text","text":{"body":"pâtes"},"from_logical_id":7}"#,
        );
        assert_eq!(message.id.as_deref(), Some("wamid.A"));
        assert_eq!(message.wa_id, WaId::parse("16505551234").ok());
        assert_eq!(
            message.user_id,
            UserId::parse("US.13491208655302741918").ok()
        );
        assert_eq!(message.sent_at, Some(1_749_416_383_000));
        assert_eq!(message.content, Content::Text("pâtes".into()));
        assert!(!message.is_forwarded());
    }

    #[test]
    fn a_sender_may_have_a_user_id_only() {
        let message =
            parse(r#"{"from_user_id":"ES.1","id":"w","type":"text","text":{"body":"x"}}"#);
        assert_eq!(
            (message.wa_id, message.user_id),
            (None, UserId::parse("ES.1").ok())
        );
    }

    #[test]
    fn taps_are_told_apart() {
        let tap = parse(
            r#"{"type":"button","context":{"from":"1","id":"wamid.T"},"button":{"payload":"STOP","text":"Parar"}}"#,
        );
        assert_eq!(tap.quotes(), Some("wamid.T"));
        assert_eq!(
            tap.content,
            Content::TemplateButton {
                payload: "STOP".into(),
                text: "Parar".into()
            }
        );
        for kind in ["button_reply", "list_reply"] {
            let json = format!(
                r#"{{"type":"interactive","interactive":{{"type":"{kind}","{kind}":{{"id":"a","title":"A"}}}}}}"#
            );
            assert_eq!(
                parse(&json).content,
                Content::Reply {
                    id: "a".into(),
                    title: "A".into()
                }
            );
        }
    }

    #[test]
    fn forwarded_messages_say_so() {
        for word in ["forwarded", "frequently_forwarded"] {
            let json =
                format!(r#"{{"type":"text","context":{{"{word}":true}},"text":{{"body":"x"}}}}"#);
            assert!(parse(&json).is_forwarded());
        }
    }

    #[test]
    fn a_moment_that_cannot_be_is_none() {
        for timestamp in [
            "\"99999999999999999\"",
            "-5",
            "\"soon\"",
            "null",
            "253402300800",
        ] {
            let message = parse(&format!(r#"{{"type":"x","timestamp":{timestamp}}}"#));
            assert_eq!(message.sent_at, None, "{timestamp}");
        }
    }

    #[test]
    fn odd_items_are_read_as_far_as_they_go() {
        for (json, kind) in [
            ("{}", ""),
            (r#"{"type":null,"id":5}"#, ""),
            (r#"{"type":"interactive","errors":[]}"#, "interactive"),
            (r#"{"type":"text","text":"not an object"}"#, "text"),
            (r#"{"type":"hologram","hologram":{}}"#, "hologram"),
        ] {
            assert_eq!(parse(json).content, Content::Other(kind.into()), "{json}");
        }
        assert_eq!(Message::parse(b"[]"), None);
        assert_eq!(Message::parse(b"7"), None);
    }
}
