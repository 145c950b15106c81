//! By keyboard alone, and at 200 %.

use crate::hands::{Panel, in_all, opt_in};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// What in the widget has the focus.
async fn focused(panel: Panel<'_>) -> Value {
    panel
        .ask("const it = root.activeElement; return it && (it.value && it.type == 'checkbox' ? it.value : it.part.value || it.name || it.dataset.do || it.className || it.innerText)")
        .await
}

/// Presses Tab until something has the focus; answers how often.
async fn tab_to(stage: &Stage, css: &str) -> u32 {
    let at = format!(
        "return root.activeElement?.matches({}) ?? false",
        json!(css)
    );
    for presses in 0..30 {
        if stage.panel().ask(&at).await == true {
            return presses;
        }
        stage.press(Key::Tab).await;
    }
    panic!("no way to {css} by Tab");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_form_is_filled_in_without_a_mouse() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["phone"] = json!("required");
        settings["country"] = json!("ES");
        let size = json!({"label": "Size", "choices": ["Small", "Medium"]});
        settings["fields"] = json!([
            {"id": "size", "kind": "choice", "choices": ["s", "m"], "words": in_all(settings, &size)},
        ]);
    });
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    stage.part("bubble").await;
    stage
        .script("document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=bubble]').focus()")
        .await;
    stage.press(Key::Enter).await;
    panel.shows("doors").await;
    assert_eq!(focused(panel).await, "panel", "the focus moves in");
    tab_to(&stage, "[part=updates]").await;
    stage.press(Key::Enter).await;
    panel.shows("topics").await;
    assert_eq!(
        focused(panel).await,
        "panel",
        "what had the focus is gone, and it stays in the panel"
    );
    tab_to(&stage, "[part=continue]").await;
    stage.press(Key::Enter).await;
    panel
        .says(
            "[part=error]",
            "Tick at least one topic, so we know what to send you.",
        )
        .await;
    assert_eq!(focused(panel).await, "offers", "where it is mended");
    stage.press(Key::Space).await;
    tab_to(&stage, "[value=orders]").await;
    stage.press(Key::Space).await;
    tab_to(&stage, "[part=name]").await;
    stage.keys("Ana").await;
    tab_to(&stage, "[name='field.size']").await;
    stage.keys("M").await;
    tab_to(&stage, "[part=country]").await;
    stage.keys("Portu").await;
    tab_to(&stage, "[part=phone]").await;
    stage.keys("912345678").await;
    tab_to(&stage, "[part=continue]").await;
    stage.press(Key::Enter).await;
    stage.turn_to_window(2).await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        json!([
            item["purposes"],
            item["name"],
            item["fields"],
            item["phone"]
        ]),
        json!([["offers", "orders"], "Ana", {"size": "m"}, "+351912345678"])
    );
    panel.is_confirmed(&shop).await;
    tab_to(&stage, "[data-on=confirmed] [data-do=close]").await;
    stage.press(Key::Enter).await;
    panel.shows("closed").await;
    assert_eq!(focused(panel).await, "bubble", "the focus comes back");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_closed_bubble_and_the_open_panel_trap_nobody() {
    let stage = Stage::on_variant(DESK, "plain", &Shop::own(), "lang=en").await;
    stage.part("bubble").await;
    let panel = stage.panel();
    stage.hover("bubble").await; // Loads the panel, which stays closed.
    panel.shows("closed").await;
    // Past the bubble to the end of the page and round again.
    stage
        .script("document.querySelector('main a').focus()")
        .await;
    stage.press(Key::Tab).await;
    assert_eq!(focused(panel).await, "bubble");
    stage.press(Key::Tab).await;
    assert_eq!(
        focused(panel).await,
        Value::Null,
        "behind the bubble there is nothing"
    );
    // Out of the open panel.
    stage
        .script("document.querySelector('main a').focus()")
        .await;
    stage.press(Key::Tab).await;
    stage.press(Key::Enter).await;
    panel.shows("doors").await;
    for _ in 0..8 {
        stage.press(Key::Tab).await;
        if focused(panel).await.is_null() {
            stage.close().await;
            return;
        }
    }
    panic!("the open panel is a trap");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_comes_back_to_what_opened_the_panel() {
    let shop = Shop::own();
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    stage.tap("bubble").await;
    panel.shows("doors").await;
    tab_to(&stage, "[part=close]").await;
    stage.press(Key::Enter).await;
    panel.shows("closed").await;
    assert_eq!(focused(panel).await, "bubble");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_leads_from_the_form_to_the_doors_and_keeps_what_was_ticked() {
    let stage = Stage::on_variant(DESK, "plain", &Shop::own(), "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    tab_to(&stage, "[part=name]").await;
    panel.focus("[data-do=back]").await;
    stage.press(Key::Enter).await;
    panel.shows("doors").await;
    assert_eq!(focused(panel).await, "panel");
    panel.tap("[part=updates]").await;
    let ticked = "return all(':checked').map(it => it.value)";
    assert_eq!(panel.ask(ticked).await, json!(["offers"]));
    stage.close().await;
}

/// Everything that can be tapped on this screen, tapped where it stands: what cannot be reached
/// fails. Also whether each is 44 px high and wide.
const REACHED: &str = "const out = []; \
    for (const it of all('[part=panel] a, [part=panel] button, [part=panel] label.purpose, [part=panel] input:not([type=checkbox]):not([type=hidden]), [part=panel] select').filter(it => it.checkVisibility())) { \
        it.scrollIntoView({block: 'nearest', behavior: 'instant'}); \
        const box = it.getBoundingClientRect(); \
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]; \
        const hit = root.elementFromPoint(x, y); \
        if (!(it == hit || it.contains(hit)) || y < 0 || y > innerHeight || x < 0 || x > innerWidth) out.push(it.outerHTML.slice(0, 90)); \
    } return out";

/// Targets that are smaller than 44 px, but for links inside of sentences.
const SMALL: &str = "return all('[part=panel] a, [part=panel] button, [part=panel] label.purpose, [part=panel] input:not([type=checkbox]):not([type=hidden]), [part=panel] select') \
    .filter(it => it.checkVisibility() && !it.closest('p')) \
    .map(it => [it, it.getBoundingClientRect()]) \
    .filter(([it, box]) => box.width < 44 || box.height < 44) \
    .map(([it, box]) => [it.outerHTML.slice(0, 90), box.width, box.height])";

fn everything() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["phone"] = json!("required");
        settings["country"] = json!("ES");
        settings["contact"] = json!("help@shop.example");
        let size = json!({"label": "Size", "choices": ["Small", "Medium"]});
        settings["fields"] = json!([
            {"id": "born", "kind": "birthday", "words": in_all(settings, &json!({"label": "Birthday"}))},
            {"id": "size", "kind": "choice", "choices": ["s", "m"], "words": in_all(settings, &size)},
        ]);
        settings["questions"] = in_all(settings, &json!(["Where is my order?", "Open?"]));
    });
    shop
}

async fn all_is_in_reach(stage: &Stage, shop: &Shop, name: &str) {
    let panel = stage.panel();
    let check = async |screen: &str| {
        stage.settled().await;
        assert_eq!(panel.ask(REACHED).await, json!([]), "{name}: {screen}");
        assert_eq!(panel.ask(SMALL).await, json!([]), "{name}: {screen}");
        stage.picture(&format!("{name}-{screen}")).await;
    };
    stage.tap("bubble").await;
    panel.shows("doors").await;
    check("doors").await;
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    panel.tap("[part=continue]").await;
    check("topics").await;
    panel.tick("offers").await;
    panel.type_in("[part=phone]", "+34600000001").await;
    panel.go().await;
    check("waiting").await;
    panel.is_confirmed(shop).await;
    check("confirmed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_everything_is_in_reach_and_44_px() {
    let shop = everything();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    all_is_in_reach(&stage, &shop, "reach-phone").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_200_percent_everything_is_in_reach() {
    let shop = everything();
    let stage = Stage::new(DESK).await;
    let half = json!({ "width": DESK.0 / 2, "height": DESK.1 / 2, "deviceScaleFactor": 2, "mobile": false });
    stage
        .devtools("Emulation.setDeviceMetricsOverride", half)
        .await;
    stage.open_variant("plain", &shop, "lang=en").await;
    all_is_in_reach(&stage, &shop, "zoom-200").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_400_percent_everything_is_in_reach() {
    let shop = everything();
    let stage = Stage::new(DESK).await;
    // A window of 1280 by 1024 pixels, as WCAG's reflow has it.
    let quarter = json!({ "width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": false });
    stage
        .devtools("Emulation.setDeviceMetricsOverride", quarter)
        .await;
    stage.open_variant("plain", &shop, "lang=en").await;
    all_is_in_reach(&stage, &shop, "zoom-400").await;
    stage.close().await;
}
