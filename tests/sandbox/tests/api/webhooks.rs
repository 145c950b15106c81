//! What the sandbox posts to the worker.

use crate::world::{ANA, Received, Receiver, World, confirmation, eventually, scratch, text};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn webhooks_are_signed_over_their_bytes_and_redelivered_until_200() {
    let world = World::with("redelivery", Receiver::new(2).await, None).await;
    world.say(json!({"text": "Señor / 👍"})).await;
    let got = eventually(|| Some(world.receiver.got()).filter(|got| got.len() == 3)).await;
    assert!(got.iter().all(Received::is_well_signed));
    assert!(
        got.iter().all(|received| received.body == got[0].body),
        "the same bytes each time"
    );
    assert!(got[0].body.is_ascii());
    assert!(String::from_utf8_lossy(&got[0].body).contains(r"Se\u00f1or \/ \ud83d\udc4d"));
    assert_eq!(got[0].items("messages")[0]["text"]["body"], "Señor / 👍");
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(world.receiver.got().len(), 3, "not again after its 200");
    let webhooks = world.get("/_sandbox/webhooks").await.json();
    assert_eq!(
        (&webhooks[0]["attempts"], &webhooks[0]["state"]),
        (&json!(3), &json!("delivered"))
    );
}

#[tokio::test]
async fn raw_webhooks_go_out_as_given() {
    let world = World::new("raw").await;
    for (body, signed) in [
        (json!({"body": {"a": "ñ/"}}), Some(true)),
        (json!({"body": "not json", "sign": "bad"}), Some(false)),
        (json!({"body": "", "sign": false}), None),
        (json!({"body_base64": "/w==", "sign": true}), Some(true)),
    ] {
        let answer = world
            .call("POST", "/_sandbox/webhook", &[], &body.to_string())
            .await;
        assert_eq!(answer.json(), json!({"status": 200, "body": ""}));
        let got = world.receiver.got().pop().unwrap();
        assert_eq!(
            got.signature.as_ref().map(|_| got.is_well_signed()),
            signed,
            "{body}"
        );
    }
    let bodies: Vec<_> = world
        .receiver
        .got()
        .iter()
        .map(|got| got.body.to_vec())
        .collect();
    assert_eq!(
        bodies,
        [
            br#"{"a":"\u00f1\/"}"#.to_vec(),
            b"not json".to_vec(),
            Vec::new(),
            vec![0xff]
        ]
    );
    let answer = world
        .call(
            "POST",
            "/_sandbox/webhook",
            &[],
            r#"{"body": 1, "sign": "maybe"}"#,
        )
        .await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn everything_survives_a_restart_and_pending_webhooks_go_on() {
    let state = scratch("restart", "state.json");
    let deaf = World::with(
        "restart",
        Receiver::new(usize::MAX).await,
        Some(state.clone()),
    )
    .await;
    deaf.say(json!({"text": "Hola"})).await;
    deaf.send(&confirmation()).await;
    deaf.receiver.wait_for("statuses", 3).await;
    deaf.stop().await;

    let world = World::with("restart", Receiver::new(0).await, Some(state)).await;
    assert_eq!(
        world
            .get("/_sandbox/messages")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        world.send(&text("The window is still open")).await.status,
        200
    );
    let messages = world.receiver.wait_for("messages", 1).await;
    assert_eq!(messages[0]["text"]["body"], "Hola");
    world.receiver.wait_for("statuses", 6).await;
    assert!(
        world
            .get(&format!("/phone/{ANA}"))
            .await
            .text
            .contains("You asked Demo to write.")
    );
}
