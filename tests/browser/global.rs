//! `saludo`, the page's way to talk to the widget, and the events by which it answers.

use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::json;

/// Waits until the page's list `heard` is this.
async fn heard(stage: &Stage, expected: &serde_json::Value) {
    stage
        .until(&format!("the page to hear {expected}"), async || {
            (stage.script("return window.heard").await == *expected).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_asked_before_the_tag_was_there_is_done() {
    for size in [PHONE, DESK] {
        let stage = Stage::on_variant(size, "stub-queue", &Shop::own(), "").await;
        stage.part("updates").await;
        let list = "return [...document.querySelectorAll('#heard li')].map(line => line.innerText)";
        assert_eq!(stage.script(list).await, json!(["saludo:open"]));
        stage.axe("a panel that opened by itself").await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_works_after_the_tag_is_there_too() {
    let stage = Stage::on_variant(DESK, "plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    stage
        .script(
            "window.heard = []; saludo.q.push(['on', 'open', () => heard.push('open')], ['open'])",
        )
        .await;
    stage.part("updates").await;
    heard(&stage, &json!(["open"])).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_opens_and_closes_the_panel() {
    let stage = Stage::on_variant(DESK, "plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    stage.script("saludo.close()").await; // Nothing is open, nothing happens.
    stage.script("saludo.open()").await;
    stage.part("updates").await;
    stage.script("saludo.close()").await;
    stage
        .until("the panel to close", async || {
            let panel = stage.try_shadow("[part=panel]").await?;
            (!panel.is_displayed().await.ok()?).then_some(())
        })
        .await;
    stage.script("saludo.open()").await;
    stage.part("updates").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_cross_the_shadow_root() {
    let shop = Shop::own();
    let listen = "<script>window.heard = []; addEventListener('saludo:open', event => heard.push( \
        [event.type, event.bubbles, event.composed, event.target.localName, 'detail' in event]))</script>";
    let page = Page::of(&shop, listen).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    let open = json!([["saludo:open", true, true, "saludo-bubble", true]]);
    heard(&stage, &open).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_throws_harms_nobody() {
    let shop = Shop::own();
    let listen = "<script>window.heard = []; window.saludo = {q: [ \
        ['on', 'open', () => { throw new Error('the page\\'s own') }], \
        ['on', 'open', () => heard.push('open')]]}</script>";
    let page = Page::of(&shop, listen).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    heard(&stage, &json!(["open"])).await;
    stage.close().await;
}
