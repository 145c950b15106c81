//! The console in a browser: signing in and what goes wrong with it, people and one of them in a
//! book of a hundred thousand, access.

use crate::book_file::OwnStack;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::many_people;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::json;
use thirtyfour::prelude::*;

/// Somebody who agreed, wrote, and wants nothing any more.
fn with_a_history(shop: &Shop) {
    let person = Person::new();
    let form = Form::of(shop).with("purposes", json!(["offers", "orders"]));
    person.says_with(shop, &form.text(shop), &json!({ "name": "Ana Única" }));
    form.welcome(shop, "read");
    person.says(shop, "Is the large blue mug safe in the dishwasher?");
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

impl Stage {
    async fn says(&self, text: &str) {
        self.until(text, async || {
            let main = self.try_find("main").await?;
            main.text().await.ok()?.contains(text).then_some(())
        })
        .await;
    }

    async fn click(&self, css: &str) {
        let found = self.find(css).await;
        found.scroll_into_view().await.expect("in view");
        found.click().await.expect("a click");
    }

    async fn types(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.expect("cleared");
        field.send_keys(text).await.expect("typed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_fails_clearly_works_by_keyboard_and_ends() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in_with(&shop, "/people", "not-a-token").await;
    stage.says("This token is not valid").await;
    stage.looked_at("console-login-wrong").await;
    let field = stage.driver.active_element().await.expect("focus");
    assert_eq!(field.id().await.unwrap().as_deref(), Some("token"));
    field
        .send_keys("dev-admin-token" + Key::Enter)
        .await
        .unwrap();
    stage.says("Nobody yet").await;
    let url = stage.driver.current_url().await.unwrap();
    assert_eq!(url.path(), format!("/admin/{}/people", shop.slug));
    // No script of the page gets at the session.
    assert_eq!(stage.script("return document.cookie").await, "");
    stage.looked_at("console-people-empty").await;

    stage.click(".who form button").await;
    stage.says("You have signed out.").await;
    stage.open(url.as_str()).await;
    stage.find("#token").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_leads_back_to_where_one_was() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    stage.sign_in(&shop, "/people").await;
    let cookie = stage
        .driver
        .get_named_cookie("__Host-saludo-session")
        .await
        .expect("a session");
    let of_browser = format!("__Host-saludo-session={}", cookie.value);
    let (url, own) = (shop.worker("/admin/logout"), shop.worker(""));
    let ended = blocking(move || {
        http::send(
            "POST",
            &url,
            &[("Cookie", &of_browser), ("Origin", &own)],
            b"",
        )
    });
    assert_eq!(ended.await.status, 303);
    stage
        .open(&shop.worker(&format!("/admin/{}/access?lang=es", shop.slug)))
        .await;
    stage.says("La sesión ha terminado.").await;
    stage.fits("signing in").await;
    stage.looked_at("console-login-ended-phone").await;
    stage.types("#token", "dev-admin-token").await;
    stage.click("form button.main").await;
    stage.says("Crear un token").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_makes_a_token_and_revokes_it() {
    let shop = Shop::own();
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "/access").await;
    stage.types("#name", "Front desk").await;
    stage.click("form[aria-labelledby=make] button.main").await;
    let token = stage.find("#new-token").await.text().await.unwrap();
    assert!(token.starts_with(&format!("{}.", shop.slug)), "{token}");
    stage.looked_at("console-access").await;

    let phone = Stage::new(PHONE).await;
    phone.sign_in_with(&shop, "/access", &token).await;
    phone.says("Front desk").await;
    phone.fits("access").await;
    phone.looked_at("console-access-phone").await;
    assert!(phone.try_find("button.danger").await.is_none());

    stage.click("button.danger").await;
    stage.says("The token is revoked").await;
    phone
        .open(&shop.worker(&format!("/admin/{}/people", shop.slug)))
        .await;
    phone.says("Your session has ended.").await;
    phone.close().await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_hundred_thousand_is_found_looked_at_and_erased() {
    let own = blocking(|| {
        let mut own = OwnStack::start(|stack| stack);
        let shop = own.shop();
        shop.change_settings(|settings| settings["name"] = json!("Casa Sol"));
        with_a_history(&shop);
        own.at_rest(|book| {
            for query in many_people::ROWS {
                book.execute(query, [100_000]).expect("many");
            }
        });
        own
    })
    .await;
    let shop = own.shop();
    let (desk, phone) = (Stage::new(DESK).await, Stage::new(PHONE).await);
    for (stage, size) in [(&desk, "desk"), (&phone, "phone")] {
        stage.sign_in(&shop, "/people").await;
        stage.says("100,001 people in all").await;
        stage.fits("people").await;
        stage.looked_at(&format!("console-people-{size}")).await;
        stage.types("#q", "única").await;
        stage.click("form.filters button.main").await;
        stage
            .until("one row", async || {
                let rows = stage
                    .driver
                    .find_all(By::Css("table.people tbody tr"))
                    .await;
                (rows.ok()?.len() == 1).then_some(())
            })
            .await;
        stage.click("table.people th a").await;
        stage.says("What happened").await;
        stage.says("Agreed to: Offers").await;
        stage.says("dishwasher").await;
        stage
            .script(
                "document.querySelectorAll('details:not(.shops)').forEach(one => one.open = true)",
            )
            .await;
        stage.fits("a person").await;
        stage.looked_at(&format!("console-person-{size}")).await;
    }
    let url = desk.driver.current_url().await.unwrap();
    desk.types("#typed", "yes").await;
    desk.click("#erase button.danger").await;
    desk.says("Nothing was erased.").await;
    desk.types("#typed", "erase").await;
    desk.click("#erase button.danger").await;
    desk.says("The person is erased.").await;
    desk.says("100,000 people in all").await;
    desk.open(url.as_str()).await;
    desk.says("There is nothing here").await;
    desk.looked_at("console-not-found").await;
    phone.close().await;
    desk.close().await;
    blocking(move || drop(own)).await;
}
