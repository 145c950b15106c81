//! What anybody may ask.

use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;

#[test]
fn the_worker_says_that_it_is_well() {
    let shop = Shop::own();
    let answer = http::get(&shop.worker("/healthz"));
    assert_eq!((answer.status, answer.text.as_str()), (200, "ok\n"));
}

#[test]
fn the_loader_has_the_shops_settings_inside_and_may_be_cached() {
    let shop = Shop::own();
    let url = shop.worker(&format!("/s/{}/widget.js", shop.slug));
    let answer = http::get(&url);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=300, stale-while-revalidate=86400"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert!(answer.text.contains(&shop.number) && !answer.text.contains("__SETTINGS__"));
    let etag = answer.header("etag").to_owned();
    let again = http::send("GET", &url, &[("If-None-Match", &etag)], b"");
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    let spanish = http::get(&format!("{url}?lang=es"));
    assert_ne!(spanish.header("etag"), etag);
    for odd in ["?lang=sv", "?lang=%3Cscript%3E", "?lang="] {
        assert_eq!(
            http::get(&format!("{url}{odd}")).header("etag"),
            etag,
            "{odd}"
        );
    }
}

#[test]
fn a_panel_that_says_whether_somebody_answers_is_not_shown_a_day_later() {
    let shop = Shop::own();
    let url = shop.worker(&format!("/s/{}/panel", shop.slug));
    let cached = || http::get(&url).header("cache-control").to_owned();
    assert_eq!(cached(), "public, max-age=60, stale-while-revalidate=86400");
    let week = vec![json!([{"from": "09:00", "to": "18:00"}]); 7];
    shop.change_settings(|settings| {
        settings["hours"] = json!({"zone": "UTC", "open": week});
    });
    wait::until_equal(&"public, max-age=60".to_owned(), cached);
}

#[test]
fn the_public_settings_speak_the_language_asked_for() {
    let shop = Shop::own();
    let answer = http::get(&shop.api("?locale=es-MX"));
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let settings = answer.json();
    assert_eq!(settings["locale"], "es");
    assert_eq!(settings["purposes"][0]["label"], "Ofertas");
    assert_eq!(settings["statement"]["button"], "Continuar en WhatsApp");
    assert_eq!(settings["statement"]["locale"], "es");
    assert_eq!(settings["locales"], json!(["en", "es", "pt-BR", "de"]));
    assert_eq!(shop.public("sv")["locale"], "en");
    let link = settings["link"].as_str().unwrap();
    assert!(link.ends_with(&format!("/wa/{}", shop.number)), "{link}");
    for part in [
        "shop", "name", "number", "bubble", "prefill", "look", "words",
    ] {
        assert!(!settings[part].is_null(), "{part}");
    }
}

#[test]
fn a_code_tells_its_state_and_nothing_else() {
    let shop = Shop::own();
    let form = Form::of(&shop).with("name", json!("Ana"));
    let ask = |code: &str| http::get(&shop.api(&format!("/opt-ins/{code}")));
    let unknown = ask(&form.code);
    assert_eq!(
        (unknown.status, unknown.text.as_str()),
        (200, r#"{"state":"unknown"}"#)
    );
    assert_eq!(unknown.header("access-control-allow-origin"), "*");
    form.text(&shop);
    let spelling = form.code.to_lowercase().replace('-', "");
    assert_eq!(ask(&spelling).text, r#"{"state":"requested"}"#);
    assert_eq!(ask("12345-67897").problem(), (400, "malformed_code".into()));
}

#[test]
fn the_shops_own_api_is_closed_without_its_token() {
    let shop = Shop::own();
    let url = shop.worker(&format!("/v1/admin/shops/{}/opt-ins", shop.slug));
    for token in [
        "",
        "Bearer ",
        "Bearer wrong",
        "dev-admin-token",
        "Basic dev-admin-token",
    ] {
        let headers = [
            ("Authorization", token),
            ("CF-Connecting-IP", "198.51.100.200"),
        ];
        let answer = http::send("GET", &url, &headers, b"");
        assert_eq!(answer.problem(), (401, "unauthorized".into()), "{token}");
    }
    let unknown = shop.worker("/v1/admin/shops/nobody/opt-ins");
    let headers = [
        ("Authorization", "Bearer wrong"),
        ("CF-Connecting-IP", "198.51.100.200"),
    ];
    let answer = http::send("GET", &unknown, &headers, b"");
    assert_eq!(
        answer.problem(),
        (401, "unauthorized".into()),
        "a stranger learns no slugs"
    );
}

#[test]
fn what_is_not_there_and_what_may_not_be_done_is_said() {
    let shop = Shop::own();
    for path in [
        "/nothing",
        "/v1",
        "/v1/shops/demo/nothing",
        "/p/nobody.x",
        "/s/demo",
    ] {
        assert_eq!(http::get(&shop.worker(path)).status, 404, "{path}");
    }
    let delete = http::send("DELETE", &shop.api(""), &[], b"");
    assert_eq!(delete.problem(), (405, "method_not_allowed".into()));
}
