//! A stop by message or button ends everything at once, and is confirmed once.

use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn opted_in(shop: &Shop, ana: &Person) -> Form {
    let form = Form::of(shop).with("purposes", json!(["offers", "orders"]));
    let text = form.text(shop);
    ana.says(shop, &text);
    form.welcome(shop, "read");
    form
}

fn withdrawn(form: &Form, shop: &Shop) {
    let item = form.in_book(shop, "withdrawn", |item| item["state"] == "withdrawn");
    assert!(item["withdrawn_at"].as_str() >= item["confirmed_at"].as_str());
    assert_eq!(form.state(shop), "withdrawn");
}

/// What somebody was sent, once there are so many.
fn sent(shop: &Shop, ana: &Person, messages: usize) -> Vec<Value> {
    wait::until(&format!("{messages} messages"), || {
        let sent = shop.sent_to(&ana.wa_id);
        (sent.len() >= messages).then_some(sent)
    })
}

#[test]
fn a_bare_stop_withdraws_everything_and_offers_to_keep_order_updates() {
    for word in ["STOP", "baja, por favor", "Stopp!", "parar 🙏"] {
        let shop = Shop::own();
        let ana = Person::new();
        let form = opted_in(&shop, &ana);
        ana.says(&shop, word);
        withdrawn(&form, &shop);
        assert_eq!(shop.stats()["opt_ins"]["withdrawn"], 1);
        let sent = sent(&shop, &ana, 2);
        let told = sent[1]["body"].as_str().unwrap();
        let name = shop.public("en")["name"].as_str().unwrap().to_owned();
        assert!(
            told.starts_with(&format!("Done. {name} will not write to you any more.")),
            "{told}"
        );
        assert_eq!(sent[1]["type"], "interactive", "{word}");
        let link = told.split_whitespace().find(|word| word.contains("/p/"));
        assert_eq!(http::get(link.expect("a link")).status, 200);
    }
}

#[test]
fn one_tap_after_a_stop_keeps_order_updates_and_nothing_else() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana);
    let now = wait::now_seconds();
    ana.says_with(&shop, "STOP", &json!({"timestamp": now}));
    withdrawn(&form, &shop);
    sent(&shop, &ana, 2);
    ana.taps_with(&shop, "My orders", &json!({"timestamp": now + 1}));
    wait::until_equal(&json!(1), || shop.stats()["opt_ins"]["confirmed"].clone());
    let kept = shop.opt_ins("?state=confirmed");
    assert_eq!(kept[0]["purposes"], json!(["orders"]));
    assert_eq!(kept[0]["source"], "question");
    assert_eq!(form.state(&shop), "withdrawn");
    let told = sent(&shop, &ana, 3);
    assert!(
        told[2]["body"]
            .as_str()
            .unwrap()
            .contains("updates on my orders"),
        "{told:?}"
    );
}

#[test]
fn whoever_has_no_order_updates_is_told_in_plain_words() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop);
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    ana.says(&shop, "stop");
    withdrawn(&form, &shop);
    let sent = sent(&shop, &ana, 2);
    assert_eq!(sent[1]["type"], "text");
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let (begin, end) = (
        format!("Done. {name} will not write to you any more.\n\nMy preferences: "),
        "\n\nTo talk to a person: just reply here and somebody will answer",
    );
    let body = sent[1]["body"].as_str().unwrap();
    let link = body
        .strip_prefix(&begin)
        .and_then(|rest| rest.strip_suffix(end));
    assert_eq!(http::get(link.expect(body)).status, 200);
}

#[test]
fn a_second_stop_says_nothing_new() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana);
    ana.says(&shop, "stop");
    withdrawn(&form, &shop);
    sent(&shop, &ana, 2);
    ana.says(&shop, "STOP!!");
    // What comes after it is worked off after it.
    let bea = Person::new();
    let other = opted_in(&shop, &bea);
    assert_eq!(other.state(&shop), "confirmed");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 2);
    assert_eq!(
        shop.ledger_types()
            .iter()
            .filter(|word| *word == "purpose_withdrawn")
            .count(),
        1
    );
}

#[test]
fn a_tap_on_the_templates_stop_button_withdraws_everything() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana);
    ana.taps(&shop, "Stop");
    withdrawn(&form, &shop);
}

#[test]
fn a_stop_of_one_person_is_nobody_elses() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let (hers, others) = (opted_in(&shop, &ana), opted_in(&shop, &bea));
    bea.says(&shop, "stop");
    withdrawn(&others, &shop);
    assert_eq!(shop.opt_in(&hers.code).unwrap()["state"], "confirmed");
}

#[test]
fn a_stop_cancels_the_welcome_that_has_not_left() {
    let shop = Shop::own();
    // Refused for a while: the welcome waits in the outbox.
    shop.behaviour(&json!({"fail": [{"code": 131_057, "times": 0}]}));
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.in_book(&shop, "a refused attempt", |item| {
        item["welcome"]["error"] == 131_057 && item["welcome"]["state"] == "queued"
    });
    ana.says(&shop, "stop");
    let item = form.welcome(&shop, "cancelled");
    assert_eq!(item["state"], "withdrawn");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 0);
}

#[test]
fn a_stop_that_was_sent_later_holds_even_if_it_comes_first() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    let now = wait::now_seconds();
    ana.says_with(&shop, "stop", &json!({"timestamp": now + 2}));
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["updates"].clone());
    ana.says_with(&shop, &text, &json!({"timestamp": now + 1}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    form.welcome(&shop, "cancelled");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 0);
}

#[test]
fn a_new_opt_in_after_a_stop_counts() {
    let shop = Shop::own();
    let ana = Person::new();
    let first = opted_in(&shop, &ana);
    ana.says(&shop, "stop");
    withdrawn(&first, &shop);
    let again = Form::of(&shop);
    let text = again.text(&shop);
    // Meta's clock has whole seconds; the yes is a second later than the stop.
    ana.says_with(&shop, &text, &json!({"timestamp": wait::now_seconds() + 2}));
    again.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    assert_eq!(shop.opt_in(&first.code).unwrap()["state"], "withdrawn");
}

#[test]
fn a_stop_while_the_welcome_is_on_its_way_keeps_it_from_being_tried_again() {
    let shop = Shop::own();
    // Graph's answer takes a while, and is no.
    shop.behaviour(&json!({"fail": [{"code": 131_016, "times": 0}], "delay_ms": 300}));
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    ana.says(&shop, "stop");
    form.welcome(&shop, "cancelled");
    shop.behaviour(&json!({}));
    let control = opted_in(&shop, &Person::new());
    assert_eq!(shop.opt_in(&control.code).unwrap()["state"], "confirmed");
    // The answer to the stop may leave by now, the welcome never.
    for sent in shop.sent_to(&ana.wa_id) {
        assert!(
            sent["body"].as_str().unwrap().starts_with("Done."),
            "{sent}"
        );
    }
}

#[test]
fn what_was_taken_back_while_the_welcome_waited_is_not_in_it() {
    let shop = Shop::own();
    shop.behaviour(&json!({"fail": [{"code": 131_016, "times": 0}]}));
    let (ana, form) = (Person::new(), Form::of(&shop));
    let form = form.with("purposes", json!(["offers", "orders"]));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.in_book(&shop, "a refused attempt", |item| {
        item["welcome"]["error"] == 131_016
    });
    let file = format!("phone,purposes,opted_out_at\n+{},offers,yes\n", ana.wa_id);
    let done = shop.admin("POST", "/imports?dry_run=false", &[], file.as_bytes());
    assert!(done.text.contains("\"opt_outs\":1"), "{done:?}");
    shop.behaviour(&json!({}));
    form.welcome(&shop, "read");
    let parameters = shop.sent_to(&ana.wa_id)[0]["parameters"].to_string();
    assert!(parameters.contains("updates on my orders"), "{parameters}");
    assert!(!parameters.contains("offers"), "{parameters}");
}

#[test]
fn the_own_old_text_with_a_stop_behind_it_is_asked_about() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    // The same again says nothing new.
    ana.says(&shop, &text);
    ana.says(&shop, &format!("{text} STOP"));
    let asked = &sent(&shop, &ana, 2)[1];
    assert_eq!(asked["type"], "interactive");
    ana.taps(&shop, "Yes, stop");
    withdrawn(&form, &shop);
}
