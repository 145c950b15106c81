//! Bytes as Meta writes and signs them.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

/// JSON as Meta puts it on the wire: everything beyond ASCII as `\uXXXX` in lower-case hexadecimal,
/// surrogate pairs for what lies beyond the basic plane, and `/` as `\/`.
pub fn escaped(value: &Value) -> String {
    let json = value.to_string();
    let mut wire = String::with_capacity(json.len() + json.len() / 8);
    let mut units = [0; 2];
    // Neither `/` nor non-ASCII can stand outside a string in JSON, so no parsing is needed.
    for character in json.chars() {
        match character {
            '/' => wire.push_str("\\/"),
            character if character.is_ascii() => wire.push(character),
            character => {
                for unit in character.encode_utf16(&mut units) {
                    // Writing to a String cannot fail.
                    let _ = write!(wire, "\\u{unit:04x}");
                }
            }
        }
    }
    wire
}

/// The value of `X-Hub-Signature-256` over the raw body.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new(); // HMAC takes keys of any length
    };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_signature_meets_rfc_4231_case_2() {
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn letters_beyond_ascii_are_escaped_in_lower_case_hexadecimal() {
        assert_eq!(escaped(&json!("äöå")), r#""\u00e4\u00f6\u00e5""#);
        assert_eq!(escaped(&json!("ÿ€")), r#""\u00ff\u20ac""#);
    }

    #[test]
    fn emoji_become_surrogate_pairs() {
        assert_eq!(escaped(&json!("👍")), r#""\ud83d\udc4d""#);
    }

    #[test]
    fn slashes_are_escaped() {
        assert_eq!(
            escaped(&json!({"a/b": "https://x"})),
            r#"{"a\/b":"https:\/\/x"}"#
        );
    }

    #[test]
    fn what_is_escaped_reads_back_the_same() {
        let value = json!({"text": "Señor \"Ñ\" \\ / 👩‍👧 \n\t\u{0}\u{1f}\u{2028}"});
        let read: Value = serde_json::from_str(&escaped(&value)).unwrap();
        assert_eq!(read, value);
        assert!(escaped(&value).is_ascii());
    }
}
