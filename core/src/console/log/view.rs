//! What the book tells for the log.

use super::query::UpdateState;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Whose a row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The person's id.
    pub id: String,
    /// Their name for themselves.
    pub name: Option<String>,
    /// Their number, as Meta gave it: digits.
    pub phone: Option<String>,
}

/// A message to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its row.
    pub id: u32,
    /// What it is for, in the book's word.
    pub kind: String,
    /// Where it stands, in the book's word.
    pub state: String,
    /// Why it waits or ended, in the book's word.
    pub reason: Option<String>,
    /// Meta's number of the error.
    pub code: Option<i64>,
    /// What Meta said of it.
    pub said: Option<String>,
    /// To whom.
    pub whose: Option<Whose>,
    /// Meta's id.
    pub wamid: Option<String>,
    /// The shop's own template.
    pub template: Option<String>,
    /// The language that it went in, or is to.
    pub language: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was queued.
    pub queued_at: Millis,
    /// When it last left.
    pub left_at: Option<Millis>,
    /// When it is tried next, where it waits.
    pub next_at: Option<Millis>,
    /// Whether somebody may have it sent again.
    pub may_retry: bool,
}

/// An update of Meta's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Its row.
    pub seq: u32,
    /// What it is: one of [`UPDATE_KINDS`](super::UPDATE_KINDS).
    pub kind: String,
    /// Where it stands.
    pub state: UpdateState,
    /// Whether it came for this shop's number, or is about its account.
    pub is_own: bool,
    /// Who it is from.
    pub whose: Option<Whose>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it came.
    pub at: Millis,
    /// Whether its body is kept.
    pub has_raw: bool,
}

/// Rows of one of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// Messages to people.
    Sends(Vec<Sent>),
    /// Updates.
    Updates(Vec<Update>),
}

/// A page of the log, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its rows.
    pub rows: Rows,
    /// The row before which the next page begins; none where there is none.
    pub next: Option<u32>,
    /// How far back this page looked, where it did not find as many as it shows.
    pub looked_to: Option<Millis>,
}

/// An update as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raw {
    /// Its row.
    pub seq: u32,
    /// What it is.
    pub kind: String,
    /// When it came.
    pub at: Millis,
    /// Its body; none where it is not kept any more.
    pub body: Option<String>,
    /// The sender's contact.
    pub contact: Option<String>,
    /// Whether this is the beginning only.
    pub is_cut: bool,
}
