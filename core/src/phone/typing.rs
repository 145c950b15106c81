//! A phone field while somebody types: digits in groups, the country of a number that names one, and
//! what is wrong. Written for the form in the page, where the whole of [`Phone`](super::Phone) and
//! its table would weigh 3.4 KB: this is half of it, passes every
//! number of a country that `Phone` reads (the page itself takes a leading `tel:` away), writes it so that `Phone` reads the same, and leaves the last word to the worker.

use super::{
    ParsePhoneError,
    plan::{Plan, light},
};

/// A number as far as it is typed.
pub struct Typing {
    plan: Option<Plan>,
    /// It has its calling code, which then is not among the digits.
    abroad: bool,
    digits: Vec<u8>,
}

impl Typing {
    /// Reads what is typed so far, at home in `home`.
    ///
    /// # Errors
    /// [`ParsePhoneError::NotANumber`] where something else than digits and punctuation stands there.
    pub fn read(text: &str, home: &str) -> Result<Self, ParsePhoneError> {
        let mut digits = Vec::new();
        let mut plus = false;
        for character in text.chars() {
            if let Some(digit) = digit(character) {
                digits.push(digit);
            } else if character == '+' || character == '\u{FF0B}' {
                plus |= digits.is_empty();
            } else if character.is_ascii_alphabetic() {
                return Err(ParsePhoneError::NotANumber);
            }
        }
        let own = light().find(|plan| has(plan, home));
        let dials_011 = own.is_some_and(|plan| plan.code == 1);
        let abroad = match digits.as_slice() {
            [b'0', b'0', rest @ ..] => Some(rest),
            [b'0', b'1', b'1', rest @ ..] if dials_011 && !plus => Some(rest),
            digits if plus => Some(digits),
            _ => None,
        };
        if let Some(abroad) = abroad {
            let found = light().find_map(|plan| Some((plan, plan.strip_code(abroad)?)));
            return Ok(Self {
                plan: found.map(|(plan, _)| plan),
                abroad: true,
                digits: found.map_or(abroad, |(_, number)| number).to_vec(),
            });
        }
        // "34 600 000 001" in Spain: where both have a possible length, a missing trunk 0 decides.
        if let Some(plan) = own
            && let Some(number) = plan.strip_code(&digits)
            && plan.check_roughly(without_zeros(number)).is_ok()
            && (plan.has_trunk_zero() || plan.code == 1 || plan.check_roughly(&digits).is_err())
        {
            digits = number.to_vec();
        }
        Ok(Self {
            plan: own,
            abroad: false,
            digits,
        })
    }

    /// The number in groups, as far as it is typed: `600 000 001`, `+34 600 000 001`.
    pub fn grouped(&self) -> String {
        let mut text = String::new();
        if self.abroad {
            text.push('+');
            if let Some(plan) = self.plan {
                push_code(&mut text, plan.code);
                if !self.digits.is_empty() {
                    text.push(' ');
                }
            }
        }
        for (index, digit) in self.digits.iter().enumerate() {
            // In threes, but a last digit never stands alone.
            if index > 0 && index % 3 == 0 && (index < 9 || index + 1 < self.digits.len()) {
                text.push(' ');
            }
            text.push(char::from(*digit));
        }
        text
    }

    /// The number with its calling code.
    ///
    /// # Errors
    /// What is wrong with it; lengths are not told.
    pub fn international(mut self) -> Result<String, ParsePhoneError> {
        let plan = self.plan.ok_or(ParsePhoneError::NoCountry)?;
        plan.check_roughly(&self.digits)?;
        self.abroad = true;
        Ok(self.grouped())
    }

    /// The letters of the country that a calling code names, the first where several share it;
    /// `home` stays where it is one of them. Empty where no calling code is typed yet.
    pub fn country(&self, home: &str) -> String {
        let plan = self.plan.filter(|plan| self.abroad && !has(plan, home));
        let letters = plan.map(Plan::countries).unwrap_or_default();
        letters
            .iter()
            .take(2)
            .map(|letter| char::from(*letter))
            .collect()
    }
}

/// The letters of all countries and territories with a calling code, one after the other.
pub fn countries() -> String {
    let letters = light().flat_map(Plan::countries);
    letters.map(char::from).collect()
}

/// What is written in front of a country's numbers: `+34`. Empty where it has no calling code.
pub fn prefix(country: &str) -> String {
    let mut prefix = String::new();
    if let Some(plan) = light().find(|plan| has(plan, country)) {
        prefix.push('+');
        push_code(&mut prefix, plan.code);
    }
    prefix
}

fn has(plan: &Plan, country: &str) -> bool {
    let letters = plan.countries();
    letters
        .chunks_exact(2)
        .any(|letters| letters == country.as_bytes())
}

/// A calling code in digits. (`to_string` brings the formatting machinery.)
pub(super) fn push_code(text: &mut String, code: u16) {
    for place in [code / 100, code / 10 % 10, code % 10] {
        if place != 0 || text.len() > 1 {
            text.push(char::from(b'0' | place.to_le_bytes()[0]));
        }
    }
}

fn without_zeros(mut number: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = number {
        number = rest;
    }
    number
}

/// The ASCII digit for a decimal digit that phone keyboards produce.
pub(super) fn digit(c: char) -> Option<u8> {
    // Zero in ASCII, Arabic, Persian and Urdu, Hindi and Nepali, Bengali, and full width.
    const ZEROS: [u16; 6] = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10];
    let value = ZEROS
        .iter()
        .map(|zero| u32::from(c).wrapping_sub(u32::from(*zero)))
        .find(|value| *value < 10)?;
    Some(b'0' + value.to_le_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::{Country, Phone, plan};
    use proptest::prelude::*;

    fn grouped(text: &str, home: &str) -> String {
        Typing::read(text, home).map_or_else(|_| text.to_owned(), |typing| typing.grouped())
    }

    #[test]
    fn digits_are_grouped_as_far_as_they_are_typed() {
        for (text, home, expected) in [
            ("6", "ES", "6"),
            ("6000", "ES", "600 0"),
            ("600000001", "ES", "600 000 001"),
            ("5551234567", "US", "555 123 4567"),
            ("+34", "", "+34"),
            ("+34600", "FR", "+34 600"),
            ("+1 555-123-4567", "ES", "+1 555 123 4567"),
            ("0034 600", "ES", "+34 600"),
            ("0034 600000001", "ES", "+34 600 000 001"),
            ("٠٦٠٠٠", "ES", "060 00"),
        ] {
            assert_eq!(grouped(text, home), expected, "{text} in {home}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |text: &str, home: &str| {
            Typing::read(text, home)
                .and_then(Typing::international)
                .unwrap_err()
        };
        assert_eq!(wrong("six", "ES"), ParsePhoneError::NotANumber);
        assert_eq!(wrong("600", ""), ParsePhoneError::NoCountry);
        assert_eq!(wrong("+999 600", "ES"), ParsePhoneError::NoCountry);
        assert!(matches!(
            wrong("60000000", "ES"),
            ParsePhoneError::TooShort { .. }
        ));
        assert!(matches!(
            wrong("6000000011", "ES"),
            ParsePhoneError::TooLong { .. }
        ));
    }

    #[test]
    fn a_calling_code_may_lack_its_plus() {
        let number = |text: &str, home: &str| {
            Typing::read(text, home)
                .and_then(Typing::international)
                .unwrap()
        };
        assert_eq!(number("34 600 000 001", "ES"), "+34 600 000 001");
        assert_eq!(number("44 020 7946 0000", "GB"), "+44 020 794 600 00");
        assert_eq!(number("1 (555) 123-4567", "US"), "+1 555 123 4567");
        assert_eq!(number("54 9 11 1234 5678", "AR"), "+54 911 123 456 78");
        assert_eq!(number("521 55 1234 5678", "MX"), "+52 155 123 456 78");
    }

    #[test]
    fn a_calling_code_names_its_country_and_keeps_a_sharing_one() {
        let country = |text: &str, home: &str| {
            Typing::read(text, home).map_or_else(|_| String::new(), |typing| typing.country(home))
        };
        assert_eq!(country("+52 55", "ES"), "MX");
        assert_eq!(country("+1 555", "ES"), "US");
        assert_eq!(country("+1 555", "CA"), "");
        assert_eq!(country("600", "ES"), "");
    }

    #[test]
    fn every_country_is_there_with_its_prefix() {
        let letters = countries();
        let mut found: Vec<&str> = (0..letters.len() / 2)
            .map(|at| &letters[at * 2..at * 2 + 2])
            .collect();
        found.sort_unstable();
        let all: Vec<String> = plan::tests::countries()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, all);
        for country in found {
            let code = Country::parse(country).unwrap().calling_code().unwrap();
            assert_eq!(prefix(country), format!("+{code}"), "{country}");
        }
        assert_eq!(prefix("ZZ"), "");
    }

    /// Numbers as people write them, with the country they stand in.
    fn written() -> impl Strategy<Value = (String, String)> {
        let homes: Vec<String> = plan::tests::countries()
            .iter()
            .map(ToString::to_string)
            .collect();
        let text = prop_oneof!["[+]?[0-9 ]{4,18}", "(00|0|011|01|044|8|\\+)[0-9]{6,14}"];
        (text, prop::sample::select(homes))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn whatever_the_worker_reads_passes_and_stays_the_same_number((text, home) in written()) {
            let country = Country::parse(&home).ok();
            // A calling code without its + is a guess, tested above.
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let code = prefix(&home);
            prop_assume!(text.starts_with('+') || !digits.starts_with(code.trim_start_matches('+')));
            if let Ok(phone) = Phone::parse(&text, country)
                && (phone.country().is_some() || phone.digits().starts_with('1'))
            {
                let typed = Typing::read(&text, &home).and_then(Typing::international);
                prop_assert_eq!(typed.map(|typed| Phone::parse(&typed, None)), Ok(Ok(phone)));
            }
        }

        #[test]
        fn grouping_changes_no_number((text, home) in written()) {
            let country = Country::parse(&home).ok();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assume!(text.starts_with('+') || !digits.starts_with(prefix(&home).trim_start_matches('+')));
            if let Ok(phone) = Phone::parse(&text, country)
                && (phone.country().is_some() || phone.digits().starts_with('1'))
            {
                prop_assert_eq!(Phone::parse(&grouped(&text, &home), country), Ok(phone));
            }
        }
    }
}
