//! What Graph answers.

use super::error::GraphError;
use crate::time::Millis;
use serde::Deserialize;

/// What became of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Meta took the message. (That is not "delivered".)
    Accepted(Accepted),
    /// Meta refused it, so it was certainly not sent.
    Refused(GraphError),
    /// The call was never made.
    NotMade,
    /// Nobody can tell: no answer, or one that is not Graph's.
    Unknown,
}

/// An accepted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Meta's id of the message.
    pub wamid: String,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    messages: Vec<WireMessage>,
    #[serde(default)]
    error: Option<WireError>,
}

#[derive(Deserialize)]
struct WireMessage {
    id: String,
}

#[derive(Deserialize)]
struct WireError {
    code: i64,
    #[serde(default)]
    is_transient: bool,
}

impl Answer {
    /// Reads an answer. `retry_after` is the header of that name, in milliseconds.
    ///
    /// A refusal counts only in Graph's own words: a gateway's 502 says nothing about whether the
    /// message behind it was taken.
    pub fn parse(status: u16, body: &[u8], retry_after: Option<Millis>) -> Self {
        let Ok(wire) = serde_json::from_slice::<Wire>(body) else {
            return Self::Unknown;
        };
        if let Some(error) = wire.error {
            return Self::Refused(GraphError {
                code: error.code,
                is_transient: error.is_transient,
                retry_after,
            });
        }
        let accepted = (200..300).contains(&status);
        match wire.messages.into_iter().next() {
            Some(message) if accepted => Self::Accepted(Accepted { wamid: message.id }),
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acceptance_gives_the_message_id() {
        let body = br#"{"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],"messages":[{"id":"wamid.A","message_status":"accepted"}]}"#;
        assert_eq!(
            Answer::parse(200, body, None),
            Answer::Accepted(Accepted {
                wamid: "wamid.A".into()
            })
        );
    }

    #[test]
    fn a_refusal_counts_by_its_code_whatever_the_status() {
        let body = br#"{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,"is_transient":true,"fbtrace_id":"x"}}"#;
        for status in [200, 400, 429, 500] {
            let Answer::Refused(error) = Answer::parse(status, body, Some(3000)) else {
                panic!("not refused");
            };
            assert_eq!((error.code, error.is_transient), (130_429, true));
            assert_eq!(error.retry_after, Some(3000));
        }
    }

    #[test]
    fn what_is_not_graphs_own_word_leaves_it_unknown() {
        for (status, body) in [
            (200, ""),
            (200, "{}"),
            (200, r#"{"messages":[]}"#),
            (502, "<html>Bad gateway</html>"),
            (500, r#"{"messages":[{"id":"wamid.A"}]}"#),
            (503, r#"{"error":"busy"}"#),
        ] {
            assert_eq!(
                Answer::parse(status, body.as_bytes(), None),
                Answer::Unknown,
                "{body}"
            );
        }
    }
}
