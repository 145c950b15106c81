//! What is wrong with settings as a whole.

use super::fault::{Faults, MAX_TEXT, has_length, has_repeats, is_line};
use super::{Settings, campaign, field, purposes, questions};
use crate::plain_id::is_plain;
use crate::words;

/// Long enough for any brand, short enough that the prefilled text keeps within its limit.
const MAX_NAME: usize = 40;
/// Meta's limit for the name of a template.
const MAX_TEMPLATE: usize = 512;
/// The law's lowest age for a consent of one's own (GDPR 8(1)), which is WhatsApp's own too.
const MIN_AGE: u8 = 13;
/// The highest age that a law asks of a buyer: alcohol in the United States.
const MAX_AGE: u8 = 21;

/// Five years with two leap days: after them the last claim about a message lapses in Spain (Código
/// Civil 1964(2); fines lapse after three, LOPDGDD 72). Longer would be keeping, not blocking.
const MAX_BLOCK_DAYS: u16 = 5 * 365 + 2;

impl Settings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        self.check_shop(faults);
        self.check_locales(faults);
        purposes::check(&self.purposes, faults);
        self.look.check(faults);
        faults.need(
            (MIN_AGE..=MAX_AGE).contains(&self.min_age),
            "min_age",
            format!("give an age from {MIN_AGE} to {MAX_AGE}"),
        );
        faults.need(
            is_plain(&self.template, b'_', MAX_TEMPLATE),
            "template",
            "give the template's name: small letters, digits, underscores",
        );
        faults.need(
            self.country
                .is_none_or(|country| country.calling_code().is_some()),
            "country",
            "give the two letters of a country with telephones, as in ES",
        );
        field::check(&self.fields, faults);
        if let Some(hours) = &self.hours {
            hours.check(faults);
        }
        questions::check(&self.questions, faults);
        if let Some(product) = &self.product {
            purposes::check_product(product, &self.purposes, faults);
        }
        if let Some(greeting) = &self.greeting {
            greeting.check(faults);
        }
        campaign::check(&self.campaigns, faults);
        faults.need(
            self.block_days <= MAX_BLOCK_DAYS,
            "block_days",
            format!("give at most {MAX_BLOCK_DAYS} days, or 0 to destroy at once"),
        );
    }

    fn check_shop(&self, faults: &mut Faults<'_>) {
        faults.need(
            is_line(&self.name, MAX_NAME),
            "name",
            format!("give the shop's name in 1 to {MAX_NAME} characters"),
        );
        faults.need(
            !self.name.contains(['{', '}']),
            "name",
            "write it without braces",
        );
        faults.need(
            has_length(&self.controller, MAX_TEXT),
            "controller",
            "give the legal name and contact of the shop",
        );
        faults.need(
            self.contact
                .as_ref()
                .is_none_or(|contact| is_line(contact, MAX_TEXT)),
            "contact",
            "give a mail address or telephone, or leave it out",
        );
        faults.need(
            self.privacy_url.starts_with("https://")
                || self.privacy_url.starts_with("http://localhost"),
            "privacy_url",
            "give the https address of the privacy notice",
        );
    }

    fn check_locales(&self, faults: &mut Faults<'_>) {
        faults.need(
            !self.locales.is_empty() && !has_repeats(&self.locales),
            "locales",
            "name at least one language, each once",
        );
        for locale in &self.locales {
            faults.need(
                words::all().iter().any(|words| words.locale == *locale),
                "locales",
                format!(
                    "{locale} does not ship; choose among {}",
                    words::LANGUAGES.join(", ")
                ),
            );
        }
    }
}
