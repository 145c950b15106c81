//! What the book tells of tokens and sessions, and what is asked of it.

use super::token::NameFault;
use crate::console::{Lang, Role};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Tokens and sessions of a shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Those that are good, by name.
    pub tokens: Vec<Token>,
    /// Those that are open, the last seen first.
    pub sessions: Vec<Session>,
}

/// A named token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its number in the book.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it lets do.
    pub role: Role,
    /// Since when.
    pub made_at: Millis,
    /// By whom.
    pub made_by: String,
    /// When it was last used, to the minute.
    pub used_at: Option<Millis>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its number in the book.
    pub id: i64,
    /// The name of its token.
    pub name: String,
    /// What it lets do.
    pub role: Role,
    /// Since when.
    pub made_at: Millis,
    /// When a page was last opened, to the minute.
    pub seen_at: Millis,
}

/// Who is behind a token or a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The token's name.
    pub name: String,
    /// What it lets do.
    pub role: Role,
    /// Whether it is the worker's own, which opens every shop.
    pub is_workers: bool,
    /// The session's number; none for a token by itself.
    pub session: Option<i64>,
    /// The language that was chosen.
    pub lang: Option<Lang>,
}

/// A session to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The named token; none for the worker's own, which the worker has checked.
    pub token: Option<String>,
    /// The language of the form.
    pub lang: Option<Lang>,
}

/// What opens a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its secret id.
    pub id: String,
}

/// A session that is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its secret id.
    pub id: String,
    /// The language that is chosen from now on.
    pub lang: Option<Lang>,
}

/// A change to who may come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Change {
    /// A new token.
    Make {
        /// Its name.
        name: String,
        /// What it lets do.
        role: Role,
    },
    /// The token is good no more, and its sessions end.
    Revoke {
        /// Its number.
        token: i64,
    },
    /// A session ends.
    End {
        /// Its number.
        session: i64,
        /// The name whose session it has to be; none where anybody's may be ended.
        of: Option<String>,
    },
    /// All sessions end but one.
    EndOthers {
        /// The one that stays.
        but: Option<i64>,
        /// Whose; none for everybody's.
        of: Option<String>,
    },
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// The new token, which is told this once.
    Made(String),
    /// It is so.
    Done,
    /// The name cannot be.
    Name(NameFault),
    /// There are [`MAX_TOKENS`](super::MAX_TOKENS) already.
    TooMany,
    /// There is no such token or session any more.
    Gone,
}
