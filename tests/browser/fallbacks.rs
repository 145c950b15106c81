//! The bubble is a link first: it works before, without and after a failure of everything else.

use crate::devtools::Network;
use crate::main_job::continue_in_whatsapp;
use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use saludo_tests::worker_url;
use serde_json::json;
use thirtyfour::prelude::*;
use url::Url;

/// Where the bubble's link leads, without its text, and the text.
async fn chat_link(stage: &Stage) -> (String, String) {
    let href = stage.part("bubble").await.prop("href").await.unwrap();
    let mut link = Url::parse(&href.expect("a link")).unwrap();
    let text = link.query_pairs().find(|(name, _)| name == "text");
    let text = text.map(|(_, text)| text.into_owned()).unwrap_or_default();
    link.set_query(None);
    (link.into(), text)
}

/// Waits until the window shows an address.
async fn lands_on(stage: &Stage, url: &str) {
    stage
        .until(&format!("to land on {url}"), async || {
            let at = stage.driver.current_url().await.ok()?;
            at.as_str().starts_with(url).then_some(())
        })
        .await;
}

fn hosted(shop: &Shop) -> String {
    shop.worker(&format!("/s/{}/opt-in?lang=en", shop.slug))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_a_plain_link_to_the_chat() {
    let shop = Shop::own();
    let stage = Stage::on_variant(DESK, "plain", &shop, "").await;
    let public = shop.public("en");
    let text = format!(
        "Hello, {}: I have a question.",
        public["name"].as_str().unwrap()
    );
    let link = public["link"].as_str().unwrap().to_owned();
    assert_eq!(chat_link(&stage).await, (link, text));
    let bubble = stage.part("bubble").await;
    assert_eq!(bubble.tag_name().await.unwrap(), "a");
    assert_eq!(bubble.attr("rel").await.unwrap().unwrap(), "noopener");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_with_ctrl_cmd_or_shift_opens_the_chat_and_no_panel() {
    let shop = Shop::own();
    for key in [Key::Control, Key::Shift] {
        let stage = Stage::on_variant(DESK, "plain", &shop, "").await;
        stage.click_holding(key, "bubble").await;
        stage.turn_to_window(2).await;
        lands_on(&stage, &shop.sandbox("/phone/34600000001")).await;
        stage.turn_back().await;
        if let Some(preloaded) = stage.try_shadow("[part=panel]").await {
            assert!(!preloaded.is_displayed().await.unwrap());
        }
        stage.close().await;
    }
    // There is no Command key on this system: a browser leaves such a click to the page.
    let stage = Stage::on_variant(DESK, "plain", &shop, "").await;
    stage.part("bubble").await;
    let click = "const link = document.querySelector('saludo-bubble').shadowRoot.querySelector('[part=bubble]'); \
        return link.dispatchEvent(new MouseEvent('click', {metaKey: true, cancelable: true}))";
    assert_eq!(stage.script(click).await, true, "the browser may follow it");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_form_does_not_load_the_hosted_form_opens() {
    for missing in ["*.wasm", "*/w/*.js", "*/panel?*"] {
        let shop = Shop::own();
        let stage = Stage::on_variant(PHONE, "plain", &shop, "").await;
        stage.part("bubble").await;
        stage.block(&[missing]).await;
        stage.tap("bubble").await;
        lands_on(&stage, &hosted(&shop)).await;
        let purposes = By::Css("form input[name=purpose]");
        stage.driver.query(purposes).first().await.unwrap();
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_panel_leads_to_the_hosted_form() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    // Instead of the panel the public settings, which are JSON, as errors are.
    let other = "const {open} = XMLHttpRequest.prototype; \
        XMLHttpRequest.prototype.open = function (method, url, ...rest) { \
            return open.call(this, method, url.replace(/\\/s\\/(.*)\\/panel/, '/v1/shops/$1'), ...rest) }";
    stage.before_each_page(other).await;
    stage.open_variant("plain", &shop, "").await;
    stage.tap("bubble").await;
    lands_on(&stage, &hosted(&shop)).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_policy_lets_nothing_be_fetched_the_hosted_form_opens() {
    let shop = Shop::own();
    let policy = format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'",
        worker_url()
    );
    let page = Page::with_headers(&shop, "", &[("Content-Security-Policy", &policy)]).await;
    let stage = Stage::new(DESK).await;
    stage.open(&page.url).await;
    stage.tap("bubble").await;
    lands_on(&stage, &hosted(&shop)).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_storage_is_forbidden_it_works_without() {
    let stage = Stage::new(DESK).await;
    // As browsers do that are set to block all cookies.
    let forbid = "for (const name of ['localStorage', 'sessionStorage']) \
        Object.defineProperty(window, name, {get() { throw new DOMException('denied', 'SecurityError') }})";
    stage.before_each_page(forbid).await;
    stage.open_variant("plain", &Shop::own(), "").await;
    continue_in_whatsapp(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_webassembly_the_tap_itself_opens_the_hosted_form_in_a_new_tab() {
    for size in [PHONE, DESK] {
        let shop = Shop::own();
        let stage = Stage::on_variant(size, "strict-csp-without-wasm", &shop, "").await;
        stage.tap("bubble").await;
        stage.turn_to_window(2).await;
        lands_on(&stage, &hosted(&shop)).await;
        stage.turn_back().await;
        let title = stage.driver.title().await.unwrap();
        assert_eq!(title, "Strict policy without WebAssembly", "the shop's tab");
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn under_the_strict_policy_it_works_and_nothing_is_reported() {
    let stage = Stage::new(DESK).await;
    let listen = "window.reported = []; addEventListener('securitypolicyviolation', \
        event => reported.push(event.effectiveDirective + ' ' + event.blockedURI))";
    stage.before_each_page(listen).await;
    let shop = Shop::own();
    stage.open_variant("strict-csp", &shop, "").await;
    stage.tap("bubble").await;
    stage.tap("updates").await;
    stage.part("continue").await;
    assert_eq!(stage.script("return reported").await, json!([]));
    // Even where WebAssembly is refused, nothing is tried, and so reported, before somebody acts.
    stage
        .open_variant("strict-csp-without-wasm", &shop, "")
        .await;
    stage.part("bubble").await;
    assert_eq!(stage.script("return reported").await, json!([]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_the_link_still_leads_to_the_chat_and_online_again_the_panel_opens() {
    let shop = Shop::own();
    let stage = Stage::on_variant(DESK, "plain", &shop, "").await;
    let link = chat_link(&stage).await;
    stage.network(Network::Offline).await;
    stage.requests().await;
    stage.hover("bubble").await; // Preloads the form, in vain.
    stage
        .until("a try", async || {
            (!stage.requests().await.is_empty()).then_some(())
        })
        .await;
    assert_eq!(chat_link(&stage).await, link);
    stage.network(Network::Good).await;
    stage.tap("bubble").await;
    stage.part("updates").await;
    stage.close().await;
}

/// What the bubble says of itself, seen or not.
async fn busy(stage: &Stage) -> Option<String> {
    let bubble = stage.try_shadow("[part=bubble]").await?;
    bubble.attr("aria-busy").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_phone_on_a_slow_network_is_told_to_wait_and_then_served() {
    let stage = Stage::new(PHONE).await;
    // The panel does not come before we have looked, however slow we are ourselves.
    let hold = "const gate = new Promise(done => { window.looked = done }); \
        const {send} = XMLHttpRequest.prototype; \
        XMLHttpRequest.prototype.send = function (...all) { gate.then(() => send.apply(this, all)) }";
    stage.before_each_page(hold).await;
    stage.open_variant("plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    stage.slow_cpu(4).await;
    stage.network(Network::Slow).await;
    stage.tap("bubble").await;
    stage.tap("bubble").await; // Out of impatience.
    assert_eq!(busy(&stage).await.as_deref(), Some("true"));
    stage.script("looked()").await;
    stage.part("updates").await;
    assert_eq!(busy(&stage).await, None);
    stage.close().await;
}

/// Browsers in which a new tab is dead, or never comes back: their own, and all on an iPhone.
const ONE_TAB: [&str; 6] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; SM-S921B Build/AP3A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 Instagram 400.0.0.49.68 Android (35/15; 450dpi; 1080x2124; samsung; SM-S921B; e1s; s5e9945; es_ES; 790000000)",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/530.0.0.48.74;]",
    "Mozilla/5.0 (Linux; Android 14; 2201117TY; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 trill_410003 BytedanceWebview/d8a21c6 musical_ly_2024100030 TikTok",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.32.109;FBDV/iPhone14,5]",
];
const TABS: [&str; 2] = [
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
];

#[tokio::test(flavor = "multi_thread")]
async fn where_new_tabs_are_dead_the_link_stays_in_its_own() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    let one = ONE_TAB.map(|browser| (browser, "_self"));
    let several = TABS.map(|browser| (browser, "_blank"));
    for (browser, target) in one.into_iter().chain(several) {
        stage.user_agent(browser).await;
        stage.open_variant("plain", &shop, "").await;
        let bubble = stage.part("bubble").await;
        let found = bubble.prop("target").await.unwrap();
        assert_eq!(found.as_deref(), Some(target), "{browser}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_an_apps_own_browser_one_tap_leads_to_the_chat_in_the_same_tab() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["bubble"] = json!("chat"));
    let stage = Stage::new(PHONE).await;
    for browser in ONE_TAB {
        stage.user_agent(browser).await;
        stage.open_variant("plain", &shop, "").await;
        stage.tap("bubble").await;
        lands_on(&stage, &shop.sandbox("/phone/34600000001")).await;
        assert_eq!(stage.driver.windows().await.unwrap().len(), 1, "{browser}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_an_apps_own_browser_without_webassembly_the_hosted_form_opens_in_the_same_tab() {
    let shop = Shop::own();
    let stage = Stage::new(PHONE).await;
    stage.user_agent(ONE_TAB[2]).await;
    stage
        .open_variant("strict-csp-without-wasm", &shop, "")
        .await;
    stage.tap("bubble").await;
    lands_on(&stage, &hosted(&shop)).await;
    assert_eq!(stage.driver.windows().await.unwrap().len(), 1);
    stage.close().await;
}
