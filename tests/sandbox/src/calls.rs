//! The record of Graph calls, for tests that ask what was really sent.

use serde::Serialize;
use serde_json::Value;

/// One call of the Graph API.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    /// When, RFC 3339.
    pub at: String,
    /// The number in its path.
    pub phone_number_id: String,
    /// `accepted`, `refused` or `timed out`.
    pub outcome: &'static str,
    /// Meta's error code, when refused.
    pub code: Option<u32>,
    /// What was wrong.
    pub details: Option<String>,
    /// The message's id, when accepted, even if the caller never learned it.
    pub wamid: Option<String>,
    /// `to` as given.
    pub to: Option<String>,
    /// `recipient` as given.
    pub recipient: Option<String>,
    /// The body, when it was JSON.
    pub request: Option<Value>,
}
