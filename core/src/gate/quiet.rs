//! When marketing that the shop starts may reach somebody, by the country of their number.
//!
//! Answers, confirmations and order updates are not asked: they follow something that the person
//! did just now.
//!
//! A country may have several zones and seasons, so a moment is good only where it is in all of
//! them (see [`super::zone`]).

use super::colombia;
use super::zone::Offsets;
use crate::phone::Country;
use crate::time::{DAY, MINUTE, Millis};
use chrono::{DateTime, Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// From one hour of the day to another, by the clock of where the person is. The last is over when
/// it begins: from 8 to 21 ends at 21:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HoursWire", into = "HoursWire")]
pub struct Hours {
    from: u8,
    to: u8,
}

/// The hours are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("hours go from 0 to 24, the first before the last")]
pub struct ParseHoursError;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursWire {
    from: u8,
    to: u8,
}

impl Hours {
    /// From an hour of the day to a later one.
    ///
    /// # Errors
    /// Where it is none.
    pub fn new(from: u8, to: u8) -> Result<Self, ParseHoursError> {
        if from < to && to <= 24 {
            Ok(Self { from, to })
        } else {
            Err(ParseHoursError)
        }
    }

    /// What is in both; nothing where they do not meet.
    fn and(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }
}

impl TryFrom<HoursWire> for Hours {
    type Error = ParseHoursError;

    fn try_from(wire: HoursWire) -> Result<Self, ParseHoursError> {
        Self::new(wire.from, wire.to)
    }
}

impl From<Hours> for HoursWire {
    fn from(Hours { from, to }: Hours) -> Self {
        Self { from, to }
    }
}

const fn hours(from: u8, to: u8) -> Hours {
    Hours { from, to }
}

/// Nobody is glad of an offer in their sleep, whatever the law of the place. A shop may choose
/// other hours where no law sets them.
const ELSEWHERE: Hours = hours(8, 21);

/// What a country's law says of a day.
enum Law {
    /// At these hours.
    Within(Hours),
    /// Not at all.
    Closed,
    /// Nothing.
    Silent,
}

fn law(country: Country, day: NaiveDate) -> Law {
    match country.as_str() {
        // Ley 2300 de 2023, artículo 3: working days 7 to 19, Saturdays 8 to 15, never on Sundays
        // and holidays.
        "CO" if colombia::is_holiday(day) => Law::Closed,
        "CO" => match day.weekday() {
            Weekday::Sun => Law::Closed,
            Weekday::Sat => Law::Within(hours(8, 15)),
            _ => Law::Within(hours(7, 19)),
        },
        // TCPA, 47 CFR 64.1200(c)(1).
        "US" => Law::Within(hours(8, 21)),
        // TRAI's rules for promotional messages (TCCCPR).
        "IN" => Law::Within(hours(10, 21)),
        _ => Law::Silent,
    }
}

/// The hours of a day: the law's, within it the shop's own.
fn open(country: Country, day: NaiveDate, own: Option<Hours>) -> Option<Hours> {
    match law(country, day) {
        Law::Closed => None,
        Law::Within(law) => match own {
            Some(own) => own.and(law),
            None => Some(law),
        },
        Law::Silent => Some(own.unwrap_or(ELSEWHERE)),
    }
}

/// How far ahead a good moment is looked for: over a week of holidays.
const AHEAD: Millis = 15 * DAY;
const STEP: Millis = 15 * MINUTE;

/// From when on marketing may reach somebody; nothing where it may now. `own` are the shop's hours.
///
/// Where the shop's hours leave no moment that is good in all of a country's zones, the law's alone
/// count, or the usual ones: a wish of the shop's that cannot be kept does not silence it.
pub(super) fn until(country: Option<Country>, own: Option<Hours>, now: Millis) -> Option<Millis> {
    let country = country?;
    let first = next(country, own, now).or_else(|| next(country, None, now));
    first.filter(|first| *first > now)
}

fn next(country: Country, own: Option<Hours>, now: Millis) -> Option<Millis> {
    let offsets = Offsets::of(country)?;
    let good = |at: &Millis| is_good(country, offsets, own, *at);
    if good(&now) {
        return Some(now);
    }
    let start = now - now.rem_euclid(STEP) + STEP;
    (0..AHEAD / STEP).map(|step| start + step * STEP).find(good)
}

/// Whether a moment is good at every offset between the least and the greatest.
fn is_good(country: Country, offsets: Offsets, own: Option<Hours>, at: Millis) -> bool {
    let local = |offset: i64| DateTime::from_timestamp_millis(at + offset * MINUTE);
    let (Some(west), Some(east)) = (local(offsets.least), local(offsets.greatest)) else {
        return false;
    };
    let span = |moment: DateTime<chrono::Utc>| open(country, moment.date_naive(), own);
    let (Some(open_west), Some(open_east)) = (span(west), span(east)) else {
        return false;
    };
    let minute = |moment: DateTime<chrono::Utc>| moment.timestamp_millis().rem_euclid(DAY) / MINUTE;
    let from = |hours: Hours| i64::from(hours.from) * 60;
    let to = |hours: Hours| i64::from(hours.to) * 60;
    let within = |hours: Hours, moment| (from(hours)..to(hours)).contains(&minute(moment));
    // Offsets in between are between two good ones of a day; across midnight the day must be open
    // up to it and from it on.
    let one_day = west.date_naive() == east.date_naive();
    let over_midnight = to(open_west) == 24 * 60 && from(open_east) == 0;
    within(open_west, west) && within(open_east, east) && (one_day || over_midnight)
}

#[cfg(test)]
mod tests;
