//! What holds for every country.

use proptest::prelude::*;

use super::{Country, Phone, plan};

/// Example numbers of `phonenumbers`: the region, the region it says the number has, E.164, and the
/// number as written at home. `ZZ` is no region.
const EXAMPLES: &str = include_str!("examples.txt");

struct Example {
    region: Option<Country>,
    country: Option<Country>,
    e164: &'static str,
    home: &'static str,
}

fn examples() -> impl Iterator<Item = Example> {
    let country = |text| {
        Country::parse(text)
            .ok()
            .filter(|country| country.as_str() != "ZZ")
    };
    EXAMPLES.lines().filter_map(move |line| {
        let mut words = line.splitn(4, ' ');
        Some(Example {
            region: country(words.next()?),
            country: country(words.next()?),
            e164: words.next()?,
            home: words.next()?,
        })
    })
}

#[test]
fn every_countrys_example_is_read_with_its_calling_code() {
    for example in examples() {
        let phone = Phone::parse(example.e164, None);
        assert_eq!(phone.as_ref().map(Phone::as_str), Ok(example.e164));
    }
}

#[test]
fn every_countrys_example_is_read_as_written_at_home() {
    for Example {
        region, e164, home, ..
    } in examples()
    {
        let phone = Phone::parse(home, region);
        assert_eq!(
            phone.as_ref().map(Phone::as_str),
            Ok(e164),
            "{home} in {region:?}"
        );
    }
}

#[test]
fn every_countrys_example_knows_its_country() {
    for example in examples() {
        let country = Phone::parse(example.e164, None).map(|phone| phone.country());
        assert_eq!(country, Ok(example.country), "{}", example.e164);
    }
}

#[test]
fn every_country_has_an_example() {
    for country in plan::tests::countries() {
        assert!(
            examples().any(|example| example.region == Some(country)),
            "{country}"
        );
    }
    let codes = plan::tests::codes_and_lengths();
    assert_eq!(codes.len(), 215);
    for (code, _) in codes {
        assert!(
            examples().any(|example| example.e164.starts_with(&format!("+{code}"))),
            "{code}"
        );
    }
}

/// Digits behind an assigned calling code, mostly of a length that exists there.
fn digits() -> impl Strategy<Value = String> {
    (
        prop::sample::select(plan::tests::codes_and_lengths()),
        any::<prop::sample::Index>(),
        "[0-9]{16}",
    )
        .prop_map(|((code, lengths), index, digits)| {
            let length = *index.get(&lengths);
            format!("{code}{}", digits.get(..length).unwrap_or_default())
        })
}

fn country() -> impl Strategy<Value = Option<Country>> {
    prop::option::of(prop::sample::select(plan::tests::countries()))
}

/// What people put between digits.
fn decoration() -> impl Strategy<Value = String> {
    "[-. ()/\u{a0}\u{200e}\u{200f}\u{2009}\u{2013}]{0,3}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_displayed_is_read_again(digits in digits(), country in country()) {
        for text in [format!("+{digits}"), format!("00{digits}"), digits] {
            if let Ok(phone) = Phone::parse(&text, country) {
                prop_assert_eq!(Phone::parse(&phone.to_string(), None), Ok(phone.clone()), "{}", phone);
                prop_assert_eq!(Phone::parse(&phone.to_string(), country), Ok(phone.clone()), "{}", phone);
                prop_assert_eq!(Phone::from_digits(phone.digits()), Some(phone));
            }
        }
    }

    #[test]
    fn a_number_is_e164(digits in "[0-9]{1,24}", country in country()) {
        if let Ok(phone) = Phone::parse(&digits, country) {
            prop_assert!(phone.digits().len() <= 15 && phone.digits().bytes().all(|b| b.is_ascii_digit()));
            prop_assert!(!phone.digits().starts_with('0'));
            prop_assert_eq!(phone.as_str(), format!("+{}", phone.digits()));
        }
    }

    #[test]
    fn punctuation_does_not_matter(
        plus in prop::sample::select(vec!["", "+", "00", "0"]),
        digits in digits(),
        decorations in prop::collection::vec(decoration(), 24),
        country in country(),
    ) {
        let plain = format!("{plus}{digits}");
        let decorated: String = plain.chars().zip(&decorations).flat_map(|(c, d)| d.chars().chain([c])).collect();
        prop_assert_eq!(Phone::parse(&decorated, country), Phone::parse(&plain, country), "{:?}", decorated);
    }

    #[test]
    fn the_script_of_the_digits_does_not_matter(
        digits in digits(),
        zero in prop::sample::select(vec!['٠', '۰', '०', '০', '０']),
        country in country(),
    ) {
        let shift = |c: char| c.to_digit(10).and_then(|d| char::from_u32(u32::from(zero) + d));
        let foreign: String = digits.chars().filter_map(shift).collect();
        prop_assert_eq!(Phone::parse(&foreign, country), Phone::parse(&digits, country), "{}", foreign);
    }

    #[test]
    fn any_text_gets_an_answer(text in any::<String>(), country in country()) {
        let _ = Phone::parse(&text, country);
    }

    #[test]
    fn nearly_numbers_get_an_answer(text in "[-+ ().0-9a-z٣３\u{200f}]{0,30}", country in country()) {
        let _ = Phone::parse(&text, country);
    }

    #[test]
    fn being_one_subscriber_is_symmetric_and_reflexive(one in digits(), other in digits()) {
        if let (Ok(one), Ok(other)) = (Phone::parse(&format!("+{one}"), None), Phone::parse(&format!("+{other}"), None)) {
            prop_assert!(one.same_subscriber(&one));
            prop_assert_eq!(one.same_subscriber(&other), other.same_subscriber(&one));
        }
    }
}
