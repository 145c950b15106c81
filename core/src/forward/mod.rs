//! Forwarding: webhooks with messages that are not ours go on to the shop's help desk, byte for byte
//! with Meta's signature, so that a help desk with the same app secret can verify them.
//!
//! The signature covers the whole body, so the whole body goes where one of its updates is for the
//! shop's people. [`Survey`] looks at a body as it comes and says whether this book has to forward
//! it, [`Asked`] waits for what its messages turn out to be, and [`people`] names who it is about:
//! bodies about one person go in the order in which they came.

mod asked;
mod people;
mod survey;

pub use asked::{Asked, Decision, Whose};
pub use people::people;
pub use survey::{Plan, Survey};

use crate::delivery::Schedule;
use crate::time::{DAY, HOUR, MINUTE, SECOND};

/// When a body is tried again: a help desk that is being deployed is back within minutes. After seven
/// days it is set aside, as Meta itself gives up after seven.
pub const SCHEDULE: Schedule = Schedule {
    waits: &[
        SECOND,
        5 * SECOND,
        30 * SECOND,
        2 * MINUTE,
        10 * MINUTE,
        30 * MINUTE,
        HOUR,
    ],
    repeats: true,
    within: KEPT_FOR,
    longest_wait: HOUR,
};

/// How long a body is kept for a help desk that does not take it.
pub const KEPT_FOR: crate::time::Millis = 7 * DAY;

#[cfg(test)]
mod tests;
