//! What can be wrong with an exported ledger.

use super::moment::Moment;
use std::fmt;

/// The first thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {flaw}")]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong there.
    pub flaw: Flaw,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It is not a record in canonical JSON.
    Malformed,
    /// The file has no line, or its first is no genesis of a version that is known here.
    NoGenesis,
    /// A genesis stands where none may.
    SecondGenesis,
    /// Records are missing before it.
    Missing {
        /// The record that should stand here.
        expected: u64,
        /// The record that does.
        found: u64,
    },
    /// It and the line after it changed places.
    Swapped,
    /// Its record was here before.
    Repeated {
        /// The record that should stand here.
        expected: u64,
        /// The record that does.
        found: u64,
    },
    /// It does not name the record before it as its predecessor.
    BrokenLink,
    /// Its content is not what its hash was made of.
    Altered,
    /// It is older than the record before it.
    TimeRunsBack,
    /// It changes a key that was not in use.
    WrongKeyChange,
    /// The head is of another shop's ledger.
    OtherShop,
    /// The chain holds in itself, but an earlier signed head has another record here: it was
    /// written anew.
    Fork {
        /// The last place where the ledger agrees with a head.
        agreed: Option<u64>,
        /// When the head was signed.
        signed_at: Moment,
    },
    /// The head was signed with a key that was not this ledger's at that place.
    ForeignKey,
    /// The file ends before a record that a signed head has.
    CutOff {
        /// The place of that record.
        head: u64,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Malformed => "this is not a record in canonical JSON",
            Self::NoGenesis => "a ledger begins with a genesis record of version 1",
            Self::SecondGenesis => "a second genesis record",
            Self::Missing { expected, found } => {
                return write!(
                    formatter,
                    "record {expected} should stand here, but {found} does: something was taken out"
                );
            }
            Self::Swapped => "this line and the next changed places",
            Self::Repeated { expected, found } => {
                return write!(
                    formatter,
                    "record {expected} should stand here, but {found} does again"
                );
            }
            Self::BrokenLink => "the hash of the record before does not fit",
            Self::Altered => "the content is not what the hash was made of",
            Self::TimeRunsBack => "this record is older than the one before",
            Self::WrongKeyChange => "this changes a key that was not in use",
            Self::OtherShop => "the head is of another shop's ledger",
            Self::Fork { agreed, signed_at } => {
                write!(
                    formatter,
                    "the head that was signed at {signed_at} has another record here: the ledger was rewritten"
                )?;
                return match agreed {
                    Some(seq) => write!(formatter, " after record {seq}"),
                    None => Ok(()),
                };
            }
            Self::ForeignKey => "the head for this record was signed with another key",
            Self::CutOff { head } => {
                return write!(
                    formatter,
                    "the file ends here, but a signed head has record {head}"
                );
            }
        };
        formatter.write_str(text)
    }
}
