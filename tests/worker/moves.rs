//! Somebody changes their number: they stay who they are, and whoever has the old one is not they.

use saludo_tests::code::random;
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// A form that a person has confirmed, and how the shop sees it.
fn opted_in(shop: &Shop, person: &Person) -> (Form, Value) {
    let form = Form::of(shop);
    person.says(shop, &form.text(shop));
    let item = form.welcome(shop, "read");
    (form, item)
}

fn user_id() -> String {
    format!("ES.{}", random())
}

/// A message as Meta posts it, sent so many seconds from now.
fn message(from: &str, user_id: &str, seconds: i64, part: &Value) -> Value {
    let now = i64::try_from(wait::now_seconds()).unwrap();
    let mut message = json!({
        "from": from, "from_user_id": user_id, "id": format!("wamid.{}", random()),
        "timestamp": (now + seconds).to_string(),
    });
    for (key, value) in part.as_object().unwrap() {
        message[key] = value.clone();
    }
    message
}

fn post(shop: &Shop, message: &Value) {
    let body = shop.change(&json!({ "messages": [message] }));
    assert_eq!(shop.webhook(&body), 200);
}

/// Meta tells that somebody has another number.
fn moves(shop: &Shop, old: (&str, &str), new: (&str, &str)) {
    let system = json!({"type": "system", "system": {
        "body": format!("User changed from {} to {}", old.0, new.0), "type": "user_changed_number",
        "wa_id": new.0, "user_id": new.1, "previous_user_id": old.1,
    }});
    post(shop, &message(old.0, old.1, 0, &system));
}

fn says(shop: &Shop, from: &str, user_id: &str, text: &str) {
    let part = json!({"type": "text", "text": {"body": text}});
    post(shop, &message(from, user_id, 1, &part));
}

fn told(shop: &Shop) -> Vec<Value> {
    let lines = shop.admin("GET", "/ledger.jsonl", &[], b"").text;
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap()["event"].clone();
    lines.lines().map(event).collect()
}

fn told_of(shop: &Shop, word: &str) -> Vec<Value> {
    let mut events = told(shop);
    events.retain(|event| event["type"] == word);
    events
}

fn text<'a>(item: &'a Value, field: &str) -> &'a str {
    item[field].as_str().expect(field)
}

/// Everything that came so far is acted on, once a later opt-in is confirmed.
fn acted_on_all(shop: &Shop) {
    let (form, other) = (Form::of(shop), Person::new());
    other.says(shop, &form.text(shop));
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
}

#[test]
fn a_person_with_another_number_is_the_same_person() {
    let shop = Shop::own();
    let ana = Person::new();
    let (form, before) = opted_in(&shop, &ana);
    let (new, new_id) = (Person::new().wa_id, user_id());
    moves(
        &shop,
        (&ana.wa_id, text(&before, "user_id")),
        (&new, &new_id),
    );
    let after = form.in_book(&shop, "moved", |item| item["wa_id"] == new.as_str());
    assert_eq!(after["person"], before["person"]);
    assert_eq!(
        (&after["state"], &after["user_id"]),
        (&json!("confirmed"), &json!(new_id))
    );
    let events = told_of(&shop, "number_changed");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["person"], before["person"]);
    // What they say with it counts.
    says(&shop, &new, &new_id, "STOP");
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
}

#[test]
fn the_links_to_the_page_in_the_old_chats_open_nothing_any_more() {
    let shop = Shop::own();
    let ana = Person::new();
    let (form, before) = opted_in(&shop, &ana);
    let link = shop.sent_to(&ana.wa_id)[0]["buttons"][0]["url"].clone();
    let (_, token) = link.as_str().unwrap().rsplit_once("/p/").unwrap();
    let page = || http::get(&shop.worker(&format!("/p/{token}"))).status;
    assert_eq!(page(), 200);
    let new = Person::new().wa_id;
    moves(
        &shop,
        (&ana.wa_id, text(&before, "user_id")),
        (&new, &user_id()),
    );
    form.in_book(&shop, "moved", |item| item["wa_id"] == new.as_str());
    assert_eq!(page(), 404);
}

#[test]
fn whoever_has_the_old_number_next_is_somebody_else() {
    let shop = Shop::own();
    let ana = Person::new();
    let (form, before) = opted_in(&shop, &ana);
    let new = Person::new().wa_id;
    moves(
        &shop,
        (&ana.wa_id, text(&before, "user_id")),
        (&new, &user_id()),
    );
    form.in_book(&shop, "moved", |item| item["wa_id"] == new.as_str());
    says(&shop, &ana.wa_id, &user_id(), "STOP");
    acted_on_all(&shop);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "confirmed");
    assert_eq!(told_of(&shop, "purpose_withdrawn"), [Value::Null; 0]);
}

#[test]
fn what_was_said_with_the_old_number_and_comes_late_counts_and_does_not_bring_it_back() {
    let shop = Shop::own();
    let ana = Person::new();
    let (form, before) = opted_in(&shop, &ana);
    let (new, old_id) = (Person::new().wa_id, text(&before, "user_id"));
    moves(&shop, (&ana.wa_id, old_id), (&new, &user_id()));
    form.in_book(&shop, "moved", |item| item["wa_id"] == new.as_str());
    says(&shop, &ana.wa_id, old_id, "STOP");
    let after = form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    assert_eq!(after["wa_id"], new.as_str());
    // The number stays free.
    let next = Person { wa_id: ana.wa_id };
    let form = Form::of(&shop);
    post(
        &shop,
        &message(
            &next.wa_id,
            &user_id(),
            2,
            &json!({"type": "text", "text": {"body": form.text(&shop)}}),
        ),
    );
    let other = form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    assert_ne!(other["person"], before["person"]);
}

#[test]
fn a_move_that_is_told_again_is_told_in_the_ledger_once() {
    let shop = Shop::own();
    let ana = Person::new();
    let (form, before) = opted_in(&shop, &ana);
    let (new, new_id) = (Person::new().wa_id, user_id());
    let old_id = text(&before, "user_id").to_owned();
    for _ in 0..3 {
        moves(&shop, (&ana.wa_id, &old_id), (&new, &new_id));
    }
    let update = json!({"user_id_update": [{
        "wa_id": new, "user_id": {"previous": old_id, "current": new_id}, "timestamp": wait::now_seconds(),
    }]});
    assert_eq!(shop.webhook(&shop.change(&update)), 200);
    form.in_book(&shop, "moved", |item| item["wa_id"] == new.as_str());
    acted_on_all(&shop);
    assert_eq!(told_of(&shop, "number_changed").len(), 1);
}

#[test]
fn a_move_to_the_number_of_somebody_known_makes_them_one() {
    let shop = Shop::own();
    let (old, new) = (Person::new(), Person::new());
    let (first, before) = opted_in(&shop, &old);
    let (second, other) = opted_in(&shop, &new);
    assert_ne!(before["person"], other["person"]);
    let ids = (text(&before, "user_id"), text(&other, "user_id"));
    moves(&shop, (&old.wa_id, ids.0), (&new.wa_id, ids.1));
    let one = second.in_book(&shop, "one person", |item| {
        item["person"] == before["person"]
    });
    assert_eq!(
        (text(&one, "wa_id"), text(&one, "user_id")),
        (new.wa_id.as_str(), ids.1)
    );
    assert_eq!(told_of(&shop, "identity_linked").len(), 1);
    assert_eq!(told_of(&shop, "number_changed").len(), 1);
    new.says(&shop, "STOP");
    for form in [first, second] {
        form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    }
}

#[test]
fn another_user_id_alone_keeps_the_number_that_is_shown() {
    let shop = Shop::own();
    let ana = Person::new();
    let (form, before) = opted_in(&shop, &ana);
    let new_id = user_id();
    let system = json!({"type": "system", "system": {
        "type": "user_changed_user_id", "user_id": new_id, "previous_user_id": before["user_id"],
    }});
    post(&shop, &message(&ana.wa_id, &new_id, 0, &system));
    let after = form.in_book(&shop, "moved", |item| item["user_id"] == new_id.as_str());
    assert_eq!(
        (&after["wa_id"], &after["person"]),
        (&before["wa_id"], &before["person"])
    );
    assert_eq!(told_of(&shop, "number_changed").len(), 1);
}

#[test]
fn a_move_of_nobody_known_and_other_system_messages_leave_nothing() {
    let shop = Shop::own();
    shop.public("en");
    let before = told(&shop);
    let (old, new) = (Person::new().wa_id, Person::new().wa_id);
    moves(&shop, (&old, &user_id()), (&new, &user_id()));
    let changed = json!({"type": "system", "system": {"type": "customer_identity_changed"}});
    post(&shop, &message(&old, &user_id(), 0, &changed));
    wait::until_equal(&json!(2), || shop.stats()["webhook"]["updates"].clone());
    assert_eq!(told(&shop), before);
    assert_eq!(shop.graph_calls(), 0);
}
