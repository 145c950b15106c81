//! A body read in one pass, as Meta writes it: everything is where it belongs, and every change has
//! items. What is odd anywhere in it is left to the reading piece by piece of [`split`](super::split),
//! which passes over every byte six times and loses nothing.

use super::loose;
use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

/// The entries of a body, none of which is empty.
#[inline]
pub(super) fn read(body: &[u8]) -> Option<Vec<Entry<'_>>> {
    let text = std::str::from_utf8(body).ok()?;
    let Object(body): Object<Body<'_>> = serde_json::from_str(text).ok()?;
    let entries: Vec<Entry<'_>> = body.entry.into_iter().map(|Object(entry)| entry).collect();
    let are_whole = !entries.is_empty()
        && entries.iter().all(|entry| {
            !entry.changes.is_empty() && entry.changes.iter().all(|change| change.0.has_items())
        });
    are_whole.then_some(entries)
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    entry: Vec<Object<Entry<'a>>>,
}

/// What is about one account.
#[derive(Deserialize)]
pub(super) struct Entry<'a> {
    /// The account.
    #[serde(default, deserialize_with = "loose::text")]
    pub(super) id: Option<String>,
    // Read so that it may not stand twice, as piece by piece.
    #[serde(default, rename = "time")]
    _time: Option<IgnoredAny>,
    /// At least one.
    #[serde(borrow)]
    pub(super) changes: Vec<Object<Change<'a>>>,
}

/// A list of items, or several.
#[derive(Deserialize)]
pub(super) struct Change<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    pub(super) field: Option<String>,
    #[serde(borrow)]
    pub(super) value: Object<Value<'a>>,
}

impl Change<'_> {
    fn has_items(&self) -> bool {
        let value = &self.value.0;
        [
            &value.messages,
            &value.statuses,
            &value.user_preferences,
            &value.message_echoes,
        ]
        .into_iter()
        .any(|list| list.as_ref().is_some_and(|items| !items.is_empty()))
    }
}

/// The lists.
#[derive(Deserialize)]
pub(super) struct Value<'a> {
    #[serde(default)]
    pub(super) metadata: Option<Object<Metadata>>,
    #[serde(borrow, default)]
    pub(super) contacts: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    pub(super) messages: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    pub(super) statuses: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    pub(super) user_preferences: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    pub(super) message_echoes: Option<Vec<&'a RawValue>>,
}

/// What tells the shop's number.
#[derive(Deserialize)]
pub(super) struct Metadata {
    #[serde(default, deserialize_with = "loose::text")]
    pub(super) phone_number_id: Option<String>,
}

/// An object, and not the list of its fields' values, which serde would take for one too.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}
