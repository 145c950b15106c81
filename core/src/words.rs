//! The texts that ship with Saludo, by language, checked when the tests run: `templates/`.

use crate::locale::Locale;
use crate::prefill::Prefill;
use crate::purpose::PurposeId;
use serde::Deserialize;
use std::sync::OnceLock;

/// The languages that ship, the first being the default.
pub const LANGUAGES: [&str; 4] = ["en", "es", "pt-BR", "de"];

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
    pub voluntary: String,
    pub stop: String,
    pub recipients: String,
    pub age: String,
    pub button: String,
    pub purposes: Vec<DefaultPurpose>,
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
            widget: include_str!(concat!("../../templates/", $locale, "/widget.json")),
        })
    };
}

/// All languages, in the order of [`LANGUAGES`]. A test proves that none is missing.
pub fn all() -> &'static [Words] {
    static ALL: OnceLock<Vec<Words>> = OnceLock::new();
    let load = || -> [Option<Words>; 4] {
        [
            (|| texts_of!("en"))(),
            (|| texts_of!("es"))(),
            (|| texts_of!("pt-BR"))(),
            (|| texts_of!("de"))(),
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
mod tests {
    use super::*;

    #[test]
    fn every_language_is_whole() {
        let loaded: Vec<&str> = all().iter().map(|words| words.locale.as_str()).collect();
        assert_eq!(loaded, LANGUAGES);
        for words in all() {
            assert_eq!(
                words.confirmation.language,
                words.locale.template_language()
            );
            for part in ["{shop}", "{purposes}", "{code}"] {
                assert!(words.prefill.opt_in.contains(part), "{}", words.locale);
            }
            assert!(words.prefill.chat.contains("{shop}"));
            assert!(words.prefill.count.contains("{n}"));
            for part in ["{shop}", "{purposes}", "{preferences}", "{contact}"] {
                assert!(words.messages.again.contains(part), "{}", words.locale);
            }
            assert!(words.statement.consent.contains("WhatsApp"));
            assert!(words.statement.consent.contains("{brand}"));
            assert!(words.statement.age.contains("{age}"));
        }
    }

    #[test]
    fn every_language_offers_the_same_purposes() {
        for words in all() {
            let ids: Vec<&str> = words
                .statement
                .purposes
                .iter()
                .map(|purpose| purpose.id.as_str())
                .collect();
            assert_eq!(ids, ["offers", "restock", "orders"]);
        }
    }

    /// Meta's rules for a utility template (whatsapp.md § 3.3).
    #[test]
    fn the_confirmation_is_no_advert_and_has_no_parameter_at_an_edge() {
        for words in all() {
            let body = words.confirmation.body();
            assert!(!body.starts_with("{{") && !body.ends_with("}}"), "{body}");
            assert!(
                !body.trim_end_matches(['.', '!', ' ']).ends_with("}}"),
                "{body}"
            );
            for parameter in ["{{shop}}", "{{purposes}}", "{{contact}}"] {
                assert_eq!(body.matches(parameter).count(), 1, "{body}");
            }
            let lower = body.to_lowercase();
            for word in [
                "welcome",
                "bienvenid",
                "bem-vind",
                "willkommen",
                "%",
                "gratis",
            ] {
                assert!(!lower.contains(word), "{body}");
            }
            assert!(!words.confirmation.name.contains("welcome"));
        }
    }

    #[test]
    fn a_region_is_served_by_its_language() {
        let of = |tag| of(&Locale::parse(tag).unwrap()).unwrap().locale.as_str();
        assert_eq!(of("pt-PT"), "pt-BR");
        assert_eq!(of("es-AR"), "es");
        assert_eq!(of("sv"), "en");
    }
}
