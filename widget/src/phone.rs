//! The phone field: its countries, its grouping, and what is wrong with it.

use crate::form::Problem;
use crate::view::View;
use saludo_core::phone::ParsePhoneError;
use saludo_core::phone::typing::{Typing, countries, prefix};

const COUNTRY: &str = "[part=country]";
const PHONE: &str = "[part=phone]";
/// A text with more digits than any phone number is a card's or an account's.
const DIGITS_OF_A_CARD: u32 = 13;

/// Fills the list of countries. The page's hands choose the region of the shopper's language tag
/// (`es-MX`; a language alone names none: `sv` is Swedish, not El Salvador), else the shop's.
pub(crate) fn offer_countries(view: &View) {
    if view.has(COUNTRY) {
        view.offer(&countries());
        show_code(view);
    }
}

fn show_code(view: &View) {
    view.show_code(&prefix(&view.value(COUNTRY)));
}

/// What is wrong with what was typed, if anything is. A good number is then written with its
/// calling code.
pub(crate) fn wrong(view: &View) -> Option<Problem> {
    // A product's button asks for nothing else.
    if view.says("data-screen") != "topics" {
        return None;
    }
    if view.has_digits(DIGITS_OF_A_CARD) {
        return Some(Problem::Sensitive);
    }
    let text = view.value(PHONE);
    if text.is_empty() {
        return view
            .has("[part=phone][aria-required]")
            .then_some(Problem::PhoneMissing);
    }
    match Typing::read(&text, &view.value(COUNTRY)).and_then(Typing::international) {
        Ok(number) => {
            view.fill_in(PHONE, &number);
            None
        }
        Err(ParsePhoneError::NotANumber) => Some(Problem::PhoneNotNumber),
        Err(ParsePhoneError::TooShort { .. }) => Some(Problem::PhoneShort),
        Err(ParsePhoneError::TooLong { .. }) => Some(Problem::PhoneLong),
        Err(_) => Some(Problem::PhoneUnknown),
    }
}

/// Something was typed, pasted or chosen: groups the digits, and follows the country of a number
/// that names one.
pub(crate) fn typed_in(view: &View) {
    let home = view.value(COUNTRY);
    if let Ok(typing) = Typing::read(&view.value(PHONE), &home) {
        if view.is_at_end(PHONE) {
            view.fill_in(PHONE, &typing.grouped());
        }
        let country = typing.country(&home);
        if !country.is_empty() {
            view.fill_in(COUNTRY, &country);
        }
    }
    show_code(view);
}
