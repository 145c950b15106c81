//! The phone on a web page.

use crate::world::{ANA, World, confirmation};
use serde_json::json;

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
