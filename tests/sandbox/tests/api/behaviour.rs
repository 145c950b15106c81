//! Misbehaving on demand.

use crate::world::{OTHER_SHOP, World, confirmation, eventually};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn misbehaviour_of_one_number_leaves_the_others_alone() {
    let world = World::new("scoped").await;
    let scope = format!("?phone_number_id={OTHER_SHOP}");
    let behaviour =
        json!({"fail": [{"code": 131_056, "times": 1}], "statuses": false, "duplicate": 1});
    assert_eq!(world.behave(&scope, behaviour).await.status, 200);
    assert_eq!(world.send(&confirmation()).await.status, 200);
    assert_eq!(
        world.send_from(OTHER_SHOP, &confirmation()).await.code(),
        131_056
    );
    assert_eq!(
        world.send_from(OTHER_SHOP, &confirmation()).await.status,
        200,
        "used up"
    );
    world.say(json!({"text": "Hola", "to": OTHER_SHOP})).await;
    assert_eq!(
        world.receiver.wait_for("messages", 2).await.len(),
        2,
        "delivered twice"
    );
    world.receiver.wait_for("statuses", 3).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        world.receiver.items("statuses").len(),
        3,
        "of the first shop only"
    );
    let answer = world.behave("", json!({"delay": 3})).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.text.contains("unknown field `delay`"),
        "{}",
        answer.text
    );
    assert_eq!(
        world.behave("?phone_number_id=1", json!({})).await.status,
        404
    );
}

#[tokio::test]
async fn a_timeout_before_loses_the_message_and_one_after_takes_it() {
    let world = World::new("timeout").await;
    let patience = Duration::from_millis(300);
    world.behave("", json!({"timeout": "before"})).await;
    assert!(
        tokio::time::timeout(patience, world.send(&confirmation()))
            .await
            .is_err()
    );
    assert_eq!(world.get("/_sandbox/messages").await.json(), json!([]));
    world.behave("", json!({"timeout": "after"})).await;
    assert!(
        tokio::time::timeout(patience, world.send(&confirmation()))
            .await
            .is_err()
    );
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
    world.receiver.wait_for("statuses", 3).await;
    let calls = world.get("/_sandbox/calls").await.json();
    assert!(
        calls
            .as_array()
            .unwrap()
            .iter()
            .all(|call| call["outcome"] == "timed out")
    );
    world.behave("", json!({})).await;
    assert_eq!(world.send(&confirmation()).await.status, 200);
}

#[tokio::test]
async fn statuses_can_fail_late_be_batched_and_come_in_disorder() {
    let world = World::new("statuses").await;
    world
        .behave("", json!({"fail": [{"code": 131_026, "async": true}]}))
        .await;
    assert_eq!(world.send(&confirmation()).await.status, 200);
    let failed = world.receiver.wait_for("statuses", 1).await.remove(0);
    assert_eq!(
        (&failed["status"], &failed["errors"][0]["code"]),
        (&json!("failed"), &json!(131_026))
    );

    world.behave("", json!({"batch": 6, "shuffle": true})).await;
    world.send(&confirmation()).await;
    world.send(&confirmation()).await;
    let statuses = world.receiver.wait_for("statuses", 7).await;
    let largest = world
        .receiver
        .got()
        .iter()
        .map(|received| received.items("statuses").len())
        .max();
    assert!(largest > Some(1), "several share a webhook");
    assert_eq!(statuses.len(), 7);
}

#[tokio::test]
async fn a_paused_template_is_refused_and_the_account_told() {
    let world = World::new("paused").await;
    world
        .behave(
            "",
            json!({"template": {"status": "PAUSED", "quality": "RED"}}),
        )
        .await;
    assert_eq!(world.send(&confirmation()).await.code(), 132_015);
    let fields = eventually(|| {
        let bodies = world.receiver.got();
        let fields: Vec<_> = bodies
            .iter()
            .map(|received| received.json()["entry"][0]["changes"][0].clone())
            .filter(|change| change["value"]["message_template_name"] == "confirmation")
            .collect();
        (fields.len() == 2).then_some(fields)
    })
    .await;
    let status = fields
        .iter()
        .find(|change| change["field"] == "message_template_status_update")
        .unwrap();
    assert_eq!(status["value"]["event"], "PAUSED");
    assert!(
        fields
            .iter()
            .any(|change| change["field"] == "message_template_quality_update")
    );
    world.behave("", json!({})).await;
    assert_eq!(world.send(&confirmation()).await.status, 200);
}
