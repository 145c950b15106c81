//! What Meta says: the webhook body, split into updates that cannot harm each other.
//!
//! [`split`] turns a body into updates with their keys; [`Message`], [`Status`],
//! [`Preference`] and [`Echo`] are read from one update each, [`Moved`] and [`NewKey`] from messages
//! that nobody wrote, [`Change`] from what is said of the account. Everything else is kept raw. Field names are Meta's; every field may be missing,
//! and one odd item never costs its neighbours.

mod change;
mod contact;
mod content;
mod context;
mod echo;
mod error;
mod history;
mod key;
mod loose;
mod media;
mod message;
mod new_key;
mod order;
mod preference;
mod referral;
mod reply;
mod shared;
mod split;
mod status;
mod status_head;
mod system;
mod whole;

pub use change::{AccountUpdate, Change, NumberUpdate, TemplateUpdate};
pub use contact::Contact;
pub use content::Content;
pub use context::{Context, ReferredProduct};
pub use echo::Echo;
pub use error::MetaError;
pub use history::HistoryChunk;
pub use key::{Keys, UpdateKey};
pub use media::{Media, MediaKind};
pub use message::Message;
pub use new_key::NewKey;
pub use order::{Order, OrderItem};
pub use preference::{Preference, PreferenceValue};
pub use referral::{Referral, WelcomeMessage};
pub use reply::{CallPermission, FormReply};
pub use shared::{Location, Organisation, SharedContact, SharedEmail, SharedName, SharedPhone};
pub use split::{Kind, Update, addressees, split};
pub use status::{Conversation, Delivery, Marks, Pricing, Status};
pub use status_head::StatusHead;
pub use system::Moved;

/// Meta's limit for one webhook body.
pub const MAX_BODY: usize = 3 * 1024 * 1024;
