//! Waiting with a deadline: tests never sleep for a guess.

use std::fmt::Debug;
use std::thread;
use std::time::Duration;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);
/// A minute: long enough for two busy cores; a test that waits in vain fails after it.
const PATIENCE: u32 = 1200;

/// Looks until something is there, for up to a minute.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    until_within(PATIENCE, what, look)
}

/// Looks until a value is the expected one.
pub fn until_equal<T: PartialEq + Debug>(expected: &T, mut look: impl FnMut() -> T) {
    let mut last = None;
    for _ in 0..PATIENCE {
        let seen = look();
        if seen == *expected {
            return;
        }
        last = Some(seen);
        thread::sleep(PAUSE);
    }
    panic!("expected {expected:?}, last saw {last:?}");
}

/// Looks so many times, 50 ms apart.
pub fn until_within<T>(looks: u32, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..looks {
        if let Some(found) = look() {
            return found;
        }
        thread::sleep(PAUSE);
    }
    panic!("waited in vain: {what}");
}

/// The time in Unix seconds, as Meta stamps messages.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' own clock, compared with the servers'"
)]
pub fn now_seconds() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("a clock after 1970").as_secs()
}
