//! Pages that make it hard: strict policies and hostile styles.

use crate::main_job::continue_in_whatsapp;
use crate::page::Page;
use crate::stage::{DESK, Stage};
use saludo_tests::shop::Shop;
use saludo_tests::worker_url;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn it_works_under_the_policy_that_the_readme_names() {
    let shop = Shop::own();
    let edge = worker_url();
    let policy = format!(
        "default-src 'none'; script-src {edge} 'wasm-unsafe-eval'; connect-src {edge}; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let page = Page::with_headers(&shop, "", &[("Content-Security-Policy", &policy)]).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    continue_in_whatsapp(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_under_a_policy_of_nonces_that_names_no_host_of_scripts() {
    let shop = Shop::own();
    let edge = worker_url();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-c2FsdWRv' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src {edge}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    // The page's other tag has no nonce, and is refused.
    let tag = format!(
        "<script nonce=c2FsdWRv async src='{edge}/s/{}/widget.js'></script>",
        shop.slug
    );
    let page = Page::with_headers(&shop, &tag, &[("Content-Security-Policy", &policy)]).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    continue_in_whatsapp(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    stage.part("qr").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_webassembly_the_same_click_opens_the_hosted_form() {
    let shop = Shop::own();
    let edge = worker_url();
    let policy = format!("default-src 'none'; script-src {edge}; connect-src {edge}");
    let page = Page::with_headers(&shop, "", &[("Content-Security-Policy", &policy)]).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    stage.turn_to_window(2).await;
    let url = stage.driver.current_url().await.unwrap();
    assert_eq!(
        url.as_str(),
        format!("{edge}/s/{}/opt-in?lang=en", shop.slug)
    );
    stage
        .driver
        .query(By::Css("form input[name=purpose]"))
        .first()
        .await
        .unwrap();
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_page_styles_do_not_reach_it() {
    let style = "<style>*{all:unset!important} a,button{display:none!important} saludo-bubble{display:none!important}</style>";
    let (_, stage) = Stage::on_a_shop_page(DESK, style).await;
    continue_in_whatsapp(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    stage.close().await;
}
