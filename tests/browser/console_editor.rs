//! The editor in a browser: a text is changed, seen in the preview, published, and live in the
//! shop.

use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::json;
use thirtyfour::prelude::*;

impl Stage {
    async fn types_into(&self, css: &str, text: &str) {
        let input = self.find(css).await;
        let set = "arguments[0].value = ''; arguments[0].focus()";
        self.driver
            .execute(set, vec![input.to_json().unwrap()])
            .await
            .unwrap();
        input.send_keys(text).await.expect("keys");
    }

    async fn presses(&self, css: &str) {
        self.find(css).await.click().await.expect("a click");
    }

    /// What a script finds inside the preview's frame, once it is something.
    pub(crate) async fn in_preview(&self, what: &str, script: &str) -> String {
        let script = format!(
            "const frames = document.querySelectorAll('.device iframe');
             const page = frames[frames.length - 1].contentDocument;
             const root = page?.querySelector('saludo-bubble')?.shadowRoot;
             return root ? ({script}) || '' : ''"
        );
        self.until(what, async || {
            let found = self.script(&script).await;
            let found = found.as_str().unwrap_or_default().to_owned();
            (!found.is_empty()).then_some(found)
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_changed_seen_published_and_live_in_the_shop() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/editor").await;
    // The widget itself is beside the form, open, and looks as the settings say.
    let panel = "!root.querySelector('[part=panel]')?.hidden && root.querySelector('[part=updates]')?.textContent";
    stage.in_preview("the panel in the preview", panel).await;
    let label = "[name='purposes.0.words.en.label']";
    stage.presses("[data-tab=purposes]").await;
    stage.types_into(label, "Fresh offers").await;
    // It follows what is typed, and leaves the keyboard where it is.
    let seen = "root.textContent.includes('Fresh offers') && 'yes'";
    stage
        .in_preview("what is typed, in the preview", seen)
        .await;
    let focused = stage.script("return document.activeElement.name").await;
    assert_eq!(focused, "purposes.0.words.en.label");
    let before = shop.public("en")["purposes"][0]["label"].clone();
    assert_ne!(before, "Fresh offers");

    stage.presses("button[value=save]").await;
    let ins = stage.find(".words-table ins").await;
    assert_eq!(ins.text().await.unwrap(), "Fresh offers");
    stage.axe("the step before publishing").await;
    stage.presses("button[value=publish]").await;
    stage.find(".note.good").await;
    assert_eq!(shop.public("en")["purposes"][0]["label"], "Fresh offers");

    let page = Page::of(&shop, "").await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    stage.tap("updates").await;
    let purpose = stage.part("purpose").await;
    let shown = "return arguments[0].closest('label').textContent.includes('Fresh offers')";
    let shown = stage
        .driver
        .execute(shown, vec![purpose.to_json().unwrap()])
        .await
        .unwrap();
    assert_eq!(shown.json(), &json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_moved_by_keyboard_and_the_preview_follows() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/editor").await;
    let path = format!(
        "/admin/{}/editor?section=purposes&preview.show=form",
        shop.slug
    );
    stage.open(&shop.worker(&path)).await;
    let first = async |label: &str| {
        let script = format!(
            "root.querySelector('[part=purpose]')?.closest('label').textContent.includes('{label}') && 'yes'"
        );
        stage.in_preview(label, &script).await;
    };
    first("Offers").await;
    let press = async |button: &str, then: &str| {
        let found = stage.find(&format!("button[value='{button}']")).await;
        found.send_keys(Key::Enter + "").await.expect("a key");
        stage
            .until(then, async || {
                let focused = stage.script("return document.activeElement.value").await;
                (focused == then).then_some(())
            })
            .await;
    };
    // Whoever moves one down stands on it, and at the end there is but the way back.
    press("down.0", "down.1").await;
    first("Back in stock").await;
    stage.looked_at("editor-moved-desk").await;
    press("down.1", "up.2").await;
    first("Back in stock").await;
    let legends = "return [...document.querySelectorAll('#section-purposes > .card-in > legend')] \
        .map(one => one.textContent.trim())";
    assert_eq!(
        stage.script(legends).await,
        json!(["Back in stock", "My orders", "Offers"])
    );
    assert_eq!(shop.public("en")["purposes"][0]["label"], "Offers");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_is_a_phone_and_a_desktop_light_and_dark_and_speaks_each_language() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/editor").await;
    let choose = async |name: &str, value: &str| {
        let script = format!(
            "const list = document.querySelector('[name=\"preview.{name}\"]'); list.value = '{value}'; \
             list.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        );
        stage.script(&script).await;
    };
    let public = shop.public("en");
    let locales = public["locales"].as_array().cloned().unwrap();
    assert!(locales.len() > 1);
    choose("show", "form").await;
    for locale in &locales {
        let locale = locale.as_str().unwrap();
        choose("lang", locale).await;
        let label = shop.public(locale)["purposes"][0]["value"].clone();
        let script = format!("root.textContent.includes({label}) && 'yes'");
        stage.in_preview(locale, &script).await;
    }
    for (mode, is_dark) in [("dark", true), ("light", false)] {
        choose("mode", mode).await;
        let script = format!(
            "(() => {{ const panel = root.querySelector('[part=panel]'); \
             if (!panel) return ''; \
             const parts = getComputedStyle(panel).backgroundColor.match(/[0-9.]+/g).map(Number); \
             return (parts[0] + parts[1] + parts[2] < 384) == {is_dark} && 'yes' }})()"
        );
        stage.in_preview(mode, &script).await;
    }
    let width = "return document.querySelector('.device iframe').contentWindow.innerWidth";
    assert!(stage.script(width).await.as_u64() < Some(400), "a phone");
    stage.presses(".widths label:last-child").await;
    stage
        .until("a desktop's page", async || {
            (stage.script(width).await == 1120).then_some(())
        })
        .await;
    stage.axe("a desktop's page").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_translation_is_flagged_where_it_is_to_be_written_and_at_its_tab() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["locales"] = json!(["en", "es"]);
        settings["questions"] = json!({"en": ["Are you open?"], "es": ["¿Está abierto?"]});
    });
    let stage = Stage::new(PHONE).await;
    stage.sign_in(&shop, "/editor").await;
    stage.presses("[data-tab=bubble]").await;
    assert_eq!(stage.seen(".badge.warn").await, 0);
    stage.presses("[name='greeting.on']").await;
    stage
        .types_into("[name='greeting.words.en']", "Hello!")
        .await;
    stage.presses("button[value=save]").await;
    stage.find(".note.bad").await;
    assert_eq!(stage.reads("#section-bubble h3 .badge").await, "1 missing");
    stage.fits("what is missing").await;
    stage.looked_at("editor-missing-phone").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_the_preview_is_neither_posted_nor_stored() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/editor").await;
    let form = format!("/admin/{}/editor?preview.show=form", shop.slug);
    stage.open(&shop.worker(&form)).await;
    let form = "root.querySelector('[part=purpose]') && 'yes'";
    stage.in_preview("the form", form).await;
    let go = "(root.querySelector('[part=purpose]').click(), root.querySelector('[part=continue]').click(), 'done')";
    stage.in_preview("a tap", go).await;
    let waiting = "root.querySelector('[part=panel]').dataset.screen == 'waiting' && 'yes'";
    stage.in_preview("the screen that waits", waiting).await;
    assert_eq!(shop.opt_ins(""), Vec::<serde_json::Value>::new());
    assert_eq!(
        stage
            .script("return sessionStorage.length + localStorage.length")
            .await,
        0
    );
    assert_eq!(stage.driver.windows().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_fits_and_reads_well_on_each_screen() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["campaigns"] = json!([{"id": "till", "name": "Sign at the till"}]);
        settings["greeting"] = json!({"after": 20, "words": {
            "en": "Looking for a gift?", "es": "¿Buscas un regalo?", "pt-BR": "Procura um presente?",
            "de": "Suchst du ein Geschenk?"}});
    });
    for (size, screen) in [(DESK, "desk"), (PHONE, "phone")] {
        let stage = Stage::new(size).await;
        stage.sign_in(&shop, "/editor").await;
        for section in ["shop", "purposes", "bubble", "campaigns", "install"] {
            let lang = if section == "purposes" { "es" } else { "en" };
            stage
                .open(&shop.worker(&format!(
                    "/admin/{}/editor?section={section}&lang={lang}",
                    shop.slug
                )))
                .await;
            let loaded = "root.querySelector('[part=panel]') && 'yes'";
            stage.in_preview("the panel", loaded).await;
            stage.fits(section).await;
            stage.looked_at(&format!("editor-{section}-{screen}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_script_all_sections_and_saving_work_by_buttons() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/editor").await;
    let off = json!({ "value": true });
    stage
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    let editor = shop.worker(&format!("/admin/{}/editor", shop.slug));
    stage.open(&editor).await;
    let name = stage.find("[name=name]").await;
    name.send_keys(" & Luna").await.expect("keys");
    stage.presses("[data-tab=bubble]").await;
    // Another section, with what was typed in the first.
    let offset = stage
        .until("the section", async || {
            let offset = stage.try_find("[name='look.x']").await?;
            offset.is_displayed().await.ok()?.then_some(offset)
        })
        .await;
    offset.send_keys("1").await.expect("keys");
    stage.presses("button[value=save]").await;
    stage.presses("button[value=publish]").await;
    stage.find(".note.good").await;
    let public = shop.public("en");
    assert_eq!(public["look"]["x"], 201);
    let name = public["name"].as_str().unwrap();
    assert!(name.ends_with(" & Luna"), "{name}");
}
