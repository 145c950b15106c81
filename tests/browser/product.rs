//! A product's button: three taps to one message when it is back.

use crate::hands::{count, opt_in, opt_ins, shipped, with_product};
use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const LONG: &str = "Rain jacket with a hood, two deep pockets and a lining of organic cotton";

fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(with_product);
    shop
}

/// A phone or a desk with a page whose buttons have these ids, `jeans` and `jacket`.
async fn on_page(size: (u32, u32), shop: &Shop) -> Stage {
    let stage = Stage::on_variant(size, "inline-form", shop, "lang=en").await;
    stage.part("bubble").await;
    let ids = format!(
        "const jeans = document.querySelector('[data-saludo=product]'); const jacket = jeans.cloneNode(true); \
         jeans.id = 'jeans'; jacket.id = 'jacket'; jeans.dataset.title = 'Straight jeans'; \
         jacket.dataset.title = {}; jacket.dataset.product = 'JACKET-2'; jeans.after(jacket)",
        json!(LONG)
    );
    stage.script(&ids).await;
    stage
}

/// A page with two buttons.
async fn page(shop: &Shop) -> Page {
    let buttons = format!(
        "<button id=jeans data-saludo=product data-product=JEANS-1 data-title='Straight jeans' data-source=product-page>Tell me</button>\
         <button id=jacket data-saludo=product data-product=JACKET-2 data-title='{LONG}'><b id=inside>Tell me</b></button>"
    );
    Page::of(shop, &buttons).await
}

async fn three_taps(size: (u32, u32), device: &str) {
    let shop = shop();
    let stage = on_page(size, &shop).await;
    // The first tap.
    stage.press_on_page("jeans").await;
    let panel = stage.panel();
    panel.shows("product").await;
    panel
        .says("[data-on=product] h3", "Tell me when it’s back")
        .await;
    panel
        .says(
            "[data-on=product] > p",
            "One message on WhatsApp when Straight jeans is back in stock. Nothing else.",
        )
        .await;
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let statement = panel.text("[data-on=product] .statement").await;
    let statement = statement.as_str().unwrap();
    for words in [
        &*format!(
            "I agree that {name} may send me one WhatsApp message when this product is back."
        ),
        "within 180 days",
        "STOP",
    ] {
        assert!(statement.contains(words), "{words} in {statement}");
    }
    let above = "const [statement, button] = [find('[data-on=product] .statement'), find('[part=continue]')]; \
        return statement.getBoundingClientRect().top < button.getBoundingClientRect().top \
            && statement.compareDocumentPosition(button) == Node.DOCUMENT_POSITION_FOLLOWING";
    stage.settled().await;
    stage.picture(&format!("product-{device}")).await;
    stage.axe(&format!("a product on a {device}")).await;
    assert_eq!(
        panel.ask(above).await,
        true,
        "the statement above the button"
    );
    // The second.
    panel.go().await;
    // The third, on the phone.
    let code = opt_in(&stage, &shop).await["code"].clone();
    let phrase = shipped("en", "statement")["product"]["phrase"].clone();
    let phrase = phrase
        .as_str()
        .unwrap()
        .replace("{product}", "Straight jeans");
    assert_eq!(
        panel.message().await,
        format!(
            "Hello, {name}: I would like to receive {phrase} on WhatsApp. Code {} (please keep it)",
            code.as_str().unwrap()
        )
    );
    panel.is_confirmed(&shop).await;
    panel
        .says(
            "li:not([hidden])",
            "One product, back in stock: Straight jeans",
        )
        .await;
    stage.settled().await;
    stage.picture(&format!("product-confirmed-{device}")).await;
    stage
        .axe(&format!("a confirmed product on a {device}"))
        .await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        json!([
            item["state"],
            item["source"],
            item["purposes"],
            item["product"],
            item["campaign"]
        ]),
        json!(["confirmed", "product", ["product"], {"id": "JEANS-1", "title": "Straight jeans"}, "product-page"])
    );
    assert_ne!(item["statement"], shop.public("en")["statement"]["id"]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_asked_for_in_three_taps_on_a_phone() {
    three_taps(PHONE, "phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_asked_for_in_three_taps_on_a_desk() {
    three_taps(DESK, "desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_title_is_cut_where_the_message_would_be_too_long() {
    let shop = shop();
    let stage = on_page(PHONE, &shop).await;
    stage.press_on_page("jacket").await;
    let panel = stage.panel();
    panel.shows("product").await;
    stage.settled().await;
    stage.picture("product-long-phone").await;
    stage.axe("a long title").await;
    let fits = "const it = find('[part=panel]'); return it.scrollWidth <= it.clientWidth";
    assert_eq!(panel.ask(fits).await, true);
    panel.go().await;
    let item = opt_in(&stage, &shop).await;
    let message = panel.message().await;
    assert!(message.encode_utf16().count() <= 140, "{message}");
    let title = item["product"]["title"].as_str().unwrap();
    let shown = title.strip_suffix('…').expect("a sign that it goes on");
    assert!(LONG.starts_with(shown) && shown.len() > 20, "{title}");
    assert!(message.contains(title), "{message}");
    assert_eq!(item["product"]["id"], "JACKET-2");
    panel.is_confirmed(&shop).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_products_one_after_the_other_are_two_opt_ins() {
    let shop = shop();
    let page = page(&shop).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    let panel = stage.panel();
    stage.press_on_page("jeans").await;
    panel.shows("product").await;
    panel.go().await;
    opt_ins(&stage, &shop, 1).await;
    // While the first still waits.
    stage
        .script("document.getElementById('jacket').click()")
        .await;
    panel.shows("product").await;
    let title = "return find('[data-on=product] [data-fill=product]').textContent.startsWith('Rain jacket')";
    panel.answers(title, &json!(true)).await;
    panel.tap("[part=continue]").await;
    stage.turn_to_window(3).await;
    stage.turn_back().await;
    let items = opt_ins(&stage, &shop, 2).await;
    let mut products: Vec<_> = items.iter().map(|item| &item["product"]["id"]).collect();
    products.sort_by_key(ToString::to_string);
    assert_eq!(products, ["JACKET-2", "JEANS-1"]);
    assert_ne!(items[0]["code"], items[1]["code"]);
    panel.is_confirmed(&shop).await;
    // And again after the end of one.
    stage
        .script("document.getElementById('jeans').click()")
        .await;
    panel.shows("product").await;
    panel
        .says(
            "[data-on=product] > p",
            "One message on WhatsApp when Straight jeans is back in stock. Nothing else.",
        )
        .await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_asks_for_no_phone_number_even_where_the_form_requires_it() {
    let shop = shop();
    shop.change_settings(|settings| settings["phone"] = json!("required"));
    let page = page(&shop).await;
    let stage = Stage::new(PHONE).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    stage.press_on_page("jeans").await;
    let panel = stage.panel();
    panel.shows("product").await;
    panel.tap("[part=continue]").await;
    stage.turn_to_window(2).await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    assert_eq!(opt_in(&stage, &shop).await["source"], "product");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_while_a_product_waits_goes_on_with_the_product() {
    let shop = shop();
    let page = page(&shop).await;
    let stage = Stage::new(PHONE).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    stage.press_on_page("jeans").await;
    let panel = stage.panel();
    panel.shows("product").await;
    panel.go().await;
    let message = panel.message().await;
    opt_in(&stage, &shop).await;
    stage.driver.refresh().await.unwrap();
    panel.shows("waiting").await;
    assert_eq!(panel.message().await, message);
    panel.is_confirmed(&shop).await;
    panel
        .says(
            "li:not([hidden])",
            "One product, back in stock: Straight jeans",
        )
        .await;
    assert_eq!(opt_in(&stage, &shop).await["state"], "confirmed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_chosen_in_the_form_stays_apart_from_the_product() {
    let shop = shop();
    let page = page(&shop).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.tap("[part=close]").await;
    panel.shows("closed").await;
    stage.press_on_page("jeans").await;
    panel.shows("product").await;
    panel.go().await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(item["purposes"], json!(["product"]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_lacks_its_title_or_its_number_takes_the_one_for_the_other() {
    let shop = shop();
    let buttons = "<button id=numbered data-saludo=product data-product=JEANS-1>Tell me</button>\
        <button id=titled data-saludo=product data-title='Straight jeans'>Tell me</button>";
    let page = Page::of(&shop, buttons).await;
    for (button, title) in [("numbered", "JEANS-1"), ("titled", "Straight jeans")] {
        let stage = Stage::new(PHONE).await;
        stage.open(&page.url).await;
        stage.part("bubble").await;
        let before = count(&shop);
        stage.press_on_page(button).await;
        let panel = stage.panel();
        panel.shows("product").await;
        panel.go().await;
        let items = opt_ins(&stage, &shop, before + 1).await;
        assert_eq!(items[0]["product"], json!({"id": title, "title": title}));
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_purpose_the_button_leads_to_the_form() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    let page = page(&shop).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    stage.press_on_page("jeans").await;
    stage.panel().shows("topics").await;
    assert_eq!(stage.panel().text("[part=error]").await, Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_form_asks_about_the_product_of_its_address() {
    let shop = shop();
    let stage = Stage::new(PHONE).await;
    let address = format!(
        "/s/{}/opt-in?lang=en&product=JEANS-1&title=Straight%20jeans&source=insert",
        shop.slug
    );
    stage.open(&shop.worker(&address)).await;
    let find = async |css: &str| stage.driver.query(By::Css(css)).first().await.unwrap();
    stage.picture("hosted-product").await;
    stage.axe("a product in the hosted form").await;
    find("[part=continue]").await.click().await.unwrap();
    find("textarea").await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        json!([item["source"], item["product"], item["campaign"]]),
        json!(["product", {"id": "JEANS-1", "title": "Straight jeans"}, "insert"])
    );
    stage.close().await;
}
