//! What the shop sends through Graph.

use crate::world::{ANA, OTHER_SHOP, SHOP, World, confirmation, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_template_is_accepted_and_reported_sent_delivered_and_read() {
    let world = World::new("template").await;
    let answer = world.send(&confirmation()).await.json();
    let wamid = answer["messages"][0]["id"].as_str().unwrap();
    assert_eq!(
        answer["contacts"],
        json!([{"input": "+34600000001", "wa_id": "34600000001"}])
    );
    assert_eq!(answer["messages"][0]["message_status"], "accepted");
    let statuses = world.receiver.wait_for("statuses", 3).await;
    let words: Vec<_> = statuses
        .iter()
        .map(|status| status["status"].clone())
        .collect();
    assert_eq!(words, ["sent", "delivered", "read"]);
    for status in &statuses {
        assert_eq!(status["id"], wamid);
        assert_eq!(status["recipient_id"], ANA);
        assert_eq!(status["biz_opaque_callback_data"], "welcome:1");
    }
    let messages = world.get("/_sandbox/messages?to=34600000001").await.json();
    let message = &messages[0];
    assert_eq!(message["template"], "confirmation");
    assert_eq!(message["language"], "en");
    assert_eq!(message["parameters"], json!({"shop": "Demo"}));
    assert_eq!(message["body"], "You asked Demo to write.");
    assert_eq!(message["recipient"], Value::Null);
    assert_eq!(messages.as_array().unwrap().len(), 1);
    assert_eq!(
        world.get("/_sandbox/messages?to=34600000002").await.json(),
        json!([])
    );
}

#[tokio::test]
async fn token_number_and_version_are_checked() {
    let world = World::new("access").await;
    let body = confirmation().to_string();
    let json_type = ("content-type", "application/json");
    let path = format!("/v25.0/{SHOP}/messages");
    let answer = world.call("POST", &path, &[json_type], &body).await;
    assert_eq!((answer.status, answer.code()), (401, 190));
    let wrong = [json_type, ("authorization", "Bearer other")];
    let answer = world.call("POST", &path, &wrong, &body).await;
    assert_eq!((answer.status, answer.code()), (401, 190));
    let answer = world.send_from("123", &confirmation()).await;
    assert_eq!(
        (answer.code(), &answer.json()["error"]["error_subcode"]),
        (100, &json!(33))
    );
    let right = [json_type, ("authorization", "Bearer dev-access-token")];
    let answer = world
        .call("POST", &format!("/25/{SHOP}/messages"), &right, &body)
        .await;
    assert_eq!(answer.code(), 2500);
    let plain = [("content-type", "text/plain"), right[1]];
    assert_eq!(world.call("POST", &path, &plain, &body).await.code(), 100);
    let outcomes = world.get("/_sandbox/calls").await.json();
    assert!(
        outcomes
            .as_array()
            .unwrap()
            .iter()
            .all(|call| call["outcome"] == "refused")
    );
}

#[tokio::test]
async fn free_text_needs_the_window_of_that_person_with_that_number() {
    let world = World::new("window").await;
    assert_eq!(world.send(&text("Hi")).await.code(), 131_047);
    let yesterday = 1_600_000_000;
    world
        .say(json!({"text": "Hola", "timestamp": yesterday}))
        .await;
    assert_eq!(
        world.send(&text("Hi")).await.code(),
        131_047,
        "an old message opens nothing"
    );
    world.say(json!({"text": "Hola"})).await;
    assert_eq!(world.send(&text("Hi")).await.status, 200);
    assert_eq!(
        world.send_from(OTHER_SHOP, &text("Hi")).await.code(),
        131_047
    );
    let mut own = text("Hi");
    own["to"] = json!("+15550783881");
    assert_eq!(world.send(&own).await.code(), 131_021);
}
