//! What people write to the shop: one item of `messages`.

use super::loose;
use crate::phone::{UserId, WaId};
use serde::Deserialize;

/// One message. Every type is kept; those that Saludo acts on are read further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Meta's id, `wamid.…`. It holds the sender's phone number: personal data.
    pub id: Option<String>,
    /// The sender's number as Meta writes it; absent for people with a username.
    pub wa_id: Option<WaId>,
    /// The sender's business-scoped user ID.
    pub user_id: Option<UserId>,
    /// When it was sent, in Unix milliseconds (Meta gives seconds).
    pub sent_at: Option<i64>,
    /// Whether the sender forwarded it from another chat.
    pub forwarded: bool,
    /// The message that it answers, by Meta's id.
    pub quotes: Option<String>,
    /// What it says.
    pub content: Content,
}

/// The part of a message that Saludo reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Typed text.
    Text(String),
    /// A tap on a quick reply of a template.
    TemplateButton {
        /// What we put behind it.
        payload: String,
        /// What stood on it.
        text: String,
    },
    /// A tap on a button of a free message, or on a row of a list.
    Reply {
        /// The id that we gave it.
        id: String,
        /// What stood on it.
        title: String,
    },
    /// Anything else, by Meta's word for it.
    Other(String),
}

impl Content {
    /// Meta's word for its type.
    pub fn kind(&self) -> &str {
        match self {
            Self::Text(_) => "text",
            Self::TemplateButton { .. } => "button",
            Self::Reply { .. } => "interactive",
            Self::Other(kind) => kind,
        }
    }
}

impl Message {
    /// The words that were typed, or stood on what was tapped.
    pub fn words(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) | Content::TemplateButton { text, .. } => Some(text),
            Content::Reply { title, .. } => Some(title),
            Content::Other(_) => None,
        }
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    from_user_id: Option<String>,
    #[serde(default, deserialize_with = "loose::seconds")]
    timestamp: Option<i64>,
    #[serde(default, deserialize_with = "loose::text", rename = "type")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "loose::object")]
    context: Option<Context>,
    #[serde(default, deserialize_with = "loose::object")]
    text: Option<Text>,
    #[serde(default, deserialize_with = "loose::object")]
    button: Option<Button>,
    #[serde(default, deserialize_with = "loose::object")]
    interactive: Option<Interactive>,
}

#[derive(Deserialize)]
struct Context {
    #[serde(default, deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(default)]
    forwarded: bool,
    #[serde(default)]
    frequently_forwarded: bool,
}

#[derive(Deserialize)]
struct Text {
    body: String,
}

#[derive(Deserialize)]
struct Button {
    #[serde(default, deserialize_with = "loose::text")]
    payload: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Interactive {
    #[serde(default, deserialize_with = "loose::object")]
    button_reply: Option<Reply>,
    #[serde(default, deserialize_with = "loose::object")]
    list_reply: Option<Reply>,
}

#[derive(Deserialize)]
struct Reply {
    id: String,
    #[serde(default)]
    title: String,
}

impl Message {
    /// Reads one item; nothing where it is no object.
    pub fn parse(item: &[u8]) -> Option<Self> {
        let wire: Wire = loose::read(item)?;
        let kind = wire.kind.unwrap_or_default();
        let reply = |interactive: Interactive| interactive.button_reply.or(interactive.list_reply);
        let content = match (kind.as_str(), wire.text, wire.button) {
            ("text", Some(text), _) => Content::Text(text.body),
            ("button", _, Some(button)) => Content::TemplateButton {
                payload: button.payload.unwrap_or_default(),
                text: button.text.unwrap_or_default(),
            },
            ("interactive", ..) => wire.interactive.and_then(reply).map_or_else(
                || Content::Other(kind.clone()),
                |reply| Content::Reply {
                    id: reply.id,
                    title: reply.title,
                },
            ),
            _ => Content::Other(kind.clone()),
        };
        Some(Self {
            id: wire.id,
            wa_id: wire.from.and_then(|from| WaId::parse(&from).ok()),
            user_id: wire.from_user_id.and_then(|id| UserId::parse(&id).ok()),
            sent_at: wire.timestamp,
            forwarded: wire
                .context
                .as_ref()
                .is_some_and(|context| context.forwarded || context.frequently_forwarded),
            quotes: wire.context.and_then(|context| context.id),
            content,
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
        assert!(!message.forwarded);
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
        assert_eq!(tap.quotes.as_deref(), Some("wamid.T"));
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
            assert!(parse(&json).forwarded);
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
