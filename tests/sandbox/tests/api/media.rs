//! Files that people sent, as Graph tells of them and gives them.

use crate::world::World;

const TOKEN: (&str, &str) = ("authorization", "Bearer dev-access-token");

#[tokio::test]
async fn a_file_is_named_by_graph_and_given_to_who_has_the_token() {
    let world = World::new("media").await;
    let kind = [("content-type", "image/png")];
    let posted = world
        .call("POST", "/_sandbox/media", &kind, "0123456789")
        .await;
    let id = posted.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v25.0/{id}?phone_number_id=1");
    assert_eq!(world.get(&path).await.status, 401);
    let node = world.call("GET", &path, &[TOKEN], "").await.json();
    assert_eq!(node["mime_type"], "image/png");
    assert_eq!(node["file_size"], 10);
    let url = node["url"].as_str().unwrap();
    let (_, bytes) = url.split_once("/_media/").unwrap();
    let bytes = format!("/_media/{bytes}");
    assert_eq!(world.get(&bytes).await.status, 401);
    let whole = world.call("GET", &bytes, &[TOKEN], "").await;
    assert_eq!((whole.status, whole.text.as_str()), (200, "0123456789"));
    let part = world
        .call("GET", &bytes, &[TOKEN, ("range", "bytes=2-4")], "")
        .await;
    assert_eq!((part.status, part.text.as_str()), (206, "234"));
    world.stop().await;
}

#[tokio::test]
async fn graph_can_be_made_to_lie_about_a_file_and_knows_no_other() {
    let world = World::new("media-lies").await;
    let posted = world
        .call(
            "POST",
            "/_sandbox/media?size=7&url=https://else.example/",
            &[],
            "x",
        )
        .await;
    let path = format!("/v25.0/{}", posted.json()["id"].as_str().unwrap());
    let node = world.call("GET", &path, &[TOKEN], "").await.json();
    assert_eq!(
        (&node["file_size"], &node["url"]),
        (&7.into(), &"https://else.example/".into())
    );
    assert_ne!(
        world.call("GET", "/v25.0/71", &[TOKEN], "").await.status,
        200
    );
    world.stop().await;
}
