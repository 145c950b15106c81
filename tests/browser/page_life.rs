//! Pages that load it early, late or twice, and pages that change under it.

use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::http;
use saludo_tests::shop::Shop;
use thirtyfour::prelude::*;

/// One bubble in the page, and a tap on it opens one panel.
async fn one_bubble_works(stage: &Stage, when: &str) {
    stage
        .until(&format!("one bubble {when}"), async || {
            (bubbles(stage).await == 1).then_some(())
        })
        .await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    let panels = "return document.querySelector('saludo-bubble').shadowRoot.querySelectorAll('[part=panel]').length";
    assert_eq!(stage.script(panels).await, 1, "panels {when}");
    stage.press(Key::Escape).await;
}

async fn bubbles(stage: &Stage) -> u64 {
    let count = "return document.querySelectorAll('saludo-bubble').length";
    stage.script(count).await.as_u64().expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn loaded_twice_it_is_one() {
    let stage = Stage::on_variant(DESK, "loaded-twice", &Shop::own(), "").await;
    one_bubble_works(&stage, "of two tags").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_may_be_loaded_early_late_or_by_script() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    for tag in ["blocking", "defer", "injected"] {
        let query = format!("tag={tag}");
        stage.open_variant("plain", &shop, &query).await;
        one_bubble_works(&stage, tag).await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_there_before_a_slow_script_lets_the_page_go_on() {
    let stage = Stage::new(DESK).await;
    let watch = "new MutationObserver((_, observer) => { \
            if (!document.querySelector('saludo-bubble')) return; \
            window.early = document.getElementById('late') === null; \
            observer.disconnect(); \
        }).observe(document, {childList: true, subtree: true})";
    stage.before_each_page(watch).await;
    let shop = Shop::own();
    // The script is slow for four seconds, which are the browser's: a shop's first visitor waits
    // for its book as well.
    http::get(&shop.worker(&format!("/s/{}/widget.js", shop.slug)));
    stage.open_variant("slow-script", &shop, "").await;
    stage.part("bubble").await;
    assert_eq!(stage.script("return early").await, true);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_survives_every_way_to_change_a_single_page_shop() {
    let shop = Shop::own();
    for size in [PHONE, DESK] {
        let stage = Stage::on_variant(size, "spa", &shop, "").await;
        one_bubble_works(&stage, "at first").await;
        for way in ["push", "turbo", "cached", "react"] {
            let before = title(&stage).await;
            stage.press_on_page(way).await;
            stage
                .until("another product", async || {
                    (title(&stage).await != before).then_some(())
                })
                .await;
            one_bubble_works(&stage, way).await;
        }
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_takes_it_out_again_and_again_is_not_kept_busy() {
    let stage = Stage::on_variant(DESK, "plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    let watch = "window.began = performance.now(); window.taken = 0; \
        window.watch = new MutationObserver(() => { \
            const bubble = document.querySelector('saludo-bubble'); \
            if (bubble) { window.taken++; bubble.remove(); } \
        }); \
        watch.observe(document.body, {childList: true}); \
        document.querySelector('saludo-bubble').remove()";
    stage.script(watch).await;
    let second = "return performance.now() - began > 1000 ? taken : null";
    let taken = stage
        .until("a second", async || stage.script(second).await.as_u64())
        .await;
    assert!((1..40).contains(&taken), "{taken} times");
    // A page that stops has it back.
    stage.script("watch.disconnect()").await;
    one_bubble_works(&stage, "in the end").await;
    stage.close().await;
}

async fn title(stage: &Stage) -> String {
    let title = stage
        .script("return document.querySelector('h1')?.innerText ?? ''")
        .await;
    title.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_panel_stays_open_when_the_page_goes_on() {
    let stage = Stage::on_variant(DESK, "spa", &Shop::own(), "").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    for way in ["push", "turbo", "react"] {
        let before = title(&stage).await;
        stage.press_on_page(way).await;
        stage
            .until("another product", async || {
                (title(&stage).await != before).then_some(())
            })
            .await;
        stage.part("updates").await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_back_with_the_page_from_the_browsers_history() {
    let shop = Shop::own();
    let stage = Stage::on_variant(DESK, "plain", &shop, "").await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    stage.open_variant("print", &shop, "").await;
    stage.driver.back().await.unwrap();
    assert_eq!(title(&stage).await, "Plain");
    stage.part("bubble").await;
    assert_eq!(bubbles(&stage).await, 1);
    stage.close().await;
}
