//! What stands in the ledger in place of personal data: a fingerprint under a person's own salt.
//!
//! A bare hash of a phone number is a phone number: there are few enough to try them all. Under
//! 32 random bytes nothing can be tried, and once the salt is destroyed the fingerprint fits
//! everybody and nobody. Who has salt and facts can show that they are what was recorded.

use super::hex::{hex_bytes, shown_as_hex};
use crate::signature::hmac_sha256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use subtle::ConstantTimeEq;

/// What is hashed before the facts, so that no other use of a salt gives the same bytes.
const FACTS: &[u8] = b"saludo commitment v1\n";
/// The same for a product.
const PRODUCT: &[u8] = b"saludo product v1\n";

hex_bytes! {
    /// A person's own 32 random bytes, kept beside their data and destroyed with it.
    Salt, 32
}

hex_bytes! {
    /// `HMAC-SHA256(salt, "saludo commitment v1\n" || canonical JSON of the facts)`.
    Commitment, 32
}
shown_as_hex!(Commitment);

hex_bytes! {
    /// `HMAC-SHA256(salt, "saludo product v1\n" || the product's id)`: which product somebody
    /// waits for may say a lot about them, and its id comes from the internet.
    ProductKey, 32
}
shown_as_hex!(ProductKey);

/// The secret of one person, so it does not show.
impl fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Salt(…)")
    }
}

/// The personal data of one event. What is not known is left out.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// The code that joined the page with WhatsApp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the shop's own fields were answered with.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Meta's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The name that was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The user ID before a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_user_id: Option<String>,
    /// The number before a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_wa_id: Option<String>,
    /// The shop's id of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The received text, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Meta's user ID of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The person's number as Meta gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
}

/// Personal data does not show.
impl fmt::Debug for Facts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Facts(…)")
    }
}

impl Salt {
    /// The fingerprint of `facts`.
    pub fn commit(&self, facts: &Facts) -> Commitment {
        // Strings and maps of strings always have a canonical form.
        let canonical = serde_json_canonicalizer::to_vec(facts).unwrap_or_default();
        Commitment::new(self.hash(FACTS, &canonical))
    }

    /// Whether `commitment` was made of `facts`.
    pub fn opens(&self, commitment: &Commitment, facts: &Facts) -> bool {
        self.commit(facts).bytes().ct_eq(commitment.bytes()).into()
    }

    /// The fingerprint of a product.
    pub fn product_key(&self, product: &str) -> ProductKey {
        ProductKey::new(self.hash(PRODUCT, product.as_bytes()))
    }

    fn hash(&self, kind: &[u8], content: &[u8]) -> [u8; 32] {
        hmac_sha256(self.bytes(), &[kind, content].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            wa_id: Some("34600000001".into()),
            text: Some("Hola, «Demo»".into()),
            code: Some("K7Q2M9XT4D".into()),
            ..Facts::default()
        }
    }

    #[test]
    fn the_commitment_is_the_keyed_hash_of_the_canonical_facts() {
        let canonical = r#"{"code":"K7Q2M9XT4D","text":"Hola, «Demo»","wa_id":"34600000001"}"#;
        let message = format!("saludo commitment v1\n{canonical}");
        assert_eq!(
            Salt::new([7; 32]).commit(&facts()),
            Commitment::new(hmac_sha256(&[7; 32], message.as_bytes()))
        );
    }

    #[test]
    fn it_opens_to_the_same_facts_under_the_same_salt_only() {
        let salt = Salt::new([7; 32]);
        let commitment = salt.commit(&facts());
        assert!(salt.opens(&commitment, &facts()));
        assert!(!Salt::new([8; 32]).opens(&commitment, &facts()));
        let other = Facts {
            wa_id: Some("34600000002".into()),
            ..facts()
        };
        assert!(!salt.opens(&commitment, &other));
    }

    #[test]
    fn a_product_is_known_again_for_one_person_only() {
        let salt = Salt::new([7; 32]);
        assert_eq!(salt.product_key("sku-1"), salt.product_key("sku-1"));
        assert_ne!(salt.product_key("sku-1"), salt.product_key("sku-2"));
        assert_ne!(
            salt.product_key("sku-1"),
            Salt::new([8; 32]).product_key("sku-1")
        );
    }

    #[test]
    fn neither_salt_nor_facts_show() {
        assert_eq!(
            format!("{:?} {:?}", Salt::new([7; 32]), facts()),
            "Salt(…) Facts(…)"
        );
    }
}
