//! Where the bubble stands: in the corner that the shop and the page want.

use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

/// From the left, the right and the bottom of the window to the bubble, and its size.
async fn place(stage: &Stage) -> Value {
    stage.part("bubble").await;
    let script = "const part = document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=bubble]'); \
        const box = part.getBoundingClientRect(); const page = document.documentElement; \
        return [box.left, page.clientWidth - box.right, innerHeight - box.bottom, box.width, box.height]";
    stage.script(script).await
}

/// At the right, so many pixels from both edges.
fn at_the_right(size: (u32, u32), x: u32, y: u32) -> Value {
    json!([size.0 - 60 - x, x, y, 60, 60])
}

async fn z_index(stage: &Stage) -> Value {
    stage
        .script("return getComputedStyle(document.querySelector('saludo-bubble')).zIndex")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stands_in_the_corner_and_stays_there_while_the_page_scrolls() {
    let shop = Shop::own();
    let long = "<div style='height: 3000px'></div>";
    let page = Page::of(&shop, long).await;
    let stage = Stage::new(PHONE).await;
    stage.open(&page.url).await;
    let before = place(&stage).await;
    assert_eq!(before, at_the_right(PHONE, 20, 20));
    stage.script("scrollTo(0, 1500)").await;
    assert_eq!(place(&stage).await, before);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_puts_it_to_the_left() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["look"]["side"] = json!("left"));
    let stage = Stage::on_variant(PHONE, "plain", &shop, "").await;
    assert_eq!(place(&stage).await, json!([20, PHONE.0 - 80, 20, 60, 60]));
    // A page that reads from right to left has its reasons, and the shop has its corner.
    stage.open_variant("rtl", &shop, "").await;
    assert_eq!(place(&stage).await, json!([20, PHONE.0 - 80, 20, 60, 60]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_sets_its_distance_and_its_layer() {
    for (x, y, z) in [(32, 96, 40), (0, 0, 1)] {
        let shop = Shop::own();
        shop.change_settings(|settings| {
            settings["look"]["x"] = json!(x);
            settings["look"]["y"] = json!(y);
            settings["look"]["z"] = json!(z);
        });
        let stage = Stage::on_variant(PHONE, "plain", &shop, "").await;
        assert_eq!(place(&stage).await, at_the_right(PHONE, x, y));
        assert_eq!(z_index(&stage).await, z.to_string());
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_sets_its_distance_and_its_layer_by_custom_properties() {
    let style = "<style>:root { --saludo-x: 4px; --saludo-y: 2rem; --saludo-z: 7; }</style>";
    let (_, stage) = Stage::on_a_shop_page(PHONE, style).await;
    assert_eq!(place(&stage).await, at_the_right(PHONE, 4, 32));
    assert_eq!(z_index(&stage).await, "7");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_steps_aside_for_a_cookie_banner_and_comes_back() {
    for size in [PHONE, DESK] {
        let stage = Stage::on_variant(size, "cookie-banner", &Shop::own(), "").await;
        stage.part("bubble").await;
        let overlap = "const banner = document.getElementById('banner').getBoundingClientRect(); \
            return banner.top - document.querySelector('saludo-bubble').getBoundingClientRect().bottom";
        assert_eq!(stage.script(overlap).await, 20, "pixels between the two");
        stage.press_on_page("accept").await;
        assert_eq!(place(&stage).await, at_the_right(size, 20, 20));
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_clear_of_notch_and_home_indicator() {
    let stage = Stage::on_variant(PHONE, "plain", &Shop::own(), "").await;
    let insets = json!({ "insets": { "top": 59, "left": 10, "bottom": 34, "right": 44 } });
    stage
        .devtools("Emulation.setSafeAreaInsetsOverride", insets)
        .await;
    assert_eq!(place(&stage).await, at_the_right(PHONE, 64, 54));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_hits_it() {
    let stage = Stage::on_variant(PHONE, "plain", &Shop::own(), "").await;
    // WCAG 2.2, 2.5.5: 44 by 44.
    let target = place(&stage).await;
    assert_eq!((&target[3], &target[4]), (&json!(60), &json!(60)));
    stage.tap("bubble").await;
    stage.part("updates").await;
    stage.close().await;
}

/// Whether the plus of the number that the shopper will write to stands before its digits.
async fn plus_is_left(stage: &Stage) -> bool {
    let script = "const line = document.querySelector('saludo-bubble').shadowRoot.querySelector('#number'); \
        const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT); \
        while (texts.nextNode() && !texts.currentNode.data.includes('+')); \
        const text = texts.currentNode; const at = text.data.indexOf('+'); \
        const left = (offset) => { \
            const one = document.createRange(); one.setStart(text, offset); one.setEnd(text, offset + 1); \
            return one.getBoundingClientRect().left }; \
        return left(at) < left(at + 1)";
    stage.script(script).await == true
}

#[tokio::test(flavor = "multi_thread")]
async fn in_arabic_the_panel_reads_from_right_to_left_and_the_bubble_keeps_its_corner() {
    for size in [PHONE, DESK] {
        let shop = Shop::own();
        shop.change_settings(|settings| settings["locales"] = json!(["en", "ar"]));
        let stage = Stage::on_variant(size, "rtl", &shop, "").await;
        assert_eq!(place(&stage).await, at_the_right(size, 20, 20));
        stage.tap("bubble").await;
        stage.part("updates").await;
        let direction = "const panel = document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=panel]'); \
            return [getComputedStyle(panel).direction, panel.lang]";
        assert_eq!(stage.script(direction).await, json!(["rtl", "ar"]));
        assert!(plus_is_left(&stage).await, "+1555…, not 1555…+");
        stage.axe("the panel in Arabic").await;
        stage.picture(&format!("panel-arabic-{}", size.0)).await;
        stage.close().await;
    }
}

/// The computed style of everything in the widget, one property a line.
async fn look(stage: &Stage) -> Vec<String> {
    let script = "const root = document.querySelector('saludo-bubble').shadowRoot; \
        return [root.host, ...root.querySelectorAll('*')].flatMap((element, index) => { \
            const name = index + ' ' + element.localName + '[' + (element.part?.value ?? '') + '] '; \
            const box = element.getBoundingClientRect(); \
            return [name + 'box: ' + [box.x, box.y, box.width, box.height], \
                ...[...getComputedStyle(element)].map(property => \
                    name + property + ': ' + getComputedStyle(element).getPropertyValue(property))]; \
        })";
    let lines = stage.script(script).await;
    lines
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| line.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// A page's bubble and open panel.
async fn looks(stage: &Stage, name: &str, shop: &Shop) -> Vec<String> {
    stage.open_variant(name, shop, "").await;
    stage.part("bubble").await;
    let mut looks = look(stage).await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    looks.extend(look(stage).await);
    stage.picture(&format!("page-{name}-panel")).await;
    looks
}

#[tokio::test(flavor = "multi_thread")]
async fn bubble_and_panel_look_the_same_to_the_pixel_on_every_page() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    // Nothing is seen halfway.
    let calm = [("prefers-reduced-motion", "reduce")];
    stage.media_features(&calm).await;
    let plain = looks(&stage, "plain", &shop).await;
    assert!(plain.len() > 1000, "{}", plain.len());
    for name in ["quirks", "hostile-css", "strict-csp", "dark"] {
        let other = looks(&stage, name, &shop).await;
        let differing: Vec<_> = plain
            .iter()
            .zip(&other)
            .filter(|(one, other)| one != other)
            .take(20)
            .collect();
        assert!(differing.is_empty(), "{name}: {differing:#?}");
        assert_eq!(other.len(), plain.len(), "{name}");
    }
    stage.close().await;
}
