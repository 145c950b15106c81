//! The texts that ship with Saludo, by language, checked when the tests run: `templates/`.

use crate::locale::Locale;
use crate::prefill::{Prefill, fill};
use crate::purpose::PurposeId;
use serde::Deserialize;
use std::sync::OnceLock;

/// The languages that ship, the first being the default.
pub const LANGUAGES: [&str; 9] = ["en", "es", "pt-BR", "de", "fr", "it", "ca", "ru", "ar"];

/// All texts of one language.
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub locale: Locale,
    /// The default statement and purposes.
    pub statement: StatementWords,
    /// What deep links type.
    pub prefill: PrefillWords,
    /// Free texts.
    pub messages: MessageWords,
    /// The confirmation template in Meta's creation format.
    pub confirmation: Confirmation,
    /// The same as it stands in its file.
    pub confirmation_json: &'static str,
    /// The words of the bubble and the form, as they go out in the public settings.
    pub widget: &'static str,
}

/// `statement.json`: the default words of a statement; `{brand}` and `{age}` are filled in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "named as the parts of a statement, documented there"
)]
pub struct StatementWords {
    pub consent: String,
    pub product_consent: String,
    pub voluntary: String,
    pub stop: String,
    pub recipients: String,
    pub age: String,
    pub button: String,
    pub purposes: Vec<DefaultPurpose>,
    pub product: DefaultPurpose,
}

/// A purpose that a new shop starts with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "named as the parts of a purpose, documented there"
)]
pub struct DefaultPurpose {
    pub id: PurposeId,
    pub label: String,
    pub phrase: String,
    pub value: String,
    pub frequency: String,
}

/// `prefill.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefillWords {
    /// Asks for purposes: `{shop}`, `{purposes}`, `{code}`.
    pub opt_in: String,
    /// The word before the last of several.
    pub and: String,
    /// Stands in for purposes that do not fit: `{n}`.
    pub count: String,
    /// Asks a question: `{shop}`.
    pub chat: String,
    /// Asks a question about a product: `{shop}`, `{product}`.
    pub chat_product: String,
    /// Asks for the preferences: `{shop}`.
    pub preferences: String,
    /// Shows that a number is one's own: `{shop}`, `{code}`.
    pub proof: String,
    /// Asks what there is to receive, from a campaign's link: `{shop}`, `{keyword}`.
    pub campaign: String,
}

impl PrefillWords {
    /// The part that a request's own text is made of.
    pub fn request(&self) -> Prefill<'_> {
        Prefill {
            opt_in: &self.opt_in,
            and: &self.and,
            count: &self.count,
        }
    }
}

/// `messages.json`: free texts that we send inside the 24-hour window.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageWords {
    /// A further opt-in within 90 days: `{shop}`, `{purposes}`, `{preferences}`, `{contact}`.
    pub again: String,
    /// The line that stands in for the template's button: `{url}`.
    pub preferences: String,
    /// The human contact of a shop that has named none.
    pub reply_here: String,
}

impl MessageWords {
    /// What a person may be written about from now on, how to stop, and who answers.
    pub fn again(&self, shop: &str, purposes: &str, preferences: &str, contact: &str) -> String {
        // The last first: a shop's words may hold braces, an address does not.
        let text = fill(&self.again, "{contact}", contact);
        let text = fill(&text, "{preferences}", preferences);
        let text = fill(&text, "{purposes}", purposes);
        fill(&text, "{shop}", shop)
    }
}

/// `confirmation.json`, ready to submit to Meta.
#[derive(Debug, Deserialize)]
pub struct Confirmation {
    /// The template's name.
    pub name: String,
    /// Meta's spelling of the language.
    pub language: String,
    components: Vec<Component>,
}

#[derive(Debug, Deserialize)]
struct Component {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    text: String,
}

impl Confirmation {
    /// The text of the body, with its named parameters `{{…}}` open.
    pub fn body(&self) -> &str {
        self.components
            .iter()
            .find(|component| component.kind == "BODY")
            .map_or("", |component| &component.text)
    }
}

macro_rules! texts_of {
    ($locale:literal) => {
        Some(Words {
            locale: Locale::parse($locale).ok()?,
            statement: serde_json::from_str(include_str!(concat!(
                "../../templates/",
                $locale,
                "/statement.json"
            )))
            .ok()?,
            prefill: serde_json::from_str(include_str!(concat!(
                "../../templates/",
                $locale,
                "/prefill.json"
            )))
            .ok()?,
            messages: serde_json::from_str(include_str!(concat!(
                "../../templates/",
                $locale,
                "/messages.json"
            )))
            .ok()?,
            confirmation: serde_json::from_str(include_str!(concat!(
                "../../templates/",
                $locale,
                "/confirmation.json"
            )))
            .ok()?,
            confirmation_json: include_str!(concat!(
                "../../templates/",
                $locale,
                "/confirmation.json"
            )),
            widget: include_str!(concat!("../../templates/", $locale, "/widget.json")),
        })
    };
}

/// All languages, in the order of [`LANGUAGES`]. A test proves that none is missing.
pub fn all() -> &'static [Words] {
    static ALL: OnceLock<Vec<Words>> = OnceLock::new();
    let load = || -> [Option<Words>; LANGUAGES.len()] {
        [
            (|| texts_of!("en"))(),
            (|| texts_of!("es"))(),
            (|| texts_of!("pt-BR"))(),
            (|| texts_of!("de"))(),
            (|| texts_of!("fr"))(),
            (|| texts_of!("it"))(),
            (|| texts_of!("ca"))(),
            (|| texts_of!("ru"))(),
            (|| texts_of!("ar"))(),
        ]
    };
    ALL.get_or_init(|| load().into_iter().flatten().collect())
}

/// The texts for `locale`: its own, else those of its language, else the first.
pub fn of(locale: &Locale) -> Option<&'static Words> {
    let all = all();
    all.iter()
        .find(|words| words.locale == *locale)
        .or_else(|| {
            all.iter()
                .find(|words| words.locale.language() == locale.language())
        })
        .or_else(|| all.first())
}

#[cfg(test)]
mod tests;
