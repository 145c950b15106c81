//! A person's page: how they stand, the words they saw, and everything that happened, with its
//! evidence.

mod page;
mod timeline;
mod view;
mod words;

pub use page::{Page, confirms};
pub use view::{
    Act, At, Data, Entry, Failure, Installation, OptIn, Profile, Question, Received, Sent, Shown,
    View,
};
