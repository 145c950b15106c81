//! `/admin/{shop}/chats/{person}`: one person's chat, and the box to answer in.
//!
//! What is typed is kept through every refusal, and nothing is sent twice: the form has a key, which
//! the book remembers, and says up to where its writer had read.

mod act;
mod bubble;
mod media;
mod page;
mod reply;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use bubble::brief;

pub use act::{Act, FormError};
pub use media::{MAX_MEDIUM, Served, is_graph_media_address, served};
pub use page::{Page, Told, nobody, page};
pub use reply::{FormKey, MAX_REPLY, Reply, ReplyError, ReplyText, Seen};
pub use view::{By, Caution, Line, Medium, Shown, Taken, View, Waiting, stopped_at};
