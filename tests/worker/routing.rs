//! Whose an update is: its number's shop, else its account's shops, else nobody's.

use saludo_tests::code;
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn template_update(waba: &str) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": waba, "time": 1_739_321_024,
        "changes": [{"field": "message_template_status_update",
            "value": {"event": "APPROVED", "message_template_id": code::random() >> 12, "reason": "NONE"}}]}]})
}

#[test]
fn a_message_goes_to_the_shop_of_its_number_alone() {
    let (one, other) = (Shop::own(), Shop::own());
    Person::new().says(&one, "hello");
    wait::until_equal(&json!(1), || one.stats()["webhook"]["updates"].clone());
    assert_eq!(other.stats()["webhook"]["updates"], 0);
}

#[test]
fn a_code_confirms_only_through_its_own_shops_number() {
    let (one, other) = (Shop::own(), Shop::own());
    let (ana, form) = (Person::new(), Form::of(&one));
    let text = form.text(&one);
    ana.says(&other, &text);
    let control = Form::of(&other);
    let control_text = control.text(&other);
    Person::new().says(&other, &control_text);
    control.welcome(&other, "read");
    assert_eq!(one.opt_in(&form.code).unwrap()["state"], "requested");
    assert_eq!(other.sent_to(&ana.wa_id), Vec::<Value>::new());
}

#[test]
fn a_change_of_nobodys_account_is_kept_by_the_first_shop() {
    let demo = Shop::demo(&saludo_tests::worker_url(), &saludo_tests::sandbox_url());
    let before = demo.stats()["webhook"]["unknown"].as_u64().unwrap();
    assert_eq!(demo.webhook(&template_update("999999999999")), 200);
    assert!(demo.stats()["webhook"]["unknown"].as_u64().unwrap() > before);
}

#[test]
fn one_post_with_updates_of_several_shops_is_committed_by_each() {
    let (one, other) = (Shop::own(), Shop::own());
    let (ana, first, second) = (Person::new(), Form::of(&one), Form::of(&other));
    let (first_text, second_text) = (first.text(&one), second.text(&other));
    let mut body = one.change(&json!({"messages": [said(&ana, &first_text)]}));
    let change =
        other.change(&json!({"messages": [said(&ana, &second_text)]}))["entry"][0]["changes"][0]
            .clone();
    body["entry"][0]["changes"]
        .as_array_mut()
        .unwrap()
        .push(change);
    assert_ne!(
        one.waba_id, other.waba_id,
        "the number decides, not the account"
    );
    assert_eq!(one.webhook(&body), 200);
    for (form, shop) in [(&first, &one), (&second, &other)] {
        form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
    }
    let people: Vec<Value> = [(&first, &one), (&second, &other)]
        .iter()
        .map(|(form, shop)| shop.opt_in(&form.code).unwrap()["person"].clone())
        .collect();
    assert_ne!(people[0], people[1], "each shop knows its own people");
}

fn said(person: &Person, text: &str) -> Value {
    json!({"from": person.wa_id, "id": format!("wamid.{}", code::fresh()),
        "timestamp": wait::now_seconds().to_string(), "type": "text", "text": {"body": text}})
}
