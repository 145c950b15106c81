//! A shop's pages over HTTP.

use crate::world::World;

#[tokio::test]
async fn pages_are_served_with_their_policies() {
    let world = World::new("pages").await;
    let edge = world.receiver.url.replace("/webhooks/whatsapp", "");
    let page = world.get("/pages/strict-csp?shop=t00").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    let script = format!("script-src {edge} 'wasm-unsafe-eval';");
    assert!(policy.contains(&script), "{policy}");
    let tag = format!("<script async src=\"{edge}/s/t00/widget.js\"></script>");
    assert!(page.text.contains(&tag), "{}", page.text);
    let plain = world.get("/pages/plain").await;
    assert!(!plain.headers.contains_key("content-security-policy"));
    let style = world.get("/pages/shop.css").await;
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(world.get("/pages/").await.status, 200);
    world.stop().await;
}

#[tokio::test]
async fn an_unknown_page_is_404_and_a_wrong_query_400() {
    let world = World::new("pages-wrong").await;
    assert_eq!(world.get("/pages/other").await.status, 404);
    let wrong = world.get("/pages/plain?shop=%22%3E%3Cscript%3E").await;
    assert_eq!(wrong.status, 400);
    assert!(!wrong.text.contains('<'), "{}", wrong.text);
    world.stop().await;
}
