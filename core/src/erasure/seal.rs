//! Sealing to a public key: who seals cannot open.
//!
//! HPKE (RFC 9180) in its base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
//! A sealed text is the 32 bytes of the encapsulated key and then the ciphertext with its tag.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use std::fmt;

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// HPKE's `info`: what these keys are for, so that a text sealed for another use does not open.
const INFO: &[u8] = b"saludo sealed record v1";
/// The encapsulated key before the ciphertext.
const ENCAPPED: usize = 32;

/// The public half: the worker's variable `SEAL_PUBLIC_KEY`. It seals and does not open.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey(PublicKey);

/// The private half, which the shop's owner keeps outside the worker.
#[derive(Clone)]
pub struct OpeningKey(PrivateKey);

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 bytes in base64, as made by: cargo xtask sealed keys")]
pub struct ParseSealKeyError;

/// A sealed text does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was sealed to another key, or changed since, or belongs to another person or part")]
pub struct OpenError;

impl SealKey {
    /// Reads a public key in base64.
    ///
    /// # Errors
    /// Where it is not 32 bytes, or no key.
    pub fn parse(text: &str) -> Result<Self, ParseSealKeyError> {
        let key = PublicKey::from_bytes(&decode(text)?).map_err(|_| ParseSealKeyError)?;
        // A point of low order would seal to everybody: HPKE finds out when it seals.
        let key = Self(key);
        key.seal(b"", b"", [0; 32]).ok_or(ParseSealKeyError)?;
        Ok(key)
    }

    /// Seals `text` together with `label`, which has to be named again for opening. `random` are 32
    /// fresh random bytes, used for nothing else. Nothing only for what is no key, which
    /// [`SealKey::parse`] refuses.
    pub fn seal(&self, label: &[u8], text: &[u8], random: [u8; 32]) -> Option<Vec<u8>> {
        let mut random = ChaCha20Rng::from_seed(random);
        let (encapped, ciphertext) = hpke::single_shot_seal_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            X25519HkdfSha256,
        >(
            &OpModeS::Base, &self.0, INFO, text, label, &mut random
        )
        .ok()?;
        Some([&encapped.to_bytes()[..], &ciphertext].concat())
    }
}

impl OpeningKey {
    /// Makes a pair of 32 random bytes.
    pub fn pair(random: &[u8; 32]) -> (Self, SealKey) {
        let (private, public) = X25519HkdfSha256::derive_keypair(random);
        (Self(private), SealKey(public))
    }

    /// Reads a private key in base64.
    ///
    /// # Errors
    /// Where it is not 32 bytes.
    pub fn parse(text: &str) -> Result<Self, ParseSealKeyError> {
        PrivateKey::from_bytes(&decode(text)?)
            .map(Self)
            .map_err(|_| ParseSealKeyError)
    }

    /// Its text, for the one who keeps it.
    pub fn expose(&self) -> String {
        STANDARD.encode(self.0.to_bytes())
    }

    /// Opens what was sealed under `label`.
    ///
    /// # Errors
    /// Where it was sealed to another key or under another label, or was changed.
    pub fn open(&self, label: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (encapped, ciphertext) = sealed.split_at_checked(ENCAPPED).ok_or(OpenError)?;
        let encapped = EncappedKey::from_bytes(encapped).map_err(|_| OpenError)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.0,
            &encapped,
            INFO,
            ciphertext,
            label,
        )
        .map_err(|_| OpenError)
    }
}

fn decode(text: &str) -> Result<Vec<u8>, ParseSealKeyError> {
    STANDARD.decode(text.trim()).map_err(|_| ParseSealKeyError)
}

impl fmt::Display for SealKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&STANDARD.encode(self.0.to_bytes()))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealKey({self})")
    }
}

/// A secret does not show.
impl fmt::Debug for OpeningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OpeningKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_read_back_and_its_secret_half_does_not_show() {
        let (opening, seal) = OpeningKey::pair(&[7; 32]);
        assert_eq!(SealKey::parse(&seal.to_string()), Ok(seal.clone()));
        let again = OpeningKey::parse(&opening.expose()).unwrap();
        let sealed = seal.seal(b"l", b"text", [1; 32]).unwrap();
        assert_eq!(again.open(b"l", &sealed).unwrap(), b"text");
        assert_eq!(format!("{opening:?}"), "OpeningKey(…)");
        assert_ne!(opening.expose(), seal.to_string());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for wrong in [
            String::new(),
            "dev-seal".to_owned(),
            STANDARD.encode([7; 31]),
            STANDARD.encode([7; 33]),
            // Of low order: every secret shared with it is known to all.
            STANDARD.encode([0; 32]),
        ] {
            assert_eq!(SealKey::parse(&wrong), Err(ParseSealKeyError), "{wrong}");
        }
        assert!(OpeningKey::parse("short").is_err());
    }

    #[test]
    fn the_same_text_sealed_twice_looks_different() {
        let (_, seal) = OpeningKey::pair(&[7; 32]);
        let sealed = |random| seal.seal(b"", b"text", [random; 32]).unwrap();
        assert_ne!(sealed(1), sealed(2));
    }

    proptest! {
        #[test]
        fn only_its_own_key_opens_it_whole_and_under_its_label(
            text in any::<Vec<u8>>(),
            random: [u8; 32],
            at: prop::sample::Index,
        ) {
            let (opening, seal) = OpeningKey::pair(&[7; 32]);
            let (other, _) = OpeningKey::pair(&[8; 32]);
            let sealed = seal.seal(b"ana", &text, random).unwrap();
            prop_assert_eq!(opening.open(b"ana", &sealed), Ok(text));
            prop_assert_eq!(other.open(b"ana", &sealed), Err(OpenError));
            prop_assert_eq!(opening.open(b"bea", &sealed), Err(OpenError));
            let mut changed = sealed.clone();
            // The top bit of an X25519 key does not count.
            let at = at.index(changed.len());
            changed[at] ^= 1;
            prop_assert_eq!(opening.open(b"ana", &changed), Err(OpenError));
            prop_assert_eq!(opening.open(b"ana", &sealed[..at]), Err(OpenError));
        }
    }
}
