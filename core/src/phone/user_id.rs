use core::fmt;

use super::Country;

/// Meta's business-scoped user ID (`ES.1349…`) or its parent (`ES.ENT.1181…`).
///
/// Opaque: kept, compared and sent exactly as it came, letter case included. Only its country is read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId {
    text: String,
    country: Country,
}

/// The text is not a user ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user ID is two capital letters, a full stop and 1 to 128 letters or digits")]
pub struct ParseUserIdError;

impl UserId {
    /// Takes the text as it is.
    ///
    /// # Errors
    ///
    /// [`ParseUserIdError`] where the text has not the form Meta documents.
    pub fn parse(text: &str) -> Result<Self, ParseUserIdError> {
        let country = Country::of_user_id(text).ok_or(ParseUserIdError)?;
        Ok(Self {
            text: text.to_owned(),
            country,
        })
    }

    /// The ID, whole and untouched.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The country the ID begins with.
    pub fn country(&self) -> Country {
        self.country
    }

    /// Whether it is of a country of the North American plan, whose numbers begin with +1.
    pub fn is_plus_one(&self) -> bool {
        self.country.calling_code() == Some(1)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Personal data: only the country shows.
impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserId({}.…)", self.country)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn digits_that_look_like_a_mexican_number_stay_as_they_are() -> Result<(), ParseUserIdError> {
        let id = UserId::parse("MX.5215512345678")?;
        assert_eq!(id.as_str(), "MX.5215512345678");
        assert_eq!(id.country().as_str(), "MX");
        Ok(())
    }

    #[test]
    fn debug_output_does_not_show_the_person() -> Result<(), ParseUserIdError> {
        assert_eq!(
            format!("{:?}", UserId::parse("US.13491208655302741918")?),
            "UserId(US.…)"
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn a_user_id_is_never_touched(text in "[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}") {
            let id = UserId::parse(&text)?;
            prop_assert_eq!(id.as_str(), text.as_str());
            prop_assert!(text.starts_with(id.country().as_str()));
        }

        #[test]
        fn any_text_is_refused_or_kept_whole(text in any::<String>()) {
            if let Ok(id) = UserId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
