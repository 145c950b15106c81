//! Names that stand in the book, on the wire and in addresses: plain letters and digits, with one
//! mark between words.

/// Makes a type for one kind of name: `[a-z0-9]` and `$mark`, 1 to `$max` characters.
macro_rules! plain_id {
    (
        $(#[$docs:meta])* $name:ident, $mark:literal, $max:literal,
        $(#[$error_docs:meta])* $error:ident, $message:literal
    ) => {
        $(#[$docs])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        $(#[$error_docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl $name {
            /// Reads one.
            ///
            /// # Errors
            /// Where the text is none.
            pub fn parse(text: &str) -> Result<Self, $error> {
                if crate::plain_id::is_plain(text, $mark, $max) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($error)
                }
            }

            /// It as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}
pub(crate) use plain_id;

/// Whether `text` has 1 to `max` small letters, digits and marks, and not only marks.
pub(crate) fn is_plain(text: &str, mark: u8, max: usize) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == mark;
    (1..=max).contains(&text.len())
        && text.bytes().all(good)
        && text.bytes().any(|byte| byte != mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_has_small_letters_digits_and_its_mark() {
        for good in ["a", "back_in_stock", "2", "_x_", &"x".repeat(40)] {
            assert!(is_plain(good, b'_', 40), "{good}");
        }
        for wrong in ["", "___", "A", "a b", "a-b", "é", "a\n", &"x".repeat(41)] {
            assert!(!is_plain(wrong, b'_', 40), "{wrong}");
        }
        assert!(is_plain("parcel-insert", b'-', 30));
    }
}
