//! The gate, asked at the moment of sending: what the shop starts waits, goes or ends by its rules.

use saludo_tests::code;
use saludo_tests::form::Form;
use saludo_tests::http::Answer;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

const TEMPLATE: &str = "saludo_opt_in_confirmation";

/// Somebody who agreed to a purpose and has their confirmation: their id in the book.
fn opted_in(shop: &Shop, person: &Person, purpose: &str) -> String {
    opted_in_with(
        shop,
        person,
        &Form::of(shop).with("purposes", json!([purpose])),
    )
}

fn opted_in_with(shop: &Shop, person: &Person, form: &Form) -> String {
    let text = form.text(shop);
    person.says(shop, &text);
    let item = form.welcome(shop, "read");
    item["person"].as_str().expect("a person").to_owned()
}

/// The shop asks for one message about a purpose. Any template would do: the confirmation is the one
/// that the sandbox knows.
fn post(shop: &Shop, person: &str, purpose: &str) -> Answer {
    let body = json!({
        "person": person, "purpose": purpose, "template": TEMPLATE,
        "parameters": {"shop": "Demo", "purposes": purpose, "contact": "us"},
        "buttons": [{"index": 0, "url_suffix": "demo.abc"}],
        "idempotency_key": code::fresh(),
    });
    shop.admin("POST", "/messages", &[], body.to_string().as_bytes())
}

fn send(shop: &Shop, person: &str, purpose: &str) {
    let answer = post(shop, person, purpose);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.json()["refused"], json!({}));
}

fn waits(shop: &Shop, expected: &Value) {
    wait::until_equal(expected, || shop.stats()["waiting"].clone());
}

fn arrives(shop: &Shop, person: &Person, messages: usize) {
    wait::until(&format!("{messages} messages"), || {
        (shop.sent_to(&person.wa_id).len() == messages).then_some(())
    });
    assert_eq!(shop.stats()["waiting"], json!({}));
}

fn set(shop: &Shop, name: &str, value: &Value) {
    shop.change_settings(|settings| settings["sending"][name] = value.clone());
}

fn hour() -> u64 {
    wait::now_seconds() / 3_600 % 24
}

/// Hours in which it is neither now nor soon in Spain, which is between UTC and two hours ahead of
/// it: more than these two hours long, for they count only where a moment of them is good in all of
/// the country.
fn closed_in_spain() -> Value {
    if (hour() + 1) % 24 < 12 {
        json!({"from": 17, "to": 22})
    } else {
        json!({"from": 3, "to": 8})
    }
}

/// A shop whose hours for marketing are always open, so that tests may run at night.
fn always_open() -> Shop {
    let shop = Shop::own();
    set(&shop, "marketing_hours", &json!({"from": 0, "to": 24}));
    shop
}

#[test]
fn marketing_waits_for_the_hours_that_the_shop_and_the_law_allow_and_utility_does_not() {
    let shop = Shop::own();
    let ana = Person::new();
    let id = opted_in_with(
        &shop,
        &ana,
        &Form::of(&shop).with("purposes", json!(["offers", "orders"])),
    );
    set(&shop, "marketing_hours", &closed_in_spain());
    send(&shop, &id, "offers");
    waits(&shop, &json!({"quiet_hours": 1}));
    send(&shop, &id, "orders");
    wait::until("the order's", || {
        (shop.sent_to(&ana.wa_id).len() == 2).then_some(())
    });
    waits(&shop, &json!({"quiet_hours": 1}));
    set(&shop, "marketing_hours", &json!({"from": 0, "to": 24}));
    arrives(&shop, &ana, 3);
}

#[test]
fn colombia_waits_for_the_next_working_hour_whatever_the_shop_says() {
    let shop = Shop::own();
    let seed = code::random() % 10_000_000;
    let (luz, id) = {
        let luz = Person {
            wa_id: format!("57300{seed:07}"),
        };
        let id = opted_in(&shop, &luz, "offers");
        (luz, id)
    };
    // Bogotá is five hours behind. Of Saturdays and working days, both have these hours in common.
    let span = if (hour() + 19) % 24 < 11 {
        json!({"from": 14, "to": 15})
    } else {
        json!({"from": 8, "to": 9})
    };
    set(&shop, "marketing_hours", &span);
    send(&shop, &id, "offers");
    waits(&shop, &json!({"quiet_hours": 1}));
    let until = shop.stats()["waiting_until"]["quiet_hours"].clone();
    let until = until.as_str().expect("a moment");
    let opens = span["from"].as_u64().expect("an hour") + 5;
    assert_eq!(until[11..16], format!("{opens:02}:00"), "{until}");
    assert_ne!(weekday(until), "Sunday", "{until}");
    assert_eq!(shop.sent_to(&luz.wa_id).len(), 1);
}

/// The weekday of an RFC 3339 date, by Zeller's congruence.
fn weekday(moment: &str) -> &'static str {
    let part = |from: usize, to: usize| moment[from..to].parse::<i64>().expect("digits");
    let (mut year, mut month, day) = (part(0, 4), part(5, 7), part(8, 10));
    if month < 3 {
        (year, month) = (year - 1, month + 12);
    }
    let (century, of_century) = (year / 100, year % 100);
    let sum = day + 13 * (month + 1) / 5 + of_century + of_century / 4 + century / 4 + 5 * century;
    [
        "Saturday",
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
    ][usize::try_from(sum % 7).expect("a weekday")]
}

#[test]
fn a_purpose_keeps_to_the_number_of_messages_that_it_promised() {
    let shop = always_open();
    let cap = |messages: u16| {
        shop.change_settings(|settings| {
            let offers = settings["purposes"]
                .as_array_mut()
                .expect("purposes")
                .iter_mut()
                .find(|purpose| purpose["id"] == "offers");
            offers.expect("offers")["cap"] = json!({"messages": messages, "days": 7});
        });
    };
    cap(1);
    let ana = Person::new();
    let id = opted_in(&shop, &ana, "offers");
    send(&shop, &id, "offers");
    arrives(&shop, &ana, 2);
    send(&shop, &id, "offers");
    waits(&shop, &json!({"frequency_cap": 1}));
    cap(2);
    arrives(&shop, &ana, 3);
}

/// People who agreed elsewhere and never wrote: the 24-hour window is closed. Their ids.
fn imported(shop: &Shop, people: &[&Person]) -> Vec<String> {
    let mut file = "phone,name,purposes,consented_at,words,method,opted_out_at\n".to_owned();
    for person in people {
        let row = format!(
            "+{},Ana,offers,2025-12-08,I want offers,checkout,\n",
            person.wa_id
        );
        file.push_str(&row);
    }
    let media_type = [("Content-Type", "text/csv")];
    let answer = shop.admin(
        "POST",
        "/imports?dry_run=false",
        &media_type,
        file.as_bytes(),
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let lines: Vec<Value> = export
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line"))
        .collect();
    let id = |person: &&Person| {
        let mut lines = lines.iter();
        let line = lines.find(|line| line["phone"] == format!("+{}", person.wa_id));
        line.expect("the person")["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    people.iter().map(id).collect()
}

#[test]
fn no_more_people_are_written_to_first_than_meta_allows_and_the_rest_waits() {
    let shop = always_open();
    set(&shop, "messaging_limit", &json!("2"));
    let people = [Person::new(), Person::new(), Person::new()];
    let ids = imported(&shop, &[&people[0], &people[1], &people[2]]);
    for id in &ids {
        send(&shop, id, "offers");
    }
    waits(&shop, &json!({"messaging_limit": 1}));
    assert_eq!(shop.graph_calls(), 2);
    let stats = shop.stats();
    assert_eq!(stats["alerts"][0]["kind"], "messaging_limit");
    // Whoever writes is answered all the same.
    let dora = Person::new();
    opted_in(&shop, &dora, "orders");
    set(&shop, "messaging_limit", &json!("unlimited"));
    wait::until_equal(&json!({}), || shop.stats()["waiting"].clone());
    for person in &people {
        arrives(&shop, person, 1);
    }
    assert_eq!(shop.stats()["alerts"], json!([]));
}

#[test]
fn a_red_number_promotes_nothing_until_it_is_better() {
    let shop = always_open();
    let ana = Person::new();
    let id = opted_in_with(
        &shop,
        &ana,
        &Form::of(&shop).with("purposes", json!(["offers", "orders"])),
    );
    let now = wait::now_seconds();
    let flag = |event: &str, time: u64| {
        let value = json!({"display_phone_number": shop.number, "event": event});
        let body = shop.account_change("phone_number_quality_update", &value, time);
        assert_eq!(shop.webhook(&body), 200);
    };
    flag("FLAGGED", now - 10);
    let alert = wait::until("an alert", || shop.stats()["alerts"].get(0).cloned());
    assert_eq!(alert["kind"], "quality_red");
    send(&shop, &id, "offers");
    waits(&shop, &json!({"quality_red": 1}));
    send(&shop, &id, "orders");
    wait::until("the order's", || {
        (shop.sent_to(&ana.wa_id).len() == 2).then_some(())
    });
    flag("UNFLAGGED", now);
    arrives(&shop, &ana, 3);
    assert_eq!(shop.stats()["alerts"], json!([]));
}

fn template_is(shop: &Shop, language: &str, event: &str, time: u64) {
    let title = if event == "PAUSED" {
        "FIRST_PAUSE"
    } else {
        "UNPAUSE"
    };
    let value = json!({
        "event": event, "message_template_id": 1, "message_template_language": language,
        "message_template_name": TEMPLATE, "reason": "NONE",
        "other_info": {"title": title, "description": "…"},
    });
    let body = shop.account_change("message_template_status_update", &value, time);
    assert_eq!(shop.webhook(&body), 200);
}

#[test]
fn a_paused_language_gives_way_to_the_shops_own_and_where_all_rest_it_waits() {
    let shop = always_open();
    let ana = Person::new();
    let spanish = Form::of(&shop)
        .with("statement", shop.public("es")["statement"]["id"].clone())
        .with("locale", json!("es"));
    let id = opted_in_with(&shop, &ana, &spanish);
    let now = wait::now_seconds();
    let updates = || {
        shop.stats()["webhook"]["updates"]
            .as_u64()
            .expect("a count")
    };
    let before = updates();
    template_is(&shop, "es", "PAUSED", now - 10);
    wait::until("the pause", || (updates() > before).then_some(()));
    send(&shop, &id, "offers");
    arrives(&shop, &ana, 2);
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(
        (&sent[0]["language"], &sent[1]["language"]),
        (&json!("es"), &json!("en"))
    );
    template_is(&shop, "en", "PAUSED", now - 9);
    wait::until("two alerts", || shop.stats()["alerts"].get(1).cloned());
    send(&shop, &id, "offers");
    waits(&shop, &json!({"template_paused": 1}));
    template_is(&shop, "es", "APPROVED", now);
    arrives(&shop, &ana, 3);
    assert_eq!(shop.sent_to(&ana.wa_id)[2]["language"], "es");
}

#[test]
fn a_language_that_meta_does_not_have_is_learnt_and_the_next_one_tried() {
    let shop = always_open();
    let ana = Person::new();
    let id = opted_in(&shop, &ana, "offers");
    let body = json!({
        "person": id, "purpose": "offers", "template": TEMPLATE, "language": "sv",
        "parameters": {"shop": "Demo", "purposes": "offers", "contact": "us"},
        "buttons": [{"index": 0, "url_suffix": "demo.abc"}],
        "idempotency_key": code::fresh(),
    });
    let answer = shop.admin("POST", "/messages", &[], body.to_string().as_bytes());
    assert_eq!(answer.status, 201, "{answer:?}");
    arrives(&shop, &ana, 2);
    assert_eq!(shop.sent_to(&ana.wa_id)[1]["language"], "en");
    let alert = &shop.stats()["alerts"][0];
    assert_eq!(
        (&alert["kind"], &alert["subject"]),
        (
            &json!("template_missing"),
            &json!(format!("template {TEMPLATE} (sv)"))
        )
    );
}

#[test]
fn a_number_of_the_united_states_gets_no_marketing() {
    let shop = always_open();
    let joe = Person {
        wa_id: format!("1650555{:04}", code::random() % 10_000),
    };
    let id = opted_in(&shop, &joe, "offers");
    let answer = post(&shop, &id, "offers");
    assert_eq!(answer.json()["refused"], json!({"marketing_to_us": 1}));
    assert_eq!(shop.stats()["not_sent"], json!({"marketing_to_us": 1}));
    assert_eq!(shop.sent_to(&joe.wa_id).len(), 1);
}

#[test]
fn what_was_taken_back_while_it_waited_is_not_sent() {
    let shop = Shop::own();
    let ana = Person::new();
    let id = opted_in(&shop, &ana, "offers");
    set(&shop, "marketing_hours", &closed_in_spain());
    send(&shop, &id, "offers");
    waits(&shop, &json!({"quiet_hours": 1}));
    ana.says_with(
        &shop,
        "stop",
        &json!({"timestamp": wait::now_seconds() + 1}),
    );
    wait::until("the answer to the stop", || {
        (shop.sent_to(&ana.wa_id).len() == 2).then_some(())
    });
    set(&shop, "marketing_hours", &json!({"from": 0, "to": 24}));
    wait::until_equal(&json!({"no_consent": 1}), || {
        shop.stats()["not_sent"].clone()
    });
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 2);
}

#[test]
fn while_somebody_of_the_shop_writes_its_machines_wait() {
    let shop = always_open();
    let ana = Person::new();
    let id = opted_in(&shop, &ana, "orders");
    let echo = json!({
        "from": shop.number, "to": ana.wa_id, "id": format!("wamid.echo.{}", ana.wa_id),
        "timestamp": wait::now_seconds().to_string(), "type": "text", "text": {"body": "Hello!"},
    });
    let mut body = shop.change(&json!({ "message_echoes": [echo] }));
    body["entry"][0]["changes"][0]["field"] = json!("smb_message_echoes");
    assert_eq!(shop.webhook(&body), 200);
    let updates = || {
        shop.stats()["webhook"]["updates"]
            .as_u64()
            .expect("a count")
    };
    // The message, three statuses of the confirmation, the echo.
    wait::until("the echo", || (updates() == 5).then_some(()));
    send(&shop, &id, "orders");
    waits(&shop, &json!({"human_in_chat": 1}));
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn a_rest_that_meta_asks_for_holds_up_marketing_alone() {
    let shop = always_open();
    let ana = Person::new();
    let id = opted_in_with(
        &shop,
        &ana,
        &Form::of(&shop).with("purposes", json!(["offers", "orders"])),
    );
    shop.behaviour(&json!({"fail": [{"code": 131_049, "times": 1, "async": true}]}));
    send(&shop, &id, "offers");
    wait::until_equal(&json!({"marketing_rest": 1}), || {
        shop.stats()["not_sent"].clone()
    });
    send(&shop, &id, "offers");
    waits(&shop, &json!({"marketing_rest": 1}));
    send(&shop, &id, "orders");
    wait::until("the order's", || {
        (shop.sent_to(&ana.wa_id).len() == 3).then_some(())
    });
}

#[test]
fn marketing_that_goes_through_metas_other_api_waits_and_the_rest_goes_on() {
    let shop = always_open();
    let ana = Person::new();
    let id = opted_in_with(
        &shop,
        &ana,
        &Form::of(&shop).with("purposes", json!(["offers", "orders"])),
    );
    shop.behaviour(&json!({"fail": [{"code": 131_063, "times": 1}]}));
    send(&shop, &id, "offers");
    waits(&shop, &json!({"marketing_api": 1}));
    assert_eq!(shop.stats()["alerts"][0]["kind"], "marketing_api");
    send(&shop, &id, "orders");
    wait::until("the order's", || {
        (shop.sent_to(&ana.wa_id).len() == 2).then_some(())
    });
    waits(&shop, &json!({"marketing_api": 1}));
}
