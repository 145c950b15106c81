//! What somebody looks for in the log.

use crate::outgoing::{Kind, MessageState, Reason};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Messages to people.
    #[default]
    Sends,
    /// Updates of Meta's webhooks.
    Updates,
}

impl Show {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sends, Self::Updates];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sends => "sends",
            Self::Updates => "updates",
        }
    }
}

/// Kinds of updates, by their number in the book.
pub const UPDATE_KINDS: [&str; 8] = [
    "message",
    "status",
    "preference",
    "echo",
    "other",
    "unreadable",
    "change",
    "history",
];

/// States of updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateState {
    /// It is not acted on yet.
    Waiting,
    /// It is acted on, and its body is gone.
    Done,
    /// It was not understood, or is not this number's; its body is kept for a while.
    Kept,
    /// It failed three times.
    Aside,
}

impl UpdateState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Done, Self::Kept, Self::Aside];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Kept => "kept",
            Self::Aside => "aside",
        }
    }
}

/// What to list. Words that mean nothing are left out, so that an address that was cut still shows
/// something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Which list.
    pub show: Show,
    /// A phone, the beginning of a name, a message's id.
    pub q: String,
    /// The kind of a message.
    pub kind: Option<Kind>,
    /// The state of a message.
    pub state: Option<MessageState>,
    /// Why a message waits or ended.
    pub reason: Option<Reason>,
    /// The kind of an update, by its number.
    pub update_kind: Option<usize>,
    /// The state of an update.
    pub update_state: Option<UpdateState>,
    /// Only what is before this row.
    pub before: Option<u32>,
}

/// Longer words to look for are cut: no name, number or id is.
const MAX_SEARCH: usize = 200;

impl Query {
    /// Reads the fields of an address.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        let (mut kind, mut state) = ("", "");
        for (name, value) in pairs {
            match name {
                "show" if value == Show::Updates.as_str() => query.show = Show::Updates,
                "q" => query.q = value.trim().chars().take(MAX_SEARCH).collect(),
                "kind" => kind = value,
                "state" => state = value,
                "reason" => query.reason = Reason::parse(value),
                // Numbers pass through JavaScript on their way to SQL: 32 bits are exact.
                "before" => query.before = value.parse().ok(),
                _ => {}
            }
        }
        match query.show {
            Show::Sends => {
                query.kind = Kind::parse(kind);
                query.state = MessageState::parse(state);
            }
            Show::Updates => {
                query.reason = None;
                query.update_kind = UPDATE_KINDS.iter().position(|own| *own == kind);
                let mut states = UpdateState::ALL.into_iter();
                query.update_state = states.find(|own| own.as_str() == state);
            }
        }
        query
    }

    /// The word of the kind.
    pub fn kind_word(&self) -> &'static str {
        let of_update = || UPDATE_KINDS.get(self.update_kind?).copied();
        self.kind
            .map(Kind::as_str)
            .or_else(of_update)
            .unwrap_or_default()
    }

    /// The word of the state.
    pub fn state_word(&self) -> &'static str {
        let of_update = || self.update_state.map(UpdateState::as_str);
        self.state
            .map(MessageState::as_str)
            .or_else(of_update)
            .unwrap_or_default()
    }

    /// Whether it asks for anything but all of a list.
    pub fn is_narrow(&self) -> bool {
        let all = Self {
            show: self.show,
            before: self.before,
            ..Self::default()
        };
        *self != all
    }

    /// The same as the query of an address, with `?`, from the row before which the next page begins.
    pub fn address(&self, before: Option<u32>) -> String {
        let mut out = Serializer::new(String::new());
        let reason = self.reason.map_or("", Reason::as_str);
        let show = if self.show == Show::Sends {
            ""
        } else {
            self.show.as_str()
        };
        let before = before.map(|before| before.to_string()).unwrap_or_default();
        for (name, value) in [
            ("show", show),
            ("q", self.q.as_str()),
            ("kind", self.kind_word()),
            ("state", self.state_word()),
            ("reason", reason),
            ("before", before.as_str()),
        ] {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        format!("?{}", out.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Query {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect();
        Query::parse(
            pairs
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
    }

    #[test]
    fn an_address_says_what_is_looked_for() {
        let query = parse("q=+34600&kind=welcome&state=failed&reason=token&before=7");
        assert_eq!(query.kind, Some(Kind::Welcome));
        assert_eq!(query.state, Some(MessageState::Failed));
        assert_eq!((query.reason, query.before), (Some(Reason::Token), Some(7)));
        let updates = parse("show=updates&kind=echo&state=aside&reason=token");
        assert_eq!(updates.update_kind, Some(3));
        assert_eq!(updates.update_state, Some(UpdateState::Aside));
        assert_eq!(
            (updates.kind, updates.state, updates.reason),
            (None, None, None)
        );
    }

    #[test]
    fn what_means_nothing_is_left_out() {
        assert_eq!(
            parse("kind=x&state=waiting&reason=&before=-1&page=2"),
            Query::default()
        );
        assert!(!parse("show=updates&before=4").is_narrow());
        assert!(parse("q=ana").is_narrow());
    }

    proptest! {
        #[test]
        fn an_address_that_was_made_reads_as_what_it_was_made_of(
            q in "\\PC{0,12}", kind in 0_usize..9, state in 0_usize..9, before: Option<u32>, sends: bool
        ) {
            let q = q.trim().to_owned();
            let query = if sends {
                Query { q, kind: Kind::ALL.get(kind).copied(), state: MessageState::ALL.get(state).copied(), before, ..Query::default() }
            } else {
                Query {
                    show: Show::Updates, q, update_kind: Some(kind).filter(|kind| *kind < 8),
                    update_state: UpdateState::ALL.get(state).copied(), before, ..Query::default()
                }
            };
            let address = query.address(query.before);
            prop_assert_eq!(parse(address.trim_start_matches('?')), query);
        }
    }
}
