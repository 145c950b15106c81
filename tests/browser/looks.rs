//! Colours, motion and paper.

use crate::page::Page;
use crate::stage::{DESK, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

/// WCAG's contrast of two colours as browsers compute them, `rgb(11, 122, 85)`.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |color: &str| {
        let inside = color.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let channels = inside.trim_end_matches(')').split(", ").take(3);
        let linear = channels.map(|channel| {
            let share = channel.parse::<f64>().expect("a channel") / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        linear
            .zip([0.2126, 0.7152, 0.0722])
            .map(|(channel, weight)| channel * weight)
            .sum::<f64>()
    };
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    (one / other).max(other / one)
}

/// A computed property of an element of the widget.
async fn style(stage: &Stage, css: &str, property: &str) -> String {
    let script = format!(
        "const root = document.querySelector('saludo-bubble').shadowRoot; \
         return getComputedStyle(root.querySelector('{css}'))['{property}']"
    );
    let value = stage.script(&script).await;
    value.as_str().expect(property).to_owned()
}

/// The sign on the bubble against the bubble.
async fn sign_contrast(stage: &Stage) -> f64 {
    let bubble = style(stage, "[part=bubble]", "backgroundColor").await;
    let sign = style(stage, "[part=bubble] > *", "backgroundColor").await;
    contrast(&sign, &bubble)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_is_readable_on_any_brands_colour() {
    let stage = Stage::new(DESK).await;
    for color in ["#25d366", "#ffcc00", "#d6336c", "#777777", "#ffffff"] {
        let shop = Shop::own();
        shop.change_settings(|settings| settings["look"]["color"] = json!(color));
        stage.open_variant("plain", &shop, "").await;
        stage.part("bubble").await;
        let contrast = sign_contrast(&stage).await;
        assert!(contrast >= 4.5, "{color}: {contrast}");
        stage.tap("bubble").await;
        stage.part("updates").await;
        stage.axe(&format!("the open panel in {color}")).await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_sets_the_colours_by_custom_properties() {
    let page = "<style>:root { --saludo-color: #fed000; --saludo-text: #201000; }</style>";
    let (_, stage) = Stage::on_a_shop_page(DESK, page).await;
    stage.part("bubble").await;
    let bubble = style(&stage, "[part=bubble]", "backgroundColor").await;
    let sign = style(&stage, "[part=bubble] > *", "backgroundColor").await;
    assert_eq!((&*bubble, &*sign), ("rgb(254, 208, 0)", "rgb(32, 16, 0)"));
    stage.close().await;
}

/// Whether the open panel of a shop is dark, by the shopper's system.
async fn is_dark(mode: &str, system: &str) -> bool {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["look"]["mode"] = json!(mode));
    let stage = Stage::new(DESK).await;
    stage
        .media_features(&[("prefers-color-scheme", system)])
        .await;
    stage.open_variant("plain", &shop, "").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    stage.picture(&format!("panel-{mode}-{system}")).await;
    stage
        .axe(&format!(
            "a panel that is {mode} where the system is {system}"
        ))
        .await;
    let background = style(&stage, "[part=panel]", "backgroundColor").await;
    stage.close().await;
    contrast(&background, "rgb(255, 255, 255)") > 4.5
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_is_light_or_dark_as_the_shoppers_system_unless_the_shop_says_which() {
    for (mode, system, dark) in [
        ("auto", "light", false),
        ("auto", "dark", true),
        ("light", "dark", false),
        ("dark", "light", true),
    ] {
        assert_eq!(is_dark(mode, system).await, dark, "{mode} on {system}");
    }
}

/// What moved on the page while the bubble was busy and the panel opened.
async fn moves(stage: &Stage) -> Value {
    let watch = "window.moves = []; const look = () => { \
            const roots = [document, document.querySelector('saludo-bubble')?.shadowRoot]; \
            for (const one of roots.flatMap(root => root?.getAnimations() ?? [])) \
                if (one.effect.getComputedTiming().endTime > 1) moves.push(one.animationName ?? one.transitionProperty); \
            requestAnimationFrame(look) }; \
        requestAnimationFrame(look)";
    stage.before_each_page(watch).await;
    stage.open_variant("plain", &Shop::own(), "").await;
    stage.hover("bubble").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    let busy = "document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=bubble]').setAttribute('aria-busy', true); \
        return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done([...new Set(moves)]))))";
    stage.script(busy).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_those_who_want_it_still() {
    let stage = Stage::new(DESK).await;
    assert_ne!(moves(&stage).await, json!([]), "for all others");
    let calm = [("prefers-reduced-motion", "reduce")];
    stage.media_features(&calm).await;
    assert_eq!(moves(&stage).await, json!([]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_in_forced_colours() {
    let stage = Stage::new(DESK).await;
    let forced = [
        ("forced-colors", "active"),
        ("prefers-color-scheme", "dark"),
    ];
    stage.media_features(&forced).await;
    stage.open_variant("plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    assert!(sign_contrast(&stage).await >= 4.5);
    let edge = style(&stage, "[part=bubble]", "borderTopWidth").await;
    assert_ne!(edge, "0px", "shadows and backgrounds are gone");
    stage.picture("bubble-forced-colors").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    stage.axe("the open panel in forced colours").await;
    stage.picture("panel-forced-colors").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_bubble_nor_panel_is_printed() {
    let stage = Stage::on_variant(DESK, "print", &Shop::own(), "").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    let shown = "const host = document.querySelector('saludo-bubble'); \
        return [host, ...host.shadowRoot.querySelectorAll('*')].some(element => element.checkVisibility())";
    assert_eq!(stage.script(shown).await, Value::Bool(true));
    stage.paper().await;
    assert_eq!(stage.script(shown).await, Value::Bool(false));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_where_the_keyboard_is() {
    let shop = Shop::own();
    let page = Page::of(&shop, "").await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.part("bubble").await;
    stage.press(thirtyfour::Key::Tab).await;
    let focused = stage
        .script("return document.activeElement.shadowRoot?.activeElement?.getAttribute('part')")
        .await;
    assert_eq!(focused, "bubble");
    assert_eq!(
        style(&stage, "[part=bubble]", "outlineStyle").await,
        "solid"
    );
    stage.press(thirtyfour::Key::Enter).await;
    stage.part("updates").await;
    stage.close().await;
}
