//! Opening hours: when somebody answers.

use super::fault::Faults;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// Minutes in a day; as the end of a span, midnight.
const DAY: u16 = 24 * 60;

/// The days as settings' faults name them, Monday first.
pub const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Breakfast, lunch, tea and dinner; more is a mistake.
const MAX_SPANS: usize = 4;

/// A week of opening hours in the shop's own time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The shop's time zone by its IANA name, as in `Europe/Madrid`.
    pub zone: String,
    /// The spans of each day, Monday first. A night is two spans: up to 24:00, and from 00:00 of
    /// the next day.
    pub open: [Vec<Span>; 7],
}

/// From one minute of a day up to another, which is not in it. On the wire `"09:00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first minute, counted from midnight.
    #[serde(serialize_with = "write_clock", deserialize_with = "read_clock")]
    pub from: u16,
    /// The minute after the last, at most 24:00.
    #[serde(serialize_with = "write_clock", deserialize_with = "read_clock")]
    pub to: u16,
}

/// Whether somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Yes.
    Now,
    /// From then on.
    Later {
        /// Today is 0; a week from today is 7.
        days_ahead: u8,
        /// The minute of that day.
        minute: u16,
    },
    /// No day has a span.
    Never,
}

impl Hours {
    /// Whether the shop is open on a weekday (Monday is 0; counted modulo 7) at a minute of that
    /// day, both in the shop's zone.
    pub fn at(&self, weekday: u8, minute: u16) -> Open {
        let day = |ahead: u8| {
            let index = (usize::from(weekday) + usize::from(ahead)) % self.open.len();
            self.open.get(index).map_or(&[][..], Vec::as_slice)
        };
        if day(0)
            .iter()
            .any(|span| (span.from..span.to).contains(&minute))
        {
            return Open::Now;
        }
        (0..=7)
            .find_map(|days_ahead| {
                let minute = day(days_ahead)
                    .iter()
                    .map(|span| span.from)
                    .filter(|from| days_ahead > 0 || *from > minute)
                    .min()?;
                Some(Open::Later { days_ahead, minute })
            })
            .unwrap_or(Open::Never)
    }
}

impl Span {
    /// A span from and to times of the day as in `09:00`.
    pub fn parse(from: &str, to: &str) -> Option<Self> {
        Some(Self {
            from: parse_clock(from)?,
            to: parse_clock(to)?,
        })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minute: u16| (minute / 60, minute % 60);
        let ((from, past), (to, past_to)) = (clock(self.from), clock(self.to));
        write!(formatter, "{from:02}:{past:02}-{to:02}:{past_to:02}")
    }
}

impl Hours {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.need(
            is_zone(&self.zone),
            "hours.zone",
            "give the time zone by its IANA name, as in Europe/Madrid",
        );
        for (day, spans) in DAYS.iter().zip(&self.open) {
            let field = format!("hours.open.{day}");
            faults.need(
                spans.len() <= MAX_SPANS,
                &field,
                format!("give at most {MAX_SPANS} spans"),
            );
            faults.need(
                spans.iter().all(|span| span.from < span.to),
                &field,
                "end each span after it begins; a night is two spans, up to 24:00 and from 00:00 of the next day",
            );
            let apart = spans
                .iter()
                .zip(spans.iter().skip(1))
                .all(|(one, next)| one.to <= next.from);
            faults.need(apart, &field, "give the spans in order, none into the next");
        }
    }
}

/// Whether a text looks like a zone of the IANA database: `UTC`, or an area and one or two places.
fn is_zone(text: &str) -> bool {
    // The longest part today is `DumontDUrville`.
    let part = |part: &str| {
        part.len() <= 14
            && part.starts_with(|letter: char| letter.is_ascii_uppercase())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
    };
    let parts: Vec<&str> = text.split('/').collect();
    text == "UTC" || ((2..=3).contains(&parts.len()) && parts.into_iter().all(part))
}

/// Reads `HH:MM` from 00:00 to 24:00.
fn parse_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| -> Option<u16> {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let minute = number(hours)? * 60 + number(minutes).filter(|minutes| *minutes < 60)?;
    (minute <= DAY).then_some(minute)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn write_clock<S: Serializer>(minute: &u16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{:02}:{:02}", minute / 60, minute % 60))
}

fn read_clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_clock(&text).ok_or_else(|| de::Error::custom("a time of the day is written as in 09:00"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{faults, faulty};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// A shop that is open on Monday from 9 to 13 and 15 to 18, on Friday night, and else never.
    fn hours() -> Hours {
        serde_json::from_value(week(
            &json!([["09:00", "13:00"], ["15:00", "18:00"]]),
            &json!([["20:00", "24:00"]]),
            &json!([["00:00", "02:30"]]),
        ))
        .unwrap()
    }

    fn week(monday: &Value, friday: &Value, saturday: &Value) -> Value {
        let spans = |day: &Value| -> Vec<Value> {
            let pairs = day.as_array().unwrap().iter();
            pairs
                .map(|pair| json!({"from": pair[0], "to": pair[1]}))
                .collect()
        };
        let open = [
            monday,
            &json!([]),
            &json!([]),
            &json!([]),
            friday,
            saturday,
            &json!([]),
        ];
        json!({"zone": "Europe/Madrid", "open": open.map(spans)})
    }

    fn monday(spans: &Value) -> Vec<(String, String)> {
        faults(&json!({"hours": week(spans, &json!([]), &json!([]))}))
    }

    fn later(days_ahead: u8, minute: u16) -> Open {
        Open::Later { days_ahead, minute }
    }

    #[test]
    fn a_shop_is_open_from_the_first_minute_of_a_span_to_the_last() {
        let hours = hours();
        assert_eq!(hours.at(0, 9 * 60 - 1), later(0, 9 * 60));
        assert_eq!(hours.at(0, 9 * 60), Open::Now);
        assert_eq!(hours.at(0, 13 * 60 - 1), Open::Now);
        assert_eq!(hours.at(0, 13 * 60), later(0, 15 * 60));
    }

    #[test]
    fn after_hours_the_next_span_of_the_week_counts() {
        let hours = hours();
        assert_eq!(hours.at(0, 18 * 60), later(4, 20 * 60));
        assert_eq!(hours.at(4, 23 * 60 + 59), Open::Now);
        assert_eq!(hours.at(5, 0), Open::Now);
        assert_eq!(hours.at(5, 2 * 60 + 30), later(2, 9 * 60));
        assert_eq!(hours.at(6, 0), later(1, 9 * 60));
    }

    #[test]
    fn a_shop_that_opens_once_a_week_opens_in_a_week() {
        let once = Hours {
            zone: "UTC".to_owned(),
            open: [(); 7].map(|()| Vec::new()),
        };
        assert_eq!(once.at(3, 600), Open::Never);
        let mut once = once;
        once.open[3] = vec![Span { from: 540, to: 600 }];
        assert_eq!(once.at(3, 600), later(7, 540));
        assert_eq!(once.at(3, 0), later(0, 540));
        assert_eq!(once.at(4, 0), later(6, 540));
    }

    #[test]
    fn times_are_written_as_on_a_clock() {
        let json = serde_json::to_value(hours()).unwrap();
        assert_eq!(json["open"][4], json!([{"from": "20:00", "to": "24:00"}]));
        assert_eq!(json["open"][5], json!([{"from": "00:00", "to": "02:30"}]));
        for wrong in [
            "",
            "9:00",
            "09:60",
            "24:01",
            "25:00",
            "0900",
            "09:00:00",
            "+9:00",
            "aa:bb",
            "９９:00",
        ] {
            assert_eq!(parse_clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans_are_in_order_and_end_after_they_begin() {
        let day = |reason: &str| [("hours.open.monday".to_owned(), reason.to_owned())];
        assert_eq!(monday(&json!([["09:00", "13:00"], ["13:00", "24:00"]])), []);
        let ends = day(
            "end each span after it begins; a night is two spans, up to 24:00 and from 00:00 of the next day",
        );
        assert_eq!(monday(&json!([["22:00", "02:00"]])), ends);
        assert_eq!(monday(&json!([["09:00", "09:00"]])), ends);
        let order = day("give the spans in order, none into the next");
        assert_eq!(
            monday(&json!([["15:00", "18:00"], ["09:00", "13:00"]])),
            order
        );
        assert_eq!(
            monday(&json!([["09:00", "13:01"], ["13:00", "14:00"]])),
            order
        );
        let five: Vec<[String; 2]> = (0..5)
            .map(|hour| [format!("0{hour}:00"), format!("0{hour}:30")])
            .collect();
        assert_eq!(monday(&json!(five)), day("give at most 4 spans"));
    }

    #[test]
    fn a_zone_has_an_iana_name() {
        let with = |zone: &str| {
            let mut hours = week(&json!([]), &json!([]), &json!([]));
            hours["zone"] = json!(zone);
            faulty(&json!({ "hours": hours }))
        };
        for zone in [
            "UTC",
            "Europe/Madrid",
            "America/Argentina/Buenos_Aires",
            "America/Port-au-Prince",
            "Etc/GMT+1",
            "Antarctica/DumontDUrville",
        ] {
            assert_eq!(with(zone), [""; 0], "{zone}");
        }
        for zone in [
            "",
            "Madrid",
            "europe/madrid",
            "Europe/",
            "/Madrid",
            "Europe/Ma drid",
            "A/B/C/D",
            "GMT+1",
            "Europe/Málaga",
        ] {
            assert_eq!(with(zone), ["hours.zone"], "{zone}");
        }
    }

    proptest! {
        #[test]
        fn a_clock_reads_what_it_wrote(minute in 0..=DAY) {
            let text = format!("{:02}:{:02}", minute / 60, minute % 60);
            prop_assert_eq!(parse_clock(&text), Some(minute));
        }

        #[test]
        fn no_text_makes_the_clock_panic(text: String) {
            let _ = parse_clock(&text);
        }

        #[test]
        fn what_comes_later_is_open_then(weekday in 0_u8..7, minute in 0..DAY) {
            let hours = hours();
            if let Open::Later { days_ahead, minute } = hours.at(weekday, minute) {
                prop_assert_eq!(hours.at((weekday + days_ahead) % 7, minute), Open::Now);
            }
        }
    }
}
