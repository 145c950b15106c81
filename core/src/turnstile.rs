//! Cloudflare Turnstile: whether a person, and no robot, filled in the hosted form of a shop with
//! `confirm = "template"`, the one form whose post may cause a message.
//!
//! The page loads Cloudflare's script, which puts a token into the form; the worker asks
//! Cloudflare what the token is worth, once (<https://developers.cloudflare.com/turnstile/>).

use crate::config::Secret;
use serde::Deserialize;
use std::fmt;

/// Where script and answers come from.
pub const DEFAULT_BASE: &str = "https://challenges.cloudflare.com";

/// The field of the form that Cloudflare's script fills in.
pub const RESPONSE: &str = "cf-turnstile-response";

/// What the widget says it is for, so that a token of another page of the shop's is none of ours.
pub const ACTION: &str = "opt-in";

/// Cloudflare's longest token.
pub const MAX_RESPONSE: usize = 2048;

/// Cloudflare's longest site keys have a third of it.
const MAX_SITE_KEY: usize = 100;

/// The settings of the check.
#[derive(Debug, Clone)]
pub struct Turnstile {
    /// The widget's public key.
    pub site_key: String,
    /// What the worker shows when it asks.
    pub secret: Secret<String>,
    /// [`DEFAULT_BASE`]; in development the sandbox may stand in.
    pub base_url: String,
}

impl Turnstile {
    /// The address of the widget's script.
    pub fn script(&self) -> String {
        format!("{}/turnstile/v0/api.js", self.base_url)
    }

    /// Where a token is asked about.
    pub fn verify_url(&self) -> String {
        format!("{}/turnstile/v0/siteverify", self.base_url)
    }
}

/// What of the settings is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnstileMissing {
    /// `TURNSTILE_SITE_KEY`.
    pub site_key: bool,
    /// `TURNSTILE_SECRET`.
    pub secret: bool,
}

impl fmt::Display for TurnstileMissing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match (self.site_key, self.secret) {
            (true, false) => "set the variable TURNSTILE_SITE_KEY first",
            (false, _) => "set the secret TURNSTILE_SECRET first",
            (true, true) => {
                "set the variable TURNSTILE_SITE_KEY and the secret TURNSTILE_SECRET first"
            }
        })
    }
}

/// Whether a text may stand as a site key in a page.
pub fn is_site_key(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=MAX_SITE_KEY).contains(&text.len()) && text.bytes().all(plain)
}

/// Whether a secret is one of those that Cloudflare prints in its manual, for tests: with the
/// first, everybody passes.
pub fn is_public_secret(text: &str) -> bool {
    let Some((first, rest)) = text.split_at_checked(2) else {
        return false;
    };
    matches!(first, "1x" | "2x" | "3x")
        && rest.trim_end_matches('A').bytes().all(|byte| byte == b'0')
}

/// What Cloudflare says of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A person solved it, for this form.
    Passed,
    /// It is missing, false, too old, or was shown before.
    Failed,
    /// Nothing was learnt about the token: the fault is the worker's settings or Cloudflare's.
    Unknown,
}

#[derive(Deserialize)]
struct Wire {
    success: bool,
    #[serde(default)]
    action: Option<String>,
    #[serde(default, rename = "error-codes")]
    errors: Vec<String>,
}

impl Verdict {
    /// Reads an answer. Only a clear yes is one.
    pub fn parse(body: &[u8]) -> Self {
        let Ok(wire) = serde_json::from_slice::<Wire>(body) else {
            return Self::Unknown;
        };
        let ours = |code: &str| {
            matches!(
                code,
                "missing-input-secret" | "invalid-input-secret" | "bad-request" | "internal-error"
            )
        };
        if wire.success {
            // Cloudflare's test keys name no action.
            let own = wire
                .action
                .is_none_or(|action| action.is_empty() || action == ACTION);
            return if own { Self::Passed } else { Self::Failed };
        }
        if wire.errors.iter().any(|code| ours(code)) {
            Self::Unknown
        } else {
            Self::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_for_this_form_is_one() {
        for (body, verdict) in [
            (
                r#"{"success":true,"challenge_ts":"2026-11-30T00:00:00Z","hostname":"wa.shop.example","error-codes":[],"action":"opt-in","cdata":""}"#,
                Verdict::Passed,
            ),
            (r#"{"success":true}"#, Verdict::Passed),
            (r#"{"success":true,"action":"login"}"#, Verdict::Failed),
            (
                r#"{"success":false,"error-codes":["timeout-or-duplicate"]}"#,
                Verdict::Failed,
            ),
            (
                r#"{"success":false,"error-codes":["invalid-input-response"]}"#,
                Verdict::Failed,
            ),
            (r#"{"success":false}"#, Verdict::Failed),
            (
                r#"{"success":false,"error-codes":["invalid-input-secret"]}"#,
                Verdict::Unknown,
            ),
            (
                r#"{"success":false,"error-codes":["internal-error"]}"#,
                Verdict::Unknown,
            ),
            ("", Verdict::Unknown),
            ("<html>", Verdict::Unknown),
            (r#"{"success":"true"}"#, Verdict::Unknown),
            (r#"{"error-codes":[]}"#, Verdict::Unknown),
        ] {
            assert_eq!(Verdict::parse(body.as_bytes()), verdict, "{body}");
        }
    }

    #[test]
    fn cloudflares_printed_secrets_are_known() {
        for first in ["1x", "2x", "3x"] {
            assert!(is_public_secret(&format!("{first}{}AA", "0".repeat(31))));
        }
        for own in ["", "1", "0x4AAAAAAAC", "1x0000B", "ключ"] {
            assert!(!is_public_secret(own), "{own}");
        }
    }

    #[test]
    fn a_site_key_is_plain() {
        assert!(is_site_key("1x00000000000000000000AA"));
        for wrong in ["", "a b", "\"><script>", &"x".repeat(101)] {
            assert!(!is_site_key(wrong), "{wrong}");
        }
    }
}
