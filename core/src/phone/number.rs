use core::fmt;

use super::{Country, NormalForm, plan::Plan, typed::Typed, typing::push_code};

/// A phone number in E.164: a calling code that exists and a national number of a length it has.
///
/// Whether somebody answers there is not known until they write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Why a text is not a phone number. Lengths count the digits after the calling code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParsePhoneError {
    /// Something other than digits, a `+` in front and the usual punctuation, or no digit at all.
    #[error("not a phone number: digits, spaces and punctuation, with an optional + in front")]
    NotANumber,
    /// A national number, and no country (or one without a calling code) to read it in.
    #[error("no calling code and no default country: begin with + and the calling code")]
    NoCountry,
    /// No country has this calling code.
    #[error("the calling code is not assigned")]
    UnknownCallingCode,
    /// Numbers like this one have more digits; `min` is the next length that exists.
    #[error("too short: the number behind the calling code needs at least {min} digits")]
    TooShort {
        /// Digits it needs.
        min: usize,
    },
    /// Numbers like this one have fewer digits.
    #[error("too long: the number behind the calling code has at most {max} digits")]
    TooLong {
        /// Digits it may have.
        max: usize,
    },
}

impl Phone {
    /// Reads a number as people type or paste it: with `+` or `00` and the calling code, or as it is
    /// dialled at home in the `default` country.
    ///
    /// What is only dialled at home goes: the trunk 0 (`+44 (0)20 …`), a Brazilian carrier code, the
    /// Argentine 15, which becomes the 9 it stands for. Italy keeps its 0, Mexico a 1 that was typed.
    ///
    /// # Errors
    ///
    /// [`ParsePhoneError`] says what is wrong.
    pub fn parse(text: &str, default: Option<Country>) -> Result<Self, ParsePhoneError> {
        let Typed { plus, digits } = Typed::read(text)?;
        let home = default.and_then(Plan::of_country);

        let abroad = match digits.as_slice() {
            [b'0', b'0', rest @ ..] => Some(rest),
            digits if plus => Some(digits),
            // North America dials abroad with 011.
            [b'0', b'1', b'1', rest @ ..] if home.is_some_and(|plan| plan.code == 1) => Some(rest),
            _ => None,
        };
        let (plan, number) = match abroad {
            Some(digits) => Plan::of_digits(digits).ok_or(ParsePhoneError::UnknownCallingCode)?,
            None => without_plus(home.ok_or(ParsePhoneError::NoCountry)?, &digits),
        };
        Self::in_plan(plan, number)
    }

    /// The number with exactly these digits, if there is one.
    pub(super) fn from_digits(digits: &str) -> Option<Self> {
        let (plan, number) = Plan::of_digits(digits.as_bytes())?;
        Self::in_plan(plan, number)
            .ok()
            .filter(|phone| phone.digits() == digits)
    }

    /// The number in E.164 with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number in E.164 without its `+`.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    /// The country by calling code and, where countries share one, by area code. `None` for numbers of
    /// no single country: satellites, networks, freephone in North America.
    ///
    /// Mobiles that islands share with a bigger neighbour count as the neighbour's.
    pub fn country(&self) -> Option<Country> {
        let (plan, number) = Plan::of_digits(self.digits().as_bytes())?;
        plan.country(number)
    }

    /// The form to compare with that of another number or `wa_id`.
    pub fn normal_form(&self) -> NormalForm {
        NormalForm::of_digits(self.digits())
    }

    /// Whether both reach one subscriber, by the [`NormalForm`] of each.
    pub fn same_subscriber(&self, other: &Self) -> bool {
        self.normal_form() == other.normal_form()
    }

    fn in_plan(plan: Plan, number: &[u8]) -> Result<Self, ParsePhoneError> {
        let mut e164 = String::from("+");
        push_code(&mut e164, plan.code);
        let code_end = e164.len();
        for digit in international(plan, number).into_iter().flatten() {
            e164.push(char::from(*digit));
        }
        plan.check_length(e164.as_bytes().get(code_end..).unwrap_or_default())?;
        Ok(Self(e164))
    }
}

/// The number in digits that begin neither with `+` nor with `00`: as dialled at home or, as in
/// "34 600 000 001" in Spain, with the calling code. Where both have a possible length, a missing
/// trunk 0 decides.
fn without_plus(home: Plan, digits: &[u8]) -> (Plan, &[u8]) {
    let possible = |number| Phone::in_plan(home, number).is_ok();
    match home.strip_code(digits) {
        Some(number) if possible(number) && (home.has_trunk_zero() || !possible(digits)) => {
            (home, number)
        }
        _ => (home, digits),
    }
}

/// The national number as it is dialled from abroad, in parts.
fn international(plan: Plan, mut number: &[u8]) -> [&[u8]; 3] {
    loop {
        let trunkless = plan.strip_trunk(number);
        let dialled = trunkless.unwrap_or(number);
        if plan.code == 54
            && let Some(mobile) = argentine_mobile(dialled)
        {
            return mobile;
        }
        number = match trunkless {
            None => return [number, &[], &[]],
            Some(number) if plan.code == 55 => without_brazilian_carrier(number),
            Some(number) => number,
        };
    }
}

/// `11 15 1234 5678`, `9 11 15 1234 5678` or, without the area, `15 1234 5678` → `9 11 1234 5678`.
fn argentine_mobile(number: &[u8]) -> Option<[&[u8]; 3]> {
    let number = if number.len() == 13 {
        number.strip_prefix(b"9")?
    } else {
        number
    };
    // Area and subscriber make ten digits, and the only area of two is Buenos Aires.
    let width = match number {
        _ if number.len() == 10 => 0,
        _ if number.len() != 12 => return None,
        [b'1', b'1', ..] => 2,
        [_, _, _, b'1', b'5', ..] => 3,
        _ => 4,
    };
    let (area, rest) = number.split_at_checked(width)?;
    let area = if area.is_empty() { b"11" } else { area };
    Some([b"9", area, rest.strip_prefix(b"15")?])
}

/// `15 11 98765 4321`, dialled behind a 0, → `11 98765 4321`.
fn without_brazilian_carrier(number: &[u8]) -> &[u8] {
    match number {
        [_, _, rest @ ..] if matches!(rest.len(), 10 | 11) => rest,
        _ => number,
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Personal data: the digits do not show.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(+…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, default: &str) -> Result<String, ParsePhoneError> {
        Phone::parse(text, Country::parse(default).ok()).map(|phone| phone.to_string())
    }

    #[track_caller]
    fn reads(text: &str, default: &str, e164: &str) {
        assert_eq!(
            parse(text, default).as_deref(),
            Ok(e164),
            "{text:?} in {default:?}"
        );
    }

    fn country(text: &str) -> Option<String> {
        Phone::parse(text, None)
            .ok()?
            .country()
            .map(|country| country.to_string())
    }

    #[test]
    fn a_number_with_its_calling_code_needs_no_country() {
        for default in ["", "ES", "DE", "US", "BR"] {
            reads("+34 600 000 001", default, "+34600000001");
            reads("0034 600 000 001", default, "+34600000001");
            reads("+0034 600 000 001", default, "+34600000001");
            reads("tel:+34-600-000-001", default, "+34600000001");
        }
        reads("011 34 600 000 001", "US", "+34600000001");
    }

    #[test]
    fn a_number_as_dialled_at_home_needs_its_country() {
        reads("600 000 001", "ES", "+34600000001");
        reads("0170 1234567", "DE", "+491701234567");
        reads("0170/1234567", "DE", "+491701234567");
        reads("(415) 555-2671", "US", "+14155552671");
        reads("1-415-555-2671", "CA", "+14155552671");
        reads("8 (912) 345-67-89", "RU", "+79123456789");
        reads("06 30 123 4567", "HU", "+36301234567");
        reads("8 612 34567", "LT", "+37061234567");
        reads("8 029 491-19-11", "BY", "+375294911911");
        assert_eq!(parse("600 000 001", ""), Err(ParsePhoneError::NoCountry));
        assert_eq!(parse("600 000 001", "AQ"), Err(ParsePhoneError::NoCountry));
    }

    #[test]
    fn a_trunk_zero_goes_with_a_calling_code_too() {
        reads("+44 (0)20 7946 0958", "", "+442079460958");
        reads("+44 020 7946 0958", "", "+442079460958");
        reads("+49 (0) 170 1234567", "", "+491701234567");
        reads("+49 (0) 0170 1234567", "", "+491701234567");
        reads("0044 (0)20 7946 0958", "ES", "+442079460958");
        reads("+36 06 30 123 4567", "", "+36301234567");
    }

    #[test]
    fn a_calling_code_is_seen_with_its_plus_forgotten() {
        reads("34 600 000 001", "ES", "+34600000001");
        reads("49 170 1234567", "DE", "+491701234567");
        reads("49 (0)170 1234567", "DE", "+491701234567");
        reads("62 812 3456 7890", "ID", "+6281234567890");
        reads("55 11 98765 4321", "BR", "+5511987654321");
        reads("91 98765 43210", "IN", "+919876543210");
    }

    #[test]
    fn an_area_that_looks_like_the_calling_code_is_kept() {
        reads("91234 56789", "IN", "+919123456789");
        reads("55 99999 9999", "BR", "+5555999999999");
        reads("393 123 4567", "IT", "+393931234567");
        reads("04912 3456", "DE", "+4949123456");
        reads("727 712 3456", "KZ", "+77277123456");
    }

    #[test]
    fn a_zero_that_begins_the_number_itself_is_kept() {
        reads("077 12 34 56", "GA", "+24177123456");
        reads("+241 07 12 34 56", "", "+24107123456");
        reads("06 02 97 79", "RW", "+25006029779");
        reads("0788 123 456", "RW", "+250788123456");
    }

    #[test]
    fn italy_keeps_its_zero() {
        reads("06 1234 5678", "IT", "+390612345678");
        reads("+39 06 1234 5678", "", "+390612345678");
        reads("+39 (0)6 1234 5678", "", "+390612345678");
        reads("312 345 6789", "IT", "+393123456789");
        reads("39 312 345 6789", "IT", "+393123456789");
        assert_eq!(
            parse("+39 312 345 67890", ""),
            Err(ParsePhoneError::TooLong { max: 10 })
        );
    }

    #[test]
    fn the_vatican_is_not_rome() {
        reads("06 698 12345", "VA", "+390669812345");
        assert_eq!(country("+39 06 698 12345").as_deref(), Some("VA"));
        assert_eq!(country("+39 06 687 12345").as_deref(), Some("IT"));
    }

    #[test]
    fn mexico_is_read_as_typed() {
        reads("55 1234 5678", "MX", "+525512345678");
        reads("+52 1 55 1234 5678", "", "+5215512345678");
        reads("1 55 1234 5678", "MX", "+5215512345678");
        reads("01 55 1234 5678", "MX", "+525512345678");
        reads("044 55 1234 5678", "MX", "+525512345678");
        reads("+52 045 55 1234 5678", "", "+525512345678");
        reads("52 1 55 1234 5678", "MX", "+5215512345678");
        assert_eq!(
            parse("+52 1 55 1234 567", ""),
            Err(ParsePhoneError::TooShort { min: 11 })
        );
    }

    #[test]
    fn argentinas_15_becomes_the_9_it_stands_for() {
        reads("011 15 1234 5678", "AR", "+5491112345678");
        reads("11 15 1234 5678", "AR", "+5491112345678");
        reads("15 1234 5678", "AR", "+5491112345678");
        reads("+54 9 11 15 1234 5678", "", "+5491112345678");
        reads("+54 (011) 15 1234 5678", "", "+5491112345678");
        reads("0341 15 123 4567", "AR", "+5493411234567");
        reads("02966 15 12 3456", "AR", "+5492966123456");
        reads("9 11 1234 5678", "AR", "+5491112345678");
        reads("11 1234 5678", "AR", "+541112345678");
        reads("+54 11 1512 3456", "", "+541115123456");
    }

    #[test]
    fn a_brazilian_carrier_code_goes() {
        reads("(11) 98765-4321", "BR", "+5511987654321");
        reads("0 11 98765 4321", "BR", "+5511987654321");
        reads("0 15 11 98765 4321", "BR", "+5511987654321");
        reads("0 21 61 3123 4567", "BR", "+556131234567");
        assert_eq!(
            parse("15 11 98765 4321", "BR"),
            Err(ParsePhoneError::TooLong { max: 11 })
        );
    }

    #[test]
    fn countries_that_share_a_code_are_told_apart() {
        for (number, expected) in [
            ("+1 415 555 2671", "US"),
            ("+1 416 555 2671", "CA"),
            ("+1 809 555 2671", "DO"),
            ("+1 876 555 2671", "JM"),
            ("+1 787 555 2671", "PR"),
            ("+7 912 345 67 89", "RU"),
            ("+7 701 234 56 78", "KZ"),
            ("+44 20 7946 0958", "GB"),
            ("+44 1481 256789", "GG"),
            ("+44 7781 123456", "GG"),
            ("+44 1534 456789", "JE"),
            ("+44 7624 123456", "IM"),
            ("+47 79 12 34 56", "SJ"),
            ("+61 8 9162 1234", "CC"),
            ("+61 8 9164 1234", "CX"),
            ("+212 5288 12345", "MA"),
            ("+262 639 12 34 56", "YT"),
            ("+262 692 12 34 56", "RE"),
            ("+290 8123", "TA"),
            ("+358 18 123456", "AX"),
            ("+590 690 12 34 56", "GP"),
            ("+599 318 1234", "BQ"),
            ("+599 9 518 1234", "CW"),
        ] {
            assert_eq!(country(number).as_deref(), Some(expected), "{number}");
        }
    }

    #[test]
    fn numbers_of_no_single_country_have_none() {
        for number in [
            "+1 800 234 5678",
            "+870 301 234 567",
            "+883 5100 12345",
            "+800 1234 5678",
        ] {
            assert!(
                Phone::parse(number, None).is_ok_and(|phone| phone.country().is_none()),
                "{number}"
            );
        }
    }

    #[test]
    fn errors_say_how_many_digits_there_should_be() {
        use ParsePhoneError::{TooLong, TooShort};
        for (number, expected) in [
            ("+34 600 000 00", TooShort { min: 9 }),
            ("+34 600 000 0012", TooLong { max: 9 }),
            ("+34", TooShort { min: 9 }),
            ("+1 415 555", TooShort { min: 10 }),
            ("+1 415 555 26711", TooLong { max: 10 }),
            ("+33 (0)6 12 34 56 7", TooShort { min: 9 }),
            ("+44 20 7946", TooShort { min: 9 }),
            ("+40 721 2345", TooShort { min: 9 }),
            ("+49 1234", TooShort { min: 5 }),
            ("+49 170 1234 5678 901", TooLong { max: 13 }),
            ("+54 9 11 1234 567", TooShort { min: 11 }),
            ("+54 11 1234 56789", TooLong { max: 10 }),
            ("+290 8123 4", TooLong { max: 4 }),
            ("+998 90 123 45 678", TooLong { max: 9 }),
        ] {
            assert_eq!(parse(number, ""), Err(expected), "{number}");
        }
        assert_eq!(parse("600 000", "ES"), Err(TooShort { min: 9 }));
        assert_eq!(
            TooShort { min: 9 }.to_string(),
            "too short: the number behind the calling code needs at least 9 digits"
        );
    }

    #[test]
    fn a_calling_code_nobody_has_is_named_as_such() {
        for number in [
            "+999 123456789",
            "+210 1234567",
            "+21",
            "+3",
            "+0 600 000 001",
            "00 0 600",
        ] {
            assert_eq!(
                parse(number, "ES"),
                Err(ParsePhoneError::UnknownCallingCode),
                "{number}"
            );
        }
    }

    #[test]
    fn debug_output_does_not_show_the_person() -> Result<(), ParsePhoneError> {
        assert_eq!(
            format!("{:?}", Phone::parse("+34600000001", None)?),
            "Phone(+…)"
        );
        Ok(())
    }
}
