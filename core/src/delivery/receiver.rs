//! How well a receiver is: one that is down is asked by one item at a time, now and then.

use super::Answer;
use crate::time::{MINUTE, Millis, SECOND};

/// So many items may be under way to a receiver that is well: four rounds of the six connections
/// that an invocation has.
pub const AT_ONCE: usize = 24;

/// How long nothing is tried, after so many failures with no success between them. The first may
/// be the item's own fault and not the receiver's; two minutes later at most, one that is back is
/// noticed.
const PAUSES: [Millis; 5] = [SECOND, 3 * SECOND, 15 * SECOND, MINUTE, 2 * MINUTE];

/// After so many failures in a row the receiver was down, and not an item at fault.
const DOWN: u32 = 3;

/// How well a receiver is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receiver {
    /// Failures with no success between them; several of one moment count once.
    pub failures: u32,
    /// Until when nothing is tried.
    pub next_at: Millis,
}

impl Receiver {
    /// How many more items may be handed over now, with so many under way.
    pub fn room(&self, under_way: usize, now: Millis) -> usize {
        if self.next_at > now {
            return 0;
        }
        let most = if self.failures == 0 { AT_ONCE } else { 1 };
        most.saturating_sub(under_way)
    }

    /// Takes in what it answered to an item. Answers whether it is back after it was down: what
    /// waits for its turn then need not wait any longer.
    pub fn heard(&mut self, answer: Answer, now: Millis) -> bool {
        match answer {
            Answer::Taken => {
                let is_back = self.failures >= DOWN;
                *self = Self::default();
                is_back
            }
            // It says nothing of the receiver.
            Answer::NotMade => false,
            Answer::Refused { .. } | Answer::None => {
                if now >= self.next_at {
                    let index = usize::try_from(self.failures).unwrap_or(usize::MAX);
                    let pause = PAUSES.get(index).or(PAUSES.last()).copied();
                    self.failures = self.failures.saturating_add(1);
                    self.next_at = now.saturating_add(pause.unwrap_or(MINUTE));
                }
                false
            }
        }
    }
}
