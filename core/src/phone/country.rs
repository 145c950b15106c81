use core::fmt;

use super::plan::Plan;
use serde::{Deserialize, Serialize};

/// A country or territory: its two letters in ISO 3166.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(pub(super) [u8; 2]);

/// The text is not two ASCII letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two ASCII letters, as in ES")]
pub struct ParseCountryError;

impl Country {
    /// Reads two letters in either case. Whether ISO 3166 assigns them is not asked: Meta's user IDs
    /// may name a country before this code knows it.
    ///
    /// # Errors
    ///
    /// [`ParseCountryError`] for anything but two ASCII letters.
    pub fn parse(text: &str) -> Result<Self, ParseCountryError> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(ParseCountryError),
        }
    }

    /// The country in front of a business-scoped user ID (`ES.1349…`, `ES.ENT.1181…`), if it is one.
    pub fn of_user_id(text: &str) -> Option<Self> {
        let (country, rest) = text.split_once('.')?;
        let id = rest.strip_prefix("ENT.").unwrap_or(rest);
        let well_formed = country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric());
        well_formed.then(|| Self::parse(country).ok()).flatten()
    }

    /// The code others dial to reach it: 34 for Spain, 1 for each of the 25 that share it.
    pub fn calling_code(self) -> Option<u16> {
        Plan::of_country(self).map(|plan| plan.code)
    }

    /// The two letters, in capitals.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Country {
    type Error = ParseCountryError;

    fn try_from(text: String) -> Result<Self, ParseCountryError> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_user_id(text: &str) -> Option<String> {
        Country::of_user_id(text).map(|country| country.to_string())
    }

    #[test]
    fn a_country_is_two_letters_in_either_case() {
        assert_eq!(Country::parse("es"), Country::parse("ES"));
        for bad in ["", "E", "ESP", "E1", "É", "ñ", "E ", "日"] {
            assert_eq!(Country::parse(bad), Err(ParseCountryError), "{bad:?}");
        }
    }

    #[test]
    fn settings_write_a_country_as_its_two_letters() {
        let read = |json: &str| serde_json::from_str::<Country>(json).ok();
        assert_eq!(read("\"es\""), Country::parse("ES").ok());
        assert_eq!(read("\"Spain\""), None);
        let spain = Country::parse("ES").unwrap();
        assert_eq!(serde_json::to_string(&spain).unwrap(), "\"ES\"");
    }

    #[test]
    fn calling_codes_are_found_also_where_countries_share_one() {
        let code = |text| Country::parse(text).ok().and_then(Country::calling_code);
        assert_eq!(code("ES"), Some(34));
        assert_eq!(code("US"), Some(1));
        assert_eq!(code("JM"), Some(1));
        assert_eq!(code("KZ"), Some(7));
        assert_eq!(code("VA"), Some(39));
        assert_eq!(code("MF"), Some(590));
        assert_eq!(code("UZ"), Some(998));
        assert_eq!(code("AQ"), None);
        assert_eq!(
            code("ZZ"),
            None,
            "the table's mark for no country is not one"
        );
    }

    #[test]
    fn a_user_id_names_its_country() {
        assert_eq!(of_user_id("US.13491208655302741918").as_deref(), Some("US"));
        assert_eq!(
            of_user_id("BR.ENT.11815799212886844830").as_deref(),
            Some("BR")
        );
        assert_eq!(of_user_id("DE.ENT").as_deref(), Some("DE"));
        assert_eq!(
            of_user_id(&format!("ES.{}", "a".repeat(128))).as_deref(),
            Some("ES")
        );
    }

    #[test]
    fn what_is_not_a_user_id_names_no_country() {
        for bad in [
            "",
            "US",
            "US.",
            "us.1349",
            "USA.1349",
            "U.1349",
            ".1349",
            "US.ENT.",
            "US.13 49",
            "US.13.49",
            "US.ENT.ENT.1",
            "US.é",
            "34600000001",
            "US.1\n",
        ] {
            assert_eq!(of_user_id(bad), None, "{bad:?}");
        }
        assert_eq!(of_user_id(&format!("ES.{}", "a".repeat(129))), None);
    }
}
