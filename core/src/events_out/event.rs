//! What an event says.

use crate::purpose::PurposeId;
use crate::time::{Millis, rfc3339};
use serde::{Deserialize, Serialize};

/// What kind of event it is, by the word in `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum EventKind {
    /// Somebody said yes, or a yes came back into force.
    #[serde(rename = "opt_in.confirmed")]
    OptInConfirmed,
    /// Somebody took back what they agreed to, or it ended.
    #[serde(rename = "opt_in.withdrawn")]
    OptInWithdrawn,
    /// Somebody wrote or tapped.
    #[serde(rename = "message.received")]
    MessageReceived,
    /// A message to somebody will not arrive.
    #[serde(rename = "message.failed")]
    MessageFailed,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::OptInConfirmed,
        Self::OptInWithdrawn,
        Self::MessageReceived,
        Self::MessageFailed,
    ];

    /// The word in `type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OptInConfirmed => "opt_in.confirmed",
            Self::OptInWithdrawn => "opt_in.withdrawn",
            Self::MessageReceived => "message.received",
            Self::MessageFailed => "message.failed",
        }
    }
}

/// Who an event is about, and what they agreed to. Every event has all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// The shop's slug.
    pub shop: String,
    /// The person's pseudonym; none where Meta did not say who wrote.
    pub person: Option<String>,
    /// Of an opt-in, the purposes that it gave or that ended; of a message, those that stand.
    pub purposes: Vec<PurposeId>,
    /// The words that were agreed to, by their id.
    pub statement: Option<String>,
    /// Of an opt-in, how it was given or ended; of a message, how the person's latest was given.
    pub source: Option<String>,
    /// Only where the shop asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifiers: Option<Identifiers>,
}

/// What identifies a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identifiers {
    /// The number as E.164.
    pub phone: Option<String>,
    /// The number as Meta writes it.
    pub wa_id: Option<String>,
    /// Meta's business-scoped user ID.
    pub user_id: Option<String>,
    /// The name that they have in WhatsApp.
    pub name: Option<String>,
}

/// Beside [`About`], of an opt-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OptInChange {
    /// The opt-in, as the list has it; none where it is not about a single one.
    pub opt_in: Option<i64>,
    /// The product that it is for alone, by the shop's id.
    pub product: Option<String>,
    /// The person was erased: erase what you have of them too (GDPR 19).
    pub erased: bool,
    /// The person turned out to be this one, whose events tell what stands from now on.
    pub now_person: Option<String>,
}

/// Beside [`About`], of a message that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageReceived {
    /// Meta's word for its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it waits for an answer by the shop's people; else it was ours: a code, a stop, a tap.
    pub for_people: bool,
    /// When it was sent, by Meta's clock.
    #[serde(serialize_with = "moment")]
    pub sent_at: Millis,
    /// What they wrote, or what stood on what they tapped: only where the shop asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Meta's id, which holds the number: only where the shop asks for identifiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wamid: Option<String>,
}

/// Beside [`About`], of a message that will not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageFailed {
    /// What it was for: `welcome`, `question`…
    pub kind: String,
    /// The opt-in that it was about, as the list has it.
    pub opt_in: Option<i64>,
    /// Why, as a stable word of `docs/sending.md`.
    pub reason: Option<String>,
    /// Meta's error code, where it gave one.
    pub error: Option<i64>,
    /// How often it was tried.
    pub attempts: u32,
    /// Meta's id, where it has one: only where the shop asks for identifiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wamid: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// See [`EventKind::OptInConfirmed`].
    OptInConfirmed(OptInChange),
    /// See [`EventKind::OptInWithdrawn`].
    OptInWithdrawn(OptInChange),
    /// See [`EventKind::MessageReceived`].
    MessageReceived(MessageReceived),
    /// See [`EventKind::MessageFailed`].
    MessageFailed(MessageFailed),
}

/// Meta's word for the type of a message, as its item has it; empty where there is none.
pub fn message_type(item: &[u8]) -> String {
    #[derive(Default, Deserialize)]
    struct Typed {
        #[serde(default)]
        r#type: String,
    }
    serde_json::from_slice::<Typed>(item)
        .unwrap_or_default()
        .r#type
}

#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    about: &'a About,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    opt_in: Option<&'a OptInChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Message<'a> {
    Received(&'a MessageReceived),
    Failed(&'a MessageFailed),
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: EventKind,
    timestamp: String,
    data: Data<'a>,
}

impl Event {
    /// What kind it is.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::OptInConfirmed(_) => EventKind::OptInConfirmed,
            Self::OptInWithdrawn(_) => EventKind::OptInWithdrawn,
            Self::MessageReceived(_) => EventKind::MessageReceived,
            Self::MessageFailed(_) => EventKind::MessageFailed,
        }
    }

    /// The body, which is kept and sent in these very bytes. `at` is when it happened.
    ///
    /// # Errors
    /// Never: everything in it is plain.
    pub fn body(&self, about: &About, at: Millis) -> Result<String, serde_json::Error> {
        let (opt_in, message) = match self {
            Self::OptInConfirmed(change) | Self::OptInWithdrawn(change) => (Some(change), None),
            Self::MessageReceived(message) => (None, Some(Message::Received(message))),
            Self::MessageFailed(message) => (None, Some(Message::Failed(message))),
        };
        serde_json::to_string(&Body {
            r#type: self.kind(),
            timestamp: rfc3339(at),
            data: Data {
                about,
                opt_in,
                message,
            },
        })
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn moment<S: serde::Serializer>(at: &Millis, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*at))
}
