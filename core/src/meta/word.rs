//! Words of Meta's as types.

/// An enum of Meta's words in the order of their strictness, with a place for words that are not
/// known yet, which are kept as they came (cut to what any word has). Stored as the word.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal $(| $older:literal)*,)*
    }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A word that we do not know.
            Other(String),
        }

        impl $name {
            /// Reads Meta's word, in any case.
            pub fn parse(word: &str) -> Self {
                let upper = word.trim().to_ascii_uppercase();
                match upper.as_str() {
                    $($word $(| $older)* => Self::$variant,)*
                    _ => Self::Other(upper.chars().take($crate::meta::word::MAX_WORD).collect()),
                }
            }

            /// Meta's word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::parse(&word)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }
    };
}
pub(crate) use words;

/// Meta's longest word for a state has half of it.
pub(crate) const MAX_WORD: usize = 100;

#[cfg(test)]
mod tests {
    use crate::meta::{Quality, TemplateStatus};

    #[test]
    fn words_are_read_in_any_case_and_unknown_ones_are_kept() {
        assert_eq!(TemplateStatus::parse("approved"), TemplateStatus::Approved);
        assert_eq!(
            TemplateStatus::parse("REINSTATED"),
            TemplateStatus::Approved
        );
        let unknown = Quality::parse("Purple");
        assert_eq!(unknown, Quality::Other("PURPLE".into()));
        let json = serde_json::to_string(&unknown).unwrap();
        assert_eq!(json, r#""PURPLE""#);
        assert_eq!(serde_json::from_str::<Quality>(&json).unwrap(), unknown);
    }

    #[test]
    fn the_stricter_word_is_the_greater() {
        assert!(Quality::Red > Quality::Green && Quality::Green > Quality::Unknown);
        assert!(TemplateStatus::Paused > TemplateStatus::Approved);
        assert!(TemplateStatus::Deleted > TemplateStatus::Paused);
    }
}
