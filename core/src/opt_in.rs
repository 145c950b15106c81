//! The opt-in request: what the form posts, read once into a type that cannot be wrong.

mod answers;

pub use answers::Answers;

use crate::code::Code;
use crate::locale::Locale;
use crate::page::Page;
use crate::phone::Phone;
use crate::prefill::{MAX_TITLE, plain_title};
use crate::purpose::PurposeId;
use crate::sensitive::{looks_like_card, looks_like_iban};
use crate::settings::{PhoneMode, Settings};
use crate::signature::hmac_sha256;
use crate::statement::{Statement, StatementId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The largest body that is read: ten times what a form with every field filled in needs.
pub const MAX_BODY: usize = 16 * 1024;

/// Names, answers, campaigns and product ids and titles: a line.
pub(crate) const MAX_LINE: usize = MAX_TITLE;

/// What to do about a text that is no line.
const TOO_LONG: &str = "give up to 80 characters on one line";

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
    /// Answers to the shop's own questions.
    pub fields: Answers,
}

/// The part of Saludo that asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Its name; of an answer to the shop's own question `fields.` and the question's id.
    pub field: Cow<'static, str>,
    /// What to do about it. Never the value, which may be personal.
    pub reason: &'static str,
}

impl FieldFault {
    fn new(field: impl Into<Cow<'static, str>>, reason: &'static str) -> Self {
        let field = field.into();
        Self { field, reason }
    }
}

impl OptInRequest {
    /// Reads a body that was posted to a shop with these `settings`. `published` finds a statement
    /// that may still be agreed to; fields that are not of the contract are passed over.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub fn parse(
        body: &[u8],
        settings: &Settings,
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
        let campaign = reader.optional("campaign", TOO_LONG, line);
        let product = reader.product();
        let phone = reader.optional(
            "phone",
            "give the number with + and country code, as in +34600000001",
            |text| Phone::parse(text, settings.country).ok(),
        );
        if settings.phone == PhoneMode::Required
            && matches!(
                source,
                Some(Source::Bubble | Source::Inline | Source::Hosted)
            )
            && reader.is_blank("phone")
        {
            reader.fault("phone", "give the number: this shop asks for it");
        }
        let name = reader.name();
        let fields = answers::read(
            reader.fields.get("fields"),
            &settings.fields,
            &mut reader.faults,
        );
        let statement = shown.as_ref().map(|(_, statement)| statement);
        reader.product_button(settings, source, statement);
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
                    fields,
                })
            }
            _ => Err(ParseOptInError::Fields(reader.faults)),
        }
    }

    /// A fingerprint of what was asked: the same code with the same fingerprint is the same
    /// request again, with another one it is refused. Keyed, because it covers a phone number.
    pub fn fingerprint(&self, hash_key: &[u8; 32]) -> [u8; 32] {
        let mut content = serde_json::json!([
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
        // Left out where there are none, as it was before there were any.
        if let (false, Some(content)) = (self.fields.is_empty(), content.as_array_mut()) {
            content.push(serde_json::json!(self.fields));
        }
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

/// Words of the shopper's own: a line that holds no card or bank number.
fn read_words(text: &str) -> Result<String, &'static str> {
    let text = line(text).ok_or(TOO_LONG)?;
    if looks_like_card(&text) || looks_like_iban(&text) {
        return Err("leave card and bank numbers out");
    }
    Ok(text)
}

struct Reader {
    fields: Map<String, Value>,
    faults: Vec<FieldFault>,
}

impl Reader {
    fn fault(&mut self, field: &'static str, reason: &'static str) {
        self.faults.push(FieldFault::new(field, reason));
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
    fn is_blank(&self, field: &str) -> bool {
        match self.fields.get(field) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if self.is_blank(field) {
            return None;
        }
        self.required(field, reason, read)
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
        let title = part("title").filter(|title| !plain_title(title).is_empty());
        let product = part("id").zip(title);
        if product.is_none() {
            self.fault(
                "product",
                "give the product's id and title, up to 80 characters each",
            );
        }
        product.map(|(id, title)| Product { id, title })
    }

    fn name(&mut self) -> Option<String> {
        if self.is_blank("name") {
            return None;
        }
        let given = self.fields.get("name").and_then(Value::as_str);
        match given.ok_or(TOO_LONG).and_then(read_words) {
            Ok(name) => Some(name),
            Err(reason) => {
                self.fault("name", reason);
                None
            }
        }
    }

    /// A product's button, its statement and its product go together, so that the message can say
    /// which product is meant. A shop without the button may use the word for forms of its own.
    fn product_button(
        &mut self,
        settings: &Settings,
        source: Option<Source>,
        statement: Option<&Statement>,
    ) {
        let is_button = source == Some(Source::Product);
        let is_of_button = statement.map(Statement::is_of_product);
        if is_button && settings.product.is_some() && is_of_button == Some(false) {
            self.fault("statement", "give the statement of the product's button");
        }
        if source.is_some() && !is_button && is_of_button == Some(true) {
            self.fault(
                "source",
                "give product: this is the statement of a product's button",
            );
        }
        let wants_product = (is_button && settings.product.is_some()) || is_of_button == Some(true);
        if wants_product && self.is_blank("product") {
            self.fault(
                "product",
                "give the id and title of the product that the button stands at",
            );
        }
    }
}

#[cfg(test)]
mod tests;
