//! A webhook body, split into updates.

use super::change::Change as AccountChange;
use super::contact::Contact;
use super::key::{Keys, UpdateKey};
use super::loose;
use super::message::Head;
use super::preference::Preference;
use super::status_head::StatusHead;
use super::whole::{self, Object};
use crate::phone::{UserId, WaId};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// What an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An item of `messages`.
    Message,
    /// An item of `statuses`.
    Status,
    /// An item of `user_preferences`.
    Preference,
    /// An item of `message_echoes`: what the shop's people wrote in WhatsApp itself.
    Echo,
    /// A change with none of these that is known: a [`Change`](super::Change).
    Change,
    /// A message, or many, of a chat from before the number was connected: not to be acted on.
    History,
    /// A change with none of these that is not known, kept raw.
    Other,
    /// A body, entry, change or item that cannot be read at all, kept raw.
    Unreadable,
}

/// One update of a body: the unit that is stored once, acted on once and counted once.
#[derive(Debug, Clone)]
pub struct Update<'a> {
    /// What it is.
    pub kind: Kind,
    /// How it is known again.
    pub key: UpdateKey,
    /// Whose number it came for.
    pub phone_number_id: Option<String>,
    /// The account, which is `entry.id`.
    pub waba_id: Option<String>,
    /// When Meta said it (`entry.time`), in Unix milliseconds; only of changes about the account.
    pub said_at: Option<i64>,
    /// The item as it came.
    pub item: &'a [u8],
    /// The sender's contact as it came, for messages.
    pub contact: Option<&'a [u8]>,
    /// The head of it, where it is a status.
    pub status: Option<StatusHead>,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    entry: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(borrow, default)]
    time: Option<&'a RawValue>,
    #[serde(borrow, default)]
    changes: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    field: Option<String>,
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ChangeValue<'a> {
    #[serde(default, deserialize_with = "loose::object")]
    metadata: Option<Metadata>,
    #[serde(borrow, default)]
    contacts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    messages: Option<&'a RawValue>,
    #[serde(borrow, default)]
    statuses: Option<&'a RawValue>,
    #[serde(borrow, default)]
    user_preferences: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message_echoes: Option<&'a RawValue>,
}

/// The field of what was written before a number was connected. Pictures of such chats come in it
/// as ordinary `messages`.
const HISTORY: &str = "history";

#[derive(Deserialize)]
struct Metadata {
    #[serde(default, deserialize_with = "loose::text")]
    phone_number_id: Option<String>,
}

/// Splits a body into its updates, in order. A body that cannot be parsed is one update, and so
/// is an entry, a change or an item: nothing is dropped, and nothing spoils its neighbours.
#[inline]
pub fn split<'a>(body: &'a [u8], keys: &Keys) -> Vec<Update<'a>> {
    split_at_once(body, keys).unwrap_or_else(|| split_piece_by_piece(body, keys))
}

/// For whom a body is: the number and the account of each of its updates, each pair once.
#[inline]
pub fn addressees(body: &[u8], keys: &Keys) -> BTreeSet<(Option<String>, Option<String>)> {
    let Some(entries) = whole::read(body) else {
        let updates = split_piece_by_piece(body, keys).into_iter();
        return updates
            .map(|update| (update.phone_number_id, update.waba_id))
            .collect();
    };
    let mut addressees = BTreeSet::new();
    for entry in entries {
        for Object(change) in entry.changes {
            let metadata = change.value.0.metadata;
            let phone_number_id = metadata.and_then(|Object(metadata)| metadata.phone_number_id);
            addressees.insert((phone_number_id, entry.id.clone()));
        }
    }
    addressees
}

#[inline]
fn split_at_once<'a>(body: &'a [u8], keys: &Keys) -> Option<Vec<Update<'a>>> {
    let mut updates = Vec::new();
    for entry in whole::read(body)? {
        for Object(change) in entry.changes {
            let Object(value) = change.value;
            let metadata = value.metadata;
            let lists = Lists {
                waba_id: entry.id.clone(),
                phone_number_id: metadata.and_then(|Object(metadata)| metadata.phone_number_id),
                is_history: change.field.as_deref() == Some(HISTORY),
                contacts: Contacts::read(value.contacts.unwrap_or_default()),
                items: [
                    (Kind::Message, value.messages.unwrap_or_default()),
                    (Kind::Status, value.statuses.unwrap_or_default()),
                    (Kind::Preference, value.user_preferences.unwrap_or_default()),
                    (Kind::Echo, value.message_echoes.unwrap_or_default()),
                ],
            };
            lists.split(keys, &mut updates);
        }
    }
    Some(updates)
}

fn split_piece_by_piece<'a>(body: &'a [u8], keys: &Keys) -> Vec<Update<'a>> {
    let mut updates = Vec::new();
    let entries = loose::read::<Envelope<'_>>(body)
        .and_then(|envelope| envelope.entry)
        .filter(|entries| !entries.is_empty());
    let Some(entries) = entries else {
        updates.push(unreadable(body, keys, None));
        return updates;
    };
    for raw in entries {
        let entry = loose::part::<Entry<'_>>(Some(raw));
        let Some((entry, changes)) = entry.and_then(|mut entry| {
            let changes = entry.changes.take().filter(|changes| !changes.is_empty())?;
            Some((entry, changes))
        }) else {
            updates.push(unreadable(raw.get().as_bytes(), keys, None));
            continue;
        };
        for change in changes {
            split_change(change, &entry, keys, &mut updates);
        }
    }
    updates
}

fn split_change<'a>(
    raw: &'a RawValue,
    entry: &Entry<'a>,
    keys: &Keys,
    updates: &mut Vec<Update<'a>>,
) {
    let waba_id = entry.id.clone();
    let Some((change, raw_value)) = loose::part::<Change<'_>>(Some(raw))
        .and_then(|change| change.value.map(|value| (change, value)))
    else {
        updates.push(unreadable(raw.get().as_bytes(), keys, waba_id));
        return;
    };
    let value = loose::part::<ChangeValue<'_>>(Some(raw_value));
    let phone_number_id = value
        .as_ref()
        .and_then(|value| value.metadata.as_ref()?.phone_number_id.clone());
    let before = updates.len();
    if let Some(value) = value {
        let lists = Lists {
            waba_id: waba_id.clone(),
            phone_number_id: phone_number_id.clone(),
            is_history: change.field.as_deref() == Some(HISTORY),
            contacts: Contacts::read(items(value.contacts)),
            items: [
                (Kind::Message, items(value.messages)),
                (Kind::Status, items(value.statuses)),
                (Kind::Preference, items(value.user_preferences)),
                (Kind::Echo, items(value.message_echoes)),
            ],
        };
        lists.split(keys, updates);
    }
    if updates.len() == before {
        let parts: [&[u8]; 4] = [
            entry.id.as_deref().unwrap_or_default().as_bytes(),
            entry.time.map_or("", RawValue::get).as_bytes(),
            change.field.as_deref().unwrap_or_default().as_bytes(),
            raw_value.get().as_bytes(),
        ];
        updates.push(Update {
            kind: match AccountChange::parse(raw.get().as_bytes()) {
                Some(AccountChange::History(_)) => Kind::History,
                Some(_) => Kind::Change,
                None => Kind::Other,
            },
            key: UpdateKey::Once(keys.of(b"change", &parts)),
            phone_number_id,
            waba_id,
            said_at: entry.time.and_then(moment),
            item: raw.get().as_bytes(),
            contact: None,
            status: None,
        });
    }
}

/// What a change has.
struct Lists<'a> {
    waba_id: Option<String>,
    phone_number_id: Option<String>,
    is_history: bool,
    contacts: Contacts<'a>,
    items: [(Kind, Vec<&'a RawValue>); 4],
}

impl<'a> Lists<'a> {
    #[inline]
    fn split(self, keys: &Keys, updates: &mut Vec<Update<'a>>) {
        let number = self.phone_number_id.as_deref();
        for (kind, items) in self.items {
            for item in items {
                let read = if self.is_history && kind == Kind::Message {
                    read_history(item, keys)
                } else {
                    read_item(kind, item, &self.contacts, number, keys)
                };
                updates.push(Update {
                    kind: read.kind,
                    key: read.key,
                    phone_number_id: self.phone_number_id.clone(),
                    waba_id: self.waba_id.clone(),
                    said_at: None,
                    item: item.get().as_bytes(),
                    contact: read.contact,
                    status: read.status,
                });
            }
        }
    }
}

/// What one item is.
struct Item<'a> {
    kind: Kind,
    key: UpdateKey,
    contact: Option<&'a [u8]>,
    status: Option<StatusHead>,
}

impl Item<'_> {
    fn new(kind: Kind, key: UpdateKey) -> Self {
        Self {
            kind,
            key,
            contact: None,
            status: None,
        }
    }
}

#[inline]
fn read_item<'a>(
    kind: Kind,
    raw: &'a RawValue,
    contacts: &Contacts<'a>,
    phone_number_id: Option<&str>,
    keys: &Keys,
) -> Item<'a> {
    let item = raw.get().as_bytes();
    let by_bytes = || UpdateKey::Once(keys.of(b"bytes", &[item]));
    match kind {
        Kind::Message | Kind::Echo => match Head::parse(item) {
            None => Item::new(Kind::Unreadable, by_bytes()),
            Some(head) if head.is_history => read_history(raw, keys),
            Some(head) if kind == Kind::Echo => Item::new(kind, by_id(b"echo", &head, item, keys)),
            Some(head) => Item {
                contact: contacts.of(&head),
                ..Item::new(kind, by_id(b"message", &head, item, keys))
            },
        },
        Kind::Status => match StatusHead::parse(raw) {
            None => Item::new(Kind::Unreadable, by_bytes()),
            Some(status) => {
                let key = match (&status.id, &status.word, status.delivery()) {
                    (Some(id), _, Some(delivery)) => {
                        UpdateKey::Mark(keys.delivery(id, status.recipient()), delivery)
                    }
                    (Some(id), Some(word), None) => UpdateKey::Once(keys.of(
                        b"status word",
                        &[
                            id.as_bytes(),
                            word.as_bytes(),
                            status.recipient().as_bytes(),
                        ],
                    )),
                    _ => by_bytes(),
                };
                Item {
                    status: Some(status),
                    ..Item::new(kind, key)
                }
            }
        },
        _ => {
            let number = phone_number_id.unwrap_or_default();
            let key = Preference::key_parts(item).map_or_else(
                by_bytes,
                |[person, category, value, at]| {
                    UpdateKey::Once(keys.of(
                        b"preference",
                        &[
                            number.as_bytes(),
                            person.as_bytes(),
                            category.as_bytes(),
                            value.as_bytes(),
                            at.as_bytes(),
                        ],
                    ))
                },
            );
            let readable = Preference::parse(item).is_some();
            Item::new(if readable { kind } else { Kind::Unreadable }, key)
        }
    }
}

/// An old message. Its key is not that of a live one: whichever comes first, a live message is never
/// taken for seen.
fn read_history<'a>(raw: &'a RawValue, keys: &Keys) -> Item<'a> {
    let item = raw.get().as_bytes();
    match Head::parse(item) {
        Some(head) => Item::new(Kind::History, by_id(b"history", &head, item, keys)),
        None => Item::new(
            Kind::Unreadable,
            UpdateKey::Once(keys.of(b"bytes", &[item])),
        ),
    }
}

fn by_id(domain: &[u8], head: &Head, item: &[u8], keys: &Keys) -> UpdateKey {
    UpdateKey::Once(match &head.id {
        Some(id) => keys.of(domain, &[id.as_bytes()]),
        None => keys.of(b"bytes", &[item]),
    })
}

/// `entry.time`: seconds, as a number or as text.
fn moment(time: &RawValue) -> Option<i64> {
    let mut input = serde_json::Deserializer::from_str(time.get());
    loose::seconds(&mut input).ok()?
}

/// The contacts of a change, each with its raw text.
struct Contacts<'a>(Vec<(Contact, &'a [u8])>);

impl<'a> Contacts<'a> {
    #[inline]
    fn read(list: Vec<&'a RawValue>) -> Self {
        Self(
            list.into_iter()
                .filter_map(|raw| {
                    let contact = serde_json::from_str(raw.get()).ok()?;
                    Some((contact, raw.get().as_bytes()))
                })
                .collect(),
        )
    }

    /// The contact of a message's sender. Batches hold many.
    fn of(&self, message: &Head) -> Option<&'a [u8]> {
        self.0
            .iter()
            .find(|(contact, _)| {
                let same_phone = message.wa_id.is_some()
                    && contact.wa_id.as_deref() == message.wa_id.as_ref().map(WaId::as_str);
                let same_user = message.user_id.is_some()
                    && contact.user_id.as_deref() == message.user_id.as_ref().map(UserId::as_str);
                same_phone || same_user
            })
            .map(|(_, raw)| *raw)
    }
}

fn items(list: Option<&RawValue>) -> Vec<&RawValue> {
    list.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

fn unreadable<'a>(bytes: &'a [u8], keys: &Keys, waba_id: Option<String>) -> Update<'a> {
    Update {
        kind: Kind::Unreadable,
        key: UpdateKey::Once(keys.of(b"bytes", &[bytes])),
        phone_number_id: None,
        waba_id,
        said_at: None,
        item: bytes,
        contact: None,
        status: None,
    }
}

#[cfg(test)]
mod tests;
