//! The clock, for waiting with a deadline and for telling how long a stage took.
#![expect(
    clippy::disallowed_methods,
    reason = "a command line tool waits in real time; nothing of the product is in this crate"
)]

use std::{
    thread,
    time::{Duration, Instant},
};

/// A moment to give up at.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline that far from now.
    pub fn after(duration: Duration) -> Self {
        Self(Instant::now() + duration)
    }

    /// Waits a moment; `false` once the deadline has passed.
    pub fn pause(self) -> bool {
        thread::sleep(Duration::from_millis(50));
        Instant::now() < self.0
    }
}

/// Time since its making.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds so far, to a tenth.
    pub(crate) fn seconds(self) -> f64 {
        (self.0.elapsed().as_secs_f64() * 10.0).round() / 10.0
    }
}
