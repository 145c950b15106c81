//! Phone numbers: what is read is read again, and the light table of the page never says otherwise
//! than the whole one of the worker.

use crate::choice;
use saludo_core::phone::typing::{Typing, countries, prefix};
use saludo_core::phone::{Country, NormalForm, Phone, WaId};
use saludo_core::sensitive::{looks_like_card, looks_like_iban};

/// Zero in every script in which digits are read.
const ZEROS: [u32; 6] = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10];

pub(crate) fn check(data: &[u8]) {
    let (which, text) = choice(data);
    let text = String::from_utf8_lossy(text);
    let letters = countries();
    let at = which % (letters.len() / 2 + 1) * 2;
    // Behind the last is nowhere.
    let home = letters.get(at..at + 2).unwrap_or_default();
    let country = Country::parse(home).ok();
    if let Ok(phone) = Phone::parse(&text, country) {
        is_a_number(&phone, country);
        the_light_table_agrees(&text, home, &phone);
    }
    if let Ok(id) = WaId::parse(&text) {
        assert_eq!(id.as_str(), text);
        is_settled(&id.normal_form());
        if let Some(phone) = id.phone() {
            assert_eq!(phone.digits(), text);
        }
    }
    typing_goes_on(&text, home);
    // Whatever stands in an answer, these two say something.
    let _ = (looks_like_card(&text), looks_like_iban(&text));
}

fn is_a_number(phone: &Phone, country: Option<Country>) {
    let digits = phone.digits();
    assert!(digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(!digits.starts_with('0'));
    assert_eq!(phone.as_str(), format!("+{digits}"));
    for home in [None, country] {
        assert_eq!(Phone::parse(phone.as_str(), home).as_ref(), Ok(phone));
        assert_eq!(
            Phone::parse(&format!("00{digits}"), home).as_ref(),
            Ok(phone)
        );
    }
    let form = phone.normal_form();
    is_settled(&form);
    if let Ok(id) = WaId::parse(digits) {
        assert_eq!(id.phone().as_ref(), Some(phone));
        assert_eq!(id.normal_form(), form);
    }
}

/// The form of a form is itself.
fn is_settled(form: &NormalForm) {
    if let Ok(id) = WaId::parse(form.as_str()) {
        assert_eq!(id.normal_form(), *form);
    }
}

/// Every number of a country that the worker reads passes in the page and stays the same.
fn the_light_table_agrees(text: &str, home: &str, phone: &Phone) {
    // The page takes this away itself.
    let text = match text.split_at_checked(4) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => rest,
        _ => text,
    };
    let (plus, digits) = read(text);
    // A calling code without its + is a guess of each.
    let is_guess = !plus && digits.starts_with(prefix(home).trim_start_matches('+'));
    // Satellites, networks and services are not in the light table.
    let is_of_a_country = phone.country().is_some() || phone.digits().starts_with('1');
    if is_guess || !is_of_a_country {
        return;
    }
    let typed = Typing::read(text, home).and_then(Typing::international);
    let read = typed.map(|typed| Phone::parse(&typed, None));
    assert_eq!(read, Ok(Ok(phone.clone())), "{text:?} in {home}");
    let grouped = Typing::read(text, home).map(|typing| typing.grouped());
    let country = Country::parse(home).ok();
    let read = grouped.map(|grouped| Phone::parse(&grouped, country));
    assert_eq!(read, Ok(Ok(phone.clone())), "{text:?} in {home}, grouped");
}

/// Whether a text begins with a plus, and its digits.
fn read(text: &str) -> (bool, String) {
    let mut plus = false;
    let mut digits = String::new();
    for character in text.chars() {
        let value = ZEROS
            .iter()
            .map(|zero| u32::from(character).wrapping_sub(*zero))
            .find(|value| *value < 10);
        match value.and_then(|value| char::from_digit(value, 10)) {
            Some(digit) => digits.push(digit),
            None => plus |= digits.is_empty() && matches!(character, '+' | '\u{FF0B}'),
        }
    }
    (plus, digits)
}

/// Whatever is typed, in whatever order, the field goes on: it shows digits, spaces and one plus.
fn typing_goes_on(text: &str, home: &str) {
    let Ok(typing) = Typing::read(text, home) else {
        assert!(
            text.chars()
                .any(|character| character.is_ascii_alphabetic())
        );
        return;
    };
    let grouped = typing.grouped();
    let rest = grouped.strip_prefix('+').unwrap_or(&grouped);
    assert!(
        rest.chars()
            .all(|character| character == ' ' || character.is_ascii_digit())
    );
    let country = typing.country(home);
    assert!(country.is_empty() || Country::parse(&country).is_ok());
    if let Ok(whole) = typing.international() {
        assert!(whole.starts_with('+'));
    }
}
