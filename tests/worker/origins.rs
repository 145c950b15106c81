//! Who may post where: a page of anybody else's never acts in a visitor's name.

use crate::person_page::opened_page;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::shop::Shop;
use saludo_tests::worker_url;
use serde_json::json;

/// Origins that are not ours, some of them almost. None stands for a request that names none.
fn others() -> Vec<Option<String>> {
    let own = worker_url();
    let (scheme, host) = own.split_once("://").expect("an origin");
    let all = [
        "null".to_owned(),
        String::new(),
        "https://evil.example".to_owned(),
        format!("{own}.evil.example"),
        format!("https://{host}"),
        format!("{scheme}://evil.example@{host}"),
        format!("{own}/"),
        "http://127.0.0.1:1".to_owned(),
    ];
    all.into_iter().map(Some).chain([None]).collect()
}

fn post(url: &str, origin: Option<&str>, body: &[u8]) -> Answer {
    let headers: Vec<(&str, &str)> = origin.into_iter().map(|own| ("Origin", own)).collect();
    http::send("POST", url, &headers, body)
}

#[test]
fn forms_of_ours_are_posted_from_our_own_pages_only() {
    let shop = Shop::own();
    let hosted = shop.worker(&format!("/s/{}/opt-in", shop.slug));
    let page = opened_page(&shop);
    let before = shop.ledger().len();
    for origin in others() {
        for (url, body) in [
            (&hosted, "purpose=offers&website=x"),
            (&page, "do=off_all"),
            (&page, "do=prove"),
        ] {
            let answer = post(url, origin.as_deref(), body.as_bytes());
            assert_eq!(
                answer.problem(),
                (403, "foreign_origin".into()),
                "{origin:?} {url}"
            );
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    assert_eq!(shop.ledger().len(), before);
    let stats = shop.stats();
    assert_eq!(stats["refused"]["honeypot"], 0);
    assert_eq!(stats["opt_ins"]["requested"], 0);
    let own = worker_url();
    assert_eq!(post(&page, Some(&own), b"do=off_all").status, 303);
}

#[test]
fn opt_ins_come_from_listed_pages_our_own_or_no_page() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    for origin in [
        "null",
        "https://evil.example",
        "https://localhost.evil.example",
    ] {
        let body = form.body.to_string();
        let answer = post(&shop.api("/opt-ins"), Some(origin), body.as_bytes());
        assert_eq!(answer.problem(), (403, "foreign_origin".into()), "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert_eq!(form.state(&shop), "unknown");
    // Any port of localhost is listed in development.
    for origin in [
        None,
        Some(worker_url()),
        Some("http://localhost:1".to_owned()),
    ] {
        let form = Form::of(&shop);
        let body = form.body.to_string();
        let answer = post(&shop.api("/opt-ins"), origin.as_deref(), body.as_bytes());
        assert_eq!(answer.status, 201, "{origin:?}");
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(allowed, origin.unwrap_or_default());
    }
}

#[test]
fn the_shops_own_api_takes_no_cookie_for_a_token_and_is_open_to_no_page() {
    let shop = Shop::own();
    let url = shop.worker(&format!("/v1/admin/shops/{}/stats", shop.slug));
    let cookie = [
        (
            "Cookie",
            "dev-admin-token; Authorization=Bearer dev-admin-token",
        ),
        ("CF-Connecting-IP", "198.51.100.201"),
    ];
    let answer = http::send("GET", &url, &cookie, b"");
    assert_eq!(answer.problem(), (401, "unauthorized".into()));
    let preflight = [
        ("Origin", "https://evil.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization"),
        ("CF-Connecting-IP", "198.51.100.201"),
    ];
    let answer = http::send("OPTIONS", &url, &preflight, b"");
    assert_eq!(answer.problem(), (401, "unauthorized".into()));
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("access-control-allow-headers"), "");
}

#[test]
fn a_webhook_is_metas_by_its_signature_wherever_it_says_it_comes_from() {
    let shop = Shop::own();
    let body = shop.change(&json!({"statuses": []})).to_string();
    for origin in ["https://graph.facebook.com", "https://www.facebook.com"] {
        let answer = post(
            &shop.worker("/webhooks/whatsapp"),
            Some(origin),
            body.as_bytes(),
        );
        assert_eq!(answer.problem(), (401, "signature_missing".into()));
    }
    assert_eq!(shop.stats()["webhook"]["updates"], 0);
}
