//! Erasure: what must stay of a person who had themselves erased, in a shape that is of use for
//! nothing else.
//!
//! | what stays | where | how long |
//! |---|---|---|
//! | keyed hashes of their identifiers, so that nobody writes to them again: [`Suppressor`] | the book | until that very sender agrees anew |
//! | the ledger's events, which never had personal data | the ledger | for ever |
//! | what proves their consent, sealed to a key that the worker does not have: [`SealKey`] | the book | `block_days`, none by default |
//!
//! Law: GDPR 17 (erasure) and 17(3)(e) (legal claims); Spain's LOPDGDD 32 (data is blocked first,
//! then destroyed); GDPR 21(3) (whoever objects to marketing is not written to any more, which
//! somebody has to remember).

mod seal;
mod sealed_record;
mod suppression;
mod trace;

pub use seal::{OpenError, OpeningKey, ParseSealKeyError, SealKey};
pub use sealed_record::{MAX_PART, SealedRecord, parts};
pub use suppression::Suppressor;
pub use trace::traces;
