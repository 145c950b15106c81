//! Many updates in one body: each counts, whatever stands beside it.

use crate::{all, body, keys};
use proptest::prelude::*;
use saludo_core::webhook::{
    Change, Echo, HistoryChunk, Kind, Message, Moved, NewKey, Preference, Status, Update,
    UpdateKey, split,
};
use serde_json::{Value, json};

fn change_of(name: &str) -> (Value, Value) {
    let body: Value = serde_json::from_str(&body(name)).unwrap();
    let entry = body["entry"][0].clone();
    let change = entry["changes"][0].clone();
    (entry, change)
}

fn entries(entries: &[Value]) -> String {
    json!({"object": "whatsapp_business_account", "entry": entries}).to_string()
}

/// Kind and key of each.
fn seen(updates: &[Update<'_>]) -> Vec<(Kind, UpdateKey)> {
    let of = |update: &Update<'_>| (update.kind, update.key);
    updates.iter().map(of).collect()
}

#[test]
fn a_fixture_between_odd_neighbours_is_what_it_is_alone() {
    let odd = [
        json!(7),
        json!(null),
        json!({"id": "1"}),
        json!({"id": "1", "changes": [9, {"field": "messages"}, {"field": 5, "value": []}]}),
    ];
    for name in all() {
        let (entry, change) = change_of(&name);
        let alone_body = entries(std::slice::from_ref(&entry));
        let alone = seen(&split(alone_body.as_bytes(), &keys()));
        // Between entries.
        let [a, b, c, d] = odd.clone();
        let among = entries(&[a, b, entry.clone(), c, d]);
        let among = seen(&split(among.as_bytes(), &keys()));
        assert_eq!(among.len(), 6 + alone.len(), "{name}");
        assert_eq!(among[2..2 + alone.len()], alone, "{name}");
        // Between changes of one entry.
        let mut shared = entry.clone();
        shared["changes"] = json!([null, {"field": "x", "value": {"messages": [5]}}, change, "x"]);
        let shared = entries(&[shared]);
        let shared = seen(&split(shared.as_bytes(), &keys()));
        assert_eq!(shared.len(), 3 + alone.len(), "{name}");
        assert_eq!(shared[2..2 + alone.len()], alone, "{name}");
        // Between items of one list.
        for list in ["messages", "statuses", "user_preferences", "message_echoes"] {
            let Some(items) = change["value"][list].as_array() else {
                continue;
            };
            let mut crowded = entry.clone();
            let neighbours = [&[json!(null), json!([])], items.as_slice(), &[json!("x")]].concat();
            crowded["changes"][0]["value"][list] = json!(neighbours);
            let crowded = entries(&[crowded]);
            let crowded = seen(&split(crowded.as_bytes(), &keys()));
            assert_eq!(crowded.len(), 3 + alone.len(), "{name}");
            assert_eq!(crowded[2..2 + alone.len()], alone, "{name}");
            assert!(crowded[0].0 == Kind::Unreadable, "{name}");
        }
    }
}

#[test]
fn all_fixtures_in_one_body_are_as_many_updates_each_with_its_own_key() {
    let own: Vec<Value> = all().iter().map(|name| change_of(name).0).collect();
    let body = entries(&own);
    let updates = split(body.as_bytes(), &keys());
    assert_eq!(updates.len(), own.len());
    // The same again has the same keys.
    let again = split(body.as_bytes(), &keys());
    assert_eq!(seen(&updates), seen(&again));
}

#[test]
fn an_old_message_has_another_key_than_the_live_one_with_its_id() {
    let (live, _) = change_of("message_image");
    let (old, _) = change_of("history_image");
    let body = entries(&[old, live]);
    let updates = seen(&split(body.as_bytes(), &keys()));
    assert_eq!((updates[0].0, updates[1].0), (Kind::History, Kind::Message));
    assert_ne!(updates[0].1, updates[1].1);
}

/// Reads an update in every way that there is.
fn read(update: &Update<'_>) {
    let _ = Message::parse(update.item);
    let _ = Moved::parse(update.item);
    let _ = NewKey::parse(update.item);
    let _ = Status::parse(update.item);
    let _ = Preference::parse(update.item);
    let _ = Echo::parse(update.item);
    let _ = Change::parse(update.item);
    let _ = HistoryChunk::of_change(update.item);
}

/// Some other value in place of one of a body's.
fn spoil(value: &mut Value, at: &mut usize, by: &Value) {
    if *at == 0 {
        *value = by.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| spoil(field, at, by)),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, at, by)),
        _ => {}
    }
}

fn names() -> Vec<String> {
    all().into_iter().collect()
}

proptest! {
    #[test]
    fn a_body_with_any_one_value_replaced_vanishes_nowhere_and_harms_nothing(
        name in prop::sample::select(names()),
        at in 0_usize..60,
        by in prop::sample::select(vec![
            json!(null), json!(true), json!(-1), json!(1e300), json!(""), json!("x"), json!([]), json!({}),
            json!([{}]), json!("\u{0}"), json!({"type": {}}), json!(9_999_999_999_999_999_u64),
        ]),
    ) {
        let good = change_of("message_text").0;
        let mut spoilt = change_of(&name).0;
        spoil(&mut spoilt, &mut at.clone(), &by);
        let body = entries(&[good.clone(), spoilt, good]);
        let updates = split(body.as_bytes(), &keys());
        prop_assert!(updates.len() >= 3);
        for update in &updates {
            read(update);
        }
        let (first, last) = (&updates[0], &updates[updates.len() - 1]);
        prop_assert_eq!((first.kind, first.key), (last.kind, last.key));
        prop_assert_eq!(first.kind, Kind::Message);
    }

    #[test]
    fn a_body_cut_off_anywhere_is_one_unreadable_update(
        name in prop::sample::select(names()),
        share in 0_usize..100,
    ) {
        let whole = body(&name);
        let whole = whole.trim_end().as_bytes();
        let cut = &whole[..whole.len() * share / 100];
        let updates = split(cut, &keys());
        prop_assert_eq!(updates.len(), 1);
        prop_assert_eq!(updates[0].kind, Kind::Unreadable);
        read(&updates[0]);
    }

    #[test]
    fn no_bytes_make_any_reader_panic(bytes: Vec<u8>) {
        for update in split(&bytes, &keys()) {
            read(&update);
        }
    }
}
