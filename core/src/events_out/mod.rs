//! Events out: what a shop's own systems are told, as Standard Webhooks
//! (<https://www.standardwebhooks.com>).
//!
//! A person is a pseudonym in them, and nothing of what they wrote is, unless the shop asks for it.

mod endpoint;
mod event;
mod secret;

pub use endpoint::{Endpoint, check_address};
pub use event::{
    About, Event, EventKind, Identifiers, MessageFailed, MessageReceived, OptInChange, message_type,
};
pub use secret::{EventsSecret, signatures};

use crate::delivery::Schedule;
use crate::time::{DAY, HOUR, MINUTE, SECOND};

/// When an event is tried again: the standard's own schedule, which spans three days.
pub const SCHEDULE: Schedule = Schedule {
    waits: &[
        5 * SECOND,
        5 * MINUTE,
        30 * MINUTE,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        14 * HOUR,
        20 * HOUR,
        24 * HOUR,
    ],
    repeats: false,
    within: KEPT_FOR,
    longest_wait: DAY,
};

/// How long events are kept, to be read and sent again.
pub const KEPT_FOR: crate::time::Millis = 30 * DAY;

#[cfg(test)]
mod tests;
