//! What the book tells of one person: how they stand, and everything that is held on them
//! (`GET /v1/admin/shops/{shop}/people/{id}`), as far as the page shows it.

use crate::ledger::{Facts, Moment, Record};
use crate::outgoing::{Kind, MessageState};
use crate::person_page::{ReceiptLine, Topic};
use crate::time::Millis;
use serde::Deserialize;
use std::fmt;

/// One person.
#[derive(Clone, Deserialize)]
pub struct View {
    /// What they get, or got, or could get, in the shop's order.
    pub topics: Vec<Topic>,
    /// Whether WhatsApp's own stop of marketing is in force.
    pub native_stop: bool,
    /// Their receipts, the newest first.
    pub receipts: Vec<ReceiptLine>,
    /// How many days a record is kept sealed after erasing.
    pub block_days: u32,
    /// The rest.
    pub data: Data,
}

/// Personal data does not show.
impl fmt::Debug for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("View(…)")
    }
}

/// Everything that is held, as far as the page shows it.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Data {
    pub person: Profile,
    pub acts: Vec<Act>,
    pub opt_ins: Vec<OptIn>,
    pub messages_received: Vec<Received>,
    pub messages_sent: Vec<Sent>,
    pub questions: Vec<Question>,
    pub installation: Installation,
    pub ledger: Vec<Entry>,
}

/// Who they are.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Profile {
    pub id: String,
    pub phone: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub name: Option<String>,
    pub locale: Option<String>,
    pub created_at: At,
    pub last_wrote_at: Option<At>,
    pub shop_wrote_at: Option<At>,
}

/// What they did to their consent.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Act {
    pub at: At,
    pub deed: serde_json::Value,
    pub method: String,
    pub text: Option<String>,
    pub ledger_seq: Option<u64>,
}

/// A form that was posted.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct OptIn {
    pub code: String,
    pub state: String,
    pub purposes: Vec<String>,
    pub page: String,
    pub source: String,
    pub campaign: Option<String>,
    pub product: Option<serde_json::Value>,
    pub browser: Option<serde_json::Value>,
    pub requested_at: At,
}

/// A message of theirs.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Received {
    pub sent_at: At,
    pub shown: Shown,
}

/// A message as it stands in the chat.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Shown {
    #[serde(rename = "type")]
    pub kind: String,
    pub text: Option<String>,
    pub reaction: Option<String>,
}

/// A message to them.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Sent {
    pub kind: String,
    pub purpose: Option<String>,
    pub product: Option<String>,
    pub template: Option<String>,
    pub fallback: bool,
    pub state: String,
    pub error: Option<i64>,
    pub reason: Option<String>,
    pub failure: Option<Failure>,
    pub reaction: Option<String>,
    pub queued_at: At,
}

impl Sent {
    /// What it was for; none for a word that a later version has.
    pub fn kind(&self) -> Option<Kind> {
        Kind::parse(&self.kind)
    }

    /// Where it stands.
    pub fn state(&self) -> Option<MessageState> {
        MessageState::parse(&self.state)
    }
}

/// Why it failed, in Meta's words.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Failure {
    pub title: Option<String>,
    pub details: Option<String>,
}

/// A question in the chat.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Question {
    pub asked_at: Option<At>,
    pub answered_at: Option<At>,
}

/// Their WhatsApp.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Installation {
    pub changed_at: Option<At>,
    pub paused: bool,
}

/// A record of the ledger that is about them, with what its commitment hides.
#[derive(Clone, Deserialize)]
#[expect(missing_docs, reason = "named as in the answer of the API")]
pub struct Entry {
    pub record: Record,
    pub facts: Option<Facts>,
}

/// A moment, in the answer as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Moment")]
pub struct At(pub Millis);

impl From<Moment> for At {
    fn from(moment: Moment) -> Self {
        Self(moment.millis())
    }
}
