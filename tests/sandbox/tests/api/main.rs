//! The sandbox from outside: over HTTP, with a receiver in the worker's place.
#![allow(
    clippy::doc_markdown,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "tests fail by panicking, and have no readers of their docs"
)]

mod pages;
mod world;

use std::time::Duration;

use serde_json::{Value, json};
use world::{
    ANA, OTHER_SHOP, Receiver, SHOP, World, confirmation, eventually, scratch, text, to_ana,
};

#[tokio::test]
async fn webhooks_are_signed_over_their_bytes_and_redelivered_until_200() {
    let world = World::with("redelivery", Receiver::new(2).await, None).await;
    world.say(json!({"text": "Señor / 👍"})).await;
    let got = eventually(|| Some(world.receiver.got()).filter(|got| got.len() == 3)).await;
    assert!(got.iter().all(world::Received::is_well_signed));
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

#[tokio::test]
async fn a_deep_link_opens_the_phone_with_the_text_typed_in() {
    let world = World::new("phone").await;
    let answer = world
        .get("/wa/15550783881?text=Hola%2C%20c%C3%B3digo%20K7Q2M-9XT4D%20%26%20%2B")
        .await;
    assert_eq!(answer.status, 303);
    let place = answer.headers["location"].to_str().unwrap().to_owned();
    assert!(
        place.starts_with(&format!("/phone/{ANA}?shop=15550783881")),
        "{place}"
    );
    let page = world.get(&place).await.text;
    assert!(
        page.contains("Hola, código K7Q2M-9XT4D &amp; +</textarea>"),
        "{page}"
    );
    let other = world.get("/wa/34910000000?as=4915112345678").await;
    assert_eq!(
        other.headers["location"],
        "/phone/4915112345678?shop=34910000000"
    );
    let unknown = world.get("/wa/34999999999?text=Hola").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text.contains("not on WhatsApp"));
}

#[tokio::test]
async fn the_phone_page_sends_taps_and_shows_news() {
    let world = World::new("page").await;
    let path = format!("/phone/{ANA}/say?shop=15550783881");
    let answer = world.form(&path, "text=Hola%0D%0AAna").await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        world.receiver.wait_for("messages", 1).await[0]["text"]["body"],
        "Hola\nAna"
    );
    world.receiver.wait_for("messages", 1).await;
    let chat = format!("/phone/{ANA}/chat?shop=15550783881");
    let version = world.get(&chat).await.headers["x-version"]
        .to_str()
        .unwrap()
        .to_owned();
    let news = format!("{chat}&after={version}");
    let waiting = world.get(&news);
    let template = confirmation();
    let (news, _) = tokio::join!(waiting, world.send(&template));
    assert_eq!(news.status, 200);
    let wamid = world.get("/_sandbox/messages").await.json()[0]["wamid"]
        .as_str()
        .unwrap()
        .to_owned();
    let tapped = world
        .form(
            &path,
            &format!("button=Stop&within={}", wamid.replace('=', "%3D")),
        )
        .await;
    assert_eq!(tapped.status, 303, "{}", tapped.text);
    assert_eq!(
        world.receiver.wait_for("messages", 2).await[1]["type"],
        "button"
    );
    let settings = format!("/phone/{ANA}/settings?shop=15550783881");
    world
        .form(&settings, "name=Ana+Mar%C3%ADa&hide_phone=on")
        .await;
    world.say(json!({"text": "Hidden"})).await;
    let hidden = world.receiver.wait_for("messages", 3).await.remove(2);
    assert!(hidden.get("from").is_none());
    let contacts = world.receiver.items("contacts");
    assert_eq!(contacts.last().unwrap()["profile"]["name"], "Ana María");
}
