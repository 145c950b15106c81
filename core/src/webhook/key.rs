//! How an update is known again: Meta sends everything at least once and in any order.

use super::status::Delivery;
use crate::signature::hmac_sha256;
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key of one update, kept for 8 days. Hashed, because a message id holds a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UpdateKey {
    /// Seen before if this hash is.
    Once([u8; 16]),
    /// A status: seen before if this hash has this mark.
    Mark([u8; 16], Delivery),
}

/// Makes keys with one book's secret, taken in once: that is half the work of a short HMAC.
#[derive(Clone)]
pub struct Keys(Hmac<Sha256>);

impl Keys {
    /// Derives the dedupe secret from `HASH_KEY`.
    pub fn new(hash_key: &[u8; 32]) -> Self {
        let secret = hmac_sha256(hash_key, b"saludo update keys");
        // HMAC fills a key up with zeros to the length of a block.
        let mut block = Key::<Hmac<Sha256>>::default();
        for (to, from) in block.iter_mut().zip(secret) {
            *to = from;
        }
        Self(Hmac::new(&block))
    }

    /// The hash of one message and one recipient, which its statuses share.
    #[inline]
    pub fn delivery(&self, message_id: &str, recipient: &str) -> [u8; 16] {
        self.of(b"status", &[message_id.as_bytes(), recipient.as_bytes()])
    }

    /// The key of the message with this id.
    pub fn message(&self, id: &str) -> [u8; 16] {
        self.of(b"message", &[id.as_bytes()])
    }

    /// The hash of somebody whom a body that waits to be forwarded is about.
    pub fn person(&self, identifier: &str) -> [u8; 16] {
        self.of(b"forward person", &[identifier.as_bytes()])
    }

    /// The hash of a whole body.
    pub fn body(&self, body: &[u8]) -> [u8; 16] {
        self.of(b"forward body", &[body])
    }

    /// Hashes `parts`, each with its length, under a kind, so that no two lists look alike.
    #[inline]
    pub(super) fn of(&self, kind: &[u8], parts: &[&[u8]]) -> [u8; 16] {
        let mut mac = self.0.clone();
        for part in std::iter::once(&kind).chain(parts) {
            // A body has at most 3 MiB, so a length always fits.
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            mac.update(&length.to_be_bytes());
            mac.update(part);
        }
        let mut key = [0; 16];
        let hash: [u8; 32] = mac.finalize().into_bytes().into();
        key.copy_from_slice(hash.first_chunk::<16>().unwrap_or(&[0; 16]));
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lists_of_parts_look_alike() {
        let keys = Keys::new(&[1; 32]);
        assert_ne!(keys.of(b"k", &[b"ab", b"c"]), keys.of(b"k", &[b"a", b"bc"]));
        assert_ne!(keys.of(b"k", &[b"a"]), keys.of(b"ka", &[]));
        assert_eq!(keys.delivery("a", "b"), keys.of(b"status", &[b"a", b"b"]));
    }

    #[test]
    fn a_key_is_the_hmac_of_its_parts_with_their_lengths() {
        let secret = hmac_sha256(&[1; 32], b"saludo update keys");
        let whole = hmac_sha256(&secret, b"\0\0\0\x01k\0\0\0\x02ab\0\0\0\0");
        assert_eq!(Keys::new(&[1; 32]).of(b"k", &[b"ab", b""])[..], whole[..16]);
    }

    #[test]
    fn another_secret_gives_other_keys() {
        assert_ne!(
            Keys::new(&[1; 32]).delivery("a", "b"),
            Keys::new(&[2; 32]).delivery("a", "b")
        );
    }
}
