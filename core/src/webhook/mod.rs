//! What Meta says: the webhook body, split into updates that cannot harm each other.
//!
//! [`split`] turns a body into updates with their keys; [`Message`], [`Status`],
//! [`Preference`] and [`Echo`] are read from one update each, [`Moved`] from messages that
//! nobody wrote. Everything else is kept raw. Field names are Meta's; every field may be missing,
//! and one odd item never costs its neighbours.

mod contact;
mod echo;
mod key;
mod loose;
mod message;
mod preference;
mod split;
mod status;
mod system;

pub use contact::Contact;
pub use echo::Echo;
pub use key::{Keys, UpdateKey};
pub use message::{Content, Message};
pub use preference::{Preference, PreferenceValue};
pub use split::{Kind, Update, split};
pub use status::{Delivery, Marks, Status, StatusError};
pub use system::Moved;

/// Meta's limit for one webhook body.
pub const MAX_BODY: usize = 3 * 1024 * 1024;
