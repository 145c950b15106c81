//! A coupon that was promised for opting in: a second message, so that the confirmation stays utility.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Map, Value, json};

/// A shop that promised one.
fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        let locales = settings["locales"].as_array().unwrap().clone();
        let words: Map<String, Value> = locales
            .iter()
            .map(|locale| {
                let locale = locale.as_str().unwrap().to_owned();
                (
                    locale.clone(),
                    json!(format!("Your 10 % ({locale}): HELLO10")),
                )
            })
            .collect();
        settings["coupon"] = json!({ "words": words });
    });
    shop
}

fn agrees(shop: &Shop, person: &Person, purposes: &[&str]) -> Form {
    let form = Form::of(shop).with("purposes", json!(purposes));
    person.says(shop, &form.text(shop));
    form.welcome(shop, "read");
    form
}

fn texts(shop: &Shop, person: &Person) -> Vec<String> {
    let sent = shop.sent_to(&person.wa_id);
    let body = |message: &Value| message["body"].as_str().unwrap_or_default().to_owned();
    sent.iter().map(body).collect()
}

/// Once others who came later were served, what is still missing will not come.
fn later(shop: &Shop) {
    let witness = Person::new();
    agrees(shop, &witness, &["offers"]);
    wait::until("the witness's coupon", || {
        shop.sent_to(&witness.wa_id).get(1).cloned()
    });
}

#[test]
fn it_follows_the_confirmation_as_free_text_once_to_each_person() {
    let (shop, ana) = (shop(), Person::new());
    agrees(&shop, &ana, &["offers"]);
    let coupon = wait::until("the coupon", || shop.sent_to(&ana.wa_id).get(1).cloned());
    assert_eq!(coupon["type"], "text");
    let text = coupon["body"].as_str().unwrap();
    assert!(
        text.starts_with("Your 10 % (en): HELLO10\n\nTo talk to a person:"),
        "{text}"
    );
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent[0]["template"], "saludo_opt_in_confirmation");
    assert!(!sent[0].to_string().contains("HELLO10"));
    // A further opt-in is confirmed, and brings no second coupon.
    agrees(&shop, &ana, &["restock"]);
    later(&shop);
    let texts = texts(&shop, &ana);
    assert_eq!(
        texts.iter().filter(|text| text.contains("HELLO10")).count(),
        1,
        "{texts:?}"
    );
    assert_eq!(texts.len(), 3);
}

#[test]
fn who_agreed_to_no_marketing_or_stopped_it_gets_none() {
    let (shop, ana, bea) = (shop(), Person::new(), Person::new());
    agrees(&shop, &ana, &["orders"]);
    let seconds = wait::now_seconds();
    bea.says(&shop, "Hello, are you open?");
    bea.prefers(&shop, "stop", seconds);
    agrees(&shop, &bea, &["offers"]);
    later(&shop);
    for person in [&ana, &bea] {
        assert_eq!(texts(&shop, person).len(), 1, "the confirmation alone");
    }
}

#[test]
fn while_the_confirmation_has_not_left_the_coupon_does_not_either() {
    let (shop, ana) = (shop(), Person::new());
    shop.behaviour(&json!({"fail": [{"code": 190, "times": 1, "to": format!("+{}", ana.wa_id)}]}));
    let form = Form::of(&shop).with("purposes", json!(["offers"]));
    ana.says(&shop, &form.text(&shop));
    wait::until("a refusal", || (shop.graph_calls() >= 1).then_some(()));
    assert_eq!(shop.sent_to(&ana.wa_id), [json!(null); 0]);
}

#[test]
fn a_shop_without_one_sends_none() {
    let (shop, ana) = (Shop::own(), Person::new());
    agrees(&shop, &ana, &["offers"]);
    let bea = Person::new();
    agrees(&shop, &bea, &["offers"]);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}
