//! A test delivery that changes nothing: a body that only whoever has the app secret can sign, and
//! that the worker answers without showing it to any book.

use serde_json::Value;

/// What the body is of, in place of Meta's `whatsapp_business_account`.
const OBJECT: &str = "saludo_setup_check";

/// What the worker answers to it, so that nobody else's 200 is taken for ours.
pub const PROBE_ANSWER: &str = "saludo: signature good, nothing stored";

/// A probe's longest body. (It is some sixty bytes; what is longer need not be parsed.)
const MOST: usize = 256;

/// The body of a probe.
pub fn probe() -> String {
    format!(r#"{{"object":"{OBJECT}","entry":[]}}"#)
}

/// Whether a well-signed body is a probe.
pub fn is_probe(body: &[u8]) -> bool {
    body.len() <= MOST
        && serde_json::from_slice::<Value>(body).is_ok_and(|value| {
            let entries = value.get("entry").and_then(Value::as_array);
            value.get("object").and_then(Value::as_str) == Some(OBJECT)
                && entries.is_some_and(Vec::is_empty)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_is_known_and_nothing_of_metas_is_taken_for_one() {
        assert!(is_probe(probe().as_bytes()));
        for other in [
            r#"{"object":"whatsapp_business_account","entry":[]}"#,
            r#"{"object":"saludo_setup_check","entry":[{"id":"1"}]}"#,
            r#"{"object":"saludo_setup_check"}"#,
            "saludo_setup_check",
            "",
        ] {
            assert!(!is_probe(other.as_bytes()), "{other}");
        }
        let long = format!("{}{}", probe(), " ".repeat(MOST));
        assert!(!is_probe(long.as_bytes()));
    }
}
