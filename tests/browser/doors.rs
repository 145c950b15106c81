//! The two doors, and the panel's manners.

use crate::page::Page;
use crate::stage::{DESK, Stage};
use saludo_tests::shop::Shop;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn asking_opens_a_plain_chat_and_stores_nothing() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    stage.tap("bubble").await;
    stage.tap("chat").await;
    stage.turn_to_window(2).await;
    let draft = stage
        .driver
        .query(By::Tag("textarea"))
        .first()
        .await
        .unwrap();
    let text = draft.prop("value").await.unwrap().unwrap();
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    assert_eq!(text, format!("Hello, {name}: I have a question."));
    stage.turn_back().await;
    let stored = stage
        .script("return [sessionStorage.length, localStorage.length, document.cookie]")
        .await;
    assert_eq!(stored, serde_json::json!([0, 0, ""]));
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_anybody_acts_there_is_one_request_and_nothing_is_stored() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    stage.part("bubble").await;
    let seen = stage
        .script(
            "return [performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname), \
             sessionStorage.length, localStorage.length, document.cookie]",
        )
        .await;
    let loader = format!("/s/{}/widget.js", shop.slug);
    assert_eq!(seen, serde_json::json!([[loader], 0, 0, ""]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn escape_closes_and_the_focus_comes_back() {
    let (_, stage) = Stage::on_a_shop_page(DESK, "").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    let focused = "return document.activeElement.shadowRoot?.activeElement?.getAttribute('part')";
    assert_ne!(stage.script(focused).await, "bubble");
    stage
        .driver
        .action_chain()
        .send_keys(Key::Escape + "")
        .perform()
        .await
        .unwrap();
    stage
        .until("the panel to close", async || {
            let panel = stage.try_shadow("[part=panel]").await?;
            (!panel.is_displayed().await.ok()?).then_some(())
        })
        .await;
    assert_eq!(stage.script(focused).await, "bubble");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tag_twice_makes_one_bubble() {
    let shop = Shop::own();
    let tag = format!(
        "<script async src='{}/s/{}/widget.js'></script>",
        saludo_tests::worker_url(),
        shop.slug
    );
    let page = Page::of(&shop, &tag).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    stage
        .script("return new Promise(done => requestAnimationFrame(done))")
        .await;
    assert_eq!(
        stage
            .script("return document.querySelectorAll('saludo-bubble').length")
            .await,
        1
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shops_analytics_hear_what_happens() {
    let shop = Shop::own();
    let listen = "<script>window.heard = []; for (const name of ['open', 'continue', 'confirmed', 'error']) \
                  document.addEventListener('saludo:' + name, () => heard.push(name))</script>";
    let page = Page::of(&shop, listen).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    stage.tap("updates").await;
    stage.tap("purpose").await;
    stage.tap("continue").await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    assert_eq!(
        stage.script("return heard").await,
        serde_json::json!(["open", "continue"])
    );
    stage.close().await;
}
