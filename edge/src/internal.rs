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
