//! Languages: as people's browsers name them and as Meta names a template's.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language tag of one to three subtags, such as `es`, `pt-BR` or `zh-Hant-TW`, in the usual
/// case. (RFC 5646, less what no shop needs.)
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

/// The text is no language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a locale is a language tag such as es or pt-BR")]
pub struct ParseLocaleError;

impl Locale {
    /// Reads a language tag; `_` serves for `-`.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParseLocaleError> {
        let mut tag = String::with_capacity(text.len());
        for (index, part) in text.split(['-', '_']).enumerate() {
            if !part
                .chars()
                .all(|character| character.is_ascii_alphanumeric())
            {
                return Err(ParseLocaleError);
            }
            match (index, part.len()) {
                (0, 2 | 3) if part.chars().all(|letter| letter.is_ascii_alphabetic()) => {
                    tag.push_str(&part.to_ascii_lowercase());
                }
                (1 | 2, 2 | 3) => {
                    tag.push('-');
                    tag.push_str(&part.to_ascii_uppercase());
                }
                (1, 4) => {
                    tag.push('-');
                    let (first, rest) = part.split_at(1);
                    tag.push_str(&first.to_ascii_uppercase());
                    tag.push_str(&rest.to_ascii_lowercase());
                }
                _ => return Err(ParseLocaleError),
            }
        }
        Ok(Self(tag))
    }

    /// The tag, as in `pt-BR`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone, as in `pt`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Meta's spelling of the same, as in `pt_BR`. (Webhooks may say `en-US`, requests `en_US`.)
    pub fn template_language(&self) -> String {
        self.0.replace('-', "_")
    }

    /// The one of `offered` that serves somebody who asks for `self`: itself, else one of the
    /// same language.
    pub fn best_of<'a>(&self, offered: &'a [Self]) -> Option<&'a Self> {
        offered.iter().find(|locale| *locale == self).or_else(|| {
            offered
                .iter()
                .find(|locale| locale.language() == self.language())
        })
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Locale {
    type Error = ParseLocaleError;

    fn try_from(text: String) -> Result<Self, ParseLocaleError> {
        Self::parse(&text)
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(text: &str) -> Locale {
        Locale::parse(text).unwrap()
    }

    #[test]
    fn tags_get_their_usual_case() {
        assert_eq!(locale("PT_br").as_str(), "pt-BR");
        assert_eq!(locale("zh-hant-tw").as_str(), "zh-Hant-TW");
        assert_eq!(locale("pt-BR").template_language(), "pt_BR");
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for wrong in [
            "",
            "e",
            "español",
            "es-",
            "es--ES",
            "../..",
            "es-ES-x-y",
            "12",
            "es-é1",
        ] {
            assert_eq!(Locale::parse(wrong), Err(ParseLocaleError), "{wrong}");
        }
    }

    #[test]
    fn a_shopper_gets_their_language_where_the_region_is_not_offered() {
        let offered = [locale("en"), locale("es"), locale("pt-BR")];
        assert_eq!(locale("es-MX").best_of(&offered), Some(&locale("es")));
        assert_eq!(locale("pt").best_of(&offered), Some(&locale("pt-BR")));
        assert_eq!(locale("sv").best_of(&offered), None);
    }
}
