//! Days and weeks by the shop's clock, and this week against the last: the same part of it.

use super::view::{Hour, Tally, View};
use crate::time::{DAY, HOUR, Millis};

const WEEK: Millis = 7 * DAY;
/// The first day of 1970 was a Thursday: the third after a Monday.
const FROM_MONDAY: i64 = 3;

/// A number and what it was a week ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) now: i64,
    pub(super) before: i64,
}

impl View {
    /// Which day, by the shop's clock, since 1970.
    fn day_of(&self, at: Millis) -> i64 {
        (at + self.offset).div_euclid(DAY)
    }

    fn start_of(&self, day: i64) -> Millis {
        day * DAY - self.offset
    }

    /// The first day of the range; today is its last.
    pub fn first_day(&self) -> i64 {
        self.day_of(self.now) - self.range.days() + 1
    }

    /// Each day of the range with what happened: the moment of its noon, for its date, and how much.
    pub(super) fn days(&self) -> Vec<(Millis, Tally)> {
        let first = self.first_day();
        let mut days: Vec<(Millis, Tally)> = (first..first + self.range.days())
            .map(|day| (self.start_of(day) + DAY / 2, Tally::default()))
            .collect();
        for hour in &self.hours {
            let index = self.day_of(hour.hour * HOUR) - first;
            let day = usize::try_from(index).ok();
            if let Some((_, tally)) = day.and_then(|day| days.get_mut(day)) {
                *tally += hour.tally;
            }
        }
        days
    }

    /// The range as a whole.
    pub(super) fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for (_, tally) in self.days() {
            sum += tally;
        }
        sum
    }

    /// Today so far, and the same day of last week up to the same minute.
    pub(super) fn today(&self, of: impl Fn(&Tally) -> i64) -> Compared {
        self.compared(self.start_of(self.day_of(self.now)), of)
    }

    /// This week since Monday, and the last up to the same minute.
    pub(super) fn this_week(&self, of: impl Fn(&Tally) -> i64) -> Compared {
        let today = self.day_of(self.now);
        let monday = today - (today + FROM_MONDAY).rem_euclid(7);
        self.compared(self.start_of(monday), of)
    }

    fn compared(&self, from: Millis, of: impl Fn(&Tally) -> i64) -> Compared {
        let within = |from: Millis, to: Millis| -> i64 {
            let shares = self.hours.iter().map(|hour| {
                share(hour, from, to)
                    .saturating_mul(of(&hour.tally))
                    .saturating_add(HOUR / 2)
                    / HOUR
            });
            shares.sum()
        };
        Compared {
            // Of the hour that is not over, all has happened.
            now: within(from, self.now + HOUR),
            before: within(from - WEEK, self.now - WEEK),
        }
    }
}

/// How much of an hour lies between two moments: of the hour in which it ends, a week ago, the part
/// up to the same minute. One in which it begins counts whole, as where a clock is half an hour off.
fn share(hour: &Hour, from: Millis, to: Millis) -> Millis {
    let start = hour.hour * HOUR;
    if start + HOUR / 2 < from {
        return 0;
    }
    (to - start).clamp(0, HOUR)
}

#[cfg(test)]
mod tests {
    use super::super::view::Range;
    use super::*;
    use crate::time::MINUTE;
    use proptest::prelude::*;

    /// Wednesday 2026-11-25, 12:30 in UTC.
    const NOW: Millis = 1_795_609_800_000;

    fn hour(at: Millis, confirmed: i64) -> Hour {
        Hour {
            hour: at.div_euclid(HOUR),
            tally: Tally {
                confirmed,
                ..Tally::default()
            },
        }
    }

    fn view(offset: Millis, hours: Vec<Hour>) -> View {
        View {
            now: NOW,
            offset,
            hours,
            range: Range::Week,
            ..View::default()
        }
    }

    #[test]
    fn today_is_compared_with_the_same_part_of_the_same_day() {
        let week_ago = NOW - WEEK;
        let view = view(
            0,
            vec![
                hour(NOW, 4),
                hour(NOW - 12 * HOUR, 3),
                hour(NOW - 13 * HOUR, 100),
                hour(week_ago - 12 * HOUR, 5),
                // Half of the hour is over at the same minute.
                hour(week_ago, 6),
                hour(week_ago + HOUR, 100),
                hour(week_ago - 13 * HOUR, 100),
            ],
        );
        let compared = view.today(Tally::agreed);
        assert_eq!(compared, Compared { now: 7, before: 8 });
    }

    #[test]
    fn a_week_begins_on_monday() {
        // Monday 00:30 and Sunday 23:30.
        let monday = NOW - 2 * DAY - 12 * HOUR;
        let view = view(
            0,
            vec![
                hour(monday, 1),
                hour(monday - HOUR, 100),
                hour(monday - WEEK, 2),
                hour(monday - WEEK - HOUR, 100),
            ],
        );
        let compared = view.this_week(Tally::agreed);
        assert_eq!(compared, Compared { now: 1, before: 2 });
    }

    #[test]
    fn days_are_those_of_the_shops_clock() {
        // 23:30 in UTC is the next day in Madrid.
        let late = NOW - 13 * HOUR;
        let utc = view(0, vec![hour(late, 1)]);
        let madrid = view(HOUR, vec![hour(late, 1)]);
        let confirmed = |view: &View| -> Vec<i64> {
            view.days()
                .iter()
                .map(|(_, tally)| tally.confirmed)
                .collect()
        };
        assert_eq!(confirmed(&utc), [0, 0, 0, 0, 0, 1, 0]);
        assert_eq!(confirmed(&madrid), [0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(madrid.today(Tally::agreed).now, 1);
    }

    #[test]
    fn the_range_has_its_days_and_today_is_the_last() {
        for range in Range::ALL {
            let view = View {
                range,
                ..view(0, vec![hour(NOW, 2), hour(NOW - 90 * DAY, 9)])
            };
            let days = view.days();
            assert_eq!(i64::try_from(days.len()).unwrap(), range.days());
            assert_eq!(days.last().unwrap().1.confirmed, 2);
            assert_eq!(view.sum().confirmed, 2);
            assert_eq!(Range::parse(&range.days().to_string()), range);
        }
        assert_eq!(Range::parse("31"), Range::Month);
    }

    proptest! {
        #[test]
        fn two_weeks_alike_compare_alike_at_any_minute(
            minutes in 0_i64..7 * 24 * 60, offset in -12_i64..14
        ) {
            let now = NOW + minutes * MINUTE;
            // 60 an hour: what fell into each minute is known.
            let hours = (0..24 * 22)
                .map(|back| now.div_euclid(HOUR) * HOUR - back * HOUR)
                .map(|at| hour(at, if at == now.div_euclid(HOUR) * HOUR { now % HOUR / MINUTE } else { 60 }))
                .collect();
            let view = View { now, ..view(offset * HOUR, hours) };
            for compared in [view.today(Tally::agreed), view.this_week(Tally::agreed)] {
                prop_assert_eq!(compared.now, compared.before);
            }
        }
    }
}
