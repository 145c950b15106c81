//! Signed heads: the shop's word that its ledger has a certain record at a certain place.
//!
//! Whoever keeps a head is a witness: a ledger that was rewritten before that place cannot have
//! the same hash there. Heads are public, and every receipt holds one.

use super::hex::{hex_bytes, shown_as_hex};
use super::moment::Moment;
use super::record::{Hash, Tip};
use crate::shops::Slug;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is signed before the content, so that no other use of the key gives the same bytes.
const CONTEXT: &str = "saludo ledger head v1\n";

hex_bytes! {
    /// An Ed25519 public key (RFC 8032). It is its own id: nothing has to be looked up.
    PublicKey, 32
}
shown_as_hex!(PublicKey);

hex_bytes! {
    /// An Ed25519 signature.
    Signature, 64
}
shown_as_hex!(Signature);

/// Signs heads with `LEDGER_SIGNING_KEY`.
pub struct Signer(SigningKey);

/// The key does not show.
impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Signer(…)")
    }
}

impl Signer {
    /// Takes the 32-byte seed.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The key that others verify with.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.0.verifying_key().to_bytes())
    }

    /// Signs a ledger's state as it stands at `tip`.
    pub fn sign(&self, shop: &Slug, tip: &Tip, now: Moment) -> Head {
        let key = self.public_key();
        let message = message(shop, tip.seq, &tip.hash, now, &key);
        Head {
            at: now,
            hash: tip.hash,
            key,
            seq: tip.seq,
            shop: shop.clone(),
            signature: Signature::new(self.0.sign(message.as_bytes()).to_bytes()),
        }
    }
}

/// A signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// When it was signed.
    pub at: Moment,
    /// The hash of the record at that place.
    pub hash: Hash,
    /// The key that signed it.
    pub key: PublicKey,
    /// The place of the record.
    pub seq: u64,
    /// Whose ledger it is.
    pub shop: Slug,
    /// The Ed25519 signature of `"saludo ledger head v1\n"` and the canonical JSON of the other
    /// five fields.
    pub signature: Signature,
}

/// The signature is not that of the key over the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit the head")]
pub struct VerifyHeadError;

impl Head {
    /// Checks the signature. Whether the key is the shop's, the ledger or the published keys say.
    ///
    /// # Errors
    /// Where the signature, or the key, is not what it should be.
    pub fn verify(&self) -> Result<(), VerifyHeadError> {
        let key = VerifyingKey::from_bytes(self.key.bytes()).map_err(|_| VerifyHeadError)?;
        let signature = ed25519_dalek::Signature::from_bytes(self.signature.bytes());
        let message = message(&self.shop, self.seq, &self.hash, self.at, &self.key);
        key.verify_strict(message.as_bytes(), &signature)
            .map_err(|_| VerifyHeadError)
    }
}

/// The bytes that are signed.
fn message(shop: &Slug, seq: u64, hash: &Hash, at: Moment, key: &PublicKey) -> String {
    format!(r#"{CONTEXT}{{"at":"{at}","hash":"{hash}","key":"{key}","seq":{seq},"shop":"{shop}"}}"#)
}

/// A key and since when it signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    /// The place of the first record whose head it signs.
    pub from: u64,
    /// The key.
    pub key: PublicKey,
}

/// What `GET /v1/shops/{shop}/ledger/heads` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// Signed heads, oldest first.
    pub heads: Vec<Head>,
    /// The shop's keys, oldest first.
    pub keys: Vec<KnownKey>,
}

/// The text holds no heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a signed head, the answer of …/ledger/heads, or a receipt, as JSON")]
pub struct ParseHeadsError;

/// Each shape in which somebody may have kept a head.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Answer { heads: Vec<Head> },
    Receipt { proof: KeptProof },
    One(Head),
}

#[derive(Deserialize)]
struct KeptProof {
    head: Head,
}

/// Reads heads as people keep them: one, the answer of the public address, or a receipt.
///
/// # Errors
/// Where the text is none of these.
pub fn parse_heads(json: &[u8]) -> Result<Vec<Head>, ParseHeadsError> {
    match serde_json::from_slice(json).map_err(|_| ParseHeadsError)? {
        Kept::Answer { heads } => Ok(heads),
        Kept::Receipt { proof } => Ok(vec![proof.head]),
        Kept::One(head) => Ok(vec![head]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::example;

    fn head() -> Head {
        example::head(&example::records())
    }

    #[test]
    fn a_known_seed_gives_its_known_public_key() {
        // RFC 8032, section 7.1, test 1.
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let seed = crate::ledger::hex::decode(seed).unwrap();
        assert_eq!(
            Signer::new(&seed).public_key().to_string(),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        );
    }

    #[test]
    fn a_signed_head_verifies_and_any_other_word_does_not() {
        let head = head();
        assert_eq!(head.verify(), Ok(()));
        let others = [
            Head {
                seq: head.seq + 1,
                ..head.clone()
            },
            Head {
                hash: Hash::NONE,
                ..head.clone()
            },
            Head {
                at: Moment::new(0),
                ..head.clone()
            },
            Head {
                shop: Slug::parse("other").unwrap(),
                ..head.clone()
            },
            Head {
                key: Signer::new(&[9; 32]).public_key(),
                ..head.clone()
            },
            Head {
                key: PublicKey::new([0; 32]),
                ..head.clone()
            },
            Head {
                signature: Signature::new([0; 64]),
                ..head.clone()
            },
        ];
        for other in others {
            assert_eq!(other.verify(), Err(VerifyHeadError), "{other:?}");
        }
    }

    #[test]
    fn the_signed_bytes_are_the_context_and_the_canonical_rest() {
        let head = head();
        let mut fields = serde_json::to_value(&head).unwrap();
        fields.as_object_mut().unwrap().remove("signature");
        let canonical = serde_json_canonicalizer::to_string(&fields).unwrap();
        assert_eq!(
            message(&head.shop, head.seq, &head.hash, head.at, &head.key),
            format!("saludo ledger head v1\n{canonical}")
        );
    }

    #[test]
    fn heads_are_read_in_each_shape_that_people_keep() {
        let head = head();
        let one = serde_json::to_string(&head).unwrap();
        let answer = Heads {
            heads: vec![head.clone()],
            keys: vec![KnownKey {
                from: 0,
                key: head.key,
            }],
        };
        let answer = serde_json::to_string(&answer).unwrap();
        let receipt = format!(r#"{{"version":"x","proof":{{"head":{one},"salt":"y"}}}}"#);
        for json in [one, answer, receipt] {
            assert_eq!(
                parse_heads(json.as_bytes()),
                Ok(vec![head.clone()]),
                "{json}"
            );
        }
        assert_eq!(parse_heads(b"{}"), Err(ParseHeadsError));
        assert_eq!(parse_heads(b"head"), Err(ParseHeadsError));
    }

    #[test]
    fn the_signing_key_does_not_show() {
        assert_eq!(format!("{:?}", Signer::new(&[1; 32])), "Signer(…)");
    }
}
