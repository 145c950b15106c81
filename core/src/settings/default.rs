//! What a new shop starts with.

use super::{Bubble, ConfirmMode, EventDetail, Forward, Look, PhoneMode, SendingLimits, Settings};
use crate::locale::Locale;
use crate::purpose::{Category, LegalBasis, Purpose, PurposeId, PurposeWords};
use crate::words::{self, DefaultPurpose, Words};
use std::collections::BTreeMap;

/// Of the languages that ship, a new shop offers the first: each one more is a template more that
/// Meta has to approve.
const OFFERED_AT_FIRST: usize = 4;

pub(super) fn template() -> String {
    words::all()
        .first()
        .map(|words| words.confirmation.name.clone())
        .unwrap_or_default()
}

/// Nothing of a person is in it.
pub(super) fn count_views() -> bool {
    true
}

impl Settings {
    /// The settings a new shop starts with: its slug as a name, three purposes with their words in every
    /// language that ships, people reached in the chat. Who is responsible and where the privacy
    /// notice stands nobody can guess: the owner names them before anything is published.
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
            purposes: purposes(),
            // Nobody is asked for consent before it is said who asks.
            bubble: Bubble::Chat,
            look: Look::default(),
            min_age: None,
            template: template(),
            phone: PhoneMode::None,
            country: None,
            fields: Vec::new(),
            hours: None,
            questions: BTreeMap::new(),
            product: None,
            greeting: None,
            campaigns: Vec::new(),
            entry_points: false,
            remember: false,
            block_days: 0,
            forward: Forward::default(),
            events: EventDetail::default(),
            sending: SendingLimits::default(),
            pause_on_identity_change: false,
            confirm: ConfirmMode::default(),
            coupon: None,
            replies: Vec::new(),
            count_views: count_views(),
        }
    }

    /// The same for development, with an example of who is responsible, so that it may be published
    /// as it is.
    pub fn example_for(slug: &str, public_url: &str) -> Self {
        let mut settings = Self::default_for(slug, public_url);
        settings.controller = format!("{} Ltd., hello@{slug}.example", settings.name);
        settings.bubble = Bubble::default();
        settings
    }

    /// The purpose behind a product's button, in every language that ships: what a shop that
    /// switches it on starts with.
    pub fn default_product() -> Option<Purpose> {
        let own = &words::all().first()?.statement.product;
        Some(purpose(&own.id, |words| Some(&words.statement.product)))
    }
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

fn purposes() -> Vec<Purpose> {
    let Some(first) = words::all().first() else {
        return Vec::new();
    };
    first
        .statement
        .purposes
        .iter()
        .map(|own| {
            purpose(&own.id, |words| {
                let mut all = words.statement.purposes.iter();
                all.find(|other| other.id == own.id)
            })
        })
        .collect()
}

/// A purpose with its words in each language.
fn purpose(
    id: &PurposeId,
    of: impl Fn(&'static Words) -> Option<&'static DefaultPurpose>,
) -> Purpose {
    let in_language = |words: &'static Words| -> Option<(Locale, PurposeWords)> {
        let own = of(words)?;
        let words_of_it = PurposeWords {
            label: own.label.clone(),
            phrase: own.phrase.clone(),
            value: own.value.clone(),
            frequency: own.frequency.clone(),
        };
        Some((words.locale.clone(), words_of_it))
    };
    Purpose {
        id: id.clone(),
        category: if id.as_str() == "orders" {
            Category::Utility
        } else {
            Category::Marketing
        },
        legal_basis: LegalBasis::Consent,
        cap: None,
        words: words::all().iter().filter_map(in_language).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_shop_has_the_chat_alone_until_it_says_who_is_responsible() {
        let mut settings = Settings::default_for("demo", "https://wa.demo.example");
        assert_eq!(settings.bubble, Bubble::Chat);
        assert!(!settings.may_be_published());
        settings.controller = "Demo S.L., hola@demo.example".to_owned();
        assert!(settings.may_be_published());
        let example = Settings::example_for("demo", "https://wa.demo.example");
        assert_eq!(example.bubble, Bubble::Both);
        assert!(example.may_be_published());
    }

    #[test]
    fn the_defaults_are_whole_and_valid() {
        let settings = Settings::example_for("demo", "https://wa.demo.example/");
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
    fn a_new_shop_has_to_name_who_is_responsible() {
        let settings = Settings::default_for("demo", "https://wa.demo.example");
        let json = serde_json::to_string(&settings).unwrap();
        let faults = Settings::parse(&json).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["controller"]);
    }

    #[test]
    fn the_default_product_purpose_may_be_switched_on_in_every_language() {
        let mut settings = Settings::example_for("demo", "https://wa.demo.example");
        settings.locales = words::all()
            .iter()
            .map(|words| words.locale.clone())
            .collect();
        settings.product = Settings::default_product();
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(Settings::parse(&json), Ok(settings));
    }

    #[test]
    fn a_slug_becomes_a_name() {
        assert_eq!(title("green-grocer"), "Green Grocer");
        assert_eq!(title("a--b"), "A B");
    }
}
