//! Opt-ins that are wrong or forged: each is named, and nothing of it is stored.

use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::shop::Shop;
use serde_json::json;

/// Nothing of a refused post is in the book.
fn nothing_stored(shop: &Shop) {
    let list = shop.admin("GET", "/opt-ins", &[], b"").json();
    assert_eq!(list["items"], json!([]));
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
}

#[test]
fn each_wrong_field_is_named_and_nothing_is_stored() {
    let shop = Shop::own();
    for (field, value) in [
        ("purposes", json!(["offers", "weather"])),
        ("purposes", json!([])),
        ("purposes", json!(null)),
        ("statement", json!("0".repeat(64))),
        ("statement", json!("abc")),
        ("code", json!("ABCDE-FGHJ")),
        ("code", json!("12345-67897")),
        ("phone", json!("+34 12")),
        ("phone", json!("call me")),
        ("locale", json!("español")),
        ("page", json!("javascript:alert(1)")),
        ("source", json!("pigeon")),
        ("name", json!("x".repeat(81))),
        ("product", json!({"id": "x"})),
        ("fields", json!({"card": "4111"})),
    ] {
        let answer = Form::of(&shop).with(field, value.clone()).post(&shop);
        assert_eq!(
            answer.problem(),
            (422, "invalid_fields".into()),
            "{field} {value}"
        );
        assert_eq!(answer.wrong_fields(), [field], "{value}");
        assert!(!answer.text.contains("4111"), "{}", answer.text);
    }
    nothing_stored(&shop);
}

#[test]
fn what_is_no_json_object_is_refused() {
    let shop = Shop::own();
    for body in ["", "hello", "[]", "{", "7"] {
        let answer = http::send("POST", &shop.api("/opt-ins"), &[], body.as_bytes());
        assert_eq!(answer.problem(), (400, "not_json".into()), "{body}");
    }
    nothing_stored(&shop);
}

#[test]
fn a_large_body_is_refused() {
    let shop = Shop::own();
    for size in [17 * 1024, 1024 * 1024] {
        let form = Form::of(&shop).with("name", json!("x".repeat(size)));
        assert_eq!(form.post(&shop).problem(), (413, "too_large".into()));
    }
    nothing_stored(&shop);
}

#[test]
fn the_media_type_does_not_matter() {
    let shop = Shop::own();
    for media_type in [
        "text/plain;charset=UTF-8",
        "application/json",
        "application/octet-stream",
    ] {
        let form = Form::of(&shop);
        let body = form.body.to_string();
        let answer = http::send(
            "POST",
            &shop.api("/opt-ins"),
            &[("Content-Type", media_type)],
            body.as_bytes(),
        );
        assert_eq!(answer.status, 201, "{media_type}");
    }
}

#[test]
fn foreign_pages_are_refused_and_accepted_ones_are_named() {
    let shop = Shop::own();
    let post = |origin: &str| {
        let body = Form::of(&shop).body.to_string();
        http::send(
            "POST",
            &shop.api("/opt-ins"),
            &[("Origin", origin)],
            body.as_bytes(),
        )
    };
    for foreign in [
        "https://evil.example",
        "https://shop.example.evil.example",
        "null",
        "http://shop.example",
    ] {
        let answer = post(foreign);
        assert_eq!(
            answer.problem(),
            (403, "foreign_origin".into()),
            "{foreign}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "");
        assert_eq!(answer.header("vary"), "Origin");
    }
    nothing_stored(&shop);
    let own = saludo_tests::worker_url();
    for accepted in [
        "https://shop.example",
        "http://localhost:4242",
        own.as_str(),
    ] {
        let answer = post(accepted);
        assert_eq!(answer.status, 201, "{accepted}");
        assert_eq!(answer.header("access-control-allow-origin"), accepted);
        assert_eq!(answer.header("vary"), "Origin");
    }
}

#[test]
fn an_error_names_the_accepted_origin_too_so_that_the_page_can_read_it() {
    let shop = Shop::own();
    let origin = [("Origin", "https://shop.example")];
    for body in ["no json".to_owned(), "x".repeat(20_000)] {
        let answer = http::send("POST", &shop.api("/opt-ins"), &origin, body.as_bytes());
        assert!(answer.status >= 400);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "https://shop.example"
        );
    }
}

#[test]
fn a_preflight_opens_for_accepted_pages_only() {
    let shop = Shop::own();
    let ask =
        |origin: &str| http::send("OPTIONS", &shop.api("/opt-ins"), &[("Origin", origin)], b"");
    let accepted = ask("https://shop.example");
    assert_eq!(accepted.status, 204);
    assert_eq!(
        accepted.header("access-control-allow-origin"),
        "https://shop.example"
    );
    assert_eq!(accepted.header("access-control-allow-methods"), "POST");
    assert_eq!(
        accepted.header("access-control-allow-headers"),
        "Content-Type"
    );
    assert_eq!(
        ask("https://evil.example").header("access-control-allow-origin"),
        ""
    );
}

#[test]
fn the_same_again_is_200_and_other_content_409() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    let first = form.post(&shop);
    assert_eq!(first.status, 201);
    let again = form.post(&shop);
    assert_eq!(
        (again.status, again.text.as_str()),
        (200, first.text.as_str())
    );
    let spanish = shop.public("es")["statement"]["id"].clone();
    for (field, value) in [
        ("purposes", json!(["offers", "restock"])),
        ("statement", spanish),
        ("locale", json!("es")),
        ("product", json!({"id": "a", "title": "b"})),
        ("phone", json!("+34600000001")),
        ("name", json!("Ana")),
    ] {
        let other = form.clone().with(field, value).post(&shop);
        assert_eq!(other.problem(), (409, "code_in_use".into()), "{field}");
    }
    let same = form
        .clone()
        .with("page", json!("https://shop.example/other"))
        .post(&shop);
    assert_eq!(same.status, 200);
    let list = shop.admin("GET", "/opt-ins", &[], b"").json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["name"], json!(null));
}

#[test]
fn the_answer_holds_nothing_but_what_the_page_needs() {
    let shop = Shop::own();
    let answer = Form::of(&shop)
        .with("name", json!("Ana"))
        .post(&shop)
        .json();
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "link", "purposes", "state", "statement"]);
}

#[test]
fn an_unknown_shop_is_404_everywhere() {
    let shop = Shop::own();
    for path in [
        "/v1/shops/nobody",
        "/v1/shops/nobody/opt-ins/12345-67896",
        "/s/nobody/widget.js",
        "/s/nobody/opt-in",
        "/v1/shops/..%2fdemo",
    ] {
        assert_eq!(
            http::get(&shop.worker(path)).problem(),
            (404, "unknown_shop".into()),
            "{path}"
        );
    }
    let answer = http::post(&shop.worker("/v1/shops/nobody/opt-ins"), &json!({}));
    assert_eq!(answer.problem(), (404, "unknown_shop".into()));
}

#[test]
fn one_network_posts_so_often_a_minute() {
    let shop = Shop::own();
    let post = |address: &str| {
        let body = Form::of(&shop).body.to_string();
        http::send(
            "POST",
            &shop.api("/opt-ins"),
            &[("CF-Connecting-IP", address)],
            body.as_bytes(),
        )
    };
    let mut accepted = 0;
    let refused = loop {
        let answer = post("2001:db8:1:2::1");
        if answer.status != 201 {
            break answer;
        }
        accepted += 1;
        assert!(accepted <= 61, "never refused");
    };
    // The platform counts by the minute of the clock, which may turn in between.
    assert!((30..=60).contains(&accepted), "{accepted}");
    assert_eq!(refused.problem(), (429, "too_many_requests".into()));
    assert_eq!(refused.header("retry-after"), "60");
    // Another address of the same household is the same network; another household is not.
    assert_eq!(post("2001:db8:1:3::1").status, 201);
}

#[test]
fn one_number_is_typed_so_often_a_day() {
    let shop = Shop::own();
    let typed = |phone: &str| Form::of(&shop).with("phone", json!(phone)).post(&shop);
    for spelling in [
        "+5215512345678",
        "+525512345678",
        "+52 55 1234 5678",
        "+52 1 55 1234 5678",
        "+525512345678",
    ] {
        assert_eq!(typed(spelling).status, 201, "{spelling}");
    }
    let refused = typed("+525512345678");
    assert_eq!(refused.problem(), (429, "phone_limit".into()));
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&wait));
    assert!(!refused.text.contains("5512345678"));
    assert_eq!(typed("+525512345679").status, 201);
    assert_eq!(shop.stats()["opt_ins"]["requested"], 6);
}
