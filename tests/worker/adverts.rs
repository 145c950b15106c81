//! Click-to-WhatsApp adverts: where somebody came from is kept, and nobody is asked because of it
//! unless the shop has set that advert up.

use saludo_tests::chat::{exported, held, message, post, text, wamid};
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

const ADVERT: &str = "120200300400500600";

fn referral() -> Value {
    json!({"source_url": "https://fb.me/a", "source_id": ADVERT, "source_type": "ad", "headline": "Chat with us",
        "body": "New season", "media_type": "image", "image_url": "https://cdn.example/a.jpg", "ctwa_clid": "Click-1",
        "welcome_message": {"text": "Hello!"}})
}

/// Taps the advert and sends what it typed.
fn comes(shop: &Shop, ana: &Person, seconds: u64) {
    let mut message = message(ana, &wamid(), seconds, &text("Can I get more info?"));
    message["referral"] = referral();
    for _ in 0..2 {
        post(shop, &message, &json!({}));
    }
}

fn with_campaign(shop: &Shop) {
    shop.change_settings(|settings| {
        settings["campaigns"] = json!([{"id": "autumn", "name": "Autumn", "adverts": [ADVERT]}]);
    });
}

fn all_worked_off(shop: &Shop) {
    let form = Form::of(shop);
    Person::new().says(shop, &form.text(shop));
    form.welcome(shop, "read");
}

fn known(shop: &Shop, ana: &Person) -> Value {
    wait::until("the message", || {
        held(shop, &ana.wa_id).filter(|held| held["messages_received"][0].is_object())
    })
}

#[test]
fn an_advert_that_is_not_set_up_brings_an_ordinary_message_and_is_kept() {
    let (shop, ana) = (Shop::own(), Person::new());
    comes(&shop, &ana, wait::now_seconds());
    let held = known(&shop, &ana);
    let mut advert = held["adverts"][0].clone();
    assert!(advert.as_object_mut().unwrap().remove("at").is_some());
    assert_eq!(advert, referral());
    assert_eq!(held["adverts"].as_array().unwrap().len(), 1);
    assert_eq!(
        held["messages_received"][0]["shown"]["referral"]["source_id"],
        ADVERT
    );
    let person = exported(&shop, &ana.wa_id).unwrap();
    assert_eq!(person["adverts"][0]["ctwa_clid"], "Click-1");
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id), [Value::Null; 0]);
    assert_eq!(shop.stats()["questions"]["advert"], 0);
}

#[test]
fn an_advert_of_a_campaign_is_answered_by_the_question_and_people_still_answer() {
    let (shop, ana) = (Shop::own(), Person::new());
    with_campaign(&shop);
    let now = wait::now_seconds();
    comes(&shop, &ana, now);
    let asked = wait::until("the question", || shop.sent_to(&ana.wa_id).pop());
    assert_eq!(asked["type"], "interactive");
    known(&shop, &ana);
    ana.taps_with(&shop, "Offers", &json!({"timestamp": now + 1}));
    let yes = wait::until("a yes", || {
        let mut events = shop.ledger().into_iter();
        events.find(|event| event["type"] == "opt_in_confirmed")
    });
    assert_eq!(
        (&yes["method"], &yes["campaign"]),
        (&json!("question"), &json!("autumn"))
    );
    assert_eq!(shop.stats()["questions"]["advert"], 1);
    assert_eq!(shop.stats()["campaigns"]["autumn"], 1);
}

#[test]
fn whoever_said_no_is_not_asked_because_of_an_advert() {
    let (shop, ana) = (Shop::own(), Person::new());
    with_campaign(&shop);
    let now = wait::now_seconds();
    let form = Form::of(&shop);
    ana.says_with(&shop, &form.text(&shop), &json!({"timestamp": now}));
    form.welcome(&shop, "read");
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 1}));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    comes(&shop, &ana, now + 2);
    known(&shop, &ana);
    all_worked_off(&shop);
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 2, "the welcome and the stop: {sent:?}");
}

#[test]
fn an_erased_persons_advert_is_gone() {
    let (shop, ana) = (Shop::own(), Person::new());
    comes(&shop, &ana, wait::now_seconds());
    let id = known(&shop, &ana)["person"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let gone = shop.admin("DELETE", &format!("/people/{id}"), &[], b"");
    assert_eq!(gone.status, 204);
    assert_eq!(exported(&shop, &ana.wa_id), None);
}
