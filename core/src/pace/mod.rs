//! How fast messages may leave: rates that are never passed in any span of time, however it is cut.

use crate::gate::Hold;
use crate::meta::MessagingLimit;
use crate::outgoing::Reason;
use crate::time::{DAY, HOUR, MINUTE, Millis};

/// Microseconds: at 1,000 messages a second a millisecond is one message.
type Micros = i64;

/// What Meta lets a number send in a second, in and out together.
pub const DEFAULT_THROUGHPUT: u32 = 80;
/// After Meta's own upgrade (`THROUGHPUT_UPGRADE`).
pub const UPGRADED_THROUGHPUT: u32 = 1_000;
/// What a number may at most be set to.
pub const MOST_THROUGHPUT: u32 = UPGRADED_THROUGHPUT;

/// How many people outside the window a shop may write to in a day while neither Meta nor its owner
/// told. Meta tells by webhook when the limit changes and never how it stands, so most shops never
/// tell. 250, the lowest, is that of a business which nobody has verified; one that sends so many
/// has been, and a campaign of a day would take it weeks. 2,000 is the lowest of verified ones. A
/// shop with less is refused by Meta, and its messages wait; one with more says so in its settings,
/// which an alert tells it to as soon as this limit holds something up.
pub const ASSUMED_MESSAGING_LIMIT: MessagingLimit = MessagingLimit::People(2_000);

/// Whoever was written to outside the window counts for so long after the last time.
pub const COUNTS_FOR: Millis = DAY;

/// What holds up messages to people who do not count yet. `counted` people were written to within
/// [`COUNTS_FOR`], the one whose turn is the longest past at `first`.
pub fn limit_hold(
    limit: MessagingLimit,
    counted: i64,
    first: Option<Millis>,
    now: Millis,
) -> Option<Hold> {
    match limit {
        MessagingLimit::People(most) if counted >= i64::from(most) => Some(Hold {
            until: first.unwrap_or(now) + COUNTS_FOR,
            reason: Reason::MessagingLimit,
        }),
        MessagingLimit::People(_) | MessagingLimit::Unlimited => None,
    }
}

/// A stopped number is tried by one message after a minute, then after two, four…, an hour at most:
/// soon enough after somebody has mended it, and no hammering.
const PROBE_FIRST: Millis = MINUTE;
const PROBE_MOST: Millis = HOUR;

/// How long to wait before the next probe, after so many in vain.
pub fn probe_after(probes: u32) -> Millis {
    PROBE_FIRST
        .saturating_mul(2_i64.saturating_pow(probes))
        .min(PROBE_MOST)
}

/// One message to one person in so long.
const PAIR_EVERY: Micros = 6 * 1_000_000;
/// So many may come at once, borrowed from later. Meta's 45 less one: a call may take up to one
/// `PAIR_EVERY` longer than the next, and Meta counts when it arrives.
const PAIR_BURST: i64 = 44;

/// A rate: one in `every` microseconds, up to `burst` at once that are borrowed from later (the
/// generic cell rate algorithm). In any span of `t` at most `burst + t / every` leave.
///
/// All that is remembered is one number, the moment at which all that left would have left at an
/// even pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    every: Micros,
    burst: i64,
}

impl Rate {
    /// Of a number: at most `per_second` in any second. A tenth of it may come at once, so the even
    /// pace is that of the rest.
    pub fn of_number(per_second: u32) -> Self {
        let limit = i64::from(per_second.clamp(2, MOST_THROUGHPUT));
        let burst = (limit / 10).max(1);
        let even = (limit - burst).max(1);
        // Rounded up: never a little too fast.
        let every = (1_000_000 + even - 1) / even;
        Self { every, burst }
    }

    /// Of messages to one person.
    pub fn of_pair() -> Self {
        Self {
            every: PAIR_EVERY,
            burst: PAIR_BURST,
        }
    }

    /// From when on another may leave (Unix milliseconds), given what is remembered.
    pub fn free_at(self, remembered: Option<Micros>) -> Millis {
        let earliest = remembered.unwrap_or(0) - (self.burst - 1) * self.every;
        // Rounded up, for the same reason.
        earliest.max(0).div_euclid(1_000) + i64::from(earliest.max(0) % 1_000 > 0)
    }

    /// What is to be remembered after one left now.
    pub fn left(self, remembered: Option<Micros>, now: Millis) -> Micros {
        remembered.unwrap_or(0).max(now.saturating_mul(1_000)) + self.every
    }

    /// How many may leave now.
    pub fn allowance(self, remembered: Option<Micros>, now: Millis) -> u32 {
        let free =
            self.burst * self.every - (remembered.unwrap_or(0) - now.saturating_mul(1_000)).max(0);
        u32::try_from((free / self.every).clamp(0, self.burst)).unwrap_or(0)
    }
}

/// The longest that anybody waits for a number's rate: where the clock was set back, what is
/// remembered is of another time.
pub const LONGEST_WAIT: Millis = MINUTE;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// When messages leave that all wait from the start, each taken as soon as it may.
    fn leave(rate: Rate, arrivals: &[Millis]) -> Vec<Millis> {
        let (mut remembered, mut now) = (None, 0);
        arrivals
            .iter()
            .map(|arrival| {
                now = rate.free_at(remembered).max(*arrival).max(now);
                remembered = Some(rate.left(remembered, now));
                now
            })
            .collect()
    }

    fn most_within(left: &[Millis], span: Millis) -> usize {
        let within = |from: Millis| {
            left.iter()
                .filter(|at| (from..from + span).contains(at))
                .count()
        };
        left.iter().map(|from| within(*from)).max().unwrap_or(0)
    }

    #[test]
    fn probes_are_ever_rarer_up_to_an_hour() {
        let minutes: Vec<i64> = (0..8).map(|probes| probe_after(probes) / MINUTE).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(probe_after(u32::MAX), HOUR);
    }

    const START: Millis = 1_780_000_000_000;

    #[test]
    fn forty_four_at_once_and_then_one_in_six_seconds() {
        let left = leave(Rate::of_pair(), &[START; 48]);
        assert_eq!(left[43], START);
        let later: Vec<Millis> = left[44..].iter().map(|at| at - START).collect();
        assert_eq!(later, [6_000, 12_000, 18_000, 24_000]);
    }

    #[test]
    fn what_was_borrowed_is_free_again_after_a_while() {
        let rate = Rate::of_pair();
        let mut remembered = None;
        for _ in 0..44 {
            remembered = Some(rate.left(remembered, START));
        }
        assert_eq!(rate.allowance(remembered, START), 0);
        assert_eq!(rate.allowance(remembered, START + 6_000), 1);
        assert_eq!(rate.allowance(remembered, START + 44 * 6_000), 44);
        assert_eq!(rate.allowance(None, START), 44);
    }

    #[test]
    fn a_number_sends_nearly_as_fast_as_it_may() {
        for (limit, expected) in [(20, 19), (80, 75), (1_000, 950)] {
            let left = leave(Rate::of_number(limit), &vec![START; 10_000]);
            let seconds = (left[9_999] - START) / 1_000;
            assert!(
                10_000 / seconds.max(1) >= expected * 9 / 10,
                "{limit}: {seconds} s"
            );
        }
    }

    proptest! {
        #[test]
        fn never_more_than_the_limit_in_any_second(
            limit in 2_u32..=1_000,
            mut arrivals in prop::collection::vec(START..START + 5_000, 1..1_500),
        ) {
            arrivals.sort_unstable();
            let left = leave(Rate::of_number(limit), &arrivals);
            prop_assert!(most_within(&left, 1_000) <= limit as usize);
        }

        #[test]
        fn never_more_to_one_person_than_meta_allows(
            mut arrivals in prop::collection::vec(START..START + 600_000, 1..300),
        ) {
            arrivals.sort_unstable();
            let left = leave(Rate::of_pair(), &arrivals);
            prop_assert!(most_within(&left, 6_000) <= 46);
            prop_assert!(most_within(&left, 60_000) <= 44 + 10);
            prop_assert!(most_within(&left, 3_600_000) <= 44 + 600);
        }

        /// Of people who are written to whenever the limit lets them be, in no span of 24 hours are
        /// there more than it allows; and who waits may be written to when it said.
        #[test]
        fn never_more_people_in_any_24_hours_than_the_limit(
            most in 1_u32..6,
            mut arrivals in prop::collection::vec((START..START + 4 * DAY, 0_u8..12), 1..80),
        ) {
            arrivals.sort_unstable();
            let limit = MessagingLimit::People(most);
            let mut last = std::collections::BTreeMap::new();
            let mut sent: Vec<(Millis, u8)> = Vec::new();
            for (now, person) in arrivals {
                let counted = |now: Millis| {
                    let counted: Vec<Millis> =
                        last.values().copied().filter(|at| *at > now - COUNTS_FOR).collect();
                    let first = counted.iter().min().copied();
                    (i64::try_from(counted.len()).unwrap(), first)
                };
                let (count, first) = counted(now);
                let own = last.get(&person).is_some_and(|at| *at > now - COUNTS_FOR);
                match limit_hold(limit, count, first, now) {
                    Some(hold) if !own => {
                        prop_assert!(hold.until > now);
                        let (later, first) = counted(hold.until);
                        prop_assert_eq!(limit_hold(limit, later, first, hold.until), None);
                    }
                    _ => {
                        last.insert(person, now);
                        sent.push((now, person));
                    }
                }
            }
            for (from, _) in &sent {
                let people: std::collections::BTreeSet<u8> = sent
                    .iter()
                    .filter(|(at, _)| (*from..from + DAY).contains(at))
                    .map(|(_, person)| *person)
                    .collect();
                prop_assert!(people.len() <= most as usize);
            }
        }

        #[test]
        fn the_allowance_is_what_may_leave(
            limit in 2_u32..=1_000, before in 0_u32..200, later in 0_i64..2_000,
        ) {
            let rate = Rate::of_number(limit);
            let mut remembered = None;
            for _ in 0..before {
                remembered = Some(rate.left(remembered, START));
            }
            let now = START + later;
            let mut left = 0;
            while rate.free_at(remembered) <= now && left < 1_000 {
                remembered = Some(rate.left(remembered, now));
                left += 1;
            }
            let fresh = (0..before).fold(None, |remembered, _| Some(rate.left(remembered, START)));
            prop_assert_eq!(rate.allowance(fresh, now), left);
        }
    }
}
