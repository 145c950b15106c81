//! Every page of `tests/pages`, as a person opens them.

use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::http;
use saludo_tests::shop::Shop;
use serde_json::json;

/// The names of the pages, from their list.
fn names(shop: &Shop) -> Vec<String> {
    let list = http::get(&shop.sandbox("/pages/")).text;
    let names: Vec<_> = list
        .split("href=\"/pages/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        // Its panel opens by itself, and on a phone covers the bubble: see `global`.
        .filter(|name| !name.contains('.') && *name != "stub-queue")
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 10, "{names:?}");
    names
}

async fn are_accessible(size: (u32, u32), device: &str) {
    let shop = Shop::own();
    let stage = Stage::new(size).await;
    for name in names(&shop) {
        stage.open_variant(&name, &shop, "").await;
        stage.part("bubble").await;
        let hit = "const box = document.querySelector('saludo-bubble').getBoundingClientRect(); \
            return [document.querySelectorAll('saludo-bubble').length, \
                document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).localName]";
        assert_eq!(
            stage.script(hit).await,
            json!([1, "saludo-bubble"]),
            "{name}"
        );
        stage.picture(&format!("page-{name}-{device}")).await;
        stage.axe(&format!("{name} on a {device}")).await;
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_one_bubble_in_reach_and_no_accessibility_violation_on_a_phone() {
    are_accessible(PHONE, "phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_one_bubble_in_reach_and_no_accessibility_violation_on_a_desk() {
    are_accessible(DESK, "desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entry_points_stand_on_the_page_where_the_shop_wants_them() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["entry_points"] = json!(true));
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let stage = Stage::on_variant(size, "inline-form", &shop, "").await;
        stage.part("bubble").await;
        let form = "const inside = document.querySelector('[data-saludo=form]').shadowRoot; \
            return inside?.querySelector('[part=continue]')?.checkVisibility() ?? false";
        stage
            .until("the form in the page", async || {
                (stage.script(form).await == true).then_some(())
            })
            .await;
        stage.picture(&format!("page-entry-points-{device}")).await;
        stage.axe(&format!("entry points on a {device}")).await;
        stage.press_on_page("ask").await;
        stage.turn_to_window(2).await;
        let chat = stage.driver.current_url().await.unwrap();
        assert!(chat.as_str().starts_with(&shop.sandbox("/")), "{chat}");
        stage.close().await;
    }
}
