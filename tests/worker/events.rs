//! What the shop's own systems are told, as Standard Webhooks.

use crate::book_file::OwnStack;
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

const NAME: &str = "Ana Quijote";
const WORDS: &str = "Do you have these in blue?";

fn opts_in(shop: &Shop, ana: &Person) -> Form {
    let form = Form::of(shop).with("purposes", json!(["offers", "orders"]));
    let text = form.text(shop);
    ana.says_with(shop, &text, &json!({"name": NAME}));
    form.welcome(shop, "read");
    form
}

fn person_of(shop: &Shop, form: &Form) -> String {
    let item = shop.opt_in(&form.code).unwrap();
    item["person"].as_str().unwrap().to_owned()
}

/// What the shop reads of its events.
fn listed(shop: &Shop, query: &str) -> Value {
    let answer = shop.admin("GET", &format!("/events{query}"), &[], b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn items(shop: &Shop) -> Vec<Value> {
    listed(shop, "")["items"].as_array().cloned().unwrap()
}

fn none_waits(shop: &Shop) {
    wait::until_equal(&json!(0), || shop.stats()["events"]["waiting"].clone());
}

#[test]
fn a_yes_is_told_with_its_purposes_words_and_source_and_no_identifier() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opts_in(&shop, &ana);
    let told = shop.event("opt_in.confirmed");
    let item = shop.opt_in(&form.code).unwrap();
    assert_eq!(
        told,
        json!({
            "shop": shop.slug, "person": item["person"], "purposes": ["offers", "orders"],
            "statement": form.body["statement"], "source": "bubble", "opt_in": item["id"],
            "product": null, "erased": false, "now_person": null,
        })
    );
    ana.says(&shop, WORDS);
    wait::until_equal(&2, || shop.events_of("message.received").len());
    for event in shop.events_sent() {
        assert_eq!(event["verified"], true);
        assert_eq!(event["signatures"], 1);
        let text = event.to_string();
        for personal in [&ana.wa_id, NAME, "wamid", "blue", &form.code] {
            assert!(!text.contains(personal), "{personal} in {text}");
        }
    }
    let told = &shop.events_of("message.received")[1];
    assert_eq!(told["person"], item["person"]);
    assert_eq!(told["purposes"], json!(["offers", "orders"]));
    assert_eq!(told["source"], "bubble");
    let message = &told["message"];
    assert_eq!(
        (&message["type"], &message["for_people"]),
        (&json!("text"), &json!(true))
    );
    let first = &shop.events_of("message.received")[0]["message"];
    assert_eq!(first["for_people"], false);
}

#[test]
fn identifiers_and_texts_are_there_where_the_shop_asks_for_them() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["events"] = json!({"identifiers": true, "texts": true});
    });
    let ana = Person::new();
    opts_in(&shop, &ana);
    let told = shop.event("opt_in.confirmed");
    assert_eq!(
        (&told["identifiers"]["phone"], &told["identifiers"]["wa_id"]),
        (&json!(format!("+{}", ana.wa_id)), &json!(ana.wa_id))
    );
    assert_eq!(told["identifiers"]["name"], NAME);
    let id = ana.says(&shop, WORDS);
    wait::until_equal(&2, || shop.events_of("message.received").len());
    let message = &shop.events_of("message.received")[1]["message"];
    assert_eq!(
        (&message["text"], &message["wamid"]),
        (&json!(WORDS), &json!(id))
    );
}

#[test]
fn a_stop_and_a_start_are_told() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opts_in(&shop, &ana);
    let person = person_of(&shop, &form);
    let later = wait::now_seconds() + 1;
    ana.says_with(&shop, "STOP", &json!({"timestamp": later}));
    let told = shop.event("opt_in.withdrawn");
    assert_eq!(
        told,
        json!({
            "shop": shop.slug, "person": person, "purposes": ["offers", "orders"],
            "statement": form.body["statement"], "source": "message", "opt_in": null,
            "product": null, "erased": false, "now_person": null,
        })
    );
    ana.says_with(&shop, "START", &json!({"timestamp": later + 1}));
    wait::until_equal(&2, || shop.events_of("opt_in.confirmed").len());
    let again = &shop.events_of("opt_in.confirmed")[1];
    assert_eq!(
        (&again["purposes"], &again["source"], &again["opt_in"]),
        (
            &json!(["offers", "orders"]),
            &json!("message"),
            &json!(null)
        )
    );
}

#[test]
fn whatsapps_own_stop_tells_of_marketing_alone() {
    let shop = Shop::own();
    let ana = Person::new();
    opts_in(&shop, &ana);
    ana.prefers(&shop, "stop", wait::now_seconds() + 1);
    let told = shop.event("opt_in.withdrawn");
    assert_eq!(
        (&told["purposes"], &told["source"]),
        (&json!(["offers"]), &json!("native_preference"))
    );
}

#[test]
fn a_yes_that_comes_after_its_stop_is_not_told() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    let now = wait::now_seconds();
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 5}));
    wait::until_equal(&1, || shop.events_of("message.received").len());
    ana.says_with(&shop, &text, &json!({"timestamp": now}));
    wait::until_equal(&2, || shop.events_of("message.received").len());
    none_waits(&shop);
    assert_eq!(shop.events_of("opt_in.confirmed"), [json!(null); 0]);
}

#[test]
fn a_message_that_failed_is_told_with_metas_code() {
    let shop = Shop::own();
    shop.behaviour(&json!({"fail": [{"code": 131_026, "times": 1, "async": true}]}));
    let form = Form::of(&shop);
    let text = form.text(&shop);
    Person::new().says(&shop, &text);
    let item = form.welcome(&shop, "failed");
    let told = shop.event("message.failed");
    assert_eq!(told["person"], item["person"]);
    assert_eq!(
        told["message"],
        json!({
            "kind": "welcome", "opt_in": item["id"], "reason": told["message"]["reason"],
            "error": 131_026, "attempts": 1,
        })
    );
}

#[test]
fn what_is_refused_is_sent_again_under_the_same_id() {
    let shop = Shop::own();
    shop.behaviour(&json!({"events": {"status": 500, "times": 1}}));
    let id = Person::new();
    id.says(&shop, WORDS);
    shop.event("message.received");
    let sent = shop.events_sent();
    let statuses: Vec<&Value> = sent.iter().map(|event| &event["status"]).collect();
    assert_eq!(statuses, [500, 200]);
    assert_eq!(sent[0]["id"], sent[1]["id"]);
    assert_eq!(sent[0]["body"], sent[1]["body"]);
    none_waits(&shop);
    let item = &items(&shop)[0];
    assert_eq!(
        (
            &item["id"],
            &item["state"],
            &item["attempts"],
            &item["status"]
        ),
        (&sent[0]["id"], &json!("delivered"), &json!(2), &json!(200))
    );
    assert_eq!(item["body"], sent[0]["body"]);
}

#[test]
fn events_are_listed_and_sent_again_on_demand() {
    let shop = Shop::own();
    for _ in 0..3 {
        Person::new().says(&shop, WORDS);
    }
    wait::until_equal(&3, || shop.events_of("message.received").len());
    none_waits(&shop);
    let all = items(&shop);
    let id = |index: usize| all[index]["id"].as_str().unwrap();
    let after_first = listed(&shop, &format!("?after={}", id(0)));
    assert_eq!(after_first["items"].as_array().unwrap()[..], all[1..]);
    assert_eq!(after_first["next"], json!(null));

    let one = shop.admin("POST", &format!("/events/{}/replay", id(0)), &[], b"");
    assert_eq!((one.status, one.json()), (202, json!({"replayed": 1})));
    wait::until_equal(&4, || shop.events_sent().len());
    assert_eq!(shop.events_sent()[3]["id"], id(0));
    none_waits(&shop);
    let path = format!("/events/replay?after={}", id(0));
    let rest = shop.admin("POST", &path, &[], b"");
    assert_eq!((rest.status, rest.json()), (202, json!({"replayed": 2})));
    wait::until_equal(&6, || shop.events_sent().len());
    none_waits(&shop);
    let everything = shop.admin("POST", "/events/replay", &[], b"");
    assert_eq!(everything.json(), json!({"replayed": 3}));
    wait::until_equal(&9, || shop.events_sent().len());

    let unknown = shop.admin("POST", "/events/evt_0/replay", &[], b"");
    assert_eq!(unknown.problem(), (404, "unknown_event".into()));
    for (method, path) in [
        ("GET", "/events?after=x"),
        ("POST", "/events/replay?after=x"),
    ] {
        let answer = shop.admin(method, path, &[], b"");
        assert_eq!(answer.problem(), (400, "malformed_after".into()));
    }
    let wrong = shop.admin("DELETE", "/events", &[], b"");
    assert_eq!(wrong.problem(), (405, "method_not_allowed".into()));
}

#[test]
fn gone_ends_it_until_the_settings_change() {
    let shop = Shop::own();
    shop.behaviour(&json!({"events": {"status": 410, "times": 1}}));
    Person::new().says(&shop, WORDS);
    wait::until_equal(&json!(true), || shop.stats()["events"]["disabled"].clone());
    // Not even what comes later is sent, and none of it is lost.
    Person::new().says(&shop, WORDS);
    wait::until_equal(&json!(2), || shop.stats()["events"]["waiting"].clone());
    let form = Form::of(&shop);
    let text = form.text(&shop);
    Person::new().says(&shop, &text);
    form.welcome(&shop, "read");
    assert_eq!(shop.events_sent().len(), 1);
    shop.change_settings(|settings| settings["contact"] = json!("hola@sol.example"));
    wait::until_equal(&3, || shop.events_of("message.received").len());
    assert_eq!(shop.stats()["events"]["disabled"], false);
}

#[test]
fn while_a_secret_is_changed_both_sign() {
    let sandboxs = "dev-whsec_c2FsdWRvIGRldmVsb3BtZW50IGV2ZW50cw==";
    let other = "dev-whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let secrets = format!("{other},{sandboxs}");
    let own = OwnStack::start(|stack| stack.var("EVENTS_SECRET", &secrets));
    let shop = own.shop();
    Person::new().says(&shop, WORDS);
    shop.event("message.received");
    let sent = &shop.events_sent()[0];
    assert_eq!(
        (&sent["verified"], &sent["signatures"]),
        (&json!(true), &json!(2))
    );
}

#[test]
fn where_nobody_is_told_nothing_is_written() {
    let own = OwnStack::start(|stack| stack.var("EVENTS_URL", "").var("EVENTS_SECRET", ""));
    let shop = own.shop();
    opts_in(&shop, &Person::new());
    assert_eq!(items(&shop), [json!(null); 0]);
    assert_eq!(shop.events_sent(), [json!(null); 0]);
    let replay = shop.admin("POST", "/events/replay", &[], b"");
    assert_eq!(replay.problem(), (409, "events_off".into()));
}

#[test]
fn of_an_erased_person_the_last_event_tells_that_and_nothing_is_kept() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let form = opts_in(&shop, &ana);
    bea.says(&shop, WORDS);
    none_waits(&shop);
    let person = person_of(&shop, &form);
    let held = shop
        .admin("GET", &format!("/people/{person}"), &[], b"")
        .json();
    assert_eq!(held["events"].as_array().unwrap().len(), 2);
    let path = format!("/people/{person}");
    assert_eq!(shop.admin("DELETE", &path, &[], b"").status, 204);
    let told = shop.event("opt_in.withdrawn");
    assert_eq!(
        (
            &told["person"],
            &told["purposes"],
            &told["erased"],
            &told["source"]
        ),
        (
            &json!(person),
            &json!(["offers", "orders"]),
            &json!(true),
            &json!("staff")
        )
    );
    none_waits(&shop);
    let left = items(&shop);
    assert_eq!(left.len(), 1, "Bea's");
    assert_ne!(left[0]["body"]["data"]["person"], json!(person));
}
