//! What a form asks beside the purposes: the name, and two things of the shop's own.

use crate::hands::{count, in_all, opt_in};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const SENSITIVE: &str = "Please don’t write card, bank or identity numbers here.";
const CARD: &str = "4111 1111 1111 1111";
const IBAN: &str = "ES91 2100 0418 4502 0005 1332";

/// A shop that asks for a pet's name and a size.
fn text_and_choice() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        let size = json!({"label": "Size", "choices": ["Small", "Medium"]});
        settings["fields"] = json!([
            {"id": "pet", "kind": "text", "words": in_all(settings, &json!({"label": "Your pet’s name"}))},
            {"id": "size", "kind": "choice", "choices": ["s", "m"], "words": in_all(settings, &size)},
        ]);
    });
    shop
}

/// A shop that asks for a birthday.
fn birthday() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        let words = in_all(settings, &json!({"label": "Your birthday"}));
        settings["fields"] = json!([{"id": "born", "kind": "birthday", "words": words}]);
    });
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shops_own_questions_are_answered_and_kept_with_the_opt_in() {
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let shop = text_and_choice();
        let stage = Stage::on_variant(size, "plain", &shop, "lang=en").await;
        let panel = stage.panel();
        panel.open_form().await;
        let labels =
            "return all('[data-on=topics] label.field').map(it => it.firstChild.textContent)";
        assert_eq!(
            panel.ask(labels).await,
            json!([
                "Your name (optional)",
                "Your pet’s name (optional)",
                "Size (optional)"
            ])
        );
        panel.tick("offers").await;
        panel.type_in("[part=name]", "Ana").await;
        panel.type_in("[name='field.pet']", "Toby").await;
        panel.choose("[name='field.size']", "m").await;
        stage.settled().await;
        stage.picture(&format!("fields-{device}")).await;
        stage.axe(&format!("own fields on a {device}")).await;
        panel.go().await;
        let item = opt_in(&stage, &shop).await;
        assert_eq!(
            (&item["name"], &item["fields"]),
            (&json!("Ana"), &json!({"pet": "Toby", "size": "m"}))
        );
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birthday_is_a_month_and_a_day() {
    let shop = birthday();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    let names = "return all('[name=\"field.born\"]').map(it => [it.options[0].text, it.options[2].text, it.length])";
    assert_eq!(
        panel.ask(names).await,
        json!([["Month", "February", 13], ["Day", "2", 32]])
    );
    panel.choose("[autocomplete=bday-month]", "02").await;
    panel.choose("[autocomplete=bday-day]", "09").await;
    stage.settled().await;
    stage.picture("fields-birthday").await;
    stage.axe("a birthday").await;
    panel.go().await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(item["fields"], json!({"born": "02-09"}));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_birthday_does_not_stop_the_opt_in_and_is_not_kept_as_a_whole() {
    let shop = birthday();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.choose("[autocomplete=bday-month]", "02").await;
    panel.tap("[part=continue]").await;
    // Either it is said before WhatsApp opens, or what was chosen is kept without it.
    let said = stage
        .until("an answer to half a birthday", async || {
            if panel.has("[part=error] *").await {
                return Some(true);
            }
            (count(&shop) == 1).then_some(false)
        })
        .await;
    if said {
        assert_eq!(stage.windows().await, 1, "said before WhatsApp opened");
        assert_eq!(count(&shop), 0);
    } else {
        assert_eq!(opt_in(&stage, &shop).await["fields"], json!({}));
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_to_answer() {
    let shop = text_and_choice();
    let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.go().await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!((&item["name"], &item["fields"]), (&Value::Null, &json!({})));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_or_bank_number_is_refused_before_whatsapp_opens() {
    let shop = text_and_choice();
    for field in ["[part=name]", "[name='field.pet']"] {
        for number in [CARD, IBAN] {
            let stage = Stage::on_variant(PHONE, "plain", &shop, "lang=en").await;
            let panel = stage.panel();
            panel.open_form().await;
            panel.tick("offers").await;
            panel.type_in(field, number).await;
            panel.tap("[part=continue]").await;
            panel.says("[part=error]", SENSITIVE).await;
            assert_eq!(stage.windows().await, 1, "{number} in {field}");
            assert_eq!(count(&shop), 0, "{number} in {field}");
            let blamed = format!("return root.activeElement.matches({})", json!(field));
            assert_eq!(panel.ask(&blamed).await, true, "the focus is on {field}");
            let invalid = "return all('[aria-invalid=true]').map(it => it.name)";
            let name = panel
                .ask(&format!("return find({}).name", json!(field)))
                .await;
            assert_eq!(panel.ask(invalid).await, json!([name]));
            stage.settled().await;
            stage.picture("fields-sensitive").await;
            stage.axe("a card number").await;
            stage.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_mended_and_goes_through() {
    let shop = text_and_choice();
    let stage = Stage::on_variant(DESK, "plain", &shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.type_in("[part=name]", CARD).await;
    panel.tap("[part=continue]").await;
    panel.says("[part=error]", SENSITIVE).await;
    panel.empty("[part=name]").await;
    assert_eq!(
        panel.text("[part=error]").await,
        Value::Null,
        "it is said no more"
    );
    panel.type_in("[part=name]", "Ana").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["name"], "Ana");
    stage.close().await;
}

/// The hosted form of a shop, and what finds things on it.
async fn hosted(shop: &Shop) -> Stage {
    let stage = Stage::new(PHONE).await;
    stage
        .open(&shop.worker(&format!("/s/{}/opt-in?lang=en", shop.slug)))
        .await;
    stage
}

async fn find(stage: &Stage, css: &str) -> WebElement {
    let found = stage.driver.query(By::Css(css)).first().await;
    found.unwrap_or_else(|error| panic!("{css}: {error}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_form_asks_the_same_and_refuses_the_same() {
    let shop = text_and_choice();
    let stage = hosted(&shop).await;
    find(&stage, "input[name=purpose]")
        .await
        .click()
        .await
        .unwrap();
    let pet = find(&stage, "[name='field.pet']").await;
    pet.send_keys(CARD).await.unwrap();
    let size = find(&stage, "[name='field.size'] option[value=m]").await;
    size.click().await.unwrap();
    find(&stage, "[part=continue]").await.click().await.unwrap();
    let error = find(&stage, "[role=alert]").await;
    assert_eq!(error.text().await.unwrap(), SENSITIVE);
    let pet = find(&stage, "[name='field.pet'][aria-invalid=true]").await;
    assert_eq!(
        pet.attr("aria-describedby").await.unwrap(),
        error.attr("id").await.unwrap()
    );
    stage.picture("hosted-sensitive").await;
    stage.axe("a card number in the hosted form").await;
    assert_eq!(count(&shop), 0);
    pet.clear().await.unwrap();
    pet.send_keys("Toby").await.unwrap();
    find(&stage, "[part=continue]").await.click().await.unwrap();
    find(&stage, "textarea").await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(
        (&item["source"], &item["fields"]),
        (&json!("hosted"), &json!({"pet": "Toby", "size": "m"}))
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_form_asks_for_the_other_half_of_a_birthday() {
    let shop = birthday();
    let stage = hosted(&shop).await;
    find(&stage, "input[name=purpose]")
        .await
        .click()
        .await
        .unwrap();
    let month = find(&stage, "[autocomplete=bday-month] option[value='02']").await;
    month.click().await.unwrap();
    find(&stage, "[part=continue]").await.click().await.unwrap();
    let error = find(&stage, "[role=alert]").await;
    assert_eq!(error.text().await.unwrap(), "Day: Choose…");
    stage.picture("hosted-birthday").await;
    stage.axe("half a birthday in the hosted form").await;
    let day = find(&stage, "[autocomplete=bday-day] option[value='09']").await;
    day.click().await.unwrap();
    find(&stage, "[part=continue]").await.click().await.unwrap();
    find(&stage, "textarea").await;
    let item = opt_in(&stage, &shop).await;
    assert_eq!(item["fields"], json!({"born": "02-09"}));
    stage.close().await;
}
