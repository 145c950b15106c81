use core::fmt;

/// What two spellings of one subscriber have in common.
///
/// Only the three countries where `WhatsApp` registers people under another form than they dial:
///
/// | country | spellings of one subscriber |
/// |---|---|
/// | Mexico | `52 1 55 1234 5678` = `52 55 1234 5678` |
/// | Argentina | `54 9 11 1234 5678` = `54 11 1234 5678` |
/// | Brazil, mobiles | `55 61 9 8123 4567` = `55 61 8123 4567` |
///
/// A Brazilian landline begins with 2 to 5 and has no ninth digit, so no mobile becomes one.
/// For comparing and looking up only. It may be nobody's number: never send to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NormalForm(String);

impl NormalForm {
    /// From E.164 digits without `+`.
    pub(super) fn of_digits(digits: &str) -> Self {
        Self(shorter(digits).unwrap_or_else(|| digits.to_owned()))
    }

    /// Digits to use as a key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The spelling without the digit that the other one lacks.
fn shorter(digits: &str) -> Option<String> {
    // In all three the longer spelling has 13 digits.
    let (code, number) = digits.split_at_checked(2).filter(|_| digits.len() == 13)?;
    match code {
        "52" => Some(format!("52{}", number.strip_prefix('1')?)),
        "54" => Some(format!("54{}", number.strip_prefix('9')?)),
        "55" => {
            let (area, subscriber) = number.split_at_checked(2)?;
            let eight = subscriber.strip_prefix('9')?;
            eight
                .starts_with(['6', '7', '8', '9'])
                .then(|| format!("55{area}{eight}"))
        }
        _ => None,
    }
}

/// Personal data: the digits do not show.
impl fmt::Debug for NormalForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NormalForm(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::phone::{ParsePhoneError, Phone, WaId};

    fn same(one: &str, other: &str) -> Result<bool, ParsePhoneError> {
        let (one, other) = (Phone::parse(one, None)?, Phone::parse(other, None)?);
        let answer = one.same_subscriber(&other);
        assert_eq!(answer, other.same_subscriber(&one), "{one} {other}");
        Ok(answer)
    }

    #[test]
    fn a_mexican_has_the_1_or_not() -> Result<(), ParsePhoneError> {
        assert!(same("+52 1 55 1234 5678", "+52 55 1234 5678")?);
        assert!(!same("+52 1 55 1234 5678", "+52 55 1234 5679")?);
        Ok(())
    }

    #[test]
    fn an_argentine_has_the_9_the_15_or_neither() -> Result<(), ParsePhoneError> {
        assert!(same("+54 9 11 1234 5678", "+54 11 1234 5678")?);
        assert!(same("+54 9 11 1234 5678", "+54 11 15 1234 5678")?);
        assert!(same("+54 11 1234 5678", "+54 011 15 1234 5678")?);
        assert!(!same("+54 9 11 1234 5678", "+54 9 341 123 4567")?);
        Ok(())
    }

    #[test]
    fn a_brazilian_mobile_has_the_ninth_digit_or_not() -> Result<(), ParsePhoneError> {
        for first in ["6", "7", "8", "9"] {
            assert!(same(
                &format!("+55 61 9{first}123 4567"),
                &format!("+55 61 {first}123 4567")
            )?);
        }
        assert!(
            !same("+55 61 98123 4567", "+55 11 8123 4567")?,
            "another area"
        );
        Ok(())
    }

    #[test]
    fn a_brazilian_landline_never_has_a_ninth_digit() -> Result<(), ParsePhoneError> {
        for first in ["2", "3", "4", "5"] {
            assert!(!same(
                &format!("+55 11 9{first}123 4567"),
                &format!("+55 11 {first}123 4567")
            )?);
        }
        Ok(())
    }

    #[test]
    fn no_other_country_is_touched() -> Result<(), ParsePhoneError> {
        assert!(!same("+34 600 000 001", "+34 600 000 002")?);
        for text in ["+8613812345678", "+4915112345678", "+521234567890123"] {
            let digits = text.trim_start_matches('+');
            assert_eq!(NormalForm::of_digits(digits).as_str(), digits);
        }
        Ok(())
    }

    #[test]
    fn a_typed_number_meets_the_wa_id_of_its_sender() -> Result<(), Box<dyn std::error::Error>> {
        for (typed, wa_id) in [
            ("+52 55 1234 5678", "5215512345678"),
            ("+54 11 15 1234 5678", "5491112345678"),
            ("+55 61 98123-4567", "556181234567"),
            ("+34 600 000 001", "34600000001"),
        ] {
            let typed = Phone::parse(typed, None)?;
            assert_eq!(
                typed.normal_form(),
                WaId::parse(wa_id)?.normal_form(),
                "{typed}"
            );
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn the_normal_form_of_a_normal_form_is_itself(digits in "(52|54|55|[1-9])[0-9]{4,13}") {
            let once = NormalForm::of_digits(&digits);
            prop_assert_eq!(NormalForm::of_digits(once.as_str()), once);
        }

        #[test]
        fn each_spelling_meets_the_other(
            (long, short) in prop_oneof![
                "[2-9][0-9]{9}".prop_map(|n| (format!("521{n}"), format!("52{n}"))),
                "[1-3][0-9]{9}".prop_map(|n| (format!("549{n}"), format!("54{n}"))),
                ("[1-9][1-9]", "[6-9][0-9]{7}").prop_map(|(a, n)| (format!("55{a}9{n}"), format!("55{a}{n}"))),
            ]
        ) {
            prop_assert_eq!(NormalForm::of_digits(&long), NormalForm::of_digits(&short));
        }

        #[test]
        fn at_most_one_digit_goes(digits in "[1-9][0-9]{4,19}") {
            let form = NormalForm::of_digits(&digits);
            prop_assert!(form.as_str().len() + 1 >= digits.len());
        }
    }
}
