//! The shopper's own page, `/p/{token}`: what they agreed to and when, in which words, with a
//! switch for each purpose, receipts, their data, and a way to be erased.
//!
//! It is plain HTML: every change is a form, every view a query of the same address.
//!
//! | query | what it shows |
//! |---|---|
//! | none | everything |
//! | `lang=` | the same in another language; all links and forms keep it |
//! | `erase=1` | what erasing does, and its button |
//! | `receipt=<seq>` | one receipt, to read and to print; with `format=json` the file |
//! | `data=1` | all that is held, as a file |
//! | `sent=1` | that a code which has not arrived yet is waited for |
//! | `did=off`, `on`, `all` (`purpose=`, `product=`) | what was just done, if it is so |
//!
//! A link may have been passed on, so it alone shows a masked name and number, and only takes
//! consent back (GDPR 7(3): as easy as giving it). All else needs a fresh [`Access::Proven`].

mod act;
mod date;
mod erase;
mod gone;
mod mask;
mod notice;
mod page;
mod proof;
mod receipts;
mod topics;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use act::{Act, Done};
pub use gone::Gone;
pub use mask::{masked_name, masked_phone};
pub use notice::{Notice, Problem};
pub use page::{Page, Shown};
pub(crate) use topics::statement_of;
pub use view::{Access, Ask, Press, ReceiptLine, Standing, Topic, View, Visit};
