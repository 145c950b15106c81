//! The plain page, with script switched off.

use crate::stage::{PHONE, Stage};
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_form_leads_to_whatsapp_and_is_confirmed() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    stage
        .open(&shop.worker(&format!("/s/{}/opt-in?lang=es", shop.slug)))
        .await;
    stage.picture("phone-hosted-form").await;
    let find = async |css: &str| stage.driver.query(By::Css(css)).first().await.unwrap();
    find("button[type=submit]").await.click().await.unwrap();
    find("[role=alert]").await;
    stage.picture("phone-hosted-form-error").await;
    find("input[name=purpose]").await.click().await.unwrap();
    find("button[type=submit]").await.click().await.unwrap();
    let draft = find("textarea").await.prop("value").await.unwrap().unwrap();
    assert!(
        draft.contains("quiero recibir por WhatsApp ofertas"),
        "{draft}"
    );
    let send = stage.driver.query(By::XPath(
        "//button[normalize-space()='Send' or @aria-label='Send']",
    ));
    send.first().await.unwrap().click().await.unwrap();
    wait::until_equal(&json!(1), || shop.stats()["opt_ins"]["confirmed"].clone());
    stage.close().await;
}
