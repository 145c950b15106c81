use core::fmt;

use super::{Country, NormalForm, Phone, plan::Plan};

/// The shortest and longest `wa_id` taken. E.164 ends at 15 digits; Meta's ids need not.
const LENGTHS: core::ops::RangeInclusive<usize> = 5..=20;

/// Meta's number of a person: digits without `+`, as `WhatsApp` registered it, which may be an older
/// form of the phone number. Never corrected: messages go to exactly this.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WaId(String);

/// The text is not 5 to 20 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a wa_id is 5 to 20 ASCII digits")]
pub struct ParseWaIdError;

impl WaId {
    /// Takes the digits as they are.
    ///
    /// # Errors
    ///
    /// [`ParseWaIdError`] for anything but 5 to 20 ASCII digits.
    pub fn parse(text: &str) -> Result<Self, ParseWaIdError> {
        if LENGTHS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseWaIdError)
        }
    }

    /// The digits, untouched.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same digits as a phone number, unless no such number exists.
    pub fn phone(&self) -> Option<Phone> {
        Phone::from_digits(&self.0)
    }

    /// The country by calling code and area code, also where the length is unheard of.
    pub fn country(&self) -> Option<Country> {
        let (plan, number) = Plan::of_digits(self.0.as_bytes())?;
        plan.country(number)
    }

    /// Whether it is a number of the North American plan: calling code 1.
    pub fn is_plus_one(&self) -> bool {
        self.0.len() == 11 && self.0.starts_with('1')
    }

    /// The form to compare with that of another number.
    pub fn normal_form(&self) -> NormalForm {
        NormalForm::of_digits(&self.0)
    }
}

impl fmt::Display for WaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Personal data: the digits do not show.
impl fmt::Debug for WaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WaId(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phone(text: &str) -> Option<String> {
        WaId::parse(text)
            .ok()?
            .phone()
            .map(|phone| phone.to_string())
    }

    #[test]
    fn a_wa_id_is_the_phone_number_with_a_plus() {
        assert_eq!(phone("16505551234").as_deref(), Some("+16505551234"));
        assert_eq!(phone("5215512345678").as_deref(), Some("+5215512345678"));
        assert_eq!(phone("5491112345678").as_deref(), Some("+5491112345678"));
        assert_eq!(phone("556181234567").as_deref(), Some("+556181234567"));
    }

    #[test]
    fn a_wa_id_that_would_need_correcting_is_no_phone_number() {
        for digits in [
            "4901701234567",
            "0034600000001",
            "541512345678",
            "99999999999999999999",
            "34600",
        ] {
            assert_eq!(phone(digits), None, "{digits}");
        }
    }

    #[test]
    fn the_country_shows_even_where_the_length_is_unknown() {
        let country = |text| {
            WaId::parse(text)
                .ok()
                .and_then(|id| id.country())
                .map(|c| c.to_string())
        };
        assert_eq!(country("34600000001").as_deref(), Some("ES"));
        assert_eq!(country("3460000000199").as_deref(), Some("ES"));
        assert_eq!(country("18765551234").as_deref(), Some("JM"));
        assert_eq!(country("99999999999"), None);
    }

    #[test]
    fn other_text_is_not_a_wa_id() {
        for bad in [
            "",
            "1234",
            "123456789012345678901",
            "+34600000001",
            "34 600000001",
            "٣٤٦٠٠٠٠٠٠٠١",
        ] {
            assert_eq!(WaId::parse(bad), Err(ParseWaIdError), "{bad:?}");
        }
    }

    #[test]
    fn debug_output_does_not_show_the_person() -> Result<(), ParseWaIdError> {
        assert_eq!(format!("{:?}", WaId::parse("34600000001")?), "WaId(…)");
        Ok(())
    }

    proptest! {
        #[test]
        fn a_wa_id_is_never_touched(digits in "[0-9]{5,20}") {
            let id = WaId::parse(&digits);
            prop_assert_eq!(id.as_ref().map(WaId::as_str), Ok(digits.as_str()));
            if let Some(phone) = id.ok().and_then(|id| id.phone()) {
                prop_assert_eq!(phone.digits(), digits.as_str());
            }
        }
    }
}
