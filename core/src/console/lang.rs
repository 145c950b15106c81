//! The console's languages, and how a page comes by its words.

use crate::accept_language;
use crate::locale::Locale;
use serde::{Deserialize, Serialize};

/// A language of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// Its tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// Reads a tag, of any region.
    pub fn parse(tag: &str) -> Option<Self> {
        let locale = Locale::parse(tag).ok()?;
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str() == locale.language())
    }

    /// The best for an `Accept-Language` header.
    pub fn accepted(header: &str) -> Self {
        accept_language::wanted(header)
            .iter()
            .find_map(|locale| Self::parse(locale.as_str()))
            .unwrap_or_default()
    }

    /// The same as a locale; nothing never.
    pub fn locale(self) -> Option<Locale> {
        Locale::parse(self.as_str()).ok()
    }
}

/// Makes `words(lang)` for a page: `words!(PeopleWords, "people.json")`. The type is `Deserialize`
/// with `deny_unknown_fields`, and `Default` for the case that a test rules out: that a file cannot
/// be read. `core/build.rs` sees to it that both languages say the same things.
macro_rules! words {
    ($words:ty, $file:literal) => {
        /// The page's words in a language.
        pub(super) fn words(lang: $crate::console::Lang) -> &'static $words {
            static WORDS: std::sync::OnceLock<[$words; 2]> = std::sync::OnceLock::new();
            let [en, es] = WORDS
                .get_or_init(|| FILES.map(|json| serde_json::from_str(json).unwrap_or_default()));
            match lang {
                $crate::console::Lang::En => en,
                $crate::console::Lang::Es => es,
            }
        }

        /// In the order of [`Lang::ALL`](crate::console::Lang::ALL).
        const FILES: [&str; 2] = [
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../templates/en/console/",
                $file
            )),
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../templates/es/console/",
                $file
            )),
        ];

        #[cfg(test)]
        mod words_are_whole {
            use super::*;

            #[test]
            fn in_both_languages() {
                for json in FILES {
                    serde_json::from_str::<$words>(json).unwrap();
                }
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_best_that_the_browser_asks_for() {
        assert_eq!(Lang::accepted("de, es-MX;q=0.8, en;q=0.5"), Lang::Es);
        assert_eq!(Lang::accepted("en-GB,es"), Lang::En);
        assert_eq!(Lang::accepted("fr"), Lang::En);
        assert_eq!(Lang::accepted(""), Lang::En);
    }

    #[test]
    fn each_language_has_its_locale() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.locale().unwrap().as_str()), Some(lang));
        }
    }
}
