//! The ledger: a shop's events, chained so that none can be changed, taken out or put in unseen.
//!
//! # Format, byte for byte
//!
//! An exported ledger is UTF-8 text, one [`Record`] a line, each line ended by one line feed. A
//! line is the canonical JSON (RFC 8785) of
//!
//! ```json
//! {"at":"2025-06-08T20:59:43.021Z","event":{…},"hash":"…","prev":"…","seq":0}
//! ```
//!
//! - `seq` counts from 0 without gaps.
//! - `at` is when the record was appended: RFC 3339 in UTC with milliseconds, never before the
//!   record before it. (When the person acted is `happened_at` in the event.)
//! - `prev` is the `hash` of the record before, or 64 zeros.
//! - `hash` = SHA-256 of the 32 bytes of `prev` followed by the canonical JSON of
//!   `{"at":…,"event":…,"seq":…}`. Both are written as small hexadecimal digits.
//! - The first record's event is the genesis: `{"key":…,"shop":…,"type":"genesis","version":1}`.
//!
//! A [`Head`] is `{at, hash, key, seq, shop, signature}`: the shop's Ed25519 signature, with the
//! key in force at `seq`, over `"saludo ledger head v1\n"` followed by the canonical JSON of the
//! other five fields. The key in force is the genesis's until a `key_changed` event names another.
//!
//! Personal data never enters. An event holds a [`Commitment`]: HMAC-SHA256, under the person's
//! own random [`Salt`], of `"saludo commitment v1\n"` followed by the canonical JSON of the
//! [`Facts`]. Destroying a person destroys salt and facts; the chain stays whole.
//!
//! # What it proves
//!
//! The chain alone shows damage and clumsy edits: who holds all of it can write it anew. Heads
//! that others keep (they are public, and every [`Receipt`] holds one) show that too, because a
//! rewritten ledger has another hash at their place. [`Verifier`] checks both.

mod commitment;
mod event;
#[cfg(test)]
pub(crate) mod example;
mod fault;
mod head;
mod hex;
mod method;
mod moment;
mod person;
mod receipt;
mod record;
mod verifier;

#[cfg(test)]
mod tests;

pub use commitment::{Commitment, Facts, ProductKey, Salt};
pub use event::{
    Act, Blocking, Change, Consent, Destruction, Event, Genesis, Import, KeyChange, Lifts, Link,
    Publication, Reach, Resumption, StaffAct, VERSION, Withdrawal,
};
pub use fault::{Fault, Flaw};
pub use head::{
    Head, Heads, KnownKey, ParseHeadsError, PublicKey, Signature, Signer, VerifyHeadError,
    parse_heads,
};
pub use hex::ParseHexError;
pub use method::{Method, PageAddress, ParsePageAddressError};
pub use moment::{Moment, ParseMomentError};
pub use person::{ParsePersonIdError, PersonId};
pub use receipt::{
    ConsentReceipt, Controller, Proof, Receipt, ReceiptPurpose, Service, VerifyReceiptError,
};
pub use record::{Hash, Record, Tip};
pub use verifier::{Verified, Verifier};
