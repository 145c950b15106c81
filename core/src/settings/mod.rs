//! Everything a shop's owner decides: kept in the book, versioned, with good defaults.

mod campaign;
mod canned;
mod check;
mod confirm_mode;
mod coupon;
mod default;
mod fault;
mod field;
mod forward;
mod greeting;
mod hours;
mod look;
mod own_texts;
mod phone_mode;
mod privacy_link;
mod purposes;
mod questions;
mod sending;

pub use campaign::{Campaign, CampaignId, ParseCampaignIdError};
pub use canned::CannedReply;
pub use confirm_mode::ConfirmMode;
pub use coupon::Coupon;
pub use fault::SettingsFault;
pub use field::{Field, FieldId, FieldKind, FieldWords, ParseFieldIdError};
pub use forward::{EventDetail, Forward};
pub use greeting::Greeting;
pub use hours::{DAYS, Hours, Open, Span};
pub use look::{Bubble, Look, Mode, Side};
pub use phone_mode::PhoneMode;
pub use privacy_link::{PrivacyLinkError, parse_privacy_link};
pub use sending::SendingLimits;

use crate::confirm_request;
use crate::locale::Locale;
use crate::phone::Country;
use crate::purpose::{Cap, Category, Purpose, PurposeId};
use crate::statement::{StatedPurpose, Statement};
use crate::words::{self, StatementWords};
use fault::Faults;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Spain's age of digital consent (LOPDGDD 7).
const AGE_IN_SPAIN: u8 = 14;
/// Where a country's own is not known, the one that is lawful in all of the Union (GDPR 8(1)).
const AGE_ELSEWHERE: u8 = 16;

/// A shop's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the owner's that have nothing to do with each other"
)]
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
    /// The age line, where the shop names one; see [`Settings::age`].
    #[serde(default)]
    pub min_age: Option<u8>,
    /// The name of the approved confirmation template.
    #[serde(default = "default::template")]
    pub template: String,
    /// Whether the form asks for a phone number.
    #[serde(default)]
    pub phone: PhoneMode,
    /// The shop's home: what a number without its country code is taken for.
    #[serde(default)]
    pub country: Option<Country>,
    /// Questions of the shop's own.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// When somebody answers; nothing where the shop does not say.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Quick questions under the chat door, by language.
    #[serde(default)]
    pub questions: BTreeMap<Locale, Vec<String>>,
    /// "One message when this product is back": a purpose of its own, which stands at a product's
    /// button and not in the form. Its words may hold `{product}`.
    #[serde(default)]
    pub product: Option<Purpose>,
    /// A line beside the bubble.
    #[serde(default)]
    pub greeting: Option<Greeting>,
    /// Permanent links with their QR codes.
    #[serde(default)]
    pub campaigns: Vec<Campaign>,
    /// Whether the shop's pages hold entry points beside the bubble: an inline form, a product's
    /// button, a chat link.
    #[serde(default)]
    pub entry_points: bool,
    /// Whether a shopper's device may keep what was confirmed there: state, purposes and date.
    #[serde(default)]
    pub remember: bool,
    /// For how many days what proves the consent of an erased person is kept sealed before it is
    /// destroyed; 0, the default, destroys at once. Needs `SEAL_PUBLIC_KEY`.
    #[serde(default)]
    pub block_days: u16,
    /// Which webhooks go on to `FORWARD_URL`, where the worker has one.
    #[serde(default)]
    pub forward: Forward,
    /// What the events hold that go to `EVENTS_URL`, where the worker has one.
    #[serde(default)]
    pub events: EventDetail,
    /// How the number sends.
    #[serde(default)]
    pub sending: SendingLimits,
    /// Whether nothing is sent to a person whose number was registered anew in WhatsApp (a new
    /// phone of theirs, or of whoever has the number now) until they agree again. Needs Meta's
    /// identity key check, which is off unless the shop switches it on.
    #[serde(default)]
    pub pause_on_identity_change: bool,
    /// How an opt-in of the hosted page is confirmed.
    #[serde(default)]
    pub confirm: ConfirmMode,
    /// A coupon that was promised for opting in.
    #[serde(default)]
    pub coupon: Option<Coupon>,
    /// What the shop's people answer often, for the console's reply box.
    #[serde(default)]
    pub replies: Vec<CannedReply>,
    /// Whether it is counted how often the bubble is served and the form opened: namelessly, for the
    /// overview.
    #[serde(default = "default::count_views")]
    pub count_views: bool,
}

impl Settings {
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
        let faults = Faults::of(&settings);
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }

    /// What is wrong with these settings, each with its place and what to do.
    pub fn faults(&self) -> Vec<SettingsFault> {
        Faults::of(self)
    }

    /// Whether somebody may agree to the words that follow from these settings: what a new shop
    /// starts with does not say who is responsible.
    pub fn may_be_published(&self) -> bool {
        Faults::of(self).is_empty()
    }

    /// The language that serves somebody who asks for `wanted`.
    pub fn locale_for(&self, wanted: Option<&Locale>) -> Option<&Locale> {
        wanted
            .and_then(|locale| locale.best_of(&self.locales))
            .or_else(|| self.locales.first())
    }

    /// The age from which somebody may agree by themselves: the shop's own word, else the law's for
    /// its country.
    pub fn age(&self) -> u8 {
        self.min_age.unwrap_or_else(|| match self.country {
            Some(country) if country.as_str() == "ES" => AGE_IN_SPAIN,
            _ => AGE_ELSEWHERE,
        })
    }

    /// Whether messages about a purpose are marketing in Meta's eyes. One that the shop does not
    /// have any more is taken for it: that is the stricter reading.
    pub fn is_marketing(&self, purpose: &PurposeId) -> bool {
        let mut own = self.purposes.iter().chain(&self.product);
        own.find(|own| own.id == *purpose)
            .is_none_or(|own| own.category == Category::Marketing)
    }

    /// How often somebody may be written to about a purpose at most.
    pub fn cap(&self, purpose: &PurposeId) -> Option<Cap> {
        let mut own = self.purposes.iter().chain(&self.product);
        own.find(|own| own.id == *purpose)?.cap
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
        self.statement_of(locale, &self.purposes, |words| &words.consent)
    }

    /// What stands at a product's button: the statement of that one purpose, its `{product}` open.
    /// Nothing where the shop has no such button.
    pub fn product_statement(&self, locale: &Locale) -> Option<Statement> {
        let purposes = std::slice::from_ref(self.product.as_ref()?);
        self.statement_of(locale, purposes, |words| &words.product_consent)
    }

    /// Every statement that may be agreed to in `locale`: the form's and that of the product's
    /// button, and with `confirm = "template"` both under the hosted page's own button.
    pub fn statements(&self, locale: &Locale) -> Vec<Statement> {
        let mut statements: Vec<Statement> =
            [self.statement(locale), self.product_statement(locale)]
                .into_iter()
                .flatten()
                .collect();
        if self.confirm == ConfirmMode::Template
            && let Some(words) = confirm_request::words_of(locale)
        {
            let asked = |statement: &Statement| Statement {
                button: words.button.clone(),
                ..statement.clone()
            };
            statements.extend(statements.iter().map(asked).collect::<Vec<_>>());
        }
        statements
    }

    fn statement_of(
        &self,
        locale: &Locale,
        purposes: &[Purpose],
        consent: impl FnOnce(&StatementWords) -> &str,
    ) -> Option<Statement> {
        let words = &words::of(locale)?.statement;
        let purposes = purposes
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
            age: words.age.replace("{age}", &self.age().to_string()),
            brand: self.name.clone(),
            button: words.button.clone(),
            channel: "WhatsApp".to_owned(),
            consent: consent(words).replace("{brand}", &self.name),
            controller: self.controller.clone(),
            locale: locale.clone(),
            privacy_url: self.privacy_url.clone(),
            purposes,
            recipients: words.recipients.clone(),
            stop: words.stop.clone(),
            voluntary: words.voluntary.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A shop that publishes English and Spanish.
    pub(super) fn demo() -> Settings {
        Settings {
            locales: ["en", "es"].map(|tag| Locale::parse(tag).unwrap()).into(),
            ..Settings::example_for("demo", "https://wa.demo.example")
        }
    }

    /// What is wrong once some settings of that shop are others: where, and what to do.
    pub(super) fn faults(changes: &Value) -> Vec<(String, String)> {
        let mut settings = serde_json::to_value(demo()).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            settings[name] = value.clone();
        }
        let faults = Settings::parse(&settings.to_string()).err();
        let faults = faults.into_iter().flatten();
        faults.map(|fault| (fault.field, fault.reason)).collect()
    }

    /// Where alone.
    pub(super) fn faulty(changes: &Value) -> Vec<String> {
        faults(changes)
            .into_iter()
            .map(|(field, _)| field)
            .collect()
    }

    #[test]
    fn settings_that_were_stored_before_still_read_and_everything_new_is_off() {
        let mut old = serde_json::to_value(demo()).unwrap();
        for name in [
            "phone",
            "country",
            "fields",
            "hours",
            "questions",
            "product",
            "greeting",
            "campaigns",
            "entry_points",
            "remember",
            "block_days",
            "forward",
            "events",
            "pause_on_identity_change",
            "confirm",
            "coupon",
            "replies",
            "count_views",
            "min_age",
        ] {
            assert!(
                old.as_object_mut().unwrap().remove(name).is_some(),
                "{name}"
            );
        }
        old["look"] = json!({"color": "#0b7a55", "side": "right", "mode": "auto"});
        assert_eq!(Settings::parse(&old.to_string()), Ok(demo()));
        assert_eq!(demo().phone, PhoneMode::None);
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert_eq!(
            faulty(&json!({
                "name": " ", "look": {"color": "green"}, "privacy_url": "javascript:alert(1)",
                "locales": ["en", "es", "sv"], "template": "Hello", "contact": "a\nb",
                "controller": "", "min_age": 12, "country": "AQ",
            })),
            [
                "name",
                "controller",
                "contact",
                "privacy_url",
                "locales",
                "purposes.offers.words.sv",
                "purposes.restock.words.sv",
                "purposes.orders.words.sv",
                "look.color",
                "min_age",
                "template",
                "country"
            ]
        );
    }

    #[test]
    fn a_name_keeps_clear_of_the_places_in_our_texts() {
        assert_eq!(faulty(&json!({"name": "A {code} B"})), ["name"]);
        assert_eq!(faulty(&json!({"name": "x".repeat(41)})), ["name"]);
    }

    #[test]
    fn a_country_is_known_by_its_calling_code() {
        assert_eq!(faulty(&json!({"country": "es"})), [""; 0]);
        assert_eq!(faulty(&json!({"country": "ZZ"})), ["country"]);
        assert_eq!(faulty(&json!({"country": "Spain"})), ["settings"]);
    }

    #[test]
    fn an_age_is_one_that_a_law_names() {
        for (age, fields) in [
            (13, vec![]),
            (21, vec![]),
            (12, vec!["min_age"]),
            (22, vec!["min_age"]),
        ] {
            assert_eq!(faulty(&json!({"min_age": age})), fields, "{age}");
        }
    }

    #[test]
    fn a_record_is_blocked_for_five_years_at_most() {
        assert_eq!(faulty(&json!({"block_days": 1_827})), [""; 0]);
        assert_eq!(faulty(&json!({"block_days": 1_828})), ["block_days"]);
        assert_eq!(faulty(&json!({"block_days": -1})), ["settings"]);
    }

    #[test]
    fn what_goes_on_to_other_systems_is_said_in_words() {
        for forward in ["unanswered", "everything"] {
            assert_eq!(faulty(&json!({"forward": forward})), [""; 0]);
        }
        assert_eq!(faulty(&json!({"forward": "all"})), ["settings"]);
        assert_eq!(faulty(&json!({"events": {"texts": true}})), [""; 0]);
        assert_eq!(faulty(&json!({"events": {"phone": true}})), ["settings"]);
        let off = EventDetail {
            identifiers: false,
            texts: false,
        };
        assert_eq!((demo().forward, demo().events), (Forward::Unanswered, off));
    }

    #[test]
    fn the_age_line_is_the_shops_own_else_that_of_its_country() {
        let age = |country: Option<&str>, own| {
            let country = country.map(|country| Country::parse(country).unwrap());
            Settings {
                country,
                min_age: own,
                ..demo()
            }
            .age()
        };
        assert_eq!(age(None, None), 16);
        assert_eq!(age(Some("FR"), None), 16);
        assert_eq!(age(Some("ES"), None), 14);
        assert_eq!(age(Some("ES"), Some(18)), 18);
        let es = Locale::parse("es").unwrap();
        let spanish = Settings {
            country: Some(Country::parse("ES").unwrap()),
            ..demo()
        };
        assert_eq!(spanish.statement(&es).unwrap().age, "Tengo 14 años o más.");
    }

    #[test]
    fn who_is_responsible_is_more_than_a_brand_and_can_be_reached() {
        let controller = |text: &str| faulty(&json!({"controller": text}));
        for whole in [
            "Demo S.L., hola@demo.example",
            "Ana García, Calle Mayor 1, 28001 Madrid",
            "Demo GmbH\nTel. +49 30 1234567",
            "ООО «Демо», info@demo.example",
            "Demo, hola@demo.example, CIF B12345678",
        ] {
            assert_eq!(controller(whole), [""; 0], "{whole}");
        }
        for lacking in [
            "Demo",
            "demo.",
            "Demo S.L.",
            "Demo +34 600 000 001",
            "hola@",
            "@ 12345",
        ] {
            assert_eq!(controller(lacking), ["controller"], "{lacking}");
        }
    }

    #[test]
    fn what_is_no_json_or_has_an_unknown_field_is_refused() {
        assert!(Settings::parse("{").is_err());
        assert!(Settings::parse(r#"{"nam":"x"}"#).is_err());
        assert_eq!(faulty(&json!({"nam": "x"})), ["settings"]);
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

    #[test]
    fn the_products_statement_has_its_one_purpose_and_a_consent_of_its_own() {
        let en = Locale::parse("en").unwrap();
        let mut settings = demo();
        assert_eq!(settings.product_statement(&en), None);
        settings.product = Settings::default_product();
        let form = settings.statement(&en).unwrap();
        let product = settings.product_statement(&en).unwrap();
        assert!(product.is_of_product() && !form.is_of_product());
        let ids: Vec<&str> = product
            .purposes
            .iter()
            .map(|purpose| purpose.id.as_str())
            .collect();
        assert_eq!(ids, ["product"]);
        assert_eq!(
            product.consent,
            "I agree that Demo may send me one WhatsApp message when this product is back."
        );
        assert_eq!(
            (&product.voluntary, &product.stop, &product.button),
            (&form.voluntary, &form.stop, &form.button)
        );
    }
}
