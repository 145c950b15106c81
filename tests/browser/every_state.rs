//! axe on every screen with everything switched on: light and dark, from left to right and back.

use crate::devtools::Network;
use crate::hands::{in_all, opt_in, with_product};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::json;

fn everything() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["locales"] = json!(["en", "ar"]);
        with_product(settings);
        settings["phone"] = json!("required");
        settings["country"] = json!("ES");
        settings["contact"] = json!("+34 910 000 000");
        settings["remember"] = json!(true);
        settings["hours"] = json!({"zone": "UTC", "open": [[], [], [], [], [], [], []]});
        let size = json!({"label": "Size", "choices": ["Small", "Medium"]});
        settings["fields"] = json!([
            {"id": "born", "kind": "birthday", "words": in_all(settings, &json!({"label": "Birthday"}))},
            {"id": "size", "kind": "choice", "choices": ["s", "m"], "words": in_all(settings, &size)},
        ]);
        settings["questions"] = in_all(settings, &json!(["Where is my order?", "Do you repair?"]));
    });
    shop
}

/// One shopper who sees everything.
async fn all_states(size: (u32, u32), mode: &str, language: &str) {
    let shop = everything();
    let stage = Stage::new(size).await;
    stage
        .media_features(&[("prefers-color-scheme", mode)])
        .await;
    stage
        .open_variant("plain", &shop, &format!("lang={language}"))
        .await;
    let panel = stage.panel();
    let seen = async |state: &str| {
        let name = format!("state-{language}-{mode}-{}-{state}", size.0);
        stage.settled().await;
        stage.picture(&name).await;
        stage.axe(&name).await;
    };
    stage.tap("bubble").await;
    panel.shows("doors").await;
    seen("doors").await;
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    seen("topics").await;
    panel.tap("[part=continue]").await;
    panel
        .answers("return !!find('[part=error] *')", &json!(true))
        .await;
    seen("none-ticked").await;
    panel.tick("offers").await;
    panel.type_in("[part=phone]", "+34600").await;
    panel.tap("[part=continue]").await;
    panel
        .answers("return !!find('[part=error] *')", &json!(true))
        .await;
    seen("short-number").await;
    panel.type_in("[part=phone]", "000001").await;
    stage.network(Network::Offline).await;
    panel.go().await;
    panel
        .answers("return !!find('[part=error] *')", &json!(true))
        .await;
    seen("offline").await;
    stage.network(Network::Good).await;
    opt_in(&stage, &shop).await;
    panel
        .answers("return !!find('[part=error] *')", &json!(false))
        .await;
    seen("waiting").await;
    stage
        .script("const now = Date.now; Date.now = () => now() + 61000; document.dispatchEvent(new Event('visibilitychange'))")
        .await;
    panel.shows("not_yet").await;
    seen("not-yet").await;
    panel.is_confirmed(&shop).await;
    seen("confirmed").await;
    stage.driver.refresh().await.unwrap();
    panel.shows("confirmed").await;
    panel.tap("[data-on=confirmed] [data-do=close]").await;
    stage
        .script("saludo.optIn({product: {id: 'A1', title: 'Straight jeans'}})")
        .await;
    panel.shows("product").await;
    seen("product").await;
    panel.go().await;
    stage
        .script("const day = Date.now; Date.now = () => day() + 25 * 3600 * 1000; document.dispatchEvent(new Event('visibilitychange'))")
        .await;
    panel.shows("expired").await;
    seen("expired").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_state_violates_axe_in_light_english_on_a_phone() {
    all_states(PHONE, "light", "en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_state_violates_axe_in_dark_english_on_a_desk() {
    all_states(DESK, "dark", "en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_state_violates_axe_in_dark_arabic_on_a_phone() {
    all_states(PHONE, "dark", "ar").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_state_violates_axe_in_light_arabic_on_a_desk() {
    all_states(DESK, "light", "ar").await;
}
