//! The welcome: once, whatever Meta does.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// A confirmed opt-in of somebody new, under a behaviour of Meta's.
fn opt_in_while(shop: &Shop, behaviour: &Value) -> (Person, Form) {
    shop.behaviour(behaviour);
    let (ana, form) = (Person::new(), Form::of(shop));
    let text = form.text(shop);
    ana.says(shop, &text);
    (ana, form)
}

#[test]
fn a_template_that_cannot_be_used_goes_as_the_same_words() {
    for status in ["PAUSED", "PENDING", "DISABLED"] {
        let shop = Shop::own();
        let (ana, form) = opt_in_while(&shop, &json!({"template": {"status": status}}));
        let item = form.welcome(&shop, "read");
        assert_eq!(
            (&item["welcome"]["fallback"], &item["welcome"]["attempts"]),
            (&json!(true), &json!(2)),
            "{status}"
        );
        let sent = shop.sent_to(&ana.wa_id);
        assert_eq!(sent.len(), 1, "{status}");
        assert_eq!(
            (&sent[0]["type"], &sent[0]["template"]),
            (&json!("text"), &Value::Null)
        );
        let body = sent[0]["body"].as_str().unwrap();
        assert!(
            body.contains("You confirmed from this number") && body.contains("offers"),
            "{body}"
        );
        assert!(body.contains(&format!("/p/{}.", shop.slug)), "{body}");
        assert_eq!(shop.stats()["welcome"]["fallback"], 1);
    }
}

#[test]
fn a_passing_refusal_is_tried_again_and_sent_once() {
    for code in [131_056, 130_429, 131_016] {
        let shop = Shop::own();
        let (ana, form) = opt_in_while(&shop, &json!({"fail": [{"code": code, "times": 1}]}));
        let item = form.welcome(&shop, "read");
        assert_eq!(item["welcome"]["attempts"], 2, "{code}");
        assert_eq!(shop.sent_to(&ana.wa_id).len(), 1, "{code}");
    }
}

#[test]
fn a_final_refusal_is_kept_with_its_code() {
    for code in [131_026, 130_472, 100] {
        let shop = Shop::own();
        let (ana, form) = opt_in_while(&shop, &json!({"fail": [{"code": code, "times": 0}]}));
        let item = form.welcome(&shop, "failed");
        assert_eq!(item["state"], "confirmed", "the yes stands");
        assert_eq!(
            (&item["welcome"]["error"], &item["welcome"]["attempts"]),
            (&json!(code), &json!(1))
        );
        assert_eq!(shop.sent_to(&ana.wa_id), Vec::<Value>::new());
    }
}

#[test]
fn a_failure_that_comes_later_sticks() {
    let shop = Shop::own();
    let (_, form) = opt_in_while(
        &shop,
        &json!({"fail": [{"code": 131_026, "times": 1, "async": true}]}),
    );
    let item = form.welcome(&shop, "failed");
    assert_eq!(item["welcome"]["error"], 131_026);
}

#[test]
fn without_an_answer_and_without_a_status_it_is_uncertain_and_not_sent_again() {
    let shop = Shop::own();
    let (ana, form) = opt_in_while(&shop, &json!({"timeout": "before"}));
    let item = wait::until_within(2400, "uncertain", || {
        shop.opt_in(&form.code)
            .filter(|item| item["welcome"]["state"] == "uncertain")
    });
    assert_eq!(
        (&item["welcome"]["attempts"], &item["welcome"]["wamid"]),
        (&json!(1), &Value::Null)
    );
    // Another welcome of the same shop goes out meanwhile; this one does not.
    let (_, other) = opt_in_while(&shop, &json!({}));
    other.welcome(&shop, "read");
    assert_eq!(
        shop.opt_in(&form.code).unwrap()["welcome"]["state"],
        "uncertain"
    );
    assert_eq!(shop.sent_to(&ana.wa_id), Vec::<Value>::new());
}

#[test]
fn without_an_answer_a_status_tells_that_it_was_taken() {
    let shop = Shop::own();
    let (ana, form) = opt_in_while(&shop, &json!({"timeout": "after"}));
    let item = form.welcome(&shop, "read");
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 1);
    assert_eq!(item["welcome"]["wamid"], sent[0]["wamid"]);
    assert_eq!(item["welcome"]["attempts"], 1);
}

#[test]
fn slow_answers_and_lost_statuses_leave_it_accepted() {
    let shop = Shop::own();
    let (_, form) = opt_in_while(&shop, &json!({"statuses": false}));
    let item = form.welcome(&shop, "accepted");
    assert!(
        item["welcome"]["wamid"]
            .as_str()
            .unwrap()
            .starts_with("wamid.")
    );
}

#[test]
fn a_further_opt_in_within_90_days_gets_a_short_text() {
    let shop = Shop::own();
    let (ana, first) = opt_in_while(&shop, &json!({}));
    first.welcome(&shop, "read");
    let second = Form::of(&shop).with("purposes", json!(["restock"]));
    let text = second.text(&shop);
    ana.says(&shop, &text);
    let item = second.welcome(&shop, "read");
    assert_eq!(item["welcome"]["fallback"], false);
    let sent = shop.sent_to(&ana.wa_id);
    let kinds: Vec<&Value> = sent.iter().map(|message| &message["type"]).collect();
    assert_eq!(kinds, ["template", "text"]);
    let body = sent[1]["body"].as_str().unwrap();
    assert!(
        body.contains("back-in-stock alerts") && body.contains("/p/"),
        "{body}"
    );
    assert!(
        body.ends_with("just reply here and somebody will answer"),
        "{body}"
    );
}

#[test]
fn many_at_once_each_get_exactly_one() {
    let shop = Shop::own();
    shop.behaviour(&json!({"batch": 20, "duplicate": 1, "shuffle": true}));
    let people: Vec<(Person, Form)> = (0..20).map(|_| (Person::new(), Form::of(&shop))).collect();
    for (person, form) in &people {
        let text = form.text(&shop);
        person.says(&shop, &text);
    }
    for (person, form) in &people {
        form.welcome(&shop, "read");
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    }
    assert_eq!(shop.graph_calls(), 20);
    wait::until_equal(&json!(80), || shop.stats()["webhook"]["updates"].clone());
}

#[test]
fn the_senders_address_is_closed_to_everybody_else() {
    let shop = Shop::own();
    let url = shop.worker("/_internal/send");
    let body = json!({"shop": shop.slug, "made_at": 0, "messages": []}).to_string();
    for signature in ["", "00", &"0".repeat(64)] {
        let headers = [("X-Saludo-Signature", signature)];
        let answer = saludo_tests::http::send("POST", &url, &headers, body.as_bytes());
        assert_eq!(answer.problem(), (404, "not_found".into()));
    }
    assert_eq!(shop.graph_calls(), 0);
}

#[test]
fn more_than_can_be_sent_at_once_wait_their_turn_and_all_arrive() {
    let shop = Shop::own();
    let people: Vec<(Person, Form)> = (0..40).map(|_| (Person::new(), Form::of(&shop))).collect();
    shop.behaviour(&json!({"fail": [{"code": 131_016, "times": 20}], "batch": 40}));
    for (index, (person, form)) in people.iter().enumerate() {
        let address = format!("198.51.100.{index}");
        let answer = saludo_tests::http::send(
            "POST",
            &shop.api("/opt-ins"),
            &[("CF-Connecting-IP", &address)],
            form.body.to_string().as_bytes(),
        );
        assert_eq!(answer.status, 201, "{answer:?}");
        let text = Form::text_of(&answer);
        person.says(&shop, &text);
    }
    for (person, form) in &people {
        form.welcome(&shop, "read");
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    }
}
