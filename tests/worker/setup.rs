//! A worker that is not set up answers nothing, and says what is missing.

use saludo_tests::http;
use std::env::temp_dir;
use xtask::stack::Worker;

/// A worker of its own with one setting changed.
fn with(name: &str, value: &str) -> Worker {
    let dir = temp_dir().join(format!("saludo-setup-{}", saludo_tests::code::random()));
    Worker::builder(dir)
        .sandbox("http://localhost:1")
        .var(name, value)
        .any_status()
        .start()
        .expect("a worker")
}

#[test]
fn a_missing_secret_stops_the_worker_with_an_error_that_names_it() {
    let worker = with("WHATSAPP_APP_SECRET", "");
    for path in [
        "/healthz",
        "/v1/shops/demo",
        "/s/demo/widget.js",
        "/webhooks/whatsapp",
    ] {
        let answer = http::get(&format!("{}{path}", worker.url()));
        assert_eq!(answer.problem(), (503, "secret_missing".into()), "{path}");
        assert!(
            answer.text.contains("WHATSAPP_APP_SECRET"),
            "{}",
            answer.text
        );
    }
    let unsigned = http::send(
        "POST",
        &format!("{}/webhooks/whatsapp", worker.url()),
        &[],
        b"{}",
    );
    assert_eq!(unsigned.status, 503, "it never means unchecked");
}

#[test]
fn a_development_secret_is_refused_outside_development() {
    let worker = with("GRAPH_BASE_URL", "https://graph.facebook.com");
    let answer = http::get(&format!("{}/healthz", worker.url()));
    assert_eq!(
        answer.problem(),
        (503, "secret_is_development_value".into())
    );
    assert!(!answer.text.contains("dev-app-secret"), "{}", answer.text);
}

#[test]
fn a_key_that_does_not_seal_is_explained() {
    let worker = with("SEAL_PUBLIC_KEY", "dev-seal-key");
    let answer = http::get(&format!("{}/healthz", worker.url()));
    assert_eq!(answer.problem(), (503, "setting_malformed".into()));
    assert!(answer.text.contains("SEAL_PUBLIC_KEY"), "{}", answer.text);
    assert!(!answer.text.contains("dev-seal-key"), "{}", answer.text);
}

#[test]
fn events_are_sent_signed_or_not_at_all() {
    for (value, code) in [("", "secret_missing"), ("dev-hello", "secret_malformed")] {
        let worker = with("EVENTS_SECRET", value);
        let answer = http::get(&format!("{}/healthz", worker.url()));
        assert_eq!(answer.problem(), (503, code.into()));
        assert!(answer.text.contains("EVENTS_SECRET"), "{}", answer.text);
        assert!(!answer.text.contains("hello"), "{}", answer.text);
    }
}

#[test]
fn a_help_desk_without_encryption_is_refused() {
    let worker = with("FORWARD_URL", "http://desk.example/hook");
    let answer = http::get(&format!("{}/healthz", worker.url()));
    assert_eq!(answer.problem(), (503, "setting_malformed".into()));
    assert!(answer.text.contains("FORWARD_URL"), "{}", answer.text);
}

#[test]
fn a_mistake_in_the_shops_is_explained() {
    let worker = with("SHOPS", "{}");
    let answer = http::get(&format!("{}/healthz", worker.url()));
    assert_eq!(answer.problem(), (503, "setting_malformed".into()));
    assert!(
        answer.text.contains("SHOPS names no shop"),
        "{}",
        answer.text
    );
}
