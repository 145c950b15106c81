//! Webhooks that are not Meta's, or not whole: the right answer each time, nothing half-stored.

use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn post(shop: &Shop, headers: &[(&str, &str)], body: &[u8]) -> http::Answer {
    http::send("POST", &shop.worker("/webhooks/whatsapp"), headers, body)
}

fn message(shop: &Shop, person: &Person, text: &str) -> Value {
    shop.change(&json!({
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": person.wa_id}],
        "messages": [{"from": person.wa_id, "id": format!("wamid.{}", saludo_tests::code::fresh()),
            "timestamp": "1750016800", "type": "text", "text": {"body": text}}],
    }))
}

#[test]
fn a_wrong_signature_changes_nothing() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    let body = message(&shop, &Person::new(), &text);
    assert_eq!(shop.raw_webhook(&json!({"body": body, "sign": "bad"})), 401);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "requested");
    assert_eq!(shop.stats()["webhook"]["updates"], 0);
}

#[test]
fn a_missing_or_malformed_signature_is_refused_before_the_body_is_looked_at() {
    let shop = Shop::own();
    let good = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    for header in [
        "",
        "sha256=",
        good,
        "sha256=zz",
        "sha1=abc",
        &format!("sha256={good}00"),
    ] {
        let answer = post(&shop, &[("X-Hub-Signature-256", header)], b"{}");
        assert_eq!(
            answer.problem(),
            (401, "signature_missing".into()),
            "{header}"
        );
    }
    assert_eq!(
        post(&shop, &[], b"{}").problem(),
        (401, "signature_missing".into())
    );
    let header = format!("sha256={good}");
    let answer = post(&shop, &[("X-Hub-Signature-256", &header)], b"{}");
    assert_eq!(answer.problem(), (401, "signature_wrong".into()));
}

#[test]
fn an_empty_body_and_one_that_is_no_json_are_kept_and_answered_200() {
    // Nobody's, so the first shop keeps them.
    let shop = Shop::demo(&saludo_tests::worker_url(), &saludo_tests::sandbox_url());
    let unique = saludo_tests::code::fresh();
    let kept = || shop.stats()["webhook"]["unknown"].as_u64().unwrap();
    let before = kept();
    for body in [
        json!(format!("not json {unique}")),
        json!("not json"),
        json!("[]"),
        json!("{\"entry\":7}"),
    ] {
        assert_eq!(shop.raw_webhook(&json!({"body": body})), 200, "{body}");
    }
    assert_eq!(shop.raw_webhook(&json!({"body_base64": "//79"})), 200);
    assert_eq!(shop.raw_webhook(&json!({"body": ""})), 200);
    assert!(kept() > before);
}

#[test]
fn what_says_a_thing_twice_is_kept_and_counted_and_costs_its_neighbours_nothing() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    let message = json!({"from": ana.wa_id, "id": "wamid.good", "type": "text",
        "timestamp": wait::now_seconds().to_string(), "text": {"body": text}});
    let status = json!({"id": "wamid.other", "status": "failed", "recipient_id": ana.wa_id,
        "errors": [{"code": 131_026}]});
    let body = shop.change(&json!({"messages": [message, "TWICE"], "statuses": [status]}));
    let twice = r#"{"id":"wamid.bad","type":"text","timestamp":"1","timestamp":"2"}"#;
    let body = body
        .to_string()
        .replace("\"TWICE\"", twice)
        .replace(r#""errors":["#, r#""errors":[],"errors":["#);
    assert_eq!(shop.raw_webhook(&json!({ "body": body })), 200);
    form.welcome(&shop, "read");
    wait::until_equal(&json!(2), || shop.stats()["webhook"]["unknown"].clone());
    assert_eq!(shop.stats()["inbox"]["waiting"], 0);
    assert_eq!(shop.raw_webhook(&json!({ "body": body })), 200);
    assert_eq!(shop.stats()["webhook"]["unknown"], 2, "not new");
}

#[test]
fn a_body_over_3_mib_is_refused_unread() {
    let shop = Shop::own();
    let body = vec![b'x'; 4 * 1024 * 1024];
    let header = format!("sha256={}", "0".repeat(64));
    let answer = post(&shop, &[("X-Hub-Signature-256", &header)], &body);
    assert_eq!(answer.problem(), (413, "too_large".into()));
}

#[test]
fn a_large_body_is_verified_and_every_update_of_it_committed() {
    let shop = Shop::own();
    let statuses: Vec<Value> = (0..1000)
        .map(|index| {
            json!({"id": format!("wamid.{index}"), "status": "sent", "timestamp": "1750030073",
                "recipient_id": "34600000001", "note": "x".repeat(1000)})
        })
        .collect();
    let body = shop.change(&json!({ "statuses": statuses }));
    assert!(body.to_string().len() > 1024 * 1024);
    assert_eq!(shop.raw_webhook(&json!({"body": body, "sign": "bad"})), 401);
    assert_eq!(shop.webhook(&body), 200);
    assert_eq!(shop.stats()["webhook"]["updates"], 1000);
    assert_eq!(shop.webhook(&body), 200);
    let webhook = shop.stats()["webhook"].clone();
    assert_eq!(
        (&webhook["updates"], &webhook["duplicates"]),
        (&json!(1000), &json!(1000))
    );
}

#[test]
fn one_odd_item_never_costs_its_neighbours() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    let mut body = message(&shop, &ana, &text);
    let value = &mut body["entry"][0]["changes"][0]["value"];
    let good = value["messages"][0].clone();
    value["messages"] = json!([7, null, {"type": "hologram", "id": "wamid.odd"}, good, "x"]);
    value["statuses"] = json!([{"id": "wamid.x", "status": "teleported", "recipient_id": "1"}, []]);
    assert_eq!(shop.webhook(&body), 200);
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    let webhook = shop.stats()["webhook"].clone();
    assert_eq!(
        (&webhook["updates"], &webhook["unknown"]),
        (&json!(7), &json!(4))
    );
}

#[test]
fn the_text_may_hold_any_character() {
    let shop = Shop::own();
    let ana = Person::new();
    ana.says(&shop, "pâtes @ 👩‍👩‍👧 \u{0} \u{202e} /\\ \"quoted\"");
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["updates"].clone());
    let form = Form::of(&shop);
    let text = form.text(&shop);
    ana.says(&shop, &format!("{text} 🙏 \u{0}"));
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
}

#[test]
fn the_handshake_answers_the_right_token_only() {
    let shop = Shop::own();
    let ask = |query: &str| http::get(&shop.worker(&format!("/webhooks/whatsapp?{query}")));
    let right =
        ask("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=dev-verify-token");
    assert_eq!((right.status, right.text.as_str()), (200, "1158201444"));
    for wrong in [
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
        "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=dev-verify-token",
        "",
    ] {
        assert_eq!(
            ask(wrong).problem(),
            (403, "handshake_refused".into()),
            "{wrong}"
        );
    }
    let answer = http::send("DELETE", &shop.worker("/webhooks/whatsapp"), &[], b"");
    assert_eq!(answer.problem(), (405, "method_not_allowed".into()));
}
