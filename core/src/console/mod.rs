//! The console, `/admin`: the pages of the shop's own people, rendered on the server.
//!
//! Each page is a view, which the book tells, and a function that makes its content of it; the
//! [`Frame`] goes around. Every change is a form, so all of it works without script.

pub mod access;
mod chart;
pub mod chat;
pub mod editor;
mod frame;
mod lang;
mod lasting;
pub mod log;
pub mod login;
pub mod overview;
pub mod people;
pub mod person;
pub mod problem;
pub mod session;
pub mod setup;
mod tag;
pub mod templates;
mod terms;
mod time;
pub mod unanswered;
mod user;

pub use chat::MAX_REPLY;
pub use frame::{Counts, Frame, Place, bare};
pub use lang::Lang;
pub(crate) use lang::words;
pub use tag::{ParseTagError, Tag};
pub use terms::offset;
pub(crate) use time::{moment, moment_or_dash};
pub use user::{Right, Role, User};
