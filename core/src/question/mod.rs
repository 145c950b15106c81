//! The questions that the chat is asked: what the shop may write about (the in-thread opt-in),
//! and whether an unclear message meant stop.
//!
//! [`decide`] tells whether somebody may be asked at all, [`Question`] makes the messages, and
//! [`Tap`] and [`StopTap`] read what comes back.

mod decide;
mod message;
mod tap;
mod words;

pub use decide::{
    Cause, Decision, Person, QUIET_AFTER_HUMAN, QUIET_AFTER_NO, QUIET_AFTER_QUESTION, Silence,
    WINDOW, decide,
};
pub use message::Question;
pub use tap::{Choice, StopTap, Tap};
pub use words::{QuestionWords, of as words_of};
