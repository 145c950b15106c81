//! What a shop's form must not collect: payment cards, identity documents, bank details, health,
//! passwords.
//!
//! Meta forbids businesses to ask for them in a chat (`WhatsApp` Business Messaging Policy), and a
//! marketing form has no ground in law to hold them (GDPR 5(1)(c), 9(1)). A field that asks for
//! such a thing is refused by its label; a value that looks like a card or an IBAN, which somebody
//! may type anywhere, is refused by its look.

mod label;
mod rules;
mod value;

pub use label::{Matter, asked_for};
pub use value::{looks_like_card, looks_like_iban};
