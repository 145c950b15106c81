use super::*;
use crate::webhook::Delivery;
use proptest::prelude::*;

fn keys() -> Keys {
    Keys::new(&[7; 32])
}

fn body(value: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"9","changes":[{{"field":"messages","value":{value}}}]}}]}}"#
    )
}

fn kinds(body: &str) -> Vec<Kind> {
    split(body.as_bytes(), &keys())
        .iter()
        .map(|update| update.kind)
        .collect()
}

#[test]
fn every_item_of_every_list_is_an_update() {
    let body = body(
        r#"{"metadata":{"phone_number_id":"1"},
            "contacts":[{"wa_id":"34600000001","profile":{"name":"Ana"}},{"user_id":"ES.2","profile":{"name":"Bea"}}],
            "messages":[{"id":"a","from":"34600000001","type":"text","text":{"body":"x"}},
                        {"id":"b","from_user_id":"ES.2","type":"text","text":{"body":"y"}}],
            "statuses":[{"id":"c","status":"sent","recipient_id":"34600000001"}],
            "user_preferences":[{"wa_id":"34600000001","category":"marketing_messages","value":"stop","timestamp":1}],
            "message_echoes":[{"id":"d","to":"34600000001"}]}"#,
    );
    let updates = split(body.as_bytes(), &keys());
    let kinds: Vec<Kind> = updates.iter().map(|update| update.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Message,
            Kind::Message,
            Kind::Status,
            Kind::Preference,
            Kind::Echo
        ]
    );
    let name = |index: usize| {
        let contact: Contact = serde_json::from_slice(updates[index].contact.unwrap()).unwrap();
        contact.name().unwrap().to_owned()
    };
    assert_eq!((name(0), name(1)), ("Ana".into(), "Bea".into()));
    assert!(updates.iter().all(|update| {
        update.phone_number_id.as_deref() == Some("1") && update.waba_id.as_deref() == Some("9")
    }));
    assert!(matches!(updates[2].key, UpdateKey::Mark(_, Delivery::Sent)));
}

#[test]
fn the_key_of_a_message_can_be_made_of_its_id() {
    let body = body(r#"{"messages":[{"id":"wamid.A","type":"text","text":{"body":"y"}}]}"#);
    let keys = keys();
    let updates = split(body.as_bytes(), &keys);
    assert_eq!(updates[0].key, UpdateKey::Once(keys.message("wamid.A")));
}

#[test]
fn one_odd_item_never_costs_its_neighbours() {
    let body = body(
        r#"{"messages":[7,{"id":"a","type":"hologram"},null,{"id":"b","type":"text","text":{"body":"y"}}],"statuses":["x"]}"#,
    );
    assert_eq!(
        kinds(&body),
        [
            Kind::Unreadable,
            Kind::Message,
            Kind::Unreadable,
            Kind::Message,
            Kind::Unreadable
        ]
    );
}

#[test]
fn a_change_without_a_known_list_or_with_empty_ones_is_one_update() {
    for value in [
        r#"{"event":"APPROVED","message_template_id":1}"#,
        r#"{"messages":[],"statuses":[]}"#,
        r#"{"messages":"none"}"#,
        r#"{"messages":null}"#,
        "7",
        "null",
        r#"{"errors":[{"code":130429}]}"#,
    ] {
        let expected = if value == "null" {
            Kind::Unreadable
        } else {
            Kind::Other
        };
        assert_eq!(kinds(&body(value)), [expected], "{value}");
    }
}

#[test]
fn what_cannot_be_read_is_one_update() {
    for wrong in [
        "",
        "not json",
        "{}",
        "[]",
        r#"{"entry":[]}"#,
        r#"{"entry":7}"#,
        r#"{"entry":[{"id":"9"}]}"#,
        r#"{"entry":[{"id":"9","changes":[]}]}"#,
        r#"{"entry":["x"]}"#,
        r#"{"entry":[{"id":"9","changes":["x"]}]}"#,
    ] {
        assert_eq!(kinds(wrong), [Kind::Unreadable], "{wrong}");
    }
    assert_eq!(split(&[0xFF, 0xFE], &keys()).len(), 1);
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let body = r#"{"entry":[{"changes":[{"value":{"messages":[{"id":"a"}]},"field":"messages"}],"id":9}],"object":"x"}"#;
    assert_eq!(kinds(body), [Kind::Message]);
    assert_eq!(
        split(body.as_bytes(), &keys())[0].waba_id.as_deref(),
        Some("9")
    );
}

#[test]
fn the_same_update_has_the_same_key_in_any_batch() {
    let alone = body(r#"{"messages":[{"id":"a","type":"text"}]}"#);
    let among = body(r#"{"messages":[{"id":"b"},{"type":"text","id":"a","more":1}]}"#);
    assert_eq!(
        split(alone.as_bytes(), &keys())[0].key,
        split(among.as_bytes(), &keys())[1].key
    );
}

#[test]
fn statuses_of_one_message_share_a_hash_and_differ_in_their_mark() {
    let of = |status: &str, recipient: &str| {
        let value = format!(
            r#"{{"statuses":[{{"id":"a","status":"{status}","recipient_id":"{recipient}"}}]}}"#
        );
        split(body(&value).as_bytes(), &keys())[0].key
    };
    assert_eq!(
        of("sent", "1"),
        UpdateKey::Mark(keys().delivery("a", "1"), Delivery::Sent)
    );
    assert_eq!(
        of("read", "1"),
        UpdateKey::Mark(keys().delivery("a", "1"), Delivery::Read)
    );
    assert_ne!(of("sent", "1"), of("sent", "2"));
    assert!(matches!(of("warped", "1"), UpdateKey::Once(_)));
}

#[test]
fn repeated_preferences_have_one_key_and_a_later_one_another() {
    let of = |at: u32| {
        let value = format!(
            r#"{{"metadata":{{"phone_number_id":"1"}},"user_preferences":[{{"wa_id":"346","category":"marketing_messages","value":"stop","timestamp":{at}}}]}}"#
        );
        split(body(&value).as_bytes(), &keys())[0].key
    };
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn account_changes_differ_by_time() {
    let of = |time: &str| {
        let body = format!(
            r#"{{"entry":[{{"id":"9","time":{time},"changes":[{{"field":"account_update","value":{{"event":"X"}}}}]}}]}}"#
        );
        split(body.as_bytes(), &keys())[0].key
    };
    assert_eq!(of("1"), of("1"));
    assert_ne!(of("1"), of("2"));
}

/// Bodies as Meta writes them, with something odd anywhere.
fn nearly_a_body() -> impl Strategy<Value = String> {
    let odd = || {
        prop_oneof![
            4 => Just("null"),
            1 => Just("7"),
            1 => Just("\"x\""),
            1 => Just("{}"),
            1 => Just("[]"),
            1 => Just("[7]"),
            1 => Just("[\"1\"]"),
            1 => Just("{\"id\":\"a\",\"id\":\"b\"}"),
            1 => Just("\"\\ud800\""),
            1 => Just("1e999"),
            1 => Just("}"),
        ]
    };
    let item = prop_oneof![
        6 => "[a-c]".prop_map(|id| format!(r#"{{"id":"{id}","from":"34600000001","type":"text"}}"#)),
        2 => "[a-c]".prop_map(|id| format!(r#"{{"id":"{id}","status":"read","recipient_id":"1"}}"#)),
        1 => odd().prop_map(str::to_owned),
    ];
    let list = prop_oneof![
        6 => prop::collection::vec(item, 0..3).prop_map(|items| format!("[{}]", items.join(","))),
        1 => odd().prop_map(str::to_owned),
    ];
    let text = prop_oneof![6 => Just("\"1\""), 1 => Just("7"), 1 => odd()];
    let metadata = prop_oneof![
        6 => text.clone().prop_map(|id| format!(r#"{{"phone_number_id":{id}}}"#)),
        1 => odd().prop_map(str::to_owned),
    ];
    let names = "messages|statuses|user_preferences|message_echoes|contacts|other";
    let fields = prop::collection::vec((names, list), 0..3);
    let value = prop_oneof![
        8 => (metadata, fields).prop_map(|(metadata, fields)| {
            let fields = fields.into_iter().map(|(name, list)| format!(r#","{name}":{list}"#));
            format!(r#"{{"metadata":{metadata}{}}}"#, fields.collect::<String>())
        }),
        1 => odd().prop_map(str::to_owned),
    ];
    let change = prop_oneof![
        8 => ("messages|history", value)
            .prop_map(|(field, value)| format!(r#"{{"field":"{field}","value":{value}}}"#)),
        1 => odd().prop_map(str::to_owned),
    ];
    let changes = prop::collection::vec(change, 0..3).prop_map(|all| all.join(","));
    let twice = prop_oneof![8 => Just(""), 1 => Just(r#""time":1,"time":2,"#)];
    let entry = prop_oneof![
        8 => (text, twice, changes)
            .prop_map(|(id, more, changes)| format!(r#"{{{more}"id":{id},"changes":[{changes}]}}"#)),
        1 => odd().prop_map(str::to_owned),
    ];
    prop::collection::vec(entry, 0..3)
        .prop_map(|entries| format!(r#"{{"object":"x","entry":[{}]}}"#, entries.join(",")))
}

#[test]
fn what_meta_writes_is_read_at_once() {
    let body = body(r#"{"metadata":{"phone_number_id":"1"},"messages":[{"id":"a"}]}"#);
    assert!(split_at_once(body.as_bytes(), &keys()).is_some());
    let odd = body.replace(r#"[{"id":"a"}]"#, "[]");
    assert!(split_at_once(odd.as_bytes(), &keys()).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]
    #[test]
    fn at_once_or_piece_by_piece_the_updates_are_the_same(body in nearly_a_body()) {
        let slow = split_piece_by_piece(body.as_bytes(), &keys());
        let all = split(body.as_bytes(), &keys());
        prop_assert_eq!(format!("{all:?}"), format!("{slow:?}"));
        let to = slow.into_iter().map(|update| (update.phone_number_id, update.waba_id));
        prop_assert_eq!(addressees(body.as_bytes(), &keys()), to.collect());
    }
}

proptest! {
    #[test]
    fn no_body_makes_it_panic_or_vanish(bytes: Vec<u8>) {
        prop_assert!(!split(&bytes, &keys()).is_empty());
    }

    #[test]
    fn no_value_makes_it_panic_or_vanish(value in "[\\[\\]{}\",:a-z0-9 ]{0,60}") {
        prop_assert!(!split(body(&value).as_bytes(), &keys()).is_empty());
    }
}
