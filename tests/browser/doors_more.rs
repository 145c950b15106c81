//! The chat door's company: quick questions, the product of the page, opening hours, and the way for
//! those without WhatsApp.

use crate::hands::{in_all, shipped};
use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use saludo_tests::wait::now_seconds;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn quick_questions_stand_under_the_chat_door_and_are_typed_by_a_tap() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        let questions = json!(["Where is my order?", "Do you ship to Mexico & Brazil?"]);
        settings["questions"] = in_all(settings, &questions);
    });
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let stage = Stage::on_variant(size, "plain", &shop, "lang=en").await;
        stage.tap("bubble").await;
        let panel = stage.panel();
        panel.shows("doors").await;
        let shown = "return all('.question').map(it => it.innerText)";
        let questions = json!(["Where is my order?", "Do you ship to Mexico & Brazil?"]);
        assert_eq!(panel.ask(shown).await, questions);
        stage.settled().await;
        stage.picture(&format!("questions-{device}")).await;
        stage.axe(&format!("quick questions on a {device}")).await;
        panel.tap(".question:last-child").await;
        stage.turn_to_window(2).await;
        let draft = stage.driver.query(By::Tag("textarea"));
        let draft = draft.first().await.unwrap();
        let text = draft.prop("value").await.unwrap().unwrap();
        assert_eq!(text, "Do you ship to Mexico & Brazil?");
        assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_products_page_the_chat_door_names_the_product() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    let button = "<button data-saludo=product data-product=J1 data-title='Jeans & “Jacket”'>When it is back</button>";
    let page = Page::of(&shop, button).await;
    let stage = Stage::new(PHONE).await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let (_, text) = panel.link("[part=chat]").await;
    assert_eq!(
        text,
        format!("Hello, {name}: I have a question about Jeans & “Jacket”.")
    );
    stage.close().await;
}

/// What stands under the number in the panel's head.
async fn away(shop: &Shop, device: (u32, u32), picture: &str) -> Value {
    let stage = Stage::on_variant(device, "plain", shop, "lang=en").await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    let away = panel.text(".away").await;
    stage.settled().await;
    stage.picture(picture).await;
    stage.axe(picture).await;
    stage.close().await;
    away
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_hours_it_says_when_somebody_answers() {
    let shop = Shop::own();
    // The day after tomorrow, so that midnight may come while this runs.
    let day = usize::try_from((now_seconds() / 86_400 + 3 + 2) % 7).unwrap();
    let mut open: [Value; 7] = Default::default();
    open.fill(json!([]));
    open[day] = json!([{"from": "09:30", "to": "18:00"}]);
    shop.change_settings(|settings| settings["hours"] = json!({"zone": "UTC", "open": open}));
    let days = shipped("en", "widget")["weekdays"].clone();
    let line = format!(
        "We’re away right now. We answer from {} 09:30.",
        days[day].as_str().unwrap()
    );
    assert_eq!(away(&shop, PHONE, "away-until").await, line);
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_every_day_it_says_so_without_a_time_and_open_it_says_nothing() {
    let shop = Shop::own();
    let week = |day: Value| json!({"zone": "UTC", "open": vec![day; 7]});
    shop.change_settings(|settings| settings["hours"] = week(json!([])));
    assert_eq!(
        away(&shop, DESK, "away-plain").await,
        "We’re away right now. Write to us and we’ll answer as soon as we’re back."
    );
    shop.change_settings(|settings| {
        settings["hours"] = week(json!([{"from": "00:00", "to": "24:00"}]));
    });
    assert_eq!(away(&shop, DESK, "away-not").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_whatsapp_is_led_to_the_shops_other_contact() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["contact"] = json!("help@shop.example"));
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    let line = "No WhatsApp? Write to help@shop.example";
    panel.says(".scroll > p.small", line).await;
    let mail = "return find('.scroll > p.small a').getAttribute('href')";
    assert_eq!(panel.ask(mail).await, "mailto:help@shop.example");
    stage.settled().await;
    stage.picture("contact-doors").await;
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    assert_eq!(panel.text(".scroll > p.small").await, Value::Null);
    panel.tick("offers").await;
    panel.go().await;
    panel.says(".scroll > p.small", line).await;
    panel.is_confirmed(&shop).await;
    assert_eq!(panel.text(".scroll > p.small").await, Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_is_called_by_a_tap_and_reads_the_same_in_arabic() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["locales"] = json!(["en", "ar"]);
        settings["contact"] = json!("+34 910 000 000");
    });
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=ar").await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    let link = "return find('.scroll > p.small a').getAttribute('href')";
    assert_eq!(panel.ask(link).await, "tel:+34910000000");
    let number = "const text = find('.scroll > p.small bdi').firstChild; \
        const left = at => { const one = document.createRange(); one.setStart(text, at); one.setEnd(text, at + 1); \
            const box = one.getBoundingClientRect(); return [Math.round(box.top), Math.round(box.left)] }; \
        const read = [...text.data].map((sign, at) => [...left(at), sign]); \
        return read.sort((one, other) => one[0] - other[0] || one[1] - other[1]).map(it => it[2]).join('')";
    assert_eq!(panel.ask(number).await, "+34 910 000 000");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_page_shows_no_product_or_several_the_chat_door_names_none() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    let button =
        "<button data-saludo=product data-product=J1 data-title=Jeans>When it is back</button>";
    let page = Page::of(&shop, button).await;
    let stage = Stage::new(PHONE).await;
    stage.open(&page.url).await;
    let panel = stage.panel();
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let plain = format!("Hello, {name}: I have a question.");
    let of_jeans = format!("Hello, {name}: I have a question about Jeans.");
    // A shop in a single page goes from a product to its list, to its cart, and back.
    for (change, text) in [
        ("window.one = document.querySelector('button')", &of_jeans),
        (
            "window.two = one.cloneNode(); two.dataset.title = 'Socks'; one.after(two)",
            &plain,
        ),
        ("two.remove()", &of_jeans),
        ("one.remove()", &plain),
    ] {
        stage.script(change).await;
        stage.script("saludo.open()").await;
        panel.shows("doors").await;
        assert_eq!(panel.link("[part=chat]").await.1, *text, "{change}");
        stage.script("saludo.close()").await;
        panel.shows("closed").await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_says_whom_one_writes_to() {
    let (shop, stage) = Stage::on_a_shop_page(PHONE, "").await;
    stage.tap("bubble").await;
    let panel = stage.panel();
    panel.shows("doors").await;
    let public = shop.public("en");
    panel.says("#brand", public["name"].as_str().unwrap()).await;
    let line = format!("You will write to +{}", shop.number);
    panel.says("#number", &line).await;
    stage.close().await;
}
