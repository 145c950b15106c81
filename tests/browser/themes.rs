//! The ways in for a page's own style: custom properties and parts.

use crate::hands::{Panel, with_product};
use crate::page::Page;
use crate::stage::{DESK, Stage};
use saludo_tests::shop::Shop;
use serde_json::json;

const THEME: &str = "<style>:root { --saludo-color: #7a1f5c; --saludo-text: #fff4d6; --saludo-panel: #fff9ec; \
    --saludo-ink: #2c0f22; --saludo-font: Georgia, serif; --saludo-radius: 2px; --saludo-width: 340px; }</style>";

async fn style(panel: Panel<'_>, css: &str, property: &str) -> String {
    let script = format!("return getComputedStyle(find('{css}'))['{property}']");
    let value = panel.ask(&script).await;
    value.as_str().expect(property).to_owned()
}

async fn is_themed(panel: Panel<'_>) {
    for (css, property, value) in [
        (".head", "backgroundColor", "rgb(122, 31, 92)"),
        (".head", "color", "rgb(255, 244, 214)"),
        ("[part=panel]", "backgroundColor", "rgb(255, 249, 236)"),
        ("[part=panel]", "color", "rgb(44, 15, 34)"),
        ("[part=panel]", "fontFamily", "Georgia, serif"),
        ("[part=continue]", "borderTopLeftRadius", "2px"),
        ("[part=continue]", "backgroundColor", "rgb(122, 31, 92)"),
    ] {
        assert_eq!(style(panel, css, property).await, value, "{css} {property}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_properties_change_what_they_say_in_the_bubble_and_in_the_page() {
    let shop = Shop::own();
    shop.change_settings(with_product);
    let stage = Stage::on_variant(DESK, "inline-form", &shop, "lang=en").await;
    let add = format!(
        "document.head.insertAdjacentHTML('beforeend', {})",
        json!(THEME)
    );
    stage.script(&add).await;
    let panel = stage.panel();
    panel.open_form().await;
    is_themed(panel).await;
    assert_eq!(style(panel, "[part=panel]", "width").await, "340px");
    let form = stage.inline_panel();
    form.shows("topics").await;
    is_themed(form).await;
    stage.settled().await;
    stage.picture("themed").await;
    stage.axe("a themed panel").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_are_styled_from_the_page() {
    let parts = "<style>\
        saludo-bubble::part(bubble) { border-radius: 8px; }\
        saludo-bubble::part(panel) { border-top: 5px solid rgb(1, 2, 3); }\
        saludo-bubble::part(chat) { background: rgb(4, 5, 6); }\
        saludo-bubble::part(continue) { text-transform: uppercase; }\
        saludo-bubble::part(name) { border-color: rgb(7, 8, 9); }\
        </style>";
    let (_, stage) = Stage::on_a_shop_page(DESK, parts).await;
    let panel = stage.panel();
    panel.open_form().await;
    for (part, property, value) in [
        ("bubble", "borderTopLeftRadius", "8px"),
        ("panel", "borderTopColor", "rgb(1, 2, 3)"),
        ("chat", "backgroundColor", "rgb(4, 5, 6)"),
        ("continue", "textTransform", "uppercase"),
        ("name", "borderTopColor", "rgb(7, 8, 9)"),
    ] {
        let css = format!("[part={part}]");
        assert_eq!(style(panel, &css, property).await, value, "{part}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_form_in_the_page_is_styled_there() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    let own = "<style>[data-saludo=form]::part(continue) { text-transform: uppercase; }</style><div data-saludo=form></div>";
    let page = Page::of(&shop, own).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    let form = stage.inline_panel();
    form.shows("topics").await;
    assert_eq!(
        style(form, "[part=continue]", "textTransform").await,
        "uppercase"
    );
    stage.close().await;
}
