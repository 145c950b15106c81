//! What the worker says to itself: the signed jobs from a book to the sender.
//!
//! The sender runs behind the worker's public address, so a job carries a signature: nobody outside
//! can make the worker send. Its key takes two secrets, `HASH_KEY`, which is never changed, and
//! `ADMIN_TOKEN`, which is changed at once where it may be known: whoever learns one of them makes the
//! worker send nothing.

use saludo_core::config::Config;
use saludo_core::signature::{hmac_sha256, same_secret};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The path of the sender.
pub(crate) const SEND_PATH: &str = "/_internal/send";
/// The path of the deliverer.
pub(crate) const DELIVER_PATH: &str = "/_internal/deliver";
/// The header with the signature.
pub(crate) const SIGNATURE: &str = "X-Saludo-Signature";

/// Messages to send for one shop, at most six: an invocation has six outgoing connections.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Jobs {
    pub(crate) shop: String,
    /// Older jobs are refused, so that a captured one is worth nothing later.
    pub(crate) made_at: i64,
    pub(crate) messages: Vec<Job>,
}

/// One message.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    /// The row of the outbox.
    pub(crate) id: i64,
    /// The attempt that was claimed.
    pub(crate) attempt: u32,
    /// The body for Graph.
    pub(crate) body: Value,
}

/// What became of one job.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) id: i64,
    pub(crate) attempt: u32,
    pub(crate) outcome: Outcome,
}

/// What became of the call to Graph.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// Graph, or something before it, answered.
    Answered {
        status: u16,
        body: String,
        /// `Retry-After`, in milliseconds.
        retry_after: Option<i64>,
    },
    /// The call was made and no answer came.
    NoAnswer,
    /// The call was certainly not made.
    NotMade,
}

/// Which of the shop's own receivers something is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pipe {
    /// The help desk behind `FORWARD_URL`.
    Forward,
    /// The systems behind `EVENTS_URL`.
    Events,
}

impl Pipe {
    pub(crate) const ALL: [Self; 2] = [Self::Forward, Self::Events];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Events => "events",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pipe| pipe.as_str() == word)
    }
}

/// What a book has claimed for one of the shop's receivers. It holds no content: the deliverer asks
/// the book for each item, so that large ones stay out of jobs and erased ones are not there any more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) shop: String,
    /// Older jobs are refused, so that a captured one is worth nothing later.
    pub(crate) made_at: i64,
    pub(crate) pipe: Pipe,
    pub(crate) items: Vec<Claim>,
}

/// One claimed item.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// The row.
    pub(crate) id: i64,
    /// The attempt that was claimed.
    pub(crate) attempt: u32,
}

/// What became of one claimed item.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Handed {
    pub(crate) pipe: Pipe,
    pub(crate) claim: Claim,
    pub(crate) outcome: HandedOutcome,
}

/// What became of the call to the receiver.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum HandedOutcome {
    /// It answered.
    Answered {
        status: u16,
        /// `Retry-After`, in milliseconds.
        retry_after: Option<i64>,
    },
    /// The call was made and no answer came.
    NoAnswer,
    /// The call was certainly not made.
    NotMade,
}

/// The signature of a job's bytes.
pub(crate) fn sign(config: &Config, body: &str) -> String {
    let key = hmac_sha256(config.hash_key.expose(), b"saludo internal jobs");
    let key = hmac_sha256(&key, config.admin_token.expose().as_bytes());
    hex::encode(hmac_sha256(&key, body.as_bytes()))
}

/// Whether a signature is right.
pub(crate) fn is_signed(config: &Config, body: &str, signature: &str) -> bool {
    same_secret(signature, &sign(config, body))
}
