//! Fields whose type Meta's own pages disagree about.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads an object. (serde would take a list for one too, its fields by position.)
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let is_object = json.trim_ascii_start().first() == Some(&b'{');
    serde_json::from_slice(json).ok().filter(|_| is_object)
}

/// A text, or a number written as text; anything else reads as absent.
pub(super) fn text<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A whole number, or one written as text; anything else reads as absent.
pub(super) fn integer<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    })
}

/// A moment in Unix seconds, as Unix milliseconds; one before 1970 or after 9999 reads as absent.
pub(super) fn seconds<'de, D: Deserializer<'de>>(input: D) -> Result<Option<i64>, D::Error> {
    const YEAR_10000: i64 = 253_402_300_800;
    let seconds = integer(input)?.filter(|seconds| (0..YEAR_10000).contains(seconds));
    Ok(seconds.map(|seconds| seconds * 1000))
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
