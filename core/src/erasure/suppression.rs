//! Keyed hashes of the identifiers of those who are not to be written to.
//!
//! A bare hash of a phone number is a phone number: there are few enough to try them all. Under the
//! worker's secret only the worker can ask, and only about a number that it has in hand.

use crate::phone::{NormalForm, UserId};
use crate::signature::hmac_sha256;

/// Hashes identifiers for suppression, and for nothing else: under a key of its own, so that these
/// hashes meet no others of the book.
#[derive(Clone)]
pub struct Suppressor([u8; 32]);

impl Suppressor {
    /// Derives its key from `HASH_KEY`.
    pub fn new(hash_key: &[u8; 32]) -> Self {
        Self(hmac_sha256(hash_key, b"saludo suppression"))
    }

    /// The hash of a number. All spellings of one subscriber have the same.
    pub fn phone(&self, number: &NormalForm) -> [u8; 32] {
        self.of("phone", number.as_str())
    }

    /// The hash of Meta's user ID.
    pub fn user(&self, id: &UserId) -> [u8; 32] {
        self.of("user", id.as_str())
    }

    fn of(&self, kind: &str, value: &str) -> [u8; 32] {
        hmac_sha256(&self.0, format!("{kind}\n{value}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::WaId;

    fn phone(suppressor: &Suppressor, digits: &str) -> [u8; 32] {
        suppressor.phone(&WaId::parse(digits).unwrap().normal_form())
    }

    #[test]
    fn the_spellings_of_one_subscriber_have_one_hash() {
        let own = Suppressor::new(&[1; 32]);
        assert_eq!(phone(&own, "5215512345678"), phone(&own, "525512345678"));
        assert_ne!(phone(&own, "5215512345678"), phone(&own, "525512345679"));
    }

    #[test]
    fn it_is_of_no_use_without_the_secret_or_for_anything_else() {
        let (own, other) = (Suppressor::new(&[1; 32]), Suppressor::new(&[2; 32]));
        assert_ne!(phone(&own, "34600000001"), phone(&other, "34600000001"));
        let bare = hmac_sha256(&[1; 32], b"34600000001");
        assert_ne!(phone(&own, "34600000001"), bare);
        let user = UserId::parse("ES.34600000001").unwrap();
        assert_ne!(own.user(&user), phone(&own, "34600000001"));
    }
}
