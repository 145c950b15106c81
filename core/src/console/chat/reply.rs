//! What somebody of the shop wrote, as the form brings it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Meta's limit for a text, in characters; counted here in UTF-16 units, which is the stricter.
pub const MAX_REPLY: usize = 4_096;

/// Words that may be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReplyText(String);

/// Why words may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// There are none.
    #[error("a reply has words")]
    Empty,
    /// There are too many.
    #[error("a reply has at most {MAX_REPLY} characters")]
    TooLong,
}

impl ReplyText {
    /// Reads what was typed. Line breaks come from forms as two characters and are one; space at the
    /// ends does not count.
    ///
    /// # Errors
    /// Where nothing is left, or too much.
    pub fn parse(typed: &str) -> Result<Self, ReplyError> {
        let text = typed.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(ReplyError::Empty);
        }
        if text.encode_utf16().count() > MAX_REPLY {
            return Err(ReplyError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ReplyText {
    type Error = ReplyError;

    fn try_from(text: String) -> Result<Self, ReplyError> {
        Self::parse(&text)
    }
}

impl From<ReplyText> for String {
    fn from(text: ReplyText) -> Self {
        text.0
    }
}

/// What a form is known again by: one sent twice is sent once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormKey(String);

/// It is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a form without its key")]
pub struct ParseFormKeyError;

impl TryFrom<String> for FormKey {
    type Error = ParseFormKeyError;

    fn try_from(key: String) -> Result<Self, ParseFormKeyError> {
        let is_ours =
            (16..=40).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_ours.then_some(Self(key)).ok_or(ParseFormKeyError)
    }
}

impl From<FormKey> for String {
    fn from(key: FormKey) -> Self {
        key.0
    }
}

impl FormKey {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Up to where somebody had read: the newest message, reply and echo that their page showed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Of what the person wrote, by its row.
    pub message: u32,
    /// Of what was written here, by its row.
    pub reply: u32,
    /// Of what was written with other tools, by its row.
    pub echo: u32,
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.message, self.reply, self.echo)
    }
}

impl Seen {
    /// Reads what a form says.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse().ok());
        let mut part = || parts.next().flatten();
        let seen = Self {
            message: part()?,
            reply: part()?,
            echo: part()?,
        };
        parts.next().is_none().then_some(seen)
    }
}

/// A reply as the book is asked to send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The form's key.
    pub key: FormKey,
    /// The words.
    pub text: ReplyText,
    /// What its writer had read.
    pub seen: Seen,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_kept_as_they_were_typed_but_for_the_forms_line_breaks() {
        let text = |typed: &str| ReplyText::parse(typed).map(String::from);
        assert_eq!(text(" Hi,\r\n\r\n yes!\r\n"), Ok("Hi,\n\n yes!".to_owned()));
        assert_eq!(text(" \r\n"), Err(ReplyError::Empty));
        assert_eq!(text(&"x".repeat(4_096)), Ok("x".repeat(4_096)));
        assert_eq!(text(&"x".repeat(4_097)), Err(ReplyError::TooLong));
        // An emoji has two units.
        assert_eq!(text(&"😀".repeat(2_049)), Err(ReplyError::TooLong));
    }

    #[test]
    fn a_key_is_one_of_ours() {
        assert!(FormKey::try_from("0123456789abcdefghjk".to_owned()).is_ok());
        for bad in ["", "short", "0123456789abcdef'--", &"x".repeat(41)] {
            assert!(FormKey::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_was_seen_reads_back(message: u32, reply: u32, echo: u32) {
            let seen = Seen { message, reply, echo };
            prop_assert_eq!(Seen::parse(&seen.to_string()), Some(seen));
        }

        #[test]
        fn nothing_else_is_taken_for_it(text in "[0-9.x-]{0,12}") {
            if let Some(seen) = Seen::parse(&text) {
                prop_assert_eq!(text.matches('.').count(), 2);
                prop_assert_eq!(Seen::parse(&seen.to_string()), Some(seen));
            }
        }
    }
}
