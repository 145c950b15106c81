//! What Graph answers, and what to do about it.
//!
//! Meta: build error handling around codes, not around subcodes or HTTP statuses.

use crate::time::{DAY, MINUTE, Millis, SECOND};
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

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphError {
    /// Meta's code.
    pub code: i64,
    /// Meta says that it will pass.
    pub is_transient: bool,
    /// When to try again, where the answer says so (`Retry-After`).
    pub retry_after: Option<Millis>,
}

/// What to do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Try again after a while.
    RetryAfter(Millis),
    /// The template cannot be used now; the same words may go as free text.
    UseFreeText,
    /// It will not work for this message.
    GiveUp,
}

/// Meta's code for: this person stopped marketing messages from this shop.
pub const STOPPED_MARKETING: i64 = 131_050;

/// How often an error that may be our own fault is tried.
const FEW_TRIES: u32 = 5;

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

impl GraphError {
    /// What to do after the `attempt`th try (from 1) met this refusal.
    pub fn advice(&self, attempt: u32) -> Advice {
        let tries = attempt.saturating_sub(1).min(10);
        let backoff = |first: Millis, factor: Millis, most: Millis| {
            let wait = factor.saturating_pow(tries).saturating_mul(first).min(most);
            Advice::RetryAfter(self.retry_after.unwrap_or(wait).clamp(SECOND, DAY))
        };
        match self.code {
            // One message in 6 s to one person: 4^X s, X from 0.
            131_056 => backoff(SECOND, 4, 10 * MINUTE),
            // An upgrade or a migration of the number, a minute or minutes.
            131_057 | 2_494_100 => backoff(MINUTE, 2, 30 * MINUTE),
            // "Invalid request or server error" and "unknown error": a few times, then no more.
            1 | 131_000 if attempt >= FEW_TRIES => Advice::GiveUp,
            // Rates of the app, the account and the number; servers that are busy or down.
            4 | 80_007 | 130_429 | 1 | 2 | 131_000 | 131_016 | 133_004 => {
                backoff(2 * SECOND, 2, 10 * MINUTE)
            }
            // Missing, not approved, paused, disabled, refused, or not of the shape we fill in.
            132_000 | 132_001 | 132_005 | 132_007 | 132_012 | 132_015 | 132_016 | 132_018
            | 131_064 => Advice::UseFreeText,
            _ if self.is_transient => backoff(2 * SECOND, 2, 10 * MINUTE),
            _ => Advice::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: i64) -> GraphError {
        GraphError {
            code,
            is_transient: false,
            retry_after: None,
        }
    }

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
            assert_eq!(error.advice(1), Advice::RetryAfter(3000));
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

    #[test]
    fn the_pair_rate_waits_four_to_the_x_seconds() {
        let waits: Vec<Advice> = (1..=4)
            .map(|attempt| error(131_056).advice(attempt))
            .collect();
        assert_eq!(
            waits,
            [1, 4, 16, 64].map(|seconds| Advice::RetryAfter(seconds * SECOND))
        );
        assert_eq!(
            error(131_056).advice(u32::MAX),
            Advice::RetryAfter(10 * MINUTE)
        );
    }

    #[test]
    fn a_template_that_cannot_be_used_gives_way_to_free_text() {
        for code in [132_001, 132_015, 132_016, 132_007] {
            assert_eq!(error(code).advice(1), Advice::UseFreeText);
        }
    }

    #[test]
    fn an_error_that_may_be_our_own_is_tried_a_few_times() {
        for code in [1, 131_000] {
            assert_eq!(error(code).advice(4), Advice::RetryAfter(16 * SECOND));
            assert_eq!(error(code).advice(5), Advice::GiveUp);
        }
    }

    #[test]
    fn what_will_not_pass_is_given_up() {
        for code in [190, 368, 100, 131_026, 131_047, 131_050, 131_021, 999_999] {
            assert_eq!(error(code).advice(1), Advice::GiveUp, "{code}");
        }
    }
}
