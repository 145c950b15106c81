//! What each way of saying no ends, and what brings it back.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn opted_in(shop: &Shop, ana: &Person, seconds: u64) -> Form {
    let form = Form::of(shop).with("purposes", json!(["offers", "orders"]));
    let text = form.text(shop);
    ana.says_with(shop, &text, &json!({"timestamp": seconds}));
    form.welcome(shop, "read");
    form
}

/// Waits until everything that came before has been worked off: somebody else opts in.
fn all_worked_off(shop: &Shop) {
    let form = Form::of(shop);
    let text = form.text(shop);
    Person::new().says(shop, &text);
    form.welcome(shop, "read");
}

fn events(shop: &Shop, kind: &str) -> Vec<Value> {
    let mut events = shop.ledger();
    events.retain(|event| event["type"] == kind);
    events
}

/// The one event of a kind, once it is there.
fn event(shop: &Shop, kind: &str) -> Value {
    let found = wait::until(kind, || {
        let events = events(shop, kind);
        (!events.is_empty()).then_some(events)
    });
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

fn last_sent(shop: &Shop, ana: &Person, messages: usize) -> Value {
    let sent = wait::until(&format!("{messages} messages"), || {
        let sent = shop.sent_to(&ana.wa_id);
        (sent.len() >= messages).then_some(sent)
    });
    assert_eq!(sent.len(), messages, "{sent:?}");
    sent.into_iter().last().unwrap()
}

#[test]
fn whatsapps_own_stop_ends_marketing_only_and_repeats_are_harmless() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = opted_in(&shop, &ana, now);
    ana.prefers(&shop, "stop", now + 1);
    ana.prefers(&shop, "stop", now + 1);
    ana.prefers(&shop, "stop", now + 2);
    let event = event(&shop, "purpose_withdrawn");
    assert_eq!(event["reach"], "marketing");
    assert_eq!(event["method"], "native_preference");
    assert_eq!(event["purposes"], json!(["offers"]));
    assert_eq!(form.state(&shop), "confirmed");
    // Who takes the people out is told, whatever was granted.
    assert_eq!(exported(&shop, &ana)["native_stop"], true);
    assert_eq!(exported(&shop, &ana)["standings"][0]["standing"], "granted");
    ana.prefers(&shop, "resume", now + 3);
    wait::until_equal(&json!(false), || {
        exported(&shop, &ana)["native_stop"].clone()
    });
}

/// A person in the shop's export.
fn exported(shop: &Shop, ana: &Person) -> Value {
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let mut lines = export
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_hers = |line: &Value| line["type"] == "person" && line["wa_id"] == ana.wa_id.as_str();
    lines.find(is_hers).expect("the person")
}

#[test]
fn whatsapps_own_resume_lifts_its_own_stop_and_not_a_stop_in_the_chat() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = opted_in(&shop, &ana, now);
    ana.prefers(&shop, "stop", now + 1);
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 2}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    ana.prefers(&shop, "resume", now + 3);
    let event = event(&shop, "purpose_resumed");
    assert_eq!(
        (&event["lifts"], &event["purposes"]),
        (&json!("native_stop"), &json!(["offers"]))
    );
    assert_eq!(form.state(&shop), "withdrawn");
}

#[test]
fn metas_refusal_131050_counts_as_whatsapps_own_stop() {
    let shop = Shop::own();
    let ana = Person::new();
    shop.behaviour(&json!({"fail": [{"code": 131_050, "times": 1}]}));
    let form = Form::of(&shop).with("purposes", json!(["offers", "orders"]));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    let item = form.welcome(&shop, "failed");
    assert_eq!(item["welcome"]["error"], 131_050);
    let event = event(&shop, "purpose_withdrawn");
    assert_eq!(
        (&event["reach"], &event["method"]),
        (&json!("marketing"), &json!("native_preference"))
    );
    assert_eq!(form.state(&shop), "confirmed");
}

#[test]
fn start_brings_back_what_a_stop_ended() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = opted_in(&shop, &ana, now);
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 1}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    last_sent(&shop, &ana, 2);
    ana.says_with(&shop, "START", &json!({"timestamp": now + 2}));
    form.in_book(&shop, "confirmed again", |item| {
        item["state"] == "confirmed" && item["withdrawn_at"].is_null()
    });
    let event = event(&shop, "purpose_resumed");
    assert_eq!(
        (&event["lifts"], &event["purposes"]),
        (&json!("stop"), &json!(["offers", "orders"]))
    );
    let told = last_sent(&shop, &ana, 3);
    let body = told["body"].as_str().unwrap();
    assert!(
        body.contains("may now write to this number about offers and updates on my orders"),
        "{body}"
    );
}

#[test]
fn start_under_words_that_are_not_shown_any_more_leads_to_the_question() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = opted_in(&shop, &ana, now);
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 1}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    last_sent(&shop, &ana, 2);
    shop.change_settings(|settings| settings["controller"] = json!("Sol S.L., hola@sol.example"));
    let later = wait::now_seconds() + 2;
    ana.says_with(&shop, "start", &json!({"timestamp": later}));
    let asked = last_sent(&shop, &ana, 3);
    assert_eq!(asked["type"], "interactive");
    assert!(
        asked["body"].as_str().unwrap().contains("Sol S.L."),
        "{asked}"
    );
    assert_eq!(form.state(&shop), "withdrawn");
    assert_eq!(events(&shop, "purpose_resumed"), [json!(null); 0]);
}

#[test]
fn start_and_stop_give_the_same_whichever_webhook_comes_first() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = opted_in(&shop, &ana, now);
    ana.says_with(&shop, "START", &json!({"timestamp": now + 2}));
    wait::until_equal(&json!(2), || {
        shop.stats()["webhook"]["updates"]
            .clone()
            .as_u64()
            .map_or(json!(0), |n| json!(n.min(2)))
    });
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 1}));
    let withdrawn = event(&shop, "purpose_withdrawn");
    assert_eq!(withdrawn["purposes"], json!(["offers", "orders"]));
    event(&shop, "purpose_resumed");
    assert_eq!(form.state(&shop), "confirmed");
}

#[test]
fn an_order_word_is_asked_about_and_right_after_our_message_it_is_a_stop() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana, wait::now_seconds());
    // Something else in between: the next message does not answer us.
    let later = wait::now_seconds() + 5;
    ana.says_with(
        &shop,
        "Do you have these in red?",
        &json!({"timestamp": later}),
    );
    all_worked_off(&shop);
    ana.says_with(&shop, "cancelar", &json!({"timestamp": later + 1}));
    let asked = last_sent(&shop, &ana, 2);
    assert_eq!(asked["type"], "interactive");
    assert_eq!(form.state(&shop), "confirmed");
    ana.taps_with(&shop, "Yes, stop", &json!({"timestamp": later + 2}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    let event = event(&shop, "purpose_withdrawn");
    assert_eq!(
        (&event["reach"], &event["method"]),
        (&json!("all"), &json!("button"))
    );

    let bea = Person::new();
    let other = opted_in(&shop, &bea, wait::now_seconds());
    let later = wait::now_seconds() + 1;
    bea.says_with(&shop, "cancelar", &json!({"timestamp": later}));
    other.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
}

#[test]
fn a_person_is_one_of_the_answers_and_changes_nothing() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana, wait::now_seconds());
    let later = wait::now_seconds() + 5;
    ana.says_with(&shop, "One question", &json!({"timestamp": later}));
    all_worked_off(&shop);
    ana.says_with(&shop, "anular", &json!({"timestamp": later + 1}));
    last_sent(&shop, &ana, 2);
    ana.taps_with(&shop, "Talk to a person", &json!({"timestamp": later + 2}));
    ana.taps_with(&shop, "No, go on", &json!({"timestamp": later + 3}));
    let other = opted_in(&shop, &Person::new(), wait::now_seconds());
    assert_eq!(other.state(&shop), "confirmed");
    assert_eq!(form.state(&shop), "confirmed");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 2);
}

#[test]
fn my_preferences_is_answered_with_the_link() {
    let shop = Shop::own();
    let ana = Person::new();
    opted_in(&shop, &ana, wait::now_seconds());
    let name = shop.public("es")["name"].as_str().unwrap().to_owned();
    ana.says(
        &shop,
        &format!("Hola, {name}: quiero ver mis preferencias de WhatsApp."),
    );
    let told = last_sent(&shop, &ana, 2);
    let body = told["body"].as_str().unwrap();
    assert!(
        body.starts_with("Mis preferencias: http://localhost:"),
        "{body}"
    );
    assert!(body.contains(&format!("/p/{}.", shop.slug)), "{body}");
}

/// A status of a message that another tool of the shop's sent.
fn refused_elsewhere(shop: &Shop, ana: &Person, seconds: u64) {
    let status = json!({
        "id": format!("wamid.{}", saludo_tests::code::random()), "status": "failed",
        "timestamp": seconds.to_string(), "recipient_id": ana.wa_id,
        "errors": [{"code": 131_050, "title": "User stopped marketing messages"}],
    });
    let body = shop.change(&json!({ "statuses": [status] }));
    assert_eq!(shop.webhook(&body), 200);
}

#[test]
fn metas_refusal_counts_whoever_sent_the_message_and_from_when_it_refused() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let now = wait::now_seconds();
    opted_in(&shop, &ana, now);
    opted_in(&shop, &bea, now);
    refused_elsewhere(&shop, &ana, now + 1);
    wait::until_equal(&json!(true), || {
        exported(&shop, &ana)["native_stop"].clone()
    });
    // Bea has resumed by the time that the refusal is told.
    bea.prefers(&shop, "resume", now + 3);
    refused_elsewhere(&shop, &bea, now + 2);
    all_worked_off(&shop);
    assert_eq!(exported(&shop, &bea)["native_stop"], false);
    assert_eq!(exported(&shop, &ana)["native_stop"], true);
}

#[test]
fn an_order_word_from_a_plus_one_number_is_a_stop_also_where_the_number_is_hidden() {
    let shop = Shop::own();
    let seen = Person {
        wa_id: format!("1650{:07}", saludo_tests::code::random() % 10_000_000),
    };
    let user_id = format!("US.{}", saludo_tests::code::random());
    let hidden = |text: &str, seconds: u64| {
        let say = json!({
            "user_id": user_id, "to": shop.number, "text": text, "hide_phone": true,
            "timestamp": seconds,
        });
        saludo_tests::person::say_as_given(&shop, &say);
    };
    let now = wait::now_seconds();
    let (first, second) = (Form::of(&shop), Form::of(&shop));
    seen.says_with(&shop, &first.text(&shop), &json!({"timestamp": now}));
    hidden(&second.text(&shop), now);
    for form in [&first, &second] {
        form.welcome(&shop, "read");
    }
    // Something else in between: the next message does not answer us.
    let later = wait::now_seconds() + 5;
    seen.says_with(&shop, "In red?", &json!({"timestamp": later}));
    hidden("In blue?", later);
    all_worked_off(&shop);
    seen.says_with(&shop, "Cancel", &json!({"timestamp": later + 1}));
    hidden("END", later + 1);
    for form in [first, second] {
        form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    }
}

#[test]
fn an_order_word_that_quotes_our_message_is_a_stop_however_late() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana, wait::now_seconds());
    let welcome = shop.sent_to(&ana.wa_id)[0]["wamid"].clone();
    let later = wait::now_seconds() + 3 * 24 * 3600;
    ana.says_with(&shop, "In red?", &json!({"timestamp": later}));
    all_worked_off(&shop);
    let quotes = json!({"timestamp": later + 1, "context_id": welcome});
    ana.says_with(&shop, "cancelar", &quotes);
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
}

#[test]
fn a_start_that_is_older_than_the_stop_is_no_wish_to_be_asked() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = opted_in(&shop, &ana, now);
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 3}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    last_sent(&shop, &ana, 2);
    ana.says_with(&shop, "START", &json!({"timestamp": now + 2}));
    ana.prefers(&shop, "signup", now + 2);
    all_worked_off(&shop);
    last_sent(&shop, &ana, 2);
    // One that is later is.
    ana.prefers(&shop, "signup", now + 4);
    assert_eq!(last_sent(&shop, &ana, 3)["type"], "interactive");
}

#[test]
fn an_order_word_that_crossed_our_message_on_the_way_is_asked_about() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana, wait::now_seconds() - 60);
    ana.says_with(
        &shop,
        "Cancelar",
        &json!({"timestamp": wait::now_seconds() - 30}),
    );
    assert_eq!(last_sent(&shop, &ana, 2)["type"], "interactive");
    assert_eq!(form.state(&shop), "confirmed");
}
