//! The tag of a colleague: who is to answer somebody.

use serde::{Deserialize, Serialize};

/// A colleague's name, as their token has it or as the shop calls them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

/// Why a text is no tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tag has 1 to {} characters on one line", Tag::MAX)]
pub struct ParseTagError;

impl Tag {
    /// A name, not a note.
    pub const MAX: usize = 40;

    /// Reads a tag; space around it does not count.
    ///
    /// # Errors
    /// Where it is empty, too long, or has more than one line.
    pub fn parse(text: &str) -> Result<Self, ParseTagError> {
        let text = text.trim();
        let fits = (1..=Self::MAX).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseTagError)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Tag {
    type Error = ParseTagError;

    fn try_from(text: String) -> Result<Self, ParseTagError> {
        Self::parse(&text)
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_name_on_one_line() {
        assert_eq!(Tag::parse("  Ana López ").unwrap().as_str(), "Ana López");
        for bad in ["", "  ", "a\nb", &"x".repeat(41)] {
            assert_eq!(Tag::parse(bad), Err(ParseTagError), "{bad:?}");
        }
    }
}
