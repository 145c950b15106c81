//! What Meta's refusals of a new template mean. By code and subcode, never by words: those are in the
//! language of the account.
//!
//! Source: Meta's error codes of template creation, October 2026.

use crate::setup_check::Refusal;
use serde::{Deserialize, Serialize};

/// Why a template was not created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateFault {
    /// There is one of this name in this language already.
    Exists,
    /// One of this name is being deleted: for some weeks the name is barred.
    BeingDeleted,
    /// The account has as many as it may.
    TooMany,
    /// The token does not serve.
    Token,
    /// The token may not manage templates of this account.
    Permission,
    /// Too many calls.
    Busy,
    /// Meta does not take its form or its words.
    Form,
    /// Something else.
    Other,
    /// No answer: it may or may not have been created.
    Silent,
}

impl CreateFault {
    /// Every fault.
    pub const ALL: [Self; 9] = [
        Self::Exists,
        Self::BeingDeleted,
        Self::TooMany,
        Self::Token,
        Self::Permission,
        Self::Busy,
        Self::Form,
        Self::Other,
        Self::Silent,
    ];

    /// Reads a refusal.
    pub fn of(refusal: &Refusal) -> Self {
        match (refusal.code, refusal.subcode) {
            (_, Some(2_388_024)) => Self::Exists,
            (_, Some(2_388_023)) => Self::BeingDeleted,
            (_, Some(2_388_019)) => Self::TooMany,
            (_, Some(2_388_000..=2_388_999)) => Self::Form,
            (0 | 190, _) => Self::Token,
            // The last: "unsupported post request", of an account that the token cannot see.
            (3 | 10 | 200..=299, _) | (100, Some(33)) => Self::Permission,
            (1 | 2 | 4 | 80_007 | 80_008, _) => Self::Busy,
            (100, _) => Self::Form,
            _ => Self::Other,
        }
    }

    /// Its stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::BeingDeleted => "being_deleted",
            Self::TooMany => "too_many",
            Self::Token => "token",
            Self::Permission => "permission",
            Self::Busy => "busy",
            Self::Form => "form",
            Self::Other => "other",
            Self::Silent => "silent",
        }
    }
}
