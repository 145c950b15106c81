//! The set-up check and the templates, as their people see them: in good states of Meta's and in bad
//! ones, on a desk and on a phone, in both languages, and without script.

use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::json;
use thirtyfour::prelude::*;

/// Everything that Meta can have against a shop.
fn make_bad(shop: &Shop) {
    shop.held(&json!({
        "number": {"status": "PENDING", "name_status": "DECLINED",
            "health_status": {"can_send_message": "BLOCKED", "entities": [
                {"entity_type": "WABA", "errors": [{"error_code": 141_006,
                    "error_description": "There is an error with the payment method.",
                    "possible_solution": "Add a new one."}]}]}},
        "profile": {"email": null, "websites": [], "address": ""},
        "account": {"business_verification_status": "not_verified", "ownership_type": "ON_BEHALF_OF"},
        "subscribed_apps": [{"whatsapp_business_api_data": {"id": "9", "name": "Old <b>help</b> desk"}}],
        "subscriptions": [{"object": "whatsapp_business_account", "active": true,
            "callback_url": "https://other.example/a/very/long/address/that/goes/on/and/on/hook",
            "fields": []}],
        "refuse": {"templates": 10},
    }));
}

async fn click(stage: &Stage, css: &str) {
    let button = stage.find(css).await;
    button.scroll_into_view().await.expect("in view");
    button.click().await.expect("a click");
}

/// How many lines stand so.
async fn lines(stage: &Stage, colour: &str) -> usize {
    let css = format!(".check-line[data-state={colour}]");
    let found = stage.driver.find_all(By::Css(css)).await;
    found.expect("lines").len()
}

#[tokio::test]
async fn the_set_up_check_leads_from_never_to_good() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/setup").await;
    assert_eq!(lines(&stage, "green").await, 0);
    stage.looked_at("setup-never").await;
    click(&stage, "form button.main").await;
    stage
        .find(".check-line[data-check=number][data-state=green]")
        .await;
    assert_eq!(lines(&stage, "red").await, 0);
    let amber = lines(&stage, "amber").await;
    assert_eq!(amber, 4, "what is development's");
    stage.looked_at("setup-good").await;
    stage.fits("the good check").await;
    stage.close().await;
}

#[tokio::test]
async fn the_set_up_check_says_what_to_mend_on_a_phone_in_spanish() {
    let shop = Shop::with_token();
    make_bad(&shop);
    let stage = Stage::new(PHONE).await;
    stage.sign_in(&shop, "/setup").await;
    stage
        .open(&shop.worker(&format!("/admin/{}/setup?lang=es", shop.slug)))
        .await;
    click(&stage, "form button.main").await;
    stage
        .find(".check-line[data-check=callback][data-state=red]")
        .await;
    assert!(lines(&stage, "red").await >= 7);
    let first = stage.find(".checks .check-line").await;
    assert_eq!(
        first.attr("data-state").await.unwrap().as_deref(),
        Some("red")
    );
    let text = stage.find("main").await.text().await.unwrap();
    assert!(text.contains("Old <b>help</b> desk"), "{text}");
    assert!(text.contains("Qué hacer"), "{text}");
    stage.looked_at("setup-bad-phone-es").await;
    stage.fits("the bad check").await;
    stage.close().await;
}

#[tokio::test]
async fn the_set_up_check_in_a_bad_state_on_a_desk() {
    let shop = Shop::with_token();
    make_bad(&shop);
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/setup").await;
    click(&stage, "form button.main").await;
    stage
        .find(".check-line[data-check=profile][data-state=red]")
        .await;
    stage.looked_at("setup-bad").await;
    stage.close().await;
}

#[tokio::test]
async fn a_template_is_created_with_a_click_and_shown_once_it_is_approved() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["locales"] = json!(["en", "es", "ar"]));
    shop.held(&json!({"library": false, "review": {"after_ms": 300}}));
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/templates").await;
    stage.looked_at("templates-none").await;
    click(&stage, "[data-language=es] button").await;
    stage.find("[role=status].note.good").await;
    stage
        .until("the approval", async || {
            stage.driver.refresh().await.ok()?;
            stage
                .try_find("[data-language=es][data-status=APPROVED]")
                .await
        })
        .await;
    stage.find("[data-free-text='2']").await;
    stage.looked_at("templates-some").await;
    stage.fits("the templates").await;
    stage.close().await;
}

#[tokio::test]
async fn the_templates_fit_a_phone_and_a_refusal_says_what_to_do() {
    let shop = Shop::own();
    shop.held(&json!({"refuse": {"create": 190}, "library": false}));
    let stage = Stage::new(PHONE).await;
    stage.sign_in(&shop, "/templates").await;
    click(&stage, "[data-language=en] button").await;
    stage.find("[role=alert].note.bad").await;
    stage.looked_at("templates-refused-phone").await;
    stage.fits("the templates").await;
    shop.held(&json!({}));
    stage
        .open(&shop.worker(&format!("/admin/{}/templates?lang=es", shop.slug)))
        .await;
    stage.find("[data-language=en][data-status=APPROVED]").await;
    stage.looked_at("templates-good-phone-es").await;
    stage.fits("the templates").await;
    stage.close().await;
}
