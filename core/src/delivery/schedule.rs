//! When something is tried again.

use crate::time::Millis;

/// A random byte from the shell, which spreads retries out.
pub type Dice = u8;

/// When something is tried again, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The wait after the first failure, after the second, and so on.
    pub waits: &'static [Millis],
    /// Whether the last wait is repeated; else what failed after it is given up.
    pub repeats: bool,
    /// What is older than this is given up, whatever its attempts.
    pub within: Millis,
    /// The longest `Retry-After` that is heeded.
    pub longest_wait: Millis,
}

impl Schedule {
    /// How long to wait after so many failed attempts; none where there is no other attempt.
    pub fn wait(&self, attempts: u32, retry_after: Option<Millis>, dice: Dice) -> Option<Millis> {
        let index = usize::try_from(attempts).unwrap_or(usize::MAX).max(1) - 1;
        let last = || self.waits.last().filter(|_| self.repeats);
        let wait = *self.waits.get(index).or_else(last)?;
        let asked = retry_after.unwrap_or(0).clamp(0, self.longest_wait);
        Some(spread(wait, dice).max(asked))
    }
}

/// A wait, a fifth shorter or longer.
fn spread(wait: Millis, dice: Dice) -> Millis {
    let per_mille = 800 + 400 * Millis::from(dice) / Millis::from(Dice::MAX);
    wait.saturating_mul(per_mille) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR, MINUTE, SECOND};

    const TWICE: Schedule = Schedule {
        waits: &[SECOND, MINUTE],
        repeats: false,
        within: DAY,
        longest_wait: HOUR,
    };

    #[test]
    fn each_failure_has_its_wait_and_after_the_last_it_is_over() {
        let middle = 127;
        let wait = |attempts| TWICE.wait(attempts, None, middle);
        assert_eq!(wait(1), Some(999));
        assert_eq!(wait(2), Some(59_940));
        assert_eq!(wait(3), None);
        let on = Schedule {
            repeats: true,
            ..TWICE
        };
        assert_eq!(on.wait(3, None, middle), Some(59_940));
        assert_eq!(on.wait(u32::MAX, None, middle), Some(59_940));
    }

    #[test]
    fn waits_are_spread_by_a_fifth() {
        assert_eq!(TWICE.wait(1, None, 0), Some(800));
        assert_eq!(TWICE.wait(1, None, 255), Some(1_200));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_within_reason_and_never_for_less() {
        assert_eq!(TWICE.wait(1, Some(10 * SECOND), 0), Some(10_000));
        assert_eq!(TWICE.wait(1, Some(DAY), 0), Some(HOUR));
        assert_eq!(TWICE.wait(1, Some(-5), 0), Some(800));
    }
}
