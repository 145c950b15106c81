//! What people write and tap.

use crate::world::{ANA, World, confirmation, text, to_ana};
use serde_json::json;

#[tokio::test]
async fn a_tap_on_a_template_names_the_template() {
    let world = World::new("tap").await;
    let answer = world.send(&confirmation()).await.json();
    world.say(json!({"button": "Stop"})).await;
    let messages = world.receiver.wait_for("messages", 1).await;
    assert_eq!(messages[0]["type"], "button");
    assert_eq!(
        messages[0]["button"],
        json!({"payload": "Stop", "text": "Stop"})
    );
    assert_eq!(messages[0]["context"]["id"], answer["messages"][0]["id"]);
    assert_eq!(messages[0]["context"]["from"], "15550783881");
    let refused = world
        .call("POST", "/_sandbox/say", &[], r#"{"button": "Go"}"#)
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Stop"), "{}", refused.text);
}

#[tokio::test]
async fn a_tap_on_a_list_or_button_is_an_interactive_reply() {
    let world = World::new("interactive").await;
    world.say(json!({"text": "Hola"})).await;
    let rows = json!([{"id": "offers", "title": "Offers", "description": "Weekly"}, {"id": "none", "title": "None"}]);
    let list = json!({"type": "list", "body": {"text": "What?"}, "action": {"button": "Choose", "sections": [{"rows": rows}]}});
    assert_eq!(world.send(&to_ana("interactive", list)).await.status, 200);
    world.say(json!({"button": "offers"})).await;
    let reply = json!({"type": "reply", "reply": {"id": "y", "title": "Yes"}});
    let buttons =
        json!({"type": "button", "body": {"text": "Offers?"}, "action": {"buttons": [reply]}});
    assert_eq!(
        world.send(&to_ana("interactive", buttons)).await.status,
        200
    );
    world.say(json!({"button": "Yes"})).await;
    let messages = world.receiver.wait_for("messages", 3).await;
    let find = |kind: &str| {
        messages
            .iter()
            .find(|message| message["interactive"]["type"] == kind)
            .unwrap()
    };
    assert_eq!(
        find("list_reply")["interactive"]["list_reply"],
        json!({"id": "offers", "title": "Offers", "description": "Weekly"})
    );
    assert_eq!(
        find("button_reply")["interactive"]["button_reply"],
        json!({"id": "y", "title": "Yes"})
    );
}

#[tokio::test]
async fn a_person_without_a_shown_number_is_answered_by_user_id() {
    let world = World::new("user-id").await;
    world.say(json!({"text": "Hola", "hide_phone": true})).await;
    let message = world.receiver.wait_for("messages", 1).await.remove(0);
    let wire = String::from_utf8_lossy(&world.receiver.got()[0].body).into_owned();
    assert!(!wire.contains(ANA), "{wire}");
    let user_id = message["from_user_id"].as_str().unwrap();
    let mut answer = text("Hi");
    answer.as_object_mut().unwrap().remove("to");
    answer["recipient"] = json!(user_id);
    let sent = world.send(&answer).await.json();
    assert_eq!(
        sent["contacts"],
        json!([{"input": user_id, "user_id": user_id}])
    );
    world.say(json!({"user_id": "US.42", "text": "Hi"})).await;
    let stranger = world.receiver.wait_for("messages", 2).await.remove(1);
    assert_eq!(
        (stranger.get("from"), &stranger["from_user_id"]),
        (None, &json!("US.42"))
    );
}

#[tokio::test]
async fn odd_late_forwarded_and_repeated_messages_can_be_said() {
    let world = World::new("odd").await;
    let id = world.say(json!({"text": "Hola", "id": "wamid.same", "forwarded": true, "timestamp": 5, "from": "+49 151 12345678"})).await;
    world
        .say(json!({"text": "Hola", "id": "wamid.same", "from": "4915112345678"}))
        .await;
    world
        .say(json!({"type": "image", "message": {"image": {"id": "1"}, "from_user_id": null}}))
        .await;
    let messages = world.receiver.wait_for("messages", 3).await;
    let first = messages
        .iter()
        .find(|message| message["timestamp"] == "5")
        .unwrap();
    assert_eq!(id, "wamid.same");
    assert_eq!(first["context"], json!({"forwarded": true}));
    assert_eq!(first["from"], "4915112345678");
    assert_eq!(
        messages
            .iter()
            .filter(|message| message["id"] == "wamid.same")
            .count(),
        2
    );
    let image = messages
        .iter()
        .find(|message| message["type"] == "image")
        .unwrap();
    assert_eq!(
        (&image["image"], image.get("from_user_id")),
        (&json!({"id": "1"}), None)
    );
    for bad in [
        json!({}),
        json!({"texxt": "Hi"}),
        json!({"text": "Hi", "to": "999"}),
        json!({"user_id": "x", "text": "Hi"}),
    ] {
        let answer = world
            .call("POST", "/_sandbox/say", &[], &bad.to_string())
            .await;
        assert!(
            answer.status == 400 || answer.status == 422,
            "{bad}: {}",
            answer.text
        );
    }
}
