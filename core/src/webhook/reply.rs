//! The part `interactive` of a message: what somebody tapped or filled in.

use super::content::Content;
use super::loose;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A form that was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormReply {
    /// `flow` or `address_message`.
    #[serde(deserialize_with = "loose::text")]
    pub name: Option<String>,
    /// What stands in the chat.
    #[serde(deserialize_with = "loose::text")]
    pub body: Option<String>,
    /// The answers: JSON in a text, as Meta sends it.
    #[serde(deserialize_with = "loose::text")]
    pub response_json: Option<String>,
}

/// Whether the shop may telephone somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallPermission {
    /// `accept` or `reject`.
    #[serde(deserialize_with = "loose::text")]
    pub response: Option<String>,
    /// Until when, in Unix milliseconds.
    #[serde(rename = "expiration_timestamp", deserialize_with = "loose::seconds")]
    pub expires_at: Option<i64>,
    /// `user_action` or `automatic`.
    #[serde(deserialize_with = "loose::text")]
    pub response_source: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Interactive<'a> {
    #[serde(borrow, default, rename = "button_reply")]
    button: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "list_reply")]
    row: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "nfm_reply")]
    form: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "call_permission_reply")]
    call_permission: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Tapped {
    id: String,
    #[serde(default)]
    title: String,
}

impl Interactive<'_> {
    /// By what is there: its own `type` says the same again.
    pub(super) fn read(self) -> Option<Content> {
        let tapped: Option<Tapped> = loose::part(self.button).or_else(|| loose::part(self.row));
        if let Some(Tapped { id, title }) = tapped {
            return Some(Content::Reply { id, title });
        }
        if let Some(form) = loose::part(self.form) {
            return Some(Content::Form(form));
        }
        loose::part(self.call_permission).map(Content::CallPermission)
    }
}
