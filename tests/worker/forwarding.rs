//! Webhooks that go on to the shop's help desk.

use crate::book_file::{OwnStack, every_value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saludo_tests::code;
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn id() -> String {
    format!("wamid.{}", code::fresh())
}

fn said(person: &Person, text: &str) -> Value {
    json!({"from": person.wa_id, "id": id(), "timestamp": wait::now_seconds().to_string(),
        "type": "text", "text": {"body": text}})
}

/// Posts messages to a shop in one body. Answers their ids.
fn post(shop: &Shop, messages: &[Value]) -> Vec<String> {
    assert_eq!(
        shop.webhook(&shop.change(&json!({ "messages": messages }))),
        200
    );
    let id = |message: &Value| message["id"].as_str().unwrap().to_owned();
    messages.iter().map(id).collect()
}

/// Says something for people. Answers its id.
fn asks(shop: &Shop, person: &Person) -> String {
    post(shop, &[said(person, "Do you have these in blue?")]).remove(0)
}

fn counts(shop: &Shop) -> (u64, u64, u64) {
    let forward = &shop.stats()["forward"];
    let count = |name: &str| forward[name].as_u64().unwrap();
    (count("waiting"), count("forwarded"), count("failed"))
}

#[test]
fn a_message_for_people_is_forwarded_byte_for_byte_with_metas_signature() {
    let shop = Shop::own();
    let (ana, id) = (Person::new(), id());
    // Spacing, escapes and an emoji that no writer of JSON would write so again.
    let body = format!(
        r#"{{ "object":"whatsapp_business_account","entry" : [{{"id":"{}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"{}","phone_number_id":"{}"}},"messages":[{{"from":"{}","id":"{id}","timestamp":"{}","text":{{"body":"\u00bfAzul\u003f \ud83d\udc4d 💙 a\/b"}},"type":"text"}}]}},"field":"messages"}}]}}]}}
"#,
        shop.waba_id,
        shop.number,
        shop.phone_number_id,
        ana.wa_id,
        wait::now_seconds(),
    );
    assert_eq!(shop.raw_webhook(&json!({ "body": body })), 200);
    shop.has_forwarded(&[&id]);
    let forwarded = shop.forwarded();
    assert_eq!(forwarded.len(), 1);
    assert_eq!(
        STANDARD.decode(&forwarded[0].body_base64).unwrap(),
        body.as_bytes()
    );
    assert!(forwarded[0].verified);
    assert_eq!(forwarded[0].content_type, "application/json");
    wait::until_equal(&(0, 1, 0), || counts(&shop));
    assert_eq!(shop.stats()["forward"]["oldest"], json!(null));
}

#[test]
fn a_body_of_more_than_a_row_holds_is_forwarded_whole() {
    let shop = Shop::own();
    let text = "¿Azul? ".repeat(200_000);
    let asked = post(&shop, &[said(&Person::new(), &text)]);
    shop.has_forwarded(&[&asked[0]]);
    let forwarded = shop.forwarded();
    assert!(forwarded[0].body_base64.len() > 2_000_000);
    assert!(forwarded[0].verified);
}

#[test]
fn what_is_ours_is_not_forwarded() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let form = Form::of(&shop);
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    ana.says(&shop, "STOP");
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    ana.prefers(&shop, "stop", wait::now_seconds());
    let asked = asks(&shop, &bea);
    shop.has_forwarded(&[&asked]);
    assert_eq!(shop.forwarded().len(), 1);
    assert_eq!(shop.messages_taken(), [asked]);
}

#[test]
fn a_body_goes_whole_and_once_where_one_of_its_messages_is_for_people() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let form = Form::of(&shop);
    let text = form.text(&shop);
    let body = shop.change(&json!({
        "messages": [said(&ana, &text), said(&bea, "Hello?"), said(&ana, "STOP")],
        "statuses": [{"id": "wamid.other", "status": "read", "recipient_id": bea.wa_id}],
    }));
    assert_eq!(shop.webhook(&body), 200);
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    // The same again is known, and so is what comes in another body.
    assert_eq!(shop.webhook(&body), 200);
    let asked = asks(&shop, &Person::new());
    shop.has_forwarded(&[&asked]);
    let forwarded = shop.forwarded();
    assert_eq!(forwarded.len(), 2, "{forwarded:?}");
    assert_eq!(forwarded[0].messages.len(), 3);
}

#[test]
fn everything_is_forwarded_where_the_shop_says_so() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["forward"] = json!("everything"));
    // START leads to the question, whose own statuses would be forwarded too.
    shop.behaviour(&json!({"statuses": false}));
    let ana = Person::new();
    let halted = post(&shop, &[said(&ana, "STOP")]).remove(0);
    let status = json!({"id": "wamid.other", "status": "read", "recipient_id": ana.wa_id});
    let statuses = shop.change(&json!({ "statuses": [status] }));
    assert_eq!(shop.webhook(&statuses), 200);
    shop.has_forwarded(&[&halted]);
    wait::until_equal(&2, || shop.forwarded().len());
    assert_eq!(shop.webhook(&statuses), 200, "not new");
    let other = post(&shop, &[said(&ana, "START")]).remove(0);
    shop.has_forwarded(&[&other]);
    assert_eq!(shop.forwarded().len(), 3);
    let put = shop.admin("GET", "/settings", &[], b"").json();
    assert_eq!(put["forward"], "everything");
}

#[test]
fn each_persons_messages_arrive_in_order_whatever_fails_in_between() {
    let shop = Shop::own();
    shop.behaviour(&json!({"forward": {"status": 503, "times": 2}}));
    let (ana, bea) = (Person::new(), Person::new());
    let mut of_ana = vec![asks(&shop, &ana)];
    let both = post(&shop, &[said(&bea, "One?"), said(&ana, "Two?")]);
    of_ana.push(both[1].clone());
    of_ana.push(asks(&shop, &ana));
    let of_bea = [both[0].clone(), asks(&shop, &bea)];
    let all: Vec<&String> = of_ana.iter().chain(&of_bea).collect();
    shop.has_forwarded(&all);
    let taken = shop.messages_taken();
    let in_order = |ids: &[String]| {
        let mut own = taken.clone();
        own.retain(|id| ids.contains(id));
        own
    };
    assert_eq!(in_order(&of_ana), of_ana);
    assert_eq!(in_order(&of_bea), of_bea);
    let refused = shop
        .forwarded()
        .iter()
        .filter(|got| got.status == 503)
        .count();
    assert_eq!(refused, 2);
    wait::until_equal(&(0, 4, 0), || counts(&shop));
}

#[test]
fn a_refusal_of_any_kind_is_tried_again_and_redirects_are_not_followed() {
    for status in [302, 404, 429] {
        let shop = Shop::own();
        shop.behaviour(&json!({"forward": {"status": status, "times": 1}}));
        let asked = asks(&shop, &Person::new());
        shop.has_forwarded(&[&asked]);
        let statuses: Vec<u64> = shop.forwarded().iter().map(|got| got.status).collect();
        assert_eq!(statuses, [status, 200]);
    }
}

#[test]
fn while_the_help_desk_is_down_what_waits_is_counted_and_messages_leave_all_the_same() {
    let shop = Shop::own();
    shop.behaviour(&json!({"forward": {"status": 503, "times": 0, "delay_ms": 2000}}));
    for _ in 0..3 {
        asks(&shop, &Person::new());
    }
    wait::until("an attempt", || {
        (!shop.forwarded().is_empty()).then_some(())
    });
    let form = Form::of(&shop);
    let text = form.text(&shop);
    Person::new().says(&shop, &text);
    form.welcome(&shop, "read");
    assert_eq!(counts(&shop), (3, 0, 0));
    assert!(shop.stats()["forward"]["oldest"].is_string());
    shop.behaviour(&json!({}));
    wait::until_within(1200, "all three", || {
        (counts(&shop) == (0, 3, 0)).then_some(())
    });
}

#[test]
fn killed_between_commit_and_forward_it_is_forwarded_when_it_is_back() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let mut asked: Vec<String> = (0..5).map(|_| asks(&shop, &Person::new())).collect();
    own.stack.worker.kill();
    own.stack.worker.start().unwrap();
    // And with an attempt behind it.
    shop.behaviour(&json!({"forward": {"status": 503, "times": 2}}));
    asked.push(asks(&shop, &Person::new()));
    wait::until("a refusal", || {
        let mut forwarded = shop.forwarded().into_iter();
        forwarded.any(|got| got.status == 503).then_some(())
    });
    own.stack.worker.kill();
    own.stack.worker.start().unwrap();
    let all: Vec<&String> = asked.iter().collect();
    // One that was on its way when it died is taken for lost after two minutes.
    wait::until_within(4000, "all of them", || {
        let taken = shop.messages_taken();
        all.iter().all(|id| taken.contains(id)).then_some(())
    });
    wait::until_within(4000, "nothing waits", || {
        (counts(&shop).0 == 0).then_some(())
    });
}

#[test]
fn an_erased_persons_messages_are_forwarded_no_more() {
    let shop = Shop::own();
    shop.behaviour(&json!({"forward": {"status": 503, "times": 0}}));
    let ana = Person::new();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    asks(&shop, &ana);
    wait::until_equal(&(1, 0, 0), || counts(&shop));
    let person = shop.opt_in(&form.code).unwrap()["person"].clone();
    let path = format!("/people/{}", person.as_str().unwrap());
    assert_eq!(shop.admin("DELETE", &path, &[], b"").status, 204);
    assert_eq!(counts(&shop), (0, 0, 0));
    shop.behaviour(&json!({}));
    let asked = asks(&shop, &Person::new());
    shop.has_forwarded(&[&asked]);
    assert_eq!(shop.messages_taken(), [asked]);
}

#[test]
fn a_body_of_several_shops_is_forwarded_once() {
    let (one, other) = (Shop::own(), Shop::own());
    let mut body = one.change(&json!({"messages": [said(&Person::new(), "To one?")]}));
    let entry =
        other.change(&json!({"messages": [said(&Person::new(), "To the other?")]}))["entry"][0]
            .clone();
    body["entry"].as_array_mut().unwrap().push(entry);
    for _ in 0..2 {
        assert_eq!(one.webhook(&body), 200);
    }
    wait::until_equal(&1, || one.forwarded().len());
    let after = [asks(&one, &Person::new()), asks(&other, &Person::new())];
    one.has_forwarded(&[&after[0]]);
    other.has_forwarded(&[&after[1]]);
    assert_eq!((one.forwarded().len(), other.forwarded().len()), (2, 2));
    assert_eq!(one.forwarded()[0].messages.len(), 2);
}

#[test]
fn without_a_help_desk_nothing_is_kept_for_one() {
    let mut own = OwnStack::start(|stack| stack.var("FORWARD_URL", ""));
    let shop = own.shop();
    let ana = Person::new();
    let form = Form::of(&shop);
    asks(&shop, &ana);
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    assert_eq!(counts(&shop), (0, 0, 0));
    assert_eq!(shop.forwarded(), []);
    let values = own.at_rest(every_value);
    let kept: Vec<&String> = values
        .iter()
        .map(|(column, _)| column)
        .filter(|column| column.starts_with("forward"))
        .collect();
    assert_eq!(kept, [""; 0]);
}
