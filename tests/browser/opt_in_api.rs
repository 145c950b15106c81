//! `saludo.optIn`, and what the events tell a shop's analytics.

use crate::hands::{opt_in, with_product};
use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

const LISTEN: &str = "<script>window.heard = []; for (const name of ['open', 'continue', 'confirmed', 'error']) \
    document.addEventListener('saludo:' + name, event => heard.push([name, event.detail.code, event.detail.purposes, \
        event.target.localName, event.composed]))</script>";

/// A page that listens, of a shop with a product's button.
async fn listening(size: (u32, u32)) -> (Shop, Stage) {
    let shop = Shop::own();
    shop.change_settings(with_product);
    let page = Page::of(&shop, LISTEN).await;
    let stage = Stage::new(size).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    (shop, stage)
}

#[tokio::test(flavor = "multi_thread")]
async fn opt_in_opens_the_form_at_once() {
    for size in [PHONE, DESK] {
        let (_, stage) = listening(size).await;
        for call in ["saludo.optIn({})", "saludo.optIn()"] {
            stage.script(call).await;
            stage.panel().shows("topics").await;
            stage.script("saludo.close()").await;
            stage.panel().shows("closed").await;
        }
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opt_in_works_through_the_stub_queue_and_without_entry_points() {
    let shop = Shop::own();
    let stub =
        "<script>window.saludo ||= {q: []}; saludo.q.push(['optIn', {source: 'footer'}])</script>";
    let page = Page::of(&shop, stub).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    let panel = stage.panel();
    panel.shows("topics").await;
    panel.tick("offers").await;
    panel.go().await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        json!([item["source"], item["campaign"]]),
        json!(["bubble", "footer"])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opt_in_asks_about_a_product() {
    let (shop, stage) = listening(PHONE).await;
    stage
        .script("saludo.optIn({product: {id: 'A1', title: 'Socks'}, source: 'wishlist'})")
        .await;
    let panel = stage.panel();
    panel.shows("product").await;
    panel.go().await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        json!([item["source"], item["campaign"], item["product"]]),
        json!(["product", "wishlist", {"id": "A1", "title": "Socks"}])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_one_call_is_not_that_of_the_next() {
    let (shop, stage) = listening(DESK).await;
    stage.script("saludo.optIn({source: 'footer'})").await;
    let panel = stage.panel();
    panel.shows("topics").await;
    stage.script("saludo.close()").await;
    panel.shows("closed").await;
    stage.tap("bubble").await;
    panel.shows("topics").await;
    panel.tick("offers").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["campaign"], Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tags_source_is_kept_with_the_opt_in() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    stage.open_variant("plain", &shop, "lang=en").await;
    // As if the tag had been written so: it is read when the panel is loaded.
    stage
        .script(
            "document.querySelector('script[src*=\"widget.js\"]').dataset.source = 'newsletter'",
        )
        .await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["campaign"], "newsletter");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_too_long_costs_no_shopper_their_opt_in() {
    let (shop, stage) = listening(PHONE).await;
    let long = "spring-sale/".repeat(10);
    stage
        .script(&format!("saludo.optIn({{source: '{long}'}})"))
        .await;
    let panel = stage.panel();
    panel.shows("topics").await;
    panel.tick("offers").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["campaign"], long[..80]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_say_what_happened_and_to_which_purposes() {
    let (shop, stage) = listening(DESK).await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tap("[part=continue]").await;
    panel.tick("offers").await;
    panel.tick("orders").await;
    panel.go().await;
    panel.is_confirmed(&shop).await;
    let of = |name: &str, code: &str, purposes: Value| {
        json!([name, code, purposes, "saludo-bubble", true])
    };
    assert_eq!(
        stage.script("return heard").await,
        json!([
            of("open", "", json!([])),
            of("error", "none_ticked", json!([])),
            of("continue", "updates", json!(["offers", "orders"])),
            of("confirmed", "", json!(["offers", "orders"])),
        ])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_door_and_a_product_tell_their_own() {
    let (shop, stage) = listening(DESK).await;
    let panel = stage.panel();
    stage.tap("bubble").await;
    panel.shows("doors").await;
    panel.tap("[part=chat]").await;
    stage.turn_to_window(2).await;
    stage.turn_back().await;
    stage
        .script("saludo.optIn({product: {id: 'A1', title: 'Socks'}})")
        .await;
    panel.shows("product").await;
    panel.tap("[part=continue]").await;
    stage.turn_to_window(3).await;
    stage.turn_back().await;
    panel.is_confirmed(&shop).await;
    let heard = stage
        .script("return heard.map(([name, code, purposes]) => [name, code, purposes])")
        .await;
    assert_eq!(
        heard,
        json!([
            ["open", "", []],
            ["continue", "chat", []],
            ["continue", "updates", ["product"]],
            ["confirmed", "", ["product"]],
        ])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_hold_nothing_about_the_person() {
    let (shop, stage) = listening(PHONE).await;
    stage
        .script("window.details = []; for (const name of ['open', 'continue', 'confirmed']) \
            document.addEventListener('saludo:' + name, event => details.push(Object.keys(event.detail)))")
        .await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.type_in("[part=name]", "Ana").await;
    panel.tick("offers").await;
    panel.go().await;
    panel.is_confirmed(&shop).await;
    assert_eq!(
        stage.script("return details").await,
        json!([
            ["code", "purposes"],
            ["code", "purposes"],
            ["code", "purposes"]
        ])
    );
    stage.close().await;
}
