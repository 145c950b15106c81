//! Nine languages, each whole or not at all.

use crate::hands::{in_all, shipped, with_product};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

const LANGUAGES: [&str; 9] = ["es", "en", "pt-BR", "de", "fr", "it", "ca", "ru", "ar"];

/// A shop that publishes all languages and has everything switched on.
fn everything() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["locales"] = json!(LANGUAGES);
        with_product(settings);
        settings["phone"] = json!("optional");
        settings["country"] = json!("ES");
        settings["contact"] = json!("help@shop.example");
        settings["hours"] = json!({"zone": "UTC", "open": [[], [], [], [], [], [], []]});
        let size = json!({"label": "Größe / Talla", "choices": ["S", "M"]});
        settings["fields"] = json!([
            {"id": "born", "kind": "birthday", "words": in_all(settings, &json!({"label": "🎂"}))},
            {"id": "size", "kind": "choice", "choices": ["s", "m"], "words": in_all(settings, &size)},
        ]);
        settings["questions"] = in_all(settings, &json!(["1, 2, 3?"]));
    });
    shop
}

/// What of the panel is wider than it may be.
const TOO_WIDE: &str = "const panel = find('[part=panel]'); const edges = panel.getBoundingClientRect(); \
    const wide = all('[part=panel] *').filter(it => it.checkVisibility()).filter(it => { \
        const box = it.getBoundingClientRect(); \
        return box.width && (box.left < edges.left - 1 || box.right > edges.right + 1) }); \
    return [panel.scrollWidth <= panel.clientWidth, document.documentElement.scrollWidth <= innerWidth, \
        wide.map(it => it.outerHTML.slice(0, 80))]";

async fn fits(stage: &Stage, screen: &str, language: &str) {
    stage.settled().await;
    stage
        .picture(&format!("language-{language}-{screen}"))
        .await;
    let panel = stage.panel();
    assert_eq!(
        panel.ask(TOO_WIDE).await,
        json!([true, true, []]),
        "{screen} in {language}"
    );
    stage.axe(&format!("{screen} in {language}")).await;
}

/// One language through all its screens.
async fn speaks(language: &str) {
    let shop = everything();
    let stage = Stage::on_variant(PHONE, "plain", &shop, &format!("lang={language}")).await;
    let panel = stage.panel();
    let words = shipped(language, "widget");
    let word = |name: &str| words[name].as_str().unwrap().to_owned();
    stage.tap("bubble").await;
    panel.shows("doors").await;
    let direction = if language == "ar" { "rtl" } else { "ltr" };
    let set =
        "const it = find('[part=panel]'); return [it.lang, it.dir, getComputedStyle(it).direction]";
    assert_eq!(
        panel.ask(set).await,
        json!([language, direction, direction])
    );
    panel.says("[data-on=doors] h3", &word("help")).await;
    fits(&stage, "doors", language).await;
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    panel.says("legend h3", &word("topics")).await;
    fits(&stage, "topics", language).await;
    panel.tap("[part=continue]").await;
    panel.says("[part=error]", &word("none_ticked")).await;
    fits(&stage, "error", language).await;
    panel.tick("offers").await;
    panel.ask("find('.scroll').scrollTop = 9999").await;
    fits(&stage, "topics-end", language).await;
    panel.go().await;
    panel.says("[part=status] h3", &word("waiting_title")).await;
    fits(&stage, "waiting", language).await;
    panel.is_confirmed(&shop).await;
    panel
        .says("[part=status] h3", &word("confirmed_title"))
        .await;
    fits(&stage, "confirmed", language).await;
    stage
        .script("saludo.close(); saludo.optIn({product: {id: 'A1', title: 'Pantalón vaquero recto, azul'}})")
        .await;
    panel.shows("product").await;
    panel
        .says("[data-on=product] h3", &word("product_title"))
        .await;
    fits(&stage, "product", language).await;
    stage.close().await;
}

macro_rules! speaks {
    ($($name:ident $language:literal)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            speaks($language).await;
        }
    )*};
}

speaks! {
    it_speaks_spanish "es"
    it_speaks_english "en"
    it_speaks_portuguese_of_brazil "pt-BR"
    it_speaks_german "de"
    it_speaks_french "fr"
    it_speaks_italian "it"
    it_speaks_catalan "ca"
    it_speaks_russian "ru"
    it_speaks_arabic "ar"
}

/// The panel's language and a line of its chrome, of its statement and of its bubble.
async fn heard(shop: &Shop, query: &str) -> Value {
    let stage = Stage::on_variant(DESK, "plain", shop, query).await;
    stage.tap("bubble").await;
    stage.panel().shows("doors").await;
    let heard = stage
        .panel()
        .ask(
            "return [find('[part=panel]').lang, find('[part=close]').getAttribute('aria-label'), \
            find('.statement p').textContent, find('[part=bubble]').getAttribute('aria-label')]",
        )
        .await;
    stage.close().await;
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_not_published_falls_back_as_a_whole() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["locales"] = json!(["de", "en"]));
    let german = heard(&shop, "lang=de").await;
    assert_eq!(german[0], "de");
    assert_eq!(german[1], shipped("de", "widget")["close"]);
    // Shipped but not published, unknown, and none at all.
    for query in ["lang=es", "lang=sv", "lang=ar"] {
        assert_eq!(heard(&shop, query).await, german, "{query}");
    }
    let english = heard(&shop, "lang=en").await;
    assert_eq!(english[0], "en");
    assert_eq!(heard(&shop, "lang=en-GB").await, english);
}

#[tokio::test(flavor = "multi_thread")]
async fn right_to_left_the_head_and_the_arrows_turn_round() {
    let shop = everything();
    let stage = Stage::on_variant(PHONE, "rtl", &shop, "").await;
    let panel = stage.panel();
    stage.tap("bubble").await;
    panel.shows("doors").await;
    stage.settled().await;
    let turned = "const left = css => find(css).getBoundingClientRect().left; \
        return [left('[part=close]') < left('#brand'), left('[part=chat] .next') < left('[part=chat] b'), \
            getComputedStyle(find('[part=chat] .next')).transform]";
    assert_eq!(
        panel.ask(turned).await,
        json!([true, true, "matrix(-1, 0, 0, 1, 0, 0)"])
    );
    panel.tap("[part=updates]").await;
    panel.shows("topics").await;
    // Numbers and the number's field read from left to right everywhere.
    let number = "return getComputedStyle(find('[part=phone]')).direction";
    assert_eq!(panel.ask(number).await, "ltr");
    panel.tap("[data-do=back]").await;
    panel.shows("doors").await;
    stage.close().await;
}
