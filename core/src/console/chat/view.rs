//! What the book tells of one person's chat.

use super::Seen;
use crate::consent::{ConsentState, Deed};
use crate::outgoing::Reason;
use crate::settings::CannedReply;
use crate::time::Millis;
use crate::webhook::{Location, MediaKind, Order, SharedContact};
use serde::{Deserialize, Serialize};

/// One person's chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// Who, by the book's id.
    pub person: String,
    /// Their name for themselves.
    pub name: Option<String>,
    /// Their number, with its +.
    pub phone: Option<String>,
    /// The colleague who is to answer.
    pub tag: Option<String>,
    /// Tags in use, and the names of those who have answered.
    pub tags: Vec<String>,
    /// When this was read.
    pub now: Millis,
    /// When they last wrote, by Meta's clock: for 24 hours from then on free text may go.
    pub last_wrote_at: Option<Millis>,
    /// What waits for an answer.
    pub waiting: Option<Waiting>,
    /// Why nothing may be written to them, as a word of [`Reason`]; nothing where it may.
    pub barrier: Option<String>,
    /// Why what is written waits before it goes, as a word of [`Reason`].
    pub delay: Option<String>,
    /// What whoever answers should know.
    pub cautions: Vec<Caution>,
    /// What they agreed to, by its label: about that a template may go at any time.
    pub agreed: Vec<String>,
    /// The shop's canned replies.
    pub replies: Vec<CannedReply>,
    /// The newest of all that is shown.
    pub seen: Seen,
    /// A key for a new form.
    pub key: String,
    /// What was said, the oldest first.
    pub lines: Vec<Line>,
    /// Whether there is more that is older.
    pub has_more: bool,
}

/// What waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Millis,
    /// How many messages.
    pub messages: u32,
}

/// What whoever answers should know of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// They said STOP, and have not agreed since.
    Stopped {
        /// When.
        at: Millis,
    },
    /// They stopped marketing in WhatsApp itself.
    NativelyStopped,
    /// They had themselves erased, and wrote again.
    Erased {
        /// When they were erased.
        at: Millis,
    },
    /// Their number was registered anew: it may be somebody else's.
    IdentityChanged,
}

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The person.
    Person {
        /// As what it was taken, where it was no message to people.
        taken: Option<Taken>,
    },
    /// Somebody of the shop, here.
    Colleague(String),
    /// Somebody of the shop, with another tool.
    Elsewhere,
    /// Saludo: a message of this kind, as a word of [`Kind`](crate::outgoing::Kind).
    Saludo {
        /// The kind.
        kind: String,
        /// The template that it went as.
        template: Option<String>,
    },
}

/// As what a message was taken that was not for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// A yes.
    Yes,
    /// A stop or another no.
    No,
}

impl Taken {
    /// As what a deed shows that its text was taken.
    pub fn of(deed: &Deed) -> Self {
        match deed {
            Deed::Start | Deed::NativeResume | Deed::Unproven { .. } | Deed::Grant { .. } => {
                Self::Yes
            }
            Deed::Refuse
            | Deed::NativeStop
            | Deed::Expire { .. }
            | Deed::Stop
            | Deed::Withdraw { .. }
            | Deed::WithdrawAll
            | Deed::Erase => Self::No,
        }
    }
}

/// One line of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its name on the page and in the addresses of its medium: `m12`, `e3`, `o7`.
    pub id: String,
    /// When.
    pub at: Millis,
    /// Who.
    pub by: By,
    /// What.
    pub shown: Shown,
    /// Whether it waits for an answer.
    #[serde(default)]
    pub waits: bool,
    /// Of a message of ours: where it stands, as a word of the outbox.
    #[serde(default)]
    pub state: Option<String>,
    /// Why it waits, or did not arrive: a word of [`Reason`].
    #[serde(default)]
    pub reason: Option<String>,
}

/// What is shown of a message: the parts of [`Received`](crate::received::Received) that a chat has,
/// with what was done to it later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// As in `Received`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its words.
    pub text: Option<String>,
    /// A medium.
    pub media: Option<Medium>,
    /// A place.
    pub location: Option<Location>,
    /// Contacts.
    pub contacts: Option<Vec<SharedContact>>,
    /// A basket.
    pub order: Option<Order>,
    /// Whether it was forwarded from another chat.
    pub forwarded: bool,
    /// Why WhatsApp shows nothing of it.
    pub error: Option<String>,
    /// How the other side reacted.
    pub reaction: Option<String>,
    /// Whether its words replaced others: when, as RFC 3339.
    pub edited_at: Option<String>,
}

/// What is shown of a medium.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Medium {
    /// Meta's id of it.
    pub id: Option<String>,
    /// Its media type, as its sender's phone says.
    pub mime_type: Option<String>,
    /// What was written under it.
    pub caption: Option<String>,
    /// What a file is called.
    pub filename: Option<String>,
}

impl Shown {
    /// Plain words.
    pub fn of_text(text: &str) -> Self {
        Self {
            kind: "text".to_owned(),
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    /// What its medium is, where it is one.
    pub fn media_kind(&self) -> Option<MediaKind> {
        self.media.as_ref()?;
        Some(match self.kind.as_str() {
            "image" => MediaKind::Image,
            "video" => MediaKind::Video,
            "audio" => MediaKind::Audio,
            "sticker" => MediaKind::Sticker,
            _ => MediaKind::Document,
        })
    }
}

impl View {
    /// Why nothing may be written.
    pub fn barrier(&self) -> Option<Reason> {
        self.barrier.as_deref().and_then(Reason::parse)
    }
}

/// When a person said STOP, or took everything back, and has not agreed since.
pub fn stopped_at(state: &ConsentState) -> Option<Millis> {
    let mut stopped = None;
    for act in state.acts() {
        match act.deed() {
            Deed::Stop | Deed::WithdrawAll => stopped = Some(act.at()),
            Deed::Start
            | Deed::Grant {
                imported: false, ..
            } => stopped = None,
            _ => {}
        }
    }
    stopped
}
