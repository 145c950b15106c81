//! The secrets that sign events, and the signatures.

use crate::signature::hmac_sha256;
use crate::time::{Millis, SECOND};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a symmetric secret begins with.
const PREFIX: &str = "whsec_";
/// The standard's bounds for its bytes.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// One secret. Nothing shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct EventsSecret(Vec<u8>);

/// The text is no secret of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret is whsec_ and 24 to 64 bytes in base64")]
pub struct ParseEventsSecretError;

impl EventsSecret {
    /// Reads `whsec_…`.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParseEventsSecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(ParseEventsSecretError)?;
        let bytes = STANDARD.decode(encoded).ok();
        bytes
            .filter(|bytes| BYTES.contains(&bytes.len()))
            .map(Self)
            .ok_or(ParseEventsSecretError)
    }

    fn sign(&self, content: &[u8]) -> String {
        format!("v1,{}", STANDARD.encode(hmac_sha256(&self.0, content)))
    }
}

impl std::fmt::Debug for EventsSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("EventsSecret(…)")
    }
}

/// The values of `webhook-timestamp` and `webhook-signature` for one attempt: a signature by each
/// secret, so that a receiver verifies with the old one or with the new one.
pub fn signatures(
    secrets: &[EventsSecret],
    id: &str,
    attempted_at: Millis,
    body: &str,
) -> (String, String) {
    let timestamp = (attempted_at / SECOND).to_string();
    let content = format!("{id}.{timestamp}.{body}");
    let signed: Vec<String> = secrets
        .iter()
        .map(|secret| secret.sign(content.as_bytes()))
        .collect();
    (timestamp, signed.join(" "))
}
