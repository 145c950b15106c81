//! A stop ends everything at once, and silently.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;

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

#[test]
fn a_bare_stop_withdraws_everything_silently() {
    for word in ["STOP", "baja, por favor", "Stopp!", "parar 🙏"] {
        let shop = Shop::own();
        let ana = Person::new();
        let form = opted_in(&shop, &ana);
        ana.says(&shop, word);
        withdrawn(&form, &shop);
        assert_eq!(shop.stats()["opt_ins"]["withdrawn"], 1);
        assert_eq!(shop.sent_to(&ana.wa_id).len(), 1, "the welcome alone");
    }
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
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 0);
}
