//! The fields of a request, one by one.

use super::{Audience, IdempotencyKey, SendFault};
use crate::ledger::PersonId;
use crate::locale::Locale;
use crate::opt_in::MAX_LINE;
use crate::plain_id::is_plain;
use crate::purpose::PurposeId;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Meta's limit for the name of a template.
const MAX_TEMPLATE: usize = 512;

pub(super) struct Reader {
    pub(super) fields: Map<String, Value>,
    pub(super) faults: Vec<SendFault>,
}

impl Reader {
    pub(super) fn new(mut fields: Map<String, Value>) -> Self {
        // What is null is not given.
        fields.retain(|_, value| !value.is_null());
        Self {
            fields,
            faults: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, field: impl Into<Cow<'static, str>>, reason: &'static str) {
        let field = field.into();
        self.faults.push(SendFault { field, reason });
    }

    /// A field that nobody knows is a misspelt one, and what it says would be left out silently.
    pub(super) fn known(&mut self, known: &[&str]) {
        let unknown: Vec<String> = self
            .fields
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
            // Somebody else's text: enough of it to find it again.
            .map(|name| {
                name.chars()
                    .filter(|letter| !letter.is_control())
                    .take(40)
                    .collect()
            })
            .collect();
        for name in unknown {
            self.fault(name, "there is no such field; leave it out");
        }
    }

    fn read<T>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.fields.get(field)?;
        let value = value.as_str().and_then(read);
        if value.is_none() {
            self.fault(field, reason);
        }
        value
    }

    fn needed<T>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if !self.fields.contains_key(field) {
            self.fault(field, reason);
        }
        self.read(field, reason, read)
    }

    pub(super) fn audience(&mut self) -> Option<Audience> {
        let purpose = self.read("purpose", "give the id of a purpose of this shop", |text| {
            PurposeId::parse(text).ok()
        });
        let product = self.read(
            "product",
            "give the product's id, up to 80 characters",
            |text| {
                let one_line = !text.chars().any(char::is_control);
                let fits = (1..=MAX_LINE).contains(&text.trim().chars().count());
                (one_line && fits).then(|| text.trim().to_owned())
            },
        );
        let gives = |name: &str| self.fields.contains_key(name);
        match (gives("person"), gives("purpose"), gives("product")) {
            (true, _, false) => {
                let person = self.read(
                    "person",
                    "give the id of a person, as opt-ins have it",
                    |text| PersonId::parse(text).ok(),
                )?;
                Some(Audience::Person { person, purpose })
            }
            (true, _, true) => {
                self.fault("product", "give a person or a product, not both");
                None
            }
            (false, true, true) => Some(Audience::Product {
                purpose: purpose?,
                product: product?,
            }),
            (false, has_purpose, has_product) => {
                let nothing = !has_purpose && !has_product;
                let (field, reason) = match has_product {
                    true => (
                        "purpose",
                        "give the purpose of the product's button with the product",
                    ),
                    false if nothing => ("person", "give a person, or a purpose and a product"),
                    false => ("product", "give the product with the purpose, or a person"),
                };
                self.fault(field, reason);
                None
            }
        }
    }

    pub(super) fn template(&mut self) -> Option<String> {
        let reason = "give the name of an approved template: small letters, digits, underscores";
        self.needed("template", reason, |text| {
            is_plain(text, b'_', MAX_TEMPLATE).then(|| text.to_owned())
        })
    }

    pub(super) fn language(&mut self) -> Option<Locale> {
        let reason = "give one of the template's languages, as in es or pt_BR, or leave it out";
        self.read("language", reason, |text| Locale::parse(text).ok())
    }

    pub(super) fn key(&mut self) -> Option<IdempotencyKey> {
        let reason = "give a key of your own for this request, 1 to 100 letters, digits, dots, hyphens or underscores: with the same key it is sent once";
        self.needed("idempotency_key", reason, IdempotencyKey::parse)
    }
}
