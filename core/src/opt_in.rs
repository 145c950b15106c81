//! The opt-in request: what the form posts, read once into a type that cannot be wrong.

use crate::code::Code;
use crate::locale::Locale;
use crate::page::Page;
use crate::phone::Phone;
use crate::purpose::PurposeId;
use crate::signature::hmac_sha256;
use crate::statement::{Statement, StatementId};
use serde::Serialize;
use serde_json::{Map, Value};

/// The largest body that is read: ten times what a form with every field filled in needs.
pub const MAX_BODY: usize = 16 * 1024;

/// Names, campaigns and product ids and titles: a line.
const MAX_LINE: usize = 80;

/// A valid request for an opt-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptInRequest {
    /// The request's own key, which will come back by WhatsApp.
    pub code: Code,
    /// What was ticked, in the order of the statement; never empty.
    pub purposes: Vec<PurposeId>,
    /// The words that were shown.
    pub statement: StatementId,
    /// The language they were asked in.
    pub locale: Locale,
    /// Where.
    pub page: Page,
    /// By which part of Saludo.
    pub source: Source,
    /// Through which campaign.
    pub campaign: Option<String>,
    /// For which product.
    pub product: Option<Product>,
    /// The number that was typed, if the shop asks for one.
    pub phone: Option<Phone>,
    /// The name that was typed.
    pub name: Option<String>,
}

/// The part of Saludo that asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The panel behind the bubble.
    Bubble,
    /// A form inside the page.
    Inline,
    /// A product's button.
    Product,
    /// The hosted page.
    Hosted,
    /// A campaign's link.
    Campaign,
}

impl Source {
    /// Reads the word on the wire.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "bubble" => Self::Bubble,
            "inline" => Self::Inline,
            "product" => Self::Product,
            "hosted" => Self::Hosted,
            "campaign" => Self::Campaign,
            _ => return None,
        })
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bubble => "bubble",
            Self::Inline => "inline",
            Self::Product => "product",
            Self::Hosted => "hosted",
            Self::Campaign => "campaign",
        }
    }
}

/// The product that a person waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Product {
    /// The shop's own number for it.
    pub id: String,
    /// Its name on the page.
    pub title: String,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseOptInError {
    /// Not a JSON object.
    #[error("the body must be a JSON object")]
    NotJson,
    /// Fields that are missing or wrong.
    #[error("some fields are missing or wrong")]
    Fields(Vec<FieldFault>),
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// Its name.
    pub field: &'static str,
    /// What to do about it. Never the value, which may be personal.
    pub reason: &'static str,
}

impl OptInRequest {
    /// Reads a body. `published` finds a statement that may still be agreed to; fields that are
    /// not of the contract are passed over.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub fn parse(
        body: &[u8],
        published: impl FnOnce(&StatementId) -> Option<Statement>,
    ) -> Result<Self, ParseOptInError> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return Err(ParseOptInError::NotJson);
        };
        let mut reader = Reader {
            fields,
            faults: Vec::new(),
        };
        let code = reader.required(
            "code",
            "give the code of this request, as in K7Q2M-9XT4D",
            |text| text.parse().ok(),
        );
        let shown = reader.required(
            "statement",
            "give the id of the statement that was shown; it may be out of date, so load the form again",
            |text| {
                let id = StatementId::parse(text).ok()?;
                Some((id, published(&id)?))
            },
        );
        let purposes = reader.purposes(shown.as_ref().map(|(_, statement)| statement));
        let locale = reader.required(
            "locale",
            "give the language of the form, as in es or pt-BR",
            |text| Locale::parse(text).ok(),
        );
        let page = reader.required(
            "page",
            "give the page's address, as in https://shop.example/",
            |text| Page::parse(text).ok(),
        );
        let source = reader.required(
            "source",
            "give bubble, inline, product, hosted or campaign",
            Source::parse,
        );
        let campaign = reader.optional("campaign", "give up to 80 characters on one line", line);
        let product = reader.product();
        let phone = reader.optional(
            "phone",
            "give the number with + and country code, as in +34600000001",
            |text| Phone::parse(text, None).ok(),
        );
        let name = reader.optional("name", "give up to 80 characters on one line", line);
        reader.no_fields();
        match (code, shown, locale, page, source) {
            (Some(code), Some((statement, _)), Some(locale), Some(page), Some(source))
                if reader.faults.is_empty() =>
            {
                Ok(Self {
                    code,
                    purposes,
                    statement,
                    locale,
                    page,
                    source,
                    campaign,
                    product,
                    phone,
                    name,
                })
            }
            _ => Err(ParseOptInError::Fields(reader.faults)),
        }
    }

    /// A fingerprint of what was asked: the same code with the same fingerprint is the same
    /// request again, with another one it is refused. Keyed, because it covers a phone number.
    pub fn fingerprint(&self, hash_key: &[u8; 32]) -> [u8; 32] {
        let content = serde_json::json!([
            self.purposes
                .iter()
                .map(PurposeId::as_str)
                .collect::<Vec<_>>(),
            self.statement.to_string(),
            self.locale.as_str(),
            self.product,
            self.phone.as_ref().map(Phone::as_str),
            self.name,
        ]);
        let key = hmac_sha256(hash_key, b"saludo opt-in fingerprint");
        hmac_sha256(&key, content.to_string().as_bytes())
    }
}

/// Text on one line, trimmed; nothing where it is empty, too long or holds control characters.
fn line(text: &str) -> Option<String> {
    let text = text.trim();
    let good =
        (1..=MAX_LINE).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    good.then(|| text.to_owned())
}

struct Reader {
    fields: Map<String, Value>,
    faults: Vec<FieldFault>,
}

impl Reader {
    fn fault(&mut self, field: &'static str, reason: &'static str) {
        self.faults.push(FieldFault { field, reason });
    }

    fn required<T>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self
            .fields
            .get(field)
            .and_then(Value::as_str)
            .and_then(read);
        if value.is_none() {
            self.fault(field, reason);
        }
        value
    }

    /// Absent, null and blank are all "not given".
    fn optional<T>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        match self.fields.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(_) => self.required(field, reason, read),
        }
    }

    fn purposes(&mut self, statement: Option<&Statement>) -> Vec<PurposeId> {
        let given: Option<Vec<&str>> = self
            .fields
            .get("purposes")
            .and_then(Value::as_array)
            .and_then(|items| items.iter().map(Value::as_str).collect());
        let Some(given) = given.filter(|given| !given.is_empty()) else {
            self.fault("purposes", "give at least one purpose, as a list of ids");
            return Vec::new();
        };
        // Without a statement there is nothing to choose from; that fault is named already.
        let Some(statement) = statement else {
            return Vec::new();
        };
        let offered = &statement.purposes;
        if given
            .iter()
            .any(|id| !offered.iter().any(|purpose| purpose.id.as_str() == *id))
        {
            self.fault("purposes", "choose among the purposes of the statement");
            return Vec::new();
        }
        offered
            .iter()
            .filter(|purpose| given.contains(&purpose.id.as_str()))
            .map(|purpose| purpose.id.clone())
            .collect()
    }

    fn product(&mut self) -> Option<Product> {
        let value = self.fields.get("product")?;
        if value.is_null() {
            return None;
        }
        let part = |name: &str| value.get(name).and_then(Value::as_str).and_then(line);
        let product = part("id").zip(part("title"));
        if product.is_none() {
            self.fault(
                "product",
                "give the product's id and title, up to 80 characters each",
            );
        }
        product.map(|(id, title)| Product { id, title })
    }

    /// No shop asks for fields of its own yet.
    fn no_fields(&mut self) {
        let empty = match self.fields.get("fields") {
            None | Some(Value::Null) => true,
            Some(Value::Object(fields)) => fields.is_empty(),
            Some(_) => false,
        };
        if !empty {
            self.fault("fields", "this shop asks for no fields of its own");
        }
    }
}

#[cfg(test)]
mod tests;
