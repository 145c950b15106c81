//! What the book tells of those who wait.

use crate::console::Tag;
use crate::console::chat::Shown;
use crate::settings::CannedReply;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Whose chats are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those of nobody.
    Nobodys,
    /// A colleague's.
    Of(Tag),
}

/// What stands for "nobody's" in an address; no tag of anybody's, for those are names.
const NOBODY: &str = "-";

impl Filter {
    /// Reads `tag` of an address; what is no tag shows all.
    pub fn parse(tag: Option<&str>) -> Self {
        match tag.map(str::trim) {
            Some(NOBODY) => Self::Nobodys,
            Some(tag) => Tag::parse(tag).map_or(Self::All, Self::Of),
            None => Self::All,
        }
    }

    /// As it stands in an address; nothing for all.
    pub fn as_query(&self) -> Option<&str> {
        match self {
            Self::All => None,
            Self::Nobodys => Some(NOBODY),
            Self::Of(tag) => Some(tag.as_str()),
        }
    }
}

/// Who waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// When this was read.
    pub now: Millis,
    /// How many wait in all, whosever they are.
    pub total: u32,
    /// How many of them are nobody's.
    pub untagged: u32,
    /// The others by colleague.
    pub tags: Vec<Tagged>,
    /// Those that are shown, the longest first.
    pub waiting: Vec<Waits>,
    /// Where the next page begins; nothing where this is the last.
    pub next: Option<String>,
    /// The shop's canned replies.
    pub replies: Vec<CannedReply>,
    /// The version of the settings that they are from.
    pub version: i64,
}

/// How many wait for a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tagged {
    /// Who.
    pub tag: String,
    /// How many.
    pub people: u32,
}

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Who, by the book's id.
    pub person: String,
    /// Their name for themselves.
    pub name: Option<String>,
    /// Their number, with its +.
    pub phone: Option<String>,
    /// The colleague who is to answer.
    pub tag: Option<String>,
    /// Since when.
    pub since: Millis,
    /// How many messages.
    pub messages: u32,
    /// The last of them.
    pub last: Shown,
    /// When they last wrote, by Meta's clock.
    pub last_wrote_at: Option<Millis>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_whose() {
        let ana = Filter::Of(Tag::parse("Ana").unwrap());
        for (query, filter) in [
            (None, Filter::All),
            (Some(""), Filter::All),
            (Some("-"), Filter::Nobodys),
            (Some(" Ana "), ana),
        ] {
            let read = Filter::parse(query);
            assert_eq!(read, filter);
            assert_eq!(Filter::parse(read.as_query()), filter);
        }
    }
}
