//! Lines that break, answers that take long, bodies that are large, late or spoilt.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::{code, wait};
use serde_json::{Value, json};

fn opted_in(shop: &Shop) -> (Person, Form) {
    let (ana, form) = (Person::new(), Form::of(shop));
    let text = form.text(shop);
    ana.says(shop, &text);
    (ana, form)
}

fn text_message(person: &Person, text: &str, seconds: u64) -> Value {
    json!({"from": person.wa_id, "id": format!("wamid.{}", code::fresh()),
        "timestamp": seconds.to_string(), "type": "text", "text": {"body": text}})
}

#[test]
fn a_line_that_breaks_before_the_message_is_taken_leaves_it_uncertain() {
    let shop = Shop::own();
    shop.behaviour(&json!({"cut": "before"}));
    let (ana, form) = opted_in(&shop);
    let item = form.welcome(&shop, "uncertain");
    assert_eq!(
        (&item["welcome"]["attempts"], &item["welcome"]["wamid"]),
        (&json!(1), &Value::Null)
    );
    assert_eq!(shop.graph_calls(), 1);
    assert_eq!(shop.sent_to(&ana.wa_id), Vec::<Value>::new());
}

#[test]
fn of_an_answer_that_breaks_off_the_statuses_tell_what_became() {
    let shop = Shop::own();
    shop.behaviour(&json!({"cut": "after"}));
    let (ana, form) = opted_in(&shop);
    let item = form.welcome(&shop, "read");
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 1);
    assert_eq!(item["welcome"]["wamid"], sent[0]["wamid"]);
    assert_eq!(
        (&item["welcome"]["attempts"], shop.graph_calls()),
        (&json!(1), 1)
    );
}

#[test]
fn an_answer_that_takes_seconds_is_waited_for_and_others_are_sent_meanwhile() {
    let shop = Shop::own();
    shop.behaviour(&json!({"answer_ms": 4000, "statuses": false}));
    let all: Vec<(Person, Form)> = (0..8).map(|_| opted_in(&shop)).collect();
    for (person, form) in &all {
        let item = form.welcome(&shop, "accepted");
        assert_eq!(item["welcome"]["attempts"], 1);
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    }
    assert_eq!(shop.graph_calls(), 8);
}

#[test]
fn a_refusal_that_comes_late_is_still_one() {
    let shop = Shop::own();
    shop.behaviour(&json!({"answer_ms": 2000, "fail": [{"code": 131_016, "times": 1}]}));
    let (ana, form) = opted_in(&shop);
    let item = form.welcome(&shop, "read");
    assert_eq!(item["welcome"]["attempts"], 2);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn a_thousand_updates_in_one_webhook_all_have_their_effect_once() {
    let shop = Shop::own();
    let now = wait::now_seconds();
    let people: Vec<(Person, Form)> = (0..12).map(|_| (Person::new(), Form::of(&shop))).collect();
    let mut messages: Vec<Value> = people
        .iter()
        .map(|(person, form)| text_message(person, &form.text(&shop), now))
        .collect();
    messages.extend((0..88).map(|_| text_message(&Person::new(), "¿Hacéis envíos a Ibiza?", now)));
    let contacts: Vec<Value> = messages
        .iter()
        .map(|message| json!({"profile": {"name": "Ana"}, "wa_id": message["from"]}))
        .collect();
    let statuses: Vec<Value> = (0..900)
        .map(|index| {
            let word = ["read", "sent", "delivered"][index % 3];
            json!({"id": format!("wamid.{}", index / 3), "status": word,
                "timestamp": now.to_string(), "recipient_id": "34600000001"})
        })
        .collect();
    let body = shop.change(&json!({
        "contacts": contacts, "messages": messages, "statuses": statuses,
    }));
    assert_eq!((shop.webhook(&body), shop.webhook(&body)), (200, 200));
    for (person, form) in &people {
        form.welcome(&shop, "read");
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    }
    // And three statuses for each welcome.
    wait::until_equal(&json!(1036), || shop.stats()["webhook"]["updates"].clone());
    assert_eq!(shop.stats()["webhook"]["duplicates"], 1000);
}

#[test]
fn statuses_in_any_order_and_number_are_counted_once_each() {
    let shop = Shop::own();
    let status = |word: &str| {
        json!({"id": "wamid.one", "status": word, "timestamp": "1750030073",
            "recipient_id": "34600000001"})
    };
    let post = |words: &[&str]| {
        let statuses: Vec<Value> = words.iter().map(|word| status(word)).collect();
        assert_eq!(
            shop.webhook(&shop.change(&json!({"statuses": statuses}))),
            200
        );
        let webhook = shop.stats()["webhook"].clone();
        (webhook["updates"].clone(), webhook["duplicates"].clone())
    };
    assert_eq!(post(&["read", "sent", "read"]), (json!(2), json!(1)));
    assert_eq!(post(&["delivered", "sent"]), (json!(3), json!(2)));
    assert_eq!(post(&["failed", "failed", "read"]), (json!(4), json!(4)));
}

#[test]
fn what_comes_seven_days_late_is_taken_by_when_it_was_sent() {
    const WEEK: u64 = 7 * 24 * 3600;
    let shop = Shop::own();
    let (ana, form) = opted_in(&shop);
    let item = form.welcome(&shop, "read");
    let long_ago = wait::now_seconds() - WEEK;
    let late = [
        json!({"messages": [text_message(&ana, "STOP", long_ago)]}),
        json!({"user_preferences": [{"wa_id": ana.wa_id, "category": "marketing_messages",
            "value": "stop", "detail": "…", "timestamp": long_ago}]}),
        json!({"statuses": [{"id": item["welcome"]["wamid"], "status": "sent",
            "timestamp": long_ago.to_string(), "recipient_id": ana.wa_id}]}),
    ];
    for value in late {
        assert_eq!(shop.webhook(&shop.change(&value)), 200);
    }
    // Behind all of it, so it was all acted on by then.
    let (_, other) = opted_in(&shop);
    other.welcome(&shop, "read");
    let after = shop.opt_in(&form.code).unwrap();
    assert_eq!(
        (&after["state"], &after["welcome"]),
        (&json!("confirmed"), &item["welcome"])
    );
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

/// Bodies spoilt in every way that came to mind; all of them signed, so that they are read.
fn spoilt(good: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    let bytes = good.as_bytes();
    for at in (0..bytes.len()).step_by(7) {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1 << (at % 8);
        all.push(flipped);
    }
    all.extend(
        (1..bytes.len())
            .step_by(41)
            .map(|end| bytes[..end].to_vec()),
    );
    for wrong in ["7", "null", "true", "[]", "{}", "\"x\"", "1e999", "-0"] {
        for list in [
            "messages",
            "contacts",
            "metadata",
            "text",
            "from",
            "timestamp",
            "id",
            "entry",
        ] {
            let mut body: Value = serde_json::from_str(good).unwrap();
            put(&mut body, list, &Value::String("\u{1}wrong".to_owned()));
            let text = body.to_string().replace("\"\\u0001wrong\"", wrong);
            all.push(text.into_bytes());
        }
    }
    all.push(good.replace("text", "te\u{0}xt").into_bytes());
    all.push([bytes, &[0; 64]].concat());
    all.push([b"\xef\xbb\xbf", bytes].concat());
    for depth in [200, 20_000, 400_000] {
        all.push("[".repeat(depth).into_bytes());
        let nested = format!("{}{}", "{\"a\":".repeat(depth / 2), "1");
        all.push(
            good.replace("\"text\"", &format!("{nested}\"text\""))
                .into_bytes(),
        );
        let list = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        all.push(
            good.replace("\"contacts\":[", &format!("\"contacts\":[{list},"))
                .into_bytes(),
        );
    }
    all
}

/// Puts a value in the place of every field of a name.
fn put(value: &mut Value, name: &str, new: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                if key == name {
                    *field = new.clone();
                } else {
                    put(field, name, new);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put(item, name, new)),
        _ => {}
    }
}

#[test]
fn no_spoilt_body_is_refused_or_spoils_what_follows() {
    use base64::Engine;
    let shop = Shop::own();
    let ana = Person::new();
    let good = shop.change(&json!({
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": ana.wa_id}],
        "messages": [text_message(&ana, "Hola", wait::now_seconds())],
    }));
    for body in spoilt(&good.to_string()) {
        let base64 = base64::engine::general_purpose::STANDARD.encode(&body);
        let status = shop.raw_webhook(&json!({"body_base64": base64}));
        assert_eq!(
            status,
            200,
            "{}",
            String::from_utf8_lossy(&body[..body.len().min(2000)])
        );
    }
    let (bea, form) = opted_in(&shop);
    form.welcome(&shop, "read");
    assert_eq!(shop.sent_to(&bea.wa_id).len(), 1);
}

#[test]
fn a_message_of_nearly_three_mebibytes_is_taken() {
    let shop = Shop::own();
    let ana = Person::new();
    let huge = "ñ".repeat(480_000); // Meta escapes each to six bytes
    let body = shop.change(&json!({"messages": [text_message(&ana, &huge, wait::now_seconds())]}));
    assert_eq!((shop.webhook(&body), shop.webhook(&body)), (200, 200));
    let (_, form) = opted_in(&shop);
    form.welcome(&shop, "read");
    let webhook = shop.stats()["webhook"].clone();
    assert_eq!(webhook["duplicates"], 1);
}
