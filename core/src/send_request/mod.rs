//! `POST …/messages`: what the shop asks to be sent, read once into a type that cannot be wrong.
//!
//! To one person about a purpose, or to everybody who waits for a product. Whether each of them may
//! be written to is asked when the message leaves (`gate`); here is only what the request says.

mod filling;
mod purpose;
mod reader;

pub use purpose::{PurposeError, check_product_purpose, purpose_for};

use crate::graph::{ButtonParameter, Header, Parameters};
use crate::ledger::PersonId;
use crate::locale::Locale;
use crate::purpose::PurposeId;
use crate::signature::hmac_sha256;
use reader::Reader;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// The largest body that is read: ten times what a template can take.
pub const MAX_BODY: usize = 64 * 1024;

/// Every field of a request.
const FIELDS: [&str; 9] = [
    "person",
    "purpose",
    "product",
    "template",
    "language",
    "parameters",
    "header",
    "buttons",
    "idempotency_key",
];

/// A valid request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendRequest {
    /// To whom.
    pub audience: Audience,
    /// The approved template.
    pub template: String,
    /// In which of its languages; else each person's own.
    pub language: Option<Locale>,
    /// What fills it.
    pub filling: Filling,
    /// What makes the same request again the same request.
    pub key: IdempotencyKey,
    /// What was asked, for telling the same request from another under its key.
    canonical: String,
}

/// What fills a template's open places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// Of the header, where it has an open place or a picture.
    pub header: Option<Header>,
    /// Of the body.
    pub parameters: Parameters,
    /// Of the buttons, by their place from 0.
    pub buttons: Vec<(u8, ButtonParameter)>,
}

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// One person.
    Person {
        /// Who.
        person: PersonId,
        /// About what, where it is said.
        purpose: Option<PurposeId>,
    },
    /// Everybody who waits for a product: each is told once, and then waits no more.
    Product {
        /// The purpose of the product's button.
        purpose: PurposeId,
        /// The product, by the shop's id.
        product: String,
    },
}

/// A key of the shop's own for one request: 1 to 100 letters, digits and `.`, `_`, `-`, the first a
/// letter or digit, so that it may stand in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads one; nothing where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let begins = text
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphanumeric);
        let good = begins && text.len() <= 100 && text.bytes().all(plain);
        good.then(|| Self(text.to_owned()))
    }

    /// It as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseSendError {
    /// Not a JSON object.
    #[error("the body must be a JSON object")]
    NotJson,
    /// Fields that are missing or wrong.
    #[error("some fields are missing or wrong")]
    Fields(Vec<SendFault>),
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendFault {
    /// Where, as in `buttons.0.index`.
    pub field: Cow<'static, str>,
    /// What to do about it. Never the value, which may be personal.
    pub reason: &'static str,
}

impl SendRequest {
    /// Reads a body.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub fn parse(body: &[u8]) -> Result<Self, ParseSendError> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return Err(ParseSendError::NotJson);
        };
        let canonical = serde_json_canonicalizer::to_string(&fields).unwrap_or_default();
        let mut reader = Reader::new(fields);
        reader.known(&FIELDS);
        let audience = reader.audience();
        let template = reader.template();
        let language = reader.language();
        let filling = filling::read(&mut reader);
        let key = reader.key();
        match (audience, template, key) {
            (Some(audience), Some(template), Some(key)) if reader.faults.is_empty() => Ok(Self {
                audience,
                template,
                language,
                filling,
                key,
                canonical,
            }),
            _ => Err(ParseSendError::Fields(reader.faults)),
        }
    }

    /// A fingerprint of what was asked. Keyed, because it may be about a person.
    pub fn fingerprint(&self, hash_key: &[u8; 32]) -> [u8; 32] {
        let key = hmac_sha256(hash_key, b"saludo send fingerprint");
        hmac_sha256(&key, self.canonical.as_bytes())
    }
}

#[cfg(test)]
mod tests;
