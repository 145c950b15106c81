//! Fields whose type Meta's own pages disagree about.

use chrono::{DateTime, NaiveDate, NaiveTime};
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Number, Value};
use std::fmt::{self, Formatter};

/// Reads an object. (serde would take a list for one too, its fields by position.)
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let is_object = json.trim_ascii_start().first() == Some(&b'{');
    serde_json::from_slice(json).ok().filter(|_| is_object)
}

/// Reads an object that may be missing, or something else.
pub(super) fn part<'a, T: Deserialize<'a>>(json: Option<&'a RawValue>) -> Option<T> {
    // A text already: its letters are not checked once more.
    let json = json?.get();
    json.starts_with('{')
        .then(|| serde_json::from_str(json).ok())?
}

/// Those items of a list that may be missing which have the expected shape.
pub(super) fn parts<'a, T: Deserialize<'a>>(json: Option<&'a RawValue>) -> Vec<T> {
    let items = json.and_then(|json| serde_json::from_str::<Vec<&'a RawValue>>(json.get()).ok());
    let items = items.unwrap_or_default().into_iter();
    items.filter_map(|item| part(Some(item))).collect()
}

/// A text, or a number written as text; anything else reads as absent. Without a [`Value`] in
/// between: most of what Meta sends is texts.
pub(super) fn text<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    input.deserialize_any(Text)
}

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Option<String>;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map(|number| number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// A whole number, or one written as text; anything else reads as absent.
pub(super) fn integer<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    })
}

/// True, or written as text; anything else is false.
pub(super) fn flag<'de, D: Deserializer<'de>>(input: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::Bool(flag) => flag,
        Value::String(text) => text == "true",
        _ => false,
    })
}

/// A moment in Unix seconds, as Unix milliseconds; one before 1970 or after 9999 reads as absent.
pub(super) fn seconds<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i64>, D::Error> {
    Ok(integer(input)?.and_then(millis))
}

/// A moment in Unix seconds, or a day or moment in words (`January 31, 2021`, `2021-01-31`,
/// RFC 3339), as Unix milliseconds. A day is its first moment in UTC.
pub(super) fn date<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::String(text) => date_in_words(text.trim()),
        Value::Number(number) => number.as_i64().and_then(millis),
        _ => None,
    })
}

fn date_in_words(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse() {
        return millis(seconds);
    }
    let moment = DateTime::parse_from_rfc3339(text)
        // Graph writes its offset without a colon.
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z"));
    if let Ok(moment) = moment {
        return millis(moment.timestamp());
    }
    let day = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%Y-%m-%d"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    millis(day.and_time(NaiveTime::MIN).and_utc().timestamp())
}

fn millis(seconds: i64) -> Option<i64> {
    const YEAR_10000: i64 = 253_402_300_800;
    (0..YEAR_10000).contains(&seconds).then(|| seconds * 1000)
}

/// An object of the expected shape; anything else reads as absent.
pub(super) fn object<'de, D, T>(input: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let value = Value::deserialize(input)?;
    Ok(serde_json::from_value(value).ok())
}

/// Those items of a list that have the expected shape.
pub(super) fn list<'de, D, T>(input: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let value = Value::deserialize(input)?;
    let Value::Array(items) = value else {
        return Ok(Vec::new());
    };
    Ok(items
        .into_iter()
        .filter_map(|item| serde_json::from_value(item).ok())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Deserialize)]
    struct Dated {
        #[serde(default, deserialize_with = "date")]
        on: Option<i64>,
    }

    fn on(json: &str) -> Option<i64> {
        read::<Dated>(format!(r#"{{"on":{json}}}"#).as_bytes())?.on
    }

    #[test]
    fn a_day_is_read_in_every_spelling_of_metas() {
        for json in [
            "1612051200",
            "\"1612051200\"",
            "\"January 31, 2021\"",
            "\"Jan 31, 2021\"",
            "\"31 January 2021\"",
            "\"2021-01-31\"",
            "\"2021-01-31T00:00:00Z\"",
            "\"2021-01-31T01:00:00+0100\"",
        ] {
            assert_eq!(on(json), Some(1_612_051_200_000), "{json}");
        }
        for json in [
            "\"soon\"",
            "\"February 31, 2021\"",
            "true",
            "null",
            "-1",
            "1e30",
            "\"\"",
        ] {
            assert_eq!(on(json), None, "{json}");
        }
    }

    #[derive(Deserialize)]
    struct Said {
        #[serde(default, deserialize_with = "text")]
        a: Option<String>,
        #[serde(default, deserialize_with = "text")]
        b: Option<String>,
    }

    #[test]
    fn a_text_may_be_a_number_and_what_is_neither_costs_nothing_beside_it() {
        for (json, a) in [
            (r#""x\u00e1""#, Some("xá")),
            ("7", Some("7")),
            ("-7", Some("-7")),
            ("1.5", Some("1.5")),
            ("1e3", Some("1000.0")),
            ("null", None),
            ("true", None),
            (r#"[1,[2],{"b":"c"}]"#, None),
            (r#"{"b":["c"]}"#, None),
        ] {
            let json = format!(r#"{{"a":{json},"b":"b"}}"#);
            let said: Said = read(json.as_bytes()).unwrap();
            assert_eq!(
                (said.a.as_deref(), said.b.as_deref()),
                (a, Some("b")),
                "{json}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_date_makes_it_panic(text in "\\PC{0,30}") {
            let _ = date_in_words(&text);
        }
    }
}
