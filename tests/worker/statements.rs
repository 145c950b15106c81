//! The words that people agree to: refused while something is missing, kept for ever afterwards.

use saludo_core::statement::Statement;
use saludo_tests::http::{self, Answer};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Puts the settings that a new shop starts with, changed in one place.
fn put(shop: &Shop, field: &str, value: Value) -> Answer {
    let mut settings = shop.admin("GET", "/settings", &[], b"").json();
    settings[field] = value;
    let version = [("If-Match", "\"0\"")];
    shop.admin(
        "PUT",
        "/settings",
        &version,
        settings.to_string().as_bytes(),
    )
}

/// The field and the reason for which settings were refused, with nothing changed.
fn refusal(shop: &Shop, field: &str, value: Value) -> (String, String) {
    let answer = put(shop, field, value);
    assert_eq!(answer.problem(), (422, "invalid_settings".into()));
    let errors = answer.json()["errors"].clone();
    assert_eq!(errors.as_array().map(Vec::len), Some(1), "{errors}");
    let settings = shop.admin("GET", "/settings", &[], b"");
    assert_eq!(settings.header("etag"), "\"0\"");
    let text = |name: &str| errors[0][name].as_str().unwrap().to_owned();
    (text("field"), text("reason"))
}

fn link(shop: &Shop, url: &str) -> (String, String) {
    refusal(shop, "privacy_url", json!(url))
}

/// A site on a port of its own that answers everybody with the same, or with nothing.
fn site(answer: Option<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "http://localhost:{}/",
        listener.local_addr().unwrap().port()
    );
    thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            if let Some(answer) = &answer {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer.as_bytes());
            } else {
                open.push(stream);
            }
        }
    });
    url
}

fn redirect(to: &str) -> String {
    site(Some(format!(
        "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )))
}

#[test]
fn nothing_is_published_without_who_is_responsible() {
    let shop = Shop::own();
    let reason = "give the legal name of who is responsible and how to reach them: a mail address, a telephone or a postal address";
    let name = shop.public("en")["name"].clone();
    assert_eq!(
        refusal(&shop, "controller", name),
        ("controller".into(), reason.into())
    );
}

#[test]
fn a_privacy_link_answers_200() {
    let shop = Shop::own();
    let nothing = shop.worker("/nothing-here");
    let dead = "it answered 404; give the address of a page that answers 200";
    assert_eq!(link(&shop, &nothing), ("privacy_url".into(), dead.into()));
    let closed = "it could not be reached; give the address of a page that answers 200";
    assert_eq!(
        link(&shop, "http://localhost:9/"),
        ("privacy_url".into(), closed.into())
    );
    let late = "it did not answer within five seconds; give the address of a page that answers 200";
    assert_eq!(
        link(&shop, &site(None)),
        ("privacy_url".into(), late.into())
    );
    let private = "give an address that everybody can open, with the public name of its site";
    for url in [
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://nas.local/",
    ] {
        assert_eq!(link(&shop, url), ("privacy_url".into(), private.into()));
    }
    assert_eq!(put(&shop, "name", json!("Sol")).status, 200);
}

#[test]
fn new_words_are_not_published_with_a_link_that_has_died_and_all_else_may_be_changed() {
    let shop = Shop::own();
    let (url, alive) = mortal_site();
    assert_eq!(put(&shop, "privacy_url", json!(url)).status, 200);
    alive.store(false, Ordering::Relaxed);
    shop.change_settings(|settings| settings["look"]["side"] = json!("left"));
    let read = shop.admin("GET", "/settings", &[], b"");
    let mut settings = read.json();
    settings["min_age"] = json!(18);
    let version = [("If-Match", read.header("etag"))];
    let body = settings.to_string();
    let refused = shop.admin("PUT", "/settings", &version, body.as_bytes());
    assert_eq!(refused.problem(), (422, "invalid_settings".into()));
    assert_eq!(refused.wrong_fields(), ["privacy_url"]);
    alive.store(true, Ordering::Relaxed);
    let put = shop.admin("PUT", "/settings", &version, body.as_bytes());
    assert_eq!(put.status, 200, "{put:?}");
}

/// A site that answers 200 while it lives.
fn mortal_site() -> (String, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let alive = Arc::new(AtomicBool::new(true));
    let is_alive = Arc::clone(&alive);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let status = if is_alive.load(Ordering::Relaxed) {
                "200 OK"
            } else {
                "410 Gone"
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    (format!("http://localhost:{port}/"), alive)
}

#[test]
fn a_privacy_link_may_lead_on_to_a_public_site_only() {
    let shop = Shop::own();
    let away = "it redirects to what is no https address of a public site; give the address of a page that answers 200";
    for to in [
        "http://127.0.0.1/",
        "http://shop.example/",
        "https://10.0.0.1/",
    ] {
        assert_eq!(
            link(&shop, &redirect(to)),
            ("privacy_url".into(), away.into()),
            "{to}"
        );
    }
    let often = "it redirects too often; give the address of a page that answers 200";
    let circle = redirect("/again");
    assert_eq!(link(&shop, &circle), ("privacy_url".into(), often.into()));
    let on = redirect(&shop.worker("/privacy"));
    assert_eq!(put(&shop, "privacy_url", json!(on)).status, 200);
}

#[test]
fn a_time_zone_is_one_that_exists() {
    let shop = Shop::own();
    let hours = |zone: &str| json!({"zone": zone, "open": [[], [], [], [], [], [], []]});
    let reason = "no time zone has this name; give one of the IANA list, as in Europe/Madrid";
    assert_eq!(
        refusal(&shop, "hours", hours("Europe/Atlantis")),
        ("hours.zone".into(), reason.into())
    );
    assert_eq!(put(&shop, "hours", hours("Europe/Madrid")).status, 200);
}

#[test]
fn the_age_line_follows_the_country() {
    let shop = Shop::own();
    let age = |shop: &Shop| shop.public("en")["statement"]["text"].clone();
    assert!(age(&shop).as_str().unwrap().contains("I am 16 or older."));
    shop.change_settings(|settings| settings["country"] = json!("ES"));
    assert!(age(&shop).as_str().unwrap().contains("I am 14 or older."));
    shop.change_settings(|settings| settings["min_age"] = json!(18));
    assert!(age(&shop).as_str().unwrap().contains("I am 18 or older."));
}

#[test]
fn an_old_statement_stays_readable_and_its_bytes_are_what_its_id_says() {
    let shop = Shop::own();
    let id = shop.public("es")["statement"]["id"].clone();
    let id = id.as_str().unwrap();
    shop.change_settings(|settings| {
        settings["name"] = json!("Sol y Luna");
        settings["locales"] = json!(["en"]);
    });
    let json = http::get(&shop.api(&format!("/statements/{id}")));
    assert_eq!(json.status, 200, "{json:?}");
    assert_eq!(json.header("content-type"), "application/json");
    assert_eq!(
        json.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(json.header("access-control-allow-origin"), "*");
    let statement: Statement = serde_json::from_str(&json.text).unwrap();
    assert_eq!(statement.id().to_string(), id);
    assert_eq!(statement.canonical_json(), json.text);

    let page = http::get(&shop.worker(&format!("/s/{}/statements/{id}", shop.slug)));
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text.contains("<html lang=\"es\""), "{}", page.text);
    for text in [&statement.consent, &statement.voluntary, &statement.age] {
        assert!(page.text.contains(text), "{text}");
    }
    assert!(!page.text.contains("Sol y Luna"), "{}", page.text);
}

#[test]
fn a_statement_that_never_was_is_not_found() {
    let shop = Shop::own();
    for id in ["0".repeat(64), "x".to_owned()] {
        let json = http::get(&shop.api(&format!("/statements/{id}")));
        assert_eq!(json.problem(), (404, "unknown_statement".into()));
        let page = http::get(&shop.worker(&format!("/s/{}/statements/{id}", shop.slug)));
        assert_eq!(page.problem(), (404, "unknown_statement".into()));
    }
    let other = Shop::own();
    let id = other.public("en")["statement"]["id"].clone();
    let path = format!("/statements/{}", id.as_str().unwrap());
    assert_eq!(http::get(&other.api(&path)).status, 200);
    // What one shop publishes is not to be had from another, but where both say the same.
    other.change_settings(|settings| settings["name"] = json!("Only here"));
    let id = other.public("en")["statement"]["id"].clone();
    let path = format!("/statements/{}", id.as_str().unwrap());
    assert_eq!(http::get(&shop.api(&path)).status, 404);
}
