//! A number that was registered anew: by its person on another phone, or by somebody else.

use saludo_tests::chat::{held, message, post, text, wamid};
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn pausing() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["pause_on_identity_change"] = json!(true));
    shop
}

/// Writes from the installation with a key.
fn says(shop: &Shop, ana: &Person, seconds: u64, words: &str, hash: &str) {
    let message = message(ana, &wamid(), seconds, &text(words));
    post(shop, &message, &json!({"identity_key_hash": hash}));
}

fn opts_in(shop: &Shop, ana: &Person, seconds: u64, hash: &str) {
    let form = Form::of(shop).with("purposes", json!(["offers", "restock", "orders"]));
    says(shop, ana, seconds, &form.text(shop), hash);
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
}

/// What is known of their installation, once it is the expected.
fn is(shop: &Shop, ana: &Person, hash: &str, paused: bool) {
    wait::until_equal(&(json!(hash), json!(paused)), || {
        let held = held(shop, &ana.wa_id).unwrap_or_default();
        let installation = &held["installation"];
        (
            installation["identity_key_hash"].clone(),
            installation["paused"].clone(),
        )
    });
}

#[test]
fn unless_the_shop_wants_it_a_new_installation_changes_nothing() {
    let (shop, ana) = (Shop::own(), Person::new());
    let now = wait::now_seconds();
    opts_in(&shop, &ana, now, "one=");
    says(&shop, &ana, now + 5, "Hello", "two=");
    is(&shop, &ana, "two=", false);
    let changed = &held(&shop, &ana.wa_id).unwrap()["installation"]["changed_at"];
    assert!(changed.is_string(), "{changed}");
}

#[test]
fn a_person_is_paused_until_a_yes_from_the_new_installation() {
    let (shop, ana) = (pausing(), Person::new());
    let now = wait::now_seconds();
    opts_in(&shop, &ana, now, "one=");
    is(&shop, &ana, "one=", false);
    says(&shop, &ana, now + 5, "Hello", "two=");
    is(&shop, &ana, "two=", true);
    // A START may be anybody's: it leads to the question, though everything is held.
    says(&shop, &ana, now + 6, "START", "two=");
    let asked = |message: &Value| message["type"] == "interactive";
    wait::until("the question", || {
        shop.sent_to(&ana.wa_id).into_iter().find(asked)
    });
    ana.taps_with(&shop, "Offers", &json!({"timestamp": now + 7}));
    is(&shop, &ana, "two=", false);
}

#[test]
fn the_order_in_which_keys_become_known_does_not_matter() {
    let (shop, ana) = (pausing(), Person::new());
    let now = wait::now_seconds();
    says(&shop, &ana, now + 5, "Hello", "two=");
    is(&shop, &ana, "two=", false);
    opts_in(&shop, &ana, now, "one=");
    is(&shop, &ana, "two=", true);
    // The yes itself may show the new key first.
    opts_in(&shop, &ana, now + 9, "three=");
    is(&shop, &ana, "three=", false);
}

#[test]
fn meta_may_tell_of_a_new_key_in_so_many_words() {
    let (shop, ana) = (pausing(), Person::new());
    let now = wait::now_seconds();
    opts_in(&shop, &ana, now, "one=");
    let told = json!({"type": "system",
        "identity": {"acknowledged": true, "created_timestamp": (now + 3).to_string(), "hash": "two="},
        "system": {"body": "User identity changed", "type": "customer_identity_changed"}});
    let told = message(&ana, &wamid(), now + 4, &told);
    for _ in 0..2 {
        assert_eq!(
            shop.webhook(&shop.change(&json!({"messages": [told]}))),
            200
        );
    }
    is(&shop, &ana, "two=", true);
    assert_eq!(
        held(&shop, &ana.wa_id).unwrap()["messages_received"],
        json!([])
    );
}

#[test]
fn a_status_shows_the_key_and_the_user_id_too() {
    let (shop, ana) = (pausing(), Person::new());
    shop.behaviour(&json!({"statuses": false}));
    let now = wait::now_seconds();
    let form = Form::of(&shop);
    says(&shop, &ana, now, &form.text(&shop), "one=");
    let item = form.welcome(&shop, "accepted");
    assert_eq!(item["user_id"], Value::Null);
    let user_id = format!("ES.{}", saludo_tests::code::random());
    let read = json!({"statuses": [{"id": item["welcome"]["wamid"], "status": "read",
        "timestamp": (now + 5).to_string(), "recipient_id": ana.wa_id, "recipient_user_id": user_id,
        "recipient_identity_key_hash": "two="}]});
    assert_eq!(shop.webhook(&shop.change(&read)), 200);
    is(&shop, &ana, "two=", true);
    let item = form.in_book(&shop, "linked", |item| !item["user_id"].is_null());
    assert_eq!(item["user_id"], json!(user_id));
}

#[test]
fn a_number_that_its_person_changed_is_in_the_same_hands() {
    let (shop, ana, new) = (pausing(), Person::new(), Person::new());
    let now = wait::now_seconds();
    opts_in(&shop, &ana, now, "one=");
    let moved = json!({"type": "system", "system": {"body": "…", "wa_id": new.wa_id,
        "type": "user_changed_number"}});
    let moved = message(&ana, &wamid(), now + 2, &moved);
    assert_eq!(
        shop.webhook(&shop.change(&json!({"messages": [moved]}))),
        200
    );
    wait::until("the new number", || held(&shop, &new.wa_id));
    says(&shop, &new, now + 5, "Hello", "two=");
    is(&shop, &new, "two=", false);
}
