//! The records of an export.

use super::Cursor;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A record with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place: what to go on behind.
    pub cursor: Cursor,
    /// What it is.
    #[serde(flatten)]
    pub record: Record,
}

/// One thing of the book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Record {
    /// Somebody who wrote, agreed or was imported.
    Person(Box<Person>),
    /// One act of asking, in any state.
    OptIn(Box<OptIn>),
}

/// A person. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Person {
    /// Their id in the book and in the ledger.
    pub id: String,
    /// Their number in E.164, where it is one.
    pub phone: Option<String>,
    /// Meta's number of them.
    pub wa_id: Option<String>,
    /// Meta's user ID of them.
    pub user_id: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// The language they are written to in.
    pub locale: Option<String>,
    /// How things stand for each purpose, now.
    pub standings: Vec<ScopeStanding>,
    /// Whether they stopped marketing in WhatsApp itself: then none may be sent, whatever was granted.
    pub native_stop: bool,
    /// How many opt-ins they have.
    pub opt_ins: u32,
    /// Since when they are known.
    pub created_at: String,
    /// When they last wrote.
    pub last_wrote_at: Option<String>,
    /// The adverts of Meta's that they came by, as Meta tells of them, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adverts: Vec<Value>,
}

/// How things stand for a purpose, or for a product of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeStanding {
    /// The purpose.
    pub purpose: String,
    /// The shop's id of the product, where the person waits for one.
    pub product: Option<String>,
    /// A word of [`Standing`](crate::consent::Standing).
    pub standing: String,
    /// Since when it is granted.
    pub since: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Under which words it was granted.
    pub statement: Option<String>,
}

/// An opt-in with its evidence. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OptIn {
    /// Its number in the book.
    pub id: i64,
    /// Its code, as `K7Q2M-9XT4D`.
    pub code: String,
    /// `requested`, `confirmed`, `withdrawn` or `expired`.
    pub state: String,
    /// Whose it is, once it was confirmed.
    pub person: Option<String>,
    /// The number that was typed, or the person's.
    pub phone: Option<String>,
    /// Meta's number of the person.
    pub wa_id: Option<String>,
    /// Meta's user ID of the person.
    pub user_id: Option<String>,
    /// The name that was typed, or the person's.
    pub name: Option<String>,
    /// What was ticked.
    pub purposes: Vec<String>,
    /// How things stand for each of them, now.
    pub standings: Vec<ScopeStanding>,
    /// Whether the person stopped marketing in WhatsApp itself.
    pub native_stop: bool,
    /// The fingerprint of the words that were shown.
    pub statement: String,
    /// The language they were shown in.
    pub locale: String,
    /// On which page.
    pub page: String,
    /// By which part of Saludo.
    pub source: String,
    /// Through which campaign.
    pub campaign: Option<String>,
    /// For which product: `{id, title}`.
    pub product: Option<Value>,
    /// Answers to the shop's own questions.
    pub fields: Option<Value>,
    /// Family and major version of the browser.
    pub browser: Option<Value>,
    /// When the form was posted.
    pub requested_at: String,
    /// When the person's message confirmed it.
    pub confirmed_at: Option<String>,
    /// When it was taken back.
    pub withdrawn_at: Option<String>,
}
