//! The clock: the one place that asks for the time.
#![expect(
    clippy::disallowed_methods,
    reason = "a measuring program runs in real time; nothing of the product is in this crate"
)]

use std::time::{SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// For measuring.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Milliseconds since a moment.
pub(crate) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// Unix seconds, as Meta stamps what it sends.
pub(crate) fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
