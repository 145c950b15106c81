//! Who is in the console, and what they may do there.

use serde::{Deserialize, Serialize};

/// What a token lets its holder do. Each role may do all that those after it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything: export, erase, settings, tokens, and webhooks as they came.
    Owner,
    /// Serves customers: answers, tags, sends.
    Staff,
    /// Looks.
    Reader,
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// See people, chats and figures.
    Look,
    /// Answer, tag, send.
    Serve,
    /// Take data away, erase, change settings, make tokens.
    Own,
}

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The name of their token, which is what the ledger says.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Staff, Self::Reader];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Staff => "staff",
            Self::Reader => "reader",
        }
    }

    /// Reads a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether somebody of this role may do so.
    pub fn may(self, right: Right) -> bool {
        match right {
            Right::Look => true,
            Right::Serve => self != Self::Reader,
            Right::Own => self == Self::Owner,
        }
    }
}

impl User {
    /// Whether they may do so.
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_it_is_for() {
        let may = |role: Role| [Right::Look, Right::Serve, Right::Own].map(|right| role.may(right));
        assert_eq!(may(Role::Owner), [true, true, true]);
        assert_eq!(may(Role::Staff), [true, true, false]);
        assert_eq!(may(Role::Reader), [true, false, false]);
    }

    #[test]
    fn a_role_is_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            let json = serde_json::to_string(&role).unwrap();
            assert_eq!(json, format!("\"{}\"", role.as_str()));
        }
        assert_eq!(Role::parse("Owner"), None);
    }
}
