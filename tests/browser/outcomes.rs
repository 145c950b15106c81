//! From the tap to the end: the truth on the page, whatever happens in between.

use crate::devtools::Network;
use crate::hands::{count, opt_in, opt_ins};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// A shop and one of its pages.
async fn on_page(size: (u32, u32)) -> (Shop, Stage) {
    let shop = Shop::own();
    let stage = Stage::on_variant(size, "plain", &shop, "lang=en").await;
    (shop, stage)
}

/// A shop's page with the panel waiting, and the opt-in in the book.
async fn waiting(size: (u32, u32)) -> (Shop, Stage) {
    let (shop, stage) = on_page(size).await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.go().await;
    opt_in(&stage, &shop).await;
    if size == DESK {
        stage.part("qr").await; // It moves what stands below it.
    }
    (shop, stage)
}

/// By how much the page's clock is put forward.
async fn put_forward(stage: &Stage, seconds: u32) {
    let script = format!(
        "const now = Date.now; Date.now = () => now() + {seconds} * 1000; document.dispatchEvent(new Event('visibilitychange'))"
    );
    stage.script(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_turns_to_confirmed_within_two_seconds_of_the_message() {
    for size in [PHONE, DESK] {
        let (shop, stage) = waiting(size).await;
        let panel = stage.panel();
        let message = panel.message().await;
        // The browser's clock, because it is the shopper's.
        let clock = "return Date.now()";
        let before = stage.script(clock).await.as_f64().unwrap();
        stage
            .script("document.addEventListener('saludo:confirmed', () => (window.confirmedAt = Date.now()))")
            .await;
        Person::new().says(&shop, &message);
        panel.shows("confirmed").await;
        let after = stage.script("return confirmedAt").await.as_f64().unwrap();
        println!("confirmed {} ms after the message", after - before);
        assert!(after - before <= 2000.0, "{} ms", after - before);
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmed_lists_what_was_agreed_and_leads_to_the_preferences() {
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let (shop, stage) = on_page(size).await;
        let panel = stage.panel();
        panel.open_form().await;
        panel.tick("offers").await;
        panel.tick("orders").await;
        panel.go().await;
        panel.is_confirmed(&shop).await;
        let name = shop.public("en")["name"].as_str().unwrap().to_owned();
        let said = "return find('[part=status]').innerText";
        assert_eq!(
            panel.ask(said).await,
            format!("Confirmed\n\n{name} may now write to you on WhatsApp about:")
        );
        let listed =
            "return all('li').filter(it => it.checkVisibility()).map(it => it.innerText.trim())";
        assert_eq!(panel.ask(listed).await, json!(["Offers", "My orders"]));
        let preferences = "[data-on=confirmed] a.quiet";
        assert_eq!(panel.text(preferences).await, "My preferences");
        assert_eq!(
            panel.link(preferences).await.1,
            format!("Hello, {name}: please show me my WhatsApp preferences.")
        );
        stage.settled().await;
        stage.picture(&format!("confirmed-{device}")).await;
        let windows = stage.windows().await;
        panel.tap(preferences).await;
        stage.turn_to_window(windows + 1).await;
        stage.turn_back().await;
        panel.shows("confirmed").await;
        panel.tap("[data-on=confirmed] [data-do=close]").await;
        panel.shows("closed").await;
        stage.tap("bubble").await;
        panel.shows("doors").await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_minute_it_says_not_yet_without_blame_and_opens_whatsapp_again() {
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let (shop, stage) = waiting(size).await;
        let panel = stage.panel();
        put_forward(&stage, 61).await;
        panel.shows("not_yet").await;
        stage.settled().await;
        stage.picture(&format!("not-yet-{device}")).await;
        stage.axe(&format!("not yet on a {device}")).await;
        let message = panel.message().await;
        panel.tap("[part=continue]").await;
        stage.turn_to_window(3).await;
        let draft = stage.driver.query(By::Tag("textarea")).first().await;
        let draft = draft.unwrap().prop("value").await.unwrap();
        assert_eq!(draft.unwrap(), message);
        stage.turn_back().await;
        panel.shows("waiting").await;
        assert_eq!(count(&shop), 1, "the same request");
        panel.is_confirmed(&shop).await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_restores_waiting_and_not_yet_and_confirmed() {
    let (shop, stage) = waiting(PHONE).await;
    let panel = stage.panel();
    let message = panel.message().await;
    stage.driver.refresh().await.unwrap();
    panel.shows("waiting").await;
    assert_eq!(panel.message().await, message);
    // A minute after the tap, a page that is thrown away comes back to "not yet".
    stage
        .before_each_page("const now = Date.now; Date.now = () => now() + 61000")
        .await;
    stage.driver.refresh().await.unwrap();
    panel.shows("not_yet").await;
    panel.is_confirmed(&shop).await;
    stage.driver.refresh().await.unwrap();
    panel.shows("confirmed").await;
    panel.says("li:not([hidden])", "Offers").await;
    assert_eq!(opt_in(&stage, &shop).await["state"], "confirmed");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_with_the_panel_closed_stays_closed_and_goes_on_when_it_is_opened() {
    let (shop, stage) = waiting(DESK).await;
    let panel = stage.panel();
    let message = panel.message().await;
    stage.press(Key::Escape).await;
    panel.shows("closed").await;
    stage.driver.refresh().await.unwrap();
    stage.part("bubble").await;
    assert_eq!(panel.screen().await, Value::Null);
    stage.tap("bubble").await;
    panel.shows("waiting").await;
    assert_eq!(panel.message().await, message);
    panel.is_confirmed(&shop).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_page_of_the_shop_goes_on_and_a_page_opened_anew_does_when_it_is_asked() {
    let (shop, stage) = Stage::on_a_shop_page(PHONE, "<a id=on href='/?next'>Next page</a>").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel.go().await;
    let message = panel.message().await;
    // The panel lies over the page's link.
    stage.script("document.getElementById('on').click()").await;
    stage
        .answers("return location.search", &json!("?next"))
        .await;
    panel.shows("waiting").await;
    assert_eq!(panel.message().await, message);
    // Another address, because a browser may take the same one for a reload.
    let mut url = stage.driver.current_url().await.unwrap();
    url.set_query(None);
    stage.open(url.as_str()).await;
    stage.part("bubble").await;
    assert_eq!(panel.screen().await, Value::Null);
    stage.tap("bubble").await;
    panel.shows("waiting").await;
    assert_eq!(panel.message().await, message);
    panel.is_confirmed(&shop).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn message_and_number_are_copied() {
    for (size, device) in [(PHONE, "phone"), (DESK, "desk")] {
        let (shop, stage) = waiting(size).await;
        let panel = stage.panel();
        let permissions =
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        stage
            .devtools("Browser.grantPermissions", permissions)
            .await;
        stage.devtools("Page.bringToFront", json!({})).await;
        let message = panel.message().await;
        let number = format!("+{}", shop.number);
        for (button, text) in [
            ("[data-do=copy]:not([data-copy])", message),
            ("[data-copy]", number),
        ] {
            panel.tap(button).await;
            panel.says(button, "Copied").await;
            let copied = stage.script("return navigator.clipboard.readText()").await;
            assert_eq!(copied, text, "on a {device}");
        }
        stage.settled().await;
        stage.picture(&format!("copied-{device}")).await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_choice_is_another_code_and_the_same_choice_the_same() {
    let (shop, stage) = waiting(DESK).await;
    let panel = stage.panel();
    let message = panel.message().await;
    panel.tap("[data-do=change]").await;
    panel.shows("topics").await;
    assert_eq!(
        panel
            .ask("return all(':checked').map(it => it.value)")
            .await,
        json!(["offers"])
    );
    panel.tap("[part=continue]").await;
    stage.turn_to_window(3).await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    assert_eq!((panel.message().await, count(&shop)), (message.clone(), 1));
    panel.tap("[data-do=change]").await;
    panel.shows("topics").await;
    panel.tick("restock").await;
    panel.tap("[part=continue]").await;
    stage.turn_to_window(4).await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    assert_ne!(panel.message().await, message);
    let items = opt_ins(&stage, &shop, 2).await;
    assert_ne!(items[0]["code"], items[1]["code"]);
    panel.is_confirmed(&shop).await;
    let listed =
        "return all('li').filter(it => it.checkVisibility()).map(it => it.innerText.trim())";
    assert_eq!(panel.ask(listed).await, json!(["Offers", "Back in stock"]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_another_code_too() {
    let (shop, stage) = waiting(DESK).await;
    let panel = stage.panel();
    panel.tap("[data-do=change]").await;
    panel.shows("topics").await;
    panel.type_in("[part=name]", "Ana").await;
    panel.tap("[part=continue]").await;
    stage.turn_to_window(3).await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    let items = opt_ins(&stage, &shop, 2).await;
    let named = items.iter().filter(|item| item["name"] == "Ana").count();
    assert_eq!(named, 1);
    panel.is_confirmed(&shop).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_without_a_network_says_so_and_is_posted_once_by_itself() {
    for size in [PHONE, DESK] {
        let (shop, stage) = on_page(size).await;
        let panel = stage.panel();
        panel.open_form().await;
        panel.tick("offers").await;
        stage.network(Network::Offline).await;
        panel.tap("[part=continue]").await;
        stage.turn_to_window(2).await;
        stage.turn_back().await;
        panel.shows("waiting").await;
        let words = "No connection right now. We’ll keep trying while this page is open.";
        panel.says("[part=error]", words).await;
        assert_eq!(count(&shop), 0);
        stage.settled().await;
        stage.picture("offline").await;
        stage.axe("waiting without a network").await;
        stage.network(Network::Good).await;
        opt_in(&stage, &shop).await;
        panel
            .answers("return find('[part=error]').innerText", &json!(""))
            .await;
        panel.is_confirmed(&shop).await;
        assert_eq!(count(&shop), 1, "posted once");
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_quick_taps_are_one_opt_in() {
    let (shop, stage) = on_page(DESK).await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    panel
        .ask("const it = find('[part=continue]'); it.click(); it.click()")
        .await;
    stage.turn_back().await;
    panel.shows("waiting").await;
    let code = opt_in(&stage, &shop).await["code"].clone();
    let message = panel.message().await;
    assert!(message.contains(code.as_str().unwrap()), "{message}");
    panel.is_confirmed(&shop).await;
    assert_eq!(count(&shop), 1);
    stage.close().await;
}

const INSTAGRAM: &str = "Mozilla/5.0 (Linux; Android 15; SM-S921B Build/AP3A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 Instagram 400.0.0.49.68 Android (35/15; 450dpi; 1080x2124; samsung; SM-S921B; e1s; s5e9945; es_ES; 790000000)";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

#[tokio::test(flavor = "multi_thread")]
async fn in_an_apps_own_browser_whatsapp_opens_in_the_same_tab_and_the_way_back_shows_the_truth() {
    for browser in [INSTAGRAM, IPHONE] {
        let shop = Shop::own();
        let stage = Stage::new(PHONE).await;
        stage.user_agent(browser).await;
        stage.open_variant("plain", &shop, "lang=en").await;
        let panel = stage.panel();
        panel.open_form().await;
        panel.tick("offers").await;
        panel.tap("[part=continue]").await;
        let draft = stage.driver.query(By::Tag("textarea")).first().await;
        let message = draft.unwrap().prop("value").await.unwrap().unwrap();
        assert_eq!(stage.windows().await, 1);
        opt_in(&stage, &shop).await;
        stage.driver.back().await.unwrap();
        panel.shows("waiting").await;
        assert_eq!(panel.message().await, message);
        // The message is sent meanwhile: the way back shows that too.
        stage.driver.forward().await.unwrap();
        stage
            .driver
            .query(By::Tag("textarea"))
            .first()
            .await
            .unwrap();
        Person::new().says(&shop, &message);
        stage.driver.back().await.unwrap();
        panel.shows("confirmed").await;
        assert_eq!(count(&shop), 1);
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_request_starts_over_empty() {
    let (shop, stage) = waiting(PHONE).await;
    let panel = stage.panel();
    put_forward(&stage, 25 * 60 * 60).await;
    panel.shows("expired").await;
    stage.settled().await;
    stage.picture("expired-phone").await;
    stage.axe("expired").await;
    panel.tap("[data-do=over]").await;
    panel.shows("doors").await;
    panel.tap("[part=updates]").await;
    assert_eq!(panel.ask("return all(':checked').length").await, 0);
    assert_eq!(count(&shop), 1);
    stage.close().await;
}
