//! Shoppers who come back, where the shop lets their device remember.

use crate::hands::with_product;
use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

fn remembering() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["remember"] = json!(true));
    shop
}

/// Everything that the page's origin keeps.
const STORED: &str = "return [{...localStorage}, {...sessionStorage}, document.cookie]";

/// What is kept on the device for good, as a list.
async fn item(stage: &Stage, shop: &Shop) -> Value {
    let script = format!(
        "return JSON.parse(localStorage.getItem('saludo:{}'))",
        shop.slug
    );
    stage.script(&script).await
}

async fn today(stage: &Stage) -> Value {
    stage
        .script("return new Date().toISOString().slice(0, 10)")
        .await
}

/// From the bubble to "Confirmed" with these purposes, and "Done".
async fn agree_to(stage: &Stage, shop: &Shop, purposes: &[&str]) {
    let panel = stage.panel();
    panel.open_form().await;
    for purpose in purposes {
        panel.tick(purpose).await;
    }
    panel.go().await;
    panel.is_confirmed(shop).await;
    panel.tap("[data-on=confirmed] [data-do=close]").await;
    panel.shows("closed").await;
}

async fn comes_back(size: (u32, u32), device: &str) {
    let shop = remembering();
    let stage = Stage::on_variant(size, "plain", &shop, "lang=en").await;
    agree_to(&stage, &shop, &["offers"]).await;
    assert_eq!(
        item(&stage, &shop).await,
        json!(["confirmed", today(&stage).await, "offers"])
    );
    stage.open_variant("plain", &shop, "lang=en").await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    panel.says("[part=preferences] b", "My preferences").await;
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    assert_eq!(
        panel.link("[part=preferences]").await.1,
        format!("Hello, {name}: please show me my WhatsApp preferences.")
    );
    stage.settled().await;
    stage.picture(&format!("returning-doors-{device}")).await;
    stage
        .axe(&format!("coming back, the doors on a {device}"))
        .await;
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    panel
        .says(".held", "You already get these by WhatsApp:")
        .await;
    let order = "return all('[data-on=topics] .purpose, .held') \
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top) \
        .map(it => [it.dataset.purpose ?? 'held', it.querySelector('input')?.checkVisibility() ?? null])";
    assert_eq!(
        panel.ask(order).await,
        json!([
            ["restock", true],
            ["orders", true],
            ["held", null],
            ["offers", false]
        ])
    );
    stage.settled().await;
    stage.picture(&format!("returning-topics-{device}")).await;
    stage
        .axe(&format!("coming back, the rest on a {device}"))
        .await;
    panel.tick("offers").await;
    assert_eq!(panel.ask("return all(':checked').length").await, 0);
    panel.tick("orders").await;
    panel.go().await;
    panel.is_confirmed(&shop).await;
    assert_eq!(
        item(&stage, &shop).await,
        json!(["confirmed", today(&stage).await, "offers", "orders"])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_shopper_is_offered_the_rest_and_their_preferences_on_a_phone() {
    comes_back(PHONE, "phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_shopper_is_offered_the_rest_and_their_preferences_on_a_desk() {
    comes_back(DESK, "desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_everything_is_offered_no_second_door() {
    let shop = remembering();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    agree_to(&stage, &shop, &["offers", "restock", "orders"]).await;
    stage.open_variant("plain", &shop, "lang=en").await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    assert!(panel.has("[part=chat]").await);
    assert!(panel.has("[part=preferences]").await);
    assert!(!panel.has("[part=updates]").await);
    stage.settled().await;
    stage.picture("returning-all-held").await;
    stage.axe("everything is held").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_same_visit_what_is_held_is_not_asked_for_again_either() {
    let shop = remembering();
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    agree_to(&stage, &shop, &["offers"]).await;
    let panel = stage.panel();
    panel.open_form().await;
    let open =
        "return all('[part=purpose]').filter(it => it.checkVisibility()).map(it => it.value)";
    assert_eq!(panel.ask(open).await, json!(["restock", "orders"]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_setting_nothing_is_left_once_the_panel_is_closed() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    agree_to(&stage, &shop, &["offers"]).await;
    let stored = stage.script(STORED).await;
    let session = stored[1].as_object().unwrap();
    assert_eq!((&stored[0], &stored[2]), (&json!({}), &json!("")));
    assert!(
        session.values().all(|value| value == "[]"),
        "nothing that tells anything: {session:?}"
    );
    stage.driver.refresh().await.unwrap();
    stage.tap("bubble").await;
    stage.panel().shows("doors").await;
    assert!(!stage.panel().has("[part=preferences]").await);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_that_was_agreed_to_does_not_stand_in_the_way_of_the_next() {
    let shop = remembering();
    shop.change_settings(with_product);
    let buttons = "<button id=one data-saludo=product data-product=A1 data-title=Socks>Tell me</button>\
        <button id=two data-saludo=product data-product=B2 data-title=Gloves>Tell me</button>";
    let page = Page::of(&shop, buttons).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    stage.press_on_page("one").await;
    let panel = stage.panel();
    panel.shows("product").await;
    panel.go().await;
    panel.is_confirmed(&shop).await;
    panel.tap("[data-on=confirmed] [data-do=close]").await;
    panel.shows("closed").await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    panel.shows("doors").await;
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    assert!(
        !panel.has(".held").await,
        "of what the form asks for nothing is held"
    );
    panel.tap("[part=close]").await;
    stage.press_on_page("two").await;
    panel.shows("product").await;
    panel.go().await;
    panel.is_confirmed(&shop).await;
    panel
        .says("li:not([hidden])", "One product, back in stock: Gloves")
        .await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_agreed_in_the_form_of_a_page_the_bubble_knows_too() {
    let shop = remembering();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    let stage = Stage::on_variant(DESK, "inline-form", &shop, "lang=en").await;
    let form = stage.inline_panel();
    form.shows("topics").await;
    form.tick("offers").await;
    form.go().await;
    form.is_confirmed(&shop).await;
    stage.open_variant("plain", &shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    let open =
        "return all('[part=purpose]').filter(it => it.checkVisibility()).map(it => it.value)";
    assert_eq!(panel.ask(open).await, json!(["restock", "orders"]));
    stage.close().await;
}
