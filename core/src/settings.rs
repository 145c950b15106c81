//! Everything a shop's owner decides: kept in the book, versioned, with good defaults.

use crate::locale::Locale;
use crate::purpose::{Category, LegalBasis, Purpose, PurposeWords};
use crate::statement::{StatedPurpose, Statement};
use crate::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Long enough for any brand, short enough that the prefilled text keeps within its limit.
const MAX_NAME: usize = 40;
/// The in-thread list of WhatsApp has ten rows, two of which are "None" and "Talk to a person".
const MAX_PURPOSES: usize = 8;
/// Of the languages that ship, a new shop offers the first: each one more is a template more that
/// Meta has to approve.
const OFFERED_AT_FIRST: usize = 4;
/// Any one text: a paragraph.
const MAX_TEXT: usize = 500;

/// A shop's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name that customers know.
    pub name: String,
    /// Legal name and contact of who is responsible for the data (GDPR 13(1)(a)).
    pub controller: String,
    /// How to reach a person: a mail address, a telephone, or nothing, which means in the chat.
    #[serde(default)]
    pub contact: Option<String>,
    /// The privacy notice.
    pub privacy_url: String,
    /// The languages of the form, the first being the default.
    pub locales: Vec<Locale>,
    /// What the shop may write about, in the order of the form.
    pub purposes: Vec<Purpose>,
    /// Which doors the panel has.
    #[serde(default)]
    pub bubble: Bubble,
    /// Colour and place.
    #[serde(default)]
    pub look: Look,
    /// The age line: 14 in Spain, 16 where nothing else is known (GDPR 8).
    #[serde(default = "default_age")]
    pub min_age: u8,
    /// The name of the approved confirmation template.
    #[serde(default = "default_template")]
    pub template: String,
}

fn default_age() -> u8 {
    16
}

fn default_template() -> String {
    words::all()
        .first()
        .map(|words| words.confirmation.name.clone())
        .unwrap_or_default()
}

/// The doors behind the bubble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bubble {
    /// Asking and updates, of equal weight.
    #[default]
    Both,
    /// A plain chat link.
    Chat,
    /// The form alone.
    Updates,
}

/// How the bubble looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Look {
    /// The brand colour, `#rrggbb`.
    pub color: String,
    /// The corner.
    pub side: Side,
    /// Light, dark, or as the shopper's system has it.
    pub mode: Mode,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: "#0b7a55".to_owned(),
            side: Side::Right,
            mode: Mode::Auto,
        }
    }
}

/// A corner at the bottom of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Bottom right.
    #[default]
    Right,
    /// Bottom left.
    Left,
}

/// The colour scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The shopper's own.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// One thing wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingsFault {
    /// Where.
    pub field: String,
    /// What to do.
    pub reason: String,
}

impl Settings {
    /// The settings a new shop starts with: its slug as a name, three purposes with their words in every
    /// language that ships, people reached in the chat.
    pub fn default_for(slug: &str, public_url: &str) -> Self {
        let name = title(slug);
        Self {
            controller: name.clone(),
            name,
            contact: None,
            privacy_url: format!("{}/privacy", public_url.trim_end_matches('/')),
            locales: words::all()
                .iter()
                .take(OFFERED_AT_FIRST)
                .map(|words| words.locale.clone())
                .collect(),
            purposes: default_purposes(),
            bubble: Bubble::default(),
            look: Look::default(),
            min_age: default_age(),
            template: default_template(),
        }
    }

    /// Reads settings from JSON and checks them.
    ///
    /// # Errors
    /// Each field that is wrong, with what to do about it.
    pub fn parse(json: &str) -> Result<Self, Vec<SettingsFault>> {
        let settings: Self = serde_json::from_str(json).map_err(|error| {
            vec![SettingsFault {
                field: "settings".to_owned(),
                reason: error.to_string(),
            }]
        })?;
        let faults = settings.faults();
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }

    /// The language that serves somebody who asks for `wanted`.
    pub fn locale_for(&self, wanted: Option<&Locale>) -> Option<&Locale> {
        wanted
            .and_then(|locale| locale.best_of(&self.locales))
            .or_else(|| self.locales.first())
    }

    /// The human contact, in the words of `locale`.
    pub fn human_contact(&self, locale: &Locale) -> String {
        self.contact.clone().unwrap_or_else(|| {
            words::of(locale).map_or_else(String::new, |words| words.messages.reply_here.clone())
        })
    }

    /// What a person is shown and agrees to in `locale`. Nothing where a purpose has no words in
    /// that language: half a statement is none.
    pub fn statement(&self, locale: &Locale) -> Option<Statement> {
        let words = &words::of(locale)?.statement;
        let purposes = self
            .purposes
            .iter()
            .map(|purpose| {
                let words = purpose.words.get(locale)?;
                Some(StatedPurpose {
                    category: purpose.category,
                    frequency: words.frequency.clone(),
                    id: purpose.id.clone(),
                    label: words.label.clone(),
                    phrase: words.phrase.clone(),
                    value: words.value.clone(),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Statement {
            age: words.age.replace("{age}", &self.min_age.to_string()),
            brand: self.name.clone(),
            button: words.button.clone(),
            channel: "WhatsApp".to_owned(),
            consent: words.consent.replace("{brand}", &self.name),
            controller: self.controller.clone(),
            locale: locale.clone(),
            privacy_url: self.privacy_url.clone(),
            purposes,
            recipients: words.recipients.clone(),
            stop: words.stop.clone(),
            voluntary: words.voluntary.clone(),
        })
    }

    fn faults(&self) -> Vec<SettingsFault> {
        let mut faults = Vec::new();
        let mut fault =
            |field: String, reason: String| faults.push(SettingsFault { field, reason });
        let length =
            |text: &str, max: usize| (1..=max).contains(&text.trim().encode_utf16().count());
        if !length(&self.name, MAX_NAME) || self.name.chars().any(char::is_control) {
            fault(
                "name".into(),
                format!("give the shop's name in 1 to {MAX_NAME} characters"),
            );
        }
        if !length(&self.controller, MAX_TEXT) {
            fault(
                "controller".into(),
                "give the legal name and contact of the shop".into(),
            );
        }
        if self.contact.as_ref().is_some_and(|contact| {
            !length(contact, MAX_TEXT) || contact.chars().any(char::is_control)
        }) {
            fault(
                "contact".into(),
                "give a mail address or telephone, or leave it out".into(),
            );
        }
        if !self.privacy_url.starts_with("https://")
            && !self.privacy_url.starts_with("http://localhost")
        {
            fault(
                "privacy_url".into(),
                "give the https address of the privacy notice".into(),
            );
        }
        if self.locales.is_empty() || has_repeats(&self.locales) {
            fault(
                "locales".into(),
                "name at least one language, each once".into(),
            );
        }
        for locale in &self.locales {
            if !words::all().iter().any(|words| words.locale == *locale) {
                fault(
                    "locales".into(),
                    format!(
                        "{locale} does not ship; choose among {}",
                        words::LANGUAGES.join(", ")
                    ),
                );
            }
        }
        if self.purposes.is_empty() || self.purposes.len() > MAX_PURPOSES {
            fault(
                "purposes".into(),
                format!("name 1 to {MAX_PURPOSES} purposes"),
            );
        }
        let ids: Vec<_> = self.purposes.iter().map(|purpose| &purpose.id).collect();
        if has_repeats(&ids) {
            fault("purposes".into(), "use each id once".into());
        }
        for purpose in &self.purposes {
            for locale in &self.locales {
                match purpose.words.get(locale) {
                    None => fault(
                        format!("purposes.{}.words.{locale}", purpose.id),
                        "give its words in this language".into(),
                    ),
                    Some(words) => {
                        for (name, text) in [
                            ("label", &words.label),
                            ("phrase", &words.phrase),
                            ("value", &words.value),
                            ("frequency", &words.frequency),
                        ] {
                            if !length(text, MAX_TEXT) || text.chars().any(char::is_control) {
                                fault(
                                    format!("purposes.{}.words.{locale}.{name}", purpose.id),
                                    format!("give 1 to {MAX_TEXT} characters on one line"),
                                );
                            }
                        }
                    }
                }
            }
        }
        let color = self.look.color.strip_prefix('#').unwrap_or_default();
        if color.len() != 6 || !color.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            fault("look.color".into(), "give a colour as #rrggbb".into());
        }
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if self.template.is_empty()
            || self.template.len() > 512
            || !self.template.bytes().all(plain)
        {
            fault(
                "template".into(),
                "give the template's name: small letters, digits, underscores".into(),
            );
        }
        faults
    }
}

fn has_repeats<T: Ord>(items: &[T]) -> bool {
    let distinct: BTreeSet<&T> = items.iter().collect();
    distinct.len() != items.len()
}

/// "green-grocer" to "Green Grocer".
fn title(slug: &str) -> String {
    slug.split('-')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect::<Vec<String>>()
        .join(" ")
}

fn default_purposes() -> Vec<Purpose> {
    let Some(first) = words::all().first() else {
        return Vec::new();
    };
    first
        .statement
        .purposes
        .iter()
        .map(|purpose| Purpose {
            id: purpose.id.clone(),
            category: if purpose.id.as_str() == "orders" {
                Category::Utility
            } else {
                Category::Marketing
            },
            legal_basis: LegalBasis::Consent,
            words: words::all()
                .iter()
                .filter_map(|words| {
                    let own = words
                        .statement
                        .purposes
                        .iter()
                        .find(|own| own.id == purpose.id)?;
                    Some((
                        words.locale.clone(),
                        PurposeWords {
                            label: own.label.clone(),
                            phrase: own.phrase.clone(),
                            value: own.value.clone(),
                            frequency: own.frequency.clone(),
                        },
                    ))
                })
                .collect::<BTreeMap<_, _>>(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Settings {
        Settings::default_for("demo", "https://wa.demo.example/")
    }

    #[test]
    fn the_defaults_are_whole_and_valid() {
        let settings = demo();
        assert_eq!(settings.name, "Demo");
        assert_eq!(settings.privacy_url, "https://wa.demo.example/privacy");
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(Settings::parse(&json), Ok(settings.clone()));
        for locale in &settings.locales {
            let statement = settings.statement(locale).unwrap();
            assert_eq!(statement.purposes.len(), 3);
            assert!(statement.consent.contains("Demo"));
            assert!(!statement.text().contains('{'));
        }
    }

    #[test]
    fn a_slug_becomes_a_name() {
        assert_eq!(title("green-grocer"), "Green Grocer");
        assert_eq!(title("a--b"), "A B");
    }

    #[test]
    fn each_wrong_field_is_named() {
        let mut settings = demo();
        settings.name = " ".into();
        settings.look.color = "green".into();
        settings.privacy_url = "javascript:alert(1)".into();
        settings.locales.push(Locale::parse("sv").unwrap());
        settings.purposes[0]
            .words
            .remove(&Locale::parse("de").unwrap());
        let json = serde_json::to_string(&settings).unwrap();
        let fields: Vec<String> = Settings::parse(&json)
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(
            fields,
            [
                "name",
                "privacy_url",
                "locales",
                "purposes.offers.words.de",
                "purposes.offers.words.sv",
                "purposes.restock.words.sv",
                "purposes.orders.words.sv",
                "look.color"
            ]
        );
    }

    #[test]
    fn what_is_no_json_or_has_an_unknown_field_is_refused() {
        assert!(Settings::parse("{").is_err());
        assert!(Settings::parse(r#"{"nam":"x"}"#).is_err());
    }

    #[test]
    fn a_shopper_without_their_language_gets_the_default() {
        let settings = demo();
        let sv = Locale::parse("sv").unwrap();
        assert_eq!(settings.locale_for(Some(&sv)).unwrap().as_str(), "en");
        assert_eq!(settings.locale_for(None).unwrap().as_str(), "en");
    }

    #[test]
    fn a_shop_without_a_contact_is_reached_in_the_chat() {
        let es = Locale::parse("es").unwrap();
        assert_eq!(
            demo().human_contact(&es),
            "responde aquí mismo y te atenderá alguien del equipo"
        );
    }
}
