//! The shop's own receivers, played here.

use crate::world::{OTHER_SHOP, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

async fn list(world: &World, path: &str) -> Vec<Value> {
    let answer = world.get(path).await.json();
    answer.as_array().cloned().unwrap()
}

#[tokio::test]
async fn a_webhook_that_is_passed_on_is_checked_on_its_bytes() {
    let world = World::new("forward").await;
    let body = json!({"entry": [{"changes": [{"value": {
        "metadata": {"phone_number_id": OTHER_SHOP}, "messages": [{"id": "wamid.1"}]}}]}]})
    .to_string();
    let signature = format!("sha256={}", hex::encode(hmac(b"a-secret", &body)));
    let headers = [("x-hub-signature-256", signature.as_str())];
    let post = async |headers: &[(&str, &str)], body: &str| {
        let answer = world.call("POST", "/_sandbox/forward", headers, body);
        answer.await.status
    };
    assert_eq!(post(&headers, &body).await, 200);
    assert_eq!(post(&headers, &format!("{body} ")).await, 401);
    assert_eq!(post(&[], &body).await, 401);
    let scope = format!("?phone_number_id={OTHER_SHOP}");
    world
        .behave(&scope, json!({"forward": {"status": 503, "times": 1}}))
        .await;
    assert_eq!(post(&headers, &body).await, 503);
    assert_eq!(post(&headers, &body).await, 200);
    let got = list(&world, &format!("/_sandbox/forwarded{scope}")).await;
    let verified: Vec<&Value> = got.iter().map(|got| &got["verified"]).collect();
    assert_eq!(verified, [true, false, false, true, true]);
    assert_eq!(got[0]["messages"], json!(["wamid.1"]));
    assert_eq!(got[0]["body_base64"], STANDARD.encode(&body));
    let none = list(&world, "/_sandbox/forwarded?phone_number_id=1").await;
    assert_eq!(none, [json!(null); 0]);
}

#[tokio::test]
async fn an_event_is_checked_by_signature_and_time() {
    let world = World::new("events").await;
    let key = STANDARD
        .decode("c2FsdWRvIGRldmVsb3BtZW50IGV2ZW50cw==")
        .unwrap();
    let body = json!({"type": "opt_in.confirmed", "data": {"shop": "casa luz"}}).to_string();
    let post = async |at: u64, signed: &str, more: &str| {
        let at = at.to_string();
        let mac = hmac(&key, &format!("evt_1.{at}.{signed}"));
        let signature = format!("v1,AAAA v1,{}", STANDARD.encode(mac));
        let headers = [
            ("webhook-id", "evt_1"),
            ("webhook-timestamp", &at),
            ("webhook-signature", &signature),
        ];
        let body = format!("{body}{more}");
        let answer = world.call("POST", "/_sandbox/events", &headers, &body);
        answer.await.status
    };
    assert_eq!(post(now(), &body, "").await, 200);
    assert_eq!(post(now(), &body, " ").await, 401, "other bytes");
    assert_eq!(post(now() - 400, &body, "").await, 401, "an old one again");
    let scope = format!("?phone_number_id={OTHER_SHOP}");
    world
        .behave(&scope, json!({"events": {"status": 410}}))
        .await;
    assert_eq!(post(now(), &body, "").await, 410);
    let got = list(&world, "/_sandbox/events?shop=casa%20luz").await;
    assert_eq!(got.len(), 4);
    assert_eq!(
        (&got[0]["id"], &got[0]["signatures"]),
        (&json!("evt_1"), &json!(2))
    );
    let page = world.get("/").await.text;
    assert!(page.contains("4 events"), "{page}");
}
