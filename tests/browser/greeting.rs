//! The line beside the bubble: after a while, once a visit, and only where the shop wants it.

use crate::hands::in_all;
use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const LINE: &str = "Hello! May we help you to choose?";

fn greeting() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["greeting"] = json!({"after": 1, "words": in_all(settings, &json!(LINE))});
    });
    shop
}

/// What the greeting says, if it is there.
async fn said(stage: &Stage) -> Value {
    stage
        .script("const it = document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=greeting]'); \
            return it?.checkVisibility() ? it.firstChild.textContent : null")
        .await
}

/// Lets as much time pass in the page as two greetings take.
async fn time_passes(stage: &Stage) {
    stage
        .script("return new Promise(done => setTimeout(done, 2000))")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_greets_after_its_delay() {
    let shop = greeting();
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let stage = Stage::on_variant(size, "plain", &shop, "lang=en").await;
        stage.part("greeting").await;
        let since = "return performance.now() - performance.getEntriesByType('resource').find(it => it.name.includes('widget.js')).responseEnd";
        assert!(stage.script(since).await.as_f64().unwrap() >= 1000.0);
        assert_eq!(said(&stage).await, LINE);
        let inside = "const box = document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=greeting]').getBoundingClientRect(); \
            return box.left >= 0 && box.right <= innerWidth && box.top >= 0";
        assert_eq!(stage.script(inside).await, true);
        stage.settled().await;
        stage.picture(&format!("greeting-{device}")).await;
        stage.axe(&format!("the greeting on a {device}")).await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_greets_nobody_twice_in_a_visit() {
    let shop = greeting();
    let page = Page::of(&shop, "<a id=on href='/?next'>Next page</a>").await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.part("greeting").await;
    stage.driver.refresh().await.unwrap();
    stage.part("bubble").await;
    time_passes(&stage).await;
    assert_eq!(said(&stage).await, Value::Null, "after a reload");
    stage.press_on_page("on").await;
    stage
        .answers("return location.search", &json!("?next"))
        .await;
    stage.part("bubble").await;
    time_passes(&stage).await;
    assert_eq!(said(&stage).await, Value::Null, "on the next page");
    stage.driver.back().await.unwrap();
    stage.part("bubble").await;
    time_passes(&stage).await;
    assert_eq!(said(&stage).await, Value::Null, "on the way back");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_closed_by_its_button_and_leaves_the_bubble() {
    for size in [PHONE, DESK] {
        let stage = Stage::on_variant(size, "plain", &greeting(), "lang=en").await;
        stage.part("greeting").await;
        let close = "const it = document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=greeting] button'); \
            const box = it.getBoundingClientRect(); \
            return [it.getAttribute('aria-label'), Math.round(box.width) >= 44, Math.round(box.height) >= 44]";
        assert_eq!(
            stage.script(close).await,
            json!(["Close the message", true, true])
        );
        stage
            .script("document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=greeting] button').click()")
            .await;
        assert_eq!(said(&stage).await, Value::Null);
        stage.tap("bubble").await;
        stage.panel().shows("doors").await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_gives_way_to_the_panel_and_does_not_come_over_it() {
    let shop = greeting();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    stage.part("greeting").await;
    stage.tap("bubble").await;
    stage.panel().shows("doors").await;
    assert_eq!(said(&stage).await, Value::Null);
    stage.close().await;
    // Opened before its time has come.
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    stage.part("bubble").await;
    stage.script("saludo.open()").await;
    stage.panel().shows("doors").await;
    time_passes(&stage).await;
    assert_eq!(said(&stage).await, Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_by_the_page_the_panel_is_not_covered_by_a_greeting_that_was_there() {
    let stage = Stage::on_variant(DESK, "plain", &greeting(), "lang=en").await;
    stage.part("greeting").await;
    stage.script("saludo.open()").await;
    stage.panel().shows("doors").await;
    stage.answers("return document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=greeting]')?.checkVisibility() ?? false", &json!(false)).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_without_a_greeting_greets_nobody_and_does_not_ship_one() {
    let shop = Shop::own();
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    stage.part("bubble").await;
    time_passes(&stage).await;
    assert_eq!(said(&stage).await, Value::Null);
    let file = saludo_tests::http::get(&shop.worker(&format!("/s/{}/widget.js", shop.slug)));
    assert!(!file.text.contains("greeting"), "{}", file.text);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_shopper_is_not_greeted() {
    let shop = greeting();
    shop.change_settings(|settings| settings["remember"] = json!(true));
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.go().await;
    panel.is_confirmed(&shop).await;
    stage.open_variant("plain", &shop, "lang=en").await;
    stage.part("bubble").await;
    time_passes(&stage).await;
    assert_eq!(said(&stage).await, Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_greeting_stores_nothing() {
    let stage = Stage::on_variant(PHONE, "plain", &greeting(), "lang=en").await;
    stage.part("greeting").await;
    stage.press(Key::Escape).await;
    assert_eq!(
        stage
            .script("return [localStorage.length, sessionStorage.length, document.cookie]")
            .await,
        json!([0, 0, ""])
    );
    stage.close().await;
}
