//! Dates as shops' files have them.

use super::RowFault;
use crate::time::{DAY, Millis};
use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// What stands first in a date with slashes, such as 03/04/2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// The day, as in most of the world.
    DayFirst,
    /// The month, as in the United States.
    MonthFirst,
}

impl DateOrder {
    /// Reads `dmy` or `mdy`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "dmy" => Some(Self::DayFirst),
            "mdy" => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// A moment, or a day of which no time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    first: Millis,
    last: Millis,
}

impl When {
    /// The first moment it can mean, in Unix milliseconds.
    pub(super) fn first(self) -> Millis {
        self.first
    }

    /// The last moment it can mean.
    pub(super) fn last(self) -> Millis {
        self.last
    }

    fn moment(at: Millis) -> Self {
        Self {
            first: at,
            last: at,
        }
    }

    fn day(date: NaiveDate) -> Self {
        let first = date.and_time(chrono::NaiveTime::MIN).and_utc();
        Self {
            first: first.timestamp_millis(),
            last: first.timestamp_millis() + DAY - 1,
        }
    }
}

/// With an offset from UTC.
const ZONED: [&str; 3] = [
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
];
/// Without one: UTC.
const PLAIN: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
];
const DAYS: [&str; 3] = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y"];

/// Reads a date or a moment. Where no offset is given it is UTC.
///
/// # Errors
/// For what is no date, and for one with slashes whose order nobody told.
pub(super) fn parse(text: &str, order: Option<DateOrder>) -> Result<When, RowFault> {
    let text = text.trim();
    let text = text.strip_suffix("UTC").map_or(text, str::trim_end);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return unix(text).ok_or(RowFault::DateMalformed);
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(When::moment(moment.timestamp_millis()));
    }
    for format in ZONED {
        if let Ok(moment) = DateTime::parse_from_str(text, format) {
            return Ok(When::moment(moment.timestamp_millis()));
        }
    }
    if let Some(when) = plain(text, &PLAIN, &DAYS) {
        return Ok(when);
    }
    let slashed = |order| match order {
        DateOrder::DayFirst => plain(
            text,
            &["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"],
            &["%d/%m/%Y", "%d-%m-%Y"],
        ),
        DateOrder::MonthFirst => plain(
            text,
            &["%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"],
            &["%m/%d/%Y", "%m-%d-%Y"],
        ),
    };
    match order {
        Some(order) => slashed(order).ok_or(RowFault::DateMalformed),
        None if slashed(DateOrder::DayFirst).is_some()
            || slashed(DateOrder::MonthFirst).is_some() =>
        {
            Err(RowFault::DateAmbiguous)
        }
        None => Err(RowFault::DateMalformed),
    }
}

fn plain(text: &str, moments: &[&str], days: &[&str]) -> Option<When> {
    let moment = |format: &&str| NaiveDateTime::parse_from_str(text, format).ok();
    let day = |format: &&str| NaiveDate::parse_from_str(text, format).ok();
    if let Some(moment) = moments.iter().find_map(moment) {
        return Some(When::moment(moment.and_utc().timestamp_millis()));
    }
    days.iter().find_map(day).map(When::day)
}

/// Unix time in seconds (ten digits) or milliseconds (thirteen).
fn unix(digits: &str) -> Option<When> {
    let number: Millis = digits.parse().ok()?;
    match digits.len() {
        10 => Some(When::moment(number * 1_000)),
        13 => Some(When::moment(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::rfc3339;

    fn read(text: &str, order: Option<DateOrder>) -> Result<(String, String), RowFault> {
        parse(text, order).map(|when| (rfc3339(when.first()), rfc3339(when.last())))
    }

    fn reads(text: &str, moment: &str) {
        let moment = moment.to_owned();
        assert_eq!(read(text, None), Ok((moment.clone(), moment)), "{text}");
    }

    #[test]
    fn moments_are_read_as_tools_write_them() {
        reads("2025-06-08T20:59:43.021Z", "2025-06-08T20:59:43.021Z");
        reads("2025-06-08T22:59:43+02:00", "2025-06-08T20:59:43.000Z");
        reads("2025-06-08 20:59:43+00:00", "2025-06-08T20:59:43.000Z");
        reads("2025-06-08 20:59:43 +0000", "2025-06-08T20:59:43.000Z");
        reads("2025-06-08 20:59:43 UTC", "2025-06-08T20:59:43.000Z");
        reads(" 2025-06-08 20:59:43 ", "2025-06-08T20:59:43.000Z");
        reads("2025-06-08 20:59", "2025-06-08T20:59:00.000Z");
        reads("08.06.2025 20:59", "2025-06-08T20:59:00.000Z");
        reads("1749416383", "2025-06-08T20:59:43.000Z");
        reads("1749416383021", "2025-06-08T20:59:43.021Z");
    }

    #[test]
    fn a_day_is_from_its_first_to_its_last_moment() {
        let day = (
            "2025-06-08T00:00:00.000Z".to_owned(),
            "2025-06-08T23:59:59.999Z".to_owned(),
        );
        for text in ["2025-06-08", "2025/06/08", "08.06.2025"] {
            assert_eq!(read(text, None), Ok(day.clone()), "{text}");
        }
        assert_eq!(
            read("08/06/2025", Some(DateOrder::DayFirst)),
            Ok(day.clone())
        );
        assert_eq!(read("06/08/2025", Some(DateOrder::MonthFirst)), Ok(day));
    }

    #[test]
    fn slashes_need_an_order_and_other_text_is_no_date() {
        assert_eq!(read("08/06/2025", None), Err(RowFault::DateAmbiguous));
        assert_eq!(read("08/06/2025 10:00", None), Err(RowFault::DateAmbiguous));
        for wrong in ["", "yesterday", "2025-13-01", "12345", "08/06/25x", "-"] {
            assert_eq!(read(wrong, None), Err(RowFault::DateMalformed), "{wrong}");
        }
        assert_eq!(
            read("31/31/2025", Some(DateOrder::DayFirst)),
            Err(RowFault::DateMalformed)
        );
    }
}
