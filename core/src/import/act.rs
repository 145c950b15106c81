//! What a row says, as the book takes it.

use crate::consent::Deed;
use crate::purpose::PurposeId;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A row that says something about somebody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The line it begins in, from 1.
    pub line: u64,
    /// The digits of the person's number in E.164.
    pub wa_id: Option<String>,
    /// Meta's id of the person, where the row has no number.
    pub user_id: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// What they did.
    pub act: ImportedAct,
}

/// Personal data does not show.
impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Entry")
            .field("line", &self.line)
            .field("act", &self.act)
            .finish_non_exhaustive()
    }
}

/// What a person did, by a row. A time that the row does not tell is that of the import.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ImportedAct {
    /// They took consent back.
    OptOut {
        /// What for; nothing means everything.
        purposes: Vec<PurposeId>,
        /// When, in Unix milliseconds.
        at: Option<Millis>,
    },
    /// They agreed, and the row has the words, the date and the method.
    Consent {
        /// To what.
        purposes: Vec<PurposeId>,
        /// When, in Unix milliseconds.
        at: Millis,
        /// Words, method and date as the row has them.
        evidence: String,
    },
    /// They agreed, but something of the proof is missing.
    Unproven {
        /// To what.
        purposes: Vec<PurposeId>,
        /// When, in Unix milliseconds.
        at: Option<Millis>,
        /// What the row has of the proof.
        evidence: Option<String>,
    },
}

/// The words and dates of a person do not show.
impl std::fmt::Debug for ImportedAct {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::OptOut { .. } => "OptOut(…)",
            Self::Consent { .. } => "Consent(…)",
            Self::Unproven { .. } => "Unproven(…)",
        })
    }
}

impl ImportedAct {
    /// What it does to the person's consent.
    pub fn deed(&self) -> Deed {
        match self {
            Self::OptOut { purposes, .. } if purposes.is_empty() => Deed::WithdrawAll,
            Self::OptOut { purposes, .. } => Deed::Withdraw {
                purposes: purposes.clone(),
                product: None,
            },
            Self::Consent { purposes, .. } => Deed::Grant {
                purposes: purposes.clone(),
                product: None,
                statement: None,
                imported: true,
            },
            Self::Unproven { purposes, .. } => Deed::Unproven {
                purposes: purposes.clone(),
            },
        }
    }

    /// When, in Unix milliseconds; none where the row does not tell.
    pub fn at(&self) -> Option<Millis> {
        match self {
            Self::OptOut { at, .. } | Self::Unproven { at, .. } => *at,
            Self::Consent { at, .. } => Some(*at),
        }
    }

    /// What the row has of the proof.
    pub fn evidence(&self) -> Option<&str> {
        match self {
            Self::OptOut { .. } => None,
            Self::Consent { evidence, .. } => Some(evidence),
            Self::Unproven { evidence, .. } => evidence.as_deref(),
        }
    }

    /// Whether it takes something back.
    pub fn is_opt_out(&self) -> bool {
        matches!(self, Self::OptOut { .. })
    }
}
