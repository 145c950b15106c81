//! Colombia's holidays (Ley 51 de 1983, "Ley Emiliani", with those that are never moved).

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Holidays that stay where they are: month and day.
const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)];
/// Holidays that move to the next Monday.
const MOVED: [(u32, u32); 7] = [
    (1, 6),
    (3, 19),
    (6, 29),
    (8, 15),
    (10, 12),
    (11, 1),
    (11, 11),
];
/// Days from Easter Sunday: Maundy Thursday and Good Friday; Ascension, Corpus Christi and Sacred
/// Heart on the Mondays that they are moved to.
const FROM_EASTER: [i64; 5] = [-3, -2, 43, 64, 71];

/// Whether a day is a holiday in Colombia.
pub(super) fn is_holiday(day: NaiveDate) -> bool {
    FIXED.contains(&(day.month(), day.day()))
        || (day.weekday() == Weekday::Mon && is_moved_to(day))
        || easter(day.year()).is_some_and(|easter| {
            FROM_EASTER.contains(&day.signed_duration_since(easter).num_days())
        })
}

/// Whether a holiday of the week up to a Monday is kept on it.
fn is_moved_to(monday: NaiveDate) -> bool {
    (0..7)
        .filter_map(|days| monday.checked_sub_days(Days::new(days)))
        .any(|day| MOVED.contains(&(day.month(), day.day())))
}

/// Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let leap = century / 4;
    let moon = (century + 8) / 25;
    let moon = (century - moon + 1) / 3;
    let epact = (19 * golden + century - leap - moon + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let shift = (golden + 11 * epact + 22 * sunday) / 451;
    let days = epact + sunday - 7 * shift + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holidays(year: i32) -> Vec<String> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| is_holiday(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn easter_is_where_the_church_has_it() {
        for (year, month, day) in [
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day));
        }
    }

    #[test]
    fn the_holidays_of_two_years_are_those_of_the_calendar() {
        assert_eq!(
            holidays(2025),
            [
                "01-01", "01-06", "03-24", "04-17", "04-18", "05-01", "06-02", "06-23", "06-30",
                "07-20", "08-07", "08-18", "10-13", "11-03", "11-17", "12-08", "12-25"
            ]
        );
        assert_eq!(
            holidays(2026),
            [
                "01-01", "01-12", "03-23", "04-02", "04-03", "05-01", "05-18", "06-08", "06-15",
                "06-29", "07-20", "08-07", "08-17", "10-12", "11-02", "11-16", "12-08", "12-25"
            ]
        );
    }
}
