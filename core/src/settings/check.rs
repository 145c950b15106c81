//! What is wrong with settings as a whole.

use super::fault::{Faults, MAX_TEXT, has_length, has_repeats, is_line};
use super::{Settings, campaign, canned, field, parse_privacy_link, purposes, questions};
use crate::fold::fold;
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
            (MIN_AGE..=MAX_AGE).contains(&self.age()),
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
        self.sending.check(faults);
        if let Some(coupon) = &self.coupon {
            coupon.check(faults);
        }
        canned::check(&self.replies, faults);
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
            has_length(&self.controller, MAX_TEXT) && names_who(&self.controller, &self.name),
            "controller",
            "give the legal name of who is responsible and how to reach them: a mail address, a telephone or a postal address",
        );
        faults.need(
            self.contact
                .as_ref()
                .is_none_or(|contact| is_line(contact, MAX_TEXT)),
            "contact",
            "give a mail address or telephone, or leave it out",
        );
        // Which of them a shop may name, and whether there is something, the worker finds out.
        if let Err(error) = parse_privacy_link(&self.privacy_url, true) {
            faults.add("privacy_url", error.to_string());
        }
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

/// Whether a text names who is responsible and how to reach them (GDPR 13(1)(a)): there are letters
/// beside the brand, and a mail address or the digits of a telephone or postal address. More than
/// that no program can tell.
fn names_who(controller: &str, brand: &str) -> bool {
    let own = fold(controller).replace(&fold(brand), "");
    let has_name = own.chars().filter(|letter| letter.is_alphabetic()).count() >= MIN_LETTERS;
    let is_mail = |word: &str| {
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let digits = controller.chars().filter(char::is_ascii_digit).count();
    has_name && (digits >= MIN_DIGITS || controller.split_whitespace().any(is_mail))
}

/// The shortest of what turns a brand into a legal name: "SL", "AG", "Oy".
const MIN_LETTERS: usize = 2;
/// The shortest postal codes.
const MIN_DIGITS: usize = 3;
