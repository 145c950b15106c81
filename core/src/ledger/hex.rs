//! Byte strings of one length, written as small hexadecimal digits.

/// Makes a type for one kind of byte string. Reading is strict, so that a value has one spelling.
macro_rules! hex_bytes {
    ($(#[$docs:meta])* $name:ident, $length:literal) => {
        $(#[$docs])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $length]);

        impl $name {
            /// Takes the bytes as they are.
            pub const fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// Reads small hexadecimal digits.
            ///
            /// # Errors
            /// Where the text has another length or other characters, capitals among them.
            pub fn parse(text: &str) -> Result<Self, $crate::ledger::ParseHexError> {
                $crate::ledger::hex::decode(text).map(Self)
            }

            /// The bytes.
            pub const fn bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::ledger::ParseHexError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                ::hex::encode(value.0)
            }
        }
    };
}

/// Lets a type be shown; a secret one is not.
macro_rules! shown_as_hex {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&::hex::encode(self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "{}({self})", stringify!($name))
            }
        }
    };
}

pub(super) use {hex_bytes, shown_as_hex};

/// The text is not the hexadecimal digits it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0} small hexadecimal digits")]
pub struct ParseHexError(usize);

pub(super) fn decode<const N: usize>(text: &str) -> Result<[u8; N], ParseHexError> {
    let error = ParseHexError(2 * N);
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(error);
    }
    let mut bytes = [0; N];
    ::hex::decode_to_slice(text, &mut bytes).map_err(|_| error)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_spelling() {
        assert_eq!(decode("00ff"), Ok([0, 255]));
        for wrong in ["", "00", "00ff00", "00FF", "0 ff", "0xff"] {
            assert_eq!(decode::<2>(wrong), Err(ParseHexError(4)), "{wrong}");
        }
    }
}
