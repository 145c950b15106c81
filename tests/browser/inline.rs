//! The form inside a page, beside the bubble.

use crate::hands::{opt_in, opt_ins};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    shop
}

async fn on_page(size: (u32, u32), shop: &Shop) -> Stage {
    let stage = Stage::on_variant(size, "inline-form", shop, "lang=en").await;
    stage.part("bubble").await;
    stage.inline_panel().shows("topics").await;
    stage
}

async fn whole_opt_in(size: (u32, u32), device: &str) {
    let shop = shop();
    let stage = on_page(size, &shop).await;
    let form = stage.inline_panel();
    assert!(!form.has("[part=close]").await, "there is nothing to close");
    form.tap("[part=continue]").await;
    let missing = "Tick at least one topic, so we know what to send you.";
    form.says("[part=error]", missing).await;
    stage
        .axe(&format!("an error in the page on a {device}"))
        .await;
    form.tick("offers").await;
    form.type_in("[part=name]", "Ana").await;
    form.go().await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        json!([
            item["source"],
            item["campaign"],
            item["purposes"],
            item["name"]
        ]),
        json!(["inline", "news", ["offers"], "Ana"])
    );
    stage.settled().await;
    stage.picture(&format!("inline-waiting-{device}")).await;
    stage
        .axe(&format!("waiting in the page on a {device}"))
        .await;
    form.is_confirmed(&shop).await;
    form.says("li:not([hidden])", "Offers").await;
    stage.settled().await;
    stage.picture(&format!("inline-confirmed-{device}")).await;
    stage
        .axe(&format!("confirmed in the page on a {device}"))
        .await;
    assert_eq!(opt_in(&stage, &shop).await["state"], "confirmed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_in_the_page_does_the_whole_job_on_a_phone() {
    whole_opt_in(PHONE, "phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_in_the_page_does_the_whole_job_on_a_desk() {
    whole_opt_in(DESK, "desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_takes_no_focus_as_it_appears_and_does_not_scroll_the_page() {
    let stage = on_page(DESK, &shop()).await;
    assert_eq!(
        stage
            .script("return [document.activeElement.localName, scrollY]")
            .await,
        json!(["body", 0])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bubble_and_form_do_not_disturb_each_other() {
    let shop = shop();
    let stage = on_page(DESK, &shop).await;
    let (form, panel) = (stage.inline_panel(), stage.panel());
    form.tick("offers").await;
    form.go().await;
    opt_ins(&stage, &shop, 1).await;
    panel.open_form().await;
    assert_eq!(panel.ask("return all(':checked').length").await, 0);
    panel.tick("restock").await;
    panel.tap("[part=continue]").await;
    stage.turn_to_window(3).await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    assert_ne!(panel.message().await, form.message().await);
    form.shows("waiting").await;
    let items = opt_ins(&stage, &shop, 2).await;
    let mut sources: Vec<_> = items
        .iter()
        .map(|item| json!([item["source"], item["purposes"]]))
        .collect();
    sources.sort_by_key(Value::to_string);
    assert_eq!(
        sources,
        [
            json!(["bubble", ["restock"]]),
            json!(["inline", ["offers"]])
        ]
    );
    panel.is_confirmed(&shop).await;
    assert_eq!(form.screen().await, "waiting", "that one was not sent");
    stage.press(thirtyfour::Key::Escape).await;
    panel.shows("closed").await;
    form.shows("waiting").await;
    form.is_confirmed(&shop).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_restores_the_form_in_the_page_and_leaves_the_bubble_closed() {
    let shop = shop();
    let stage = on_page(PHONE, &shop).await;
    let form = stage.inline_panel();
    form.tick("offers").await;
    form.go().await;
    let message = form.message().await;
    opt_in(&stage, &shop).await;
    stage.driver.refresh().await.unwrap();
    form.shows("waiting").await;
    assert_eq!(form.message().await, message);
    assert_eq!(stage.panel().screen().await, Value::Null, "no second panel");
    form.is_confirmed(&shop).await;
    stage.driver.refresh().await.unwrap();
    form.shows("confirmed").await;
    assert_eq!(opt_in(&stage, &shop).await["state"], "confirmed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_later_is_found() {
    let shop = shop();
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    stage.part("bubble").await;
    stage
        .script("const form = document.createElement('div'); form.dataset.saludo = 'form'; document.querySelector('main').prepend(form)")
        .await;
    stage.inline_panel().shows("topics").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_far_down_is_loaded_when_it_comes_near() {
    let shop = shop();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    stage.part("bubble").await;
    stage.requests().await;
    stage
        .script("document.querySelector('main').insertAdjacentHTML('beforeend', '<div style=\"height: 4000px\"></div><div data-saludo=form></div>')")
        .await;
    stage
        .script(
            "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))",
        )
        .await;
    assert_eq!(stage.requests().await, [""; 0], "nothing is loaded yet");
    stage.script("scrollTo(0, 4000)").await;
    stage.inline_panel().shows("topics").await;
    stage.close().await;
}
