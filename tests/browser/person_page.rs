//! The shopper's own page: with script switched off from end to end, and each state of it looked
//! at by axe.

use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::json;
use thirtyfour::prelude::*;
use url::Url;

/// Somebody who agreed to offers and news of their orders, and the address of their page.
async fn opted_in(shop: &Shop, person: &Person) -> String {
    let (shop, person) = (shop.clone(), person.clone());
    let work = move || {
        let form = Form::of(&shop).with("purposes", json!(["offers", "orders"]));
        person.says_with(&shop, &form.text(&shop), &json!({"name": "Ana Example"}));
        form.welcome(&shop, "read");
        let sent = shop.sent_to(&person.wa_id);
        let button = sent[0]["buttons"][0]["url"].as_str().expect("a link");
        let (_, token) = button.rsplit_once("/p/").expect("a token");
        shop.worker(&format!("/p/{token}"))
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// A visitor's eyes and fingers.
struct Visitor {
    stage: Stage,
    shop: Shop,
    person: Person,
    url: String,
    is_phone: bool,
}

impl Visitor {
    async fn new(size: (u32, u32)) -> Self {
        let shop = Shop::own();
        shop.change_settings(|settings| {
            settings["locales"] = json!(["en", "ar"]);
            settings["contact"] = json!("help@shop.example");
        });
        let person = Person::new();
        let url = opted_in(&shop, &person).await;
        Self {
            stage: Stage::new(size).await,
            is_phone: size == PHONE,
            shop,
            person,
            url,
        }
    }

    async fn open(&self, query: &str) {
        self.stage.open(&format!("{}{query}", self.url)).await;
    }

    async fn find(&self, css: &str) -> WebElement {
        let found = self.stage.driver.query(By::Css(css)).first().await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Taps what is there, with a finger on a phone and a mouse elsewhere. (The driver's own click
    /// runs script in the page, and waits for ever where there is none.)
    async fn tap(&self, css: &str) {
        self.stage
            .until(&format!("a tap on {css}"), async || self.try_tap(css).await)
            .await;
    }

    async fn try_tap(&self, css: &str) -> Option<()> {
        let tools = self.stage.driver.cdp();
        let ask = async |command: &str, parameters| tools.send_raw(command, parameters).await.ok();
        let document = ask("DOM.getDocument", json!({})).await?;
        let root = json!({ "nodeId": document["root"]["nodeId"], "selector": css });
        let node = ask("DOM.querySelector", root).await?;
        let node = json!({ "nodeId": node["nodeId"] });
        ask("DOM.scrollIntoViewIfNeeded", node.clone()).await?;
        let quads = ask("DOM.getContentQuads", node).await?;
        let corner = |at: usize| quads["quads"][0][at].as_f64();
        let (x, y) = (
            f64::midpoint(corner(0)?, corner(4)?),
            f64::midpoint(corner(1)?, corner(5)?),
        );
        let (command, down, up) = if self.is_phone {
            (
                "Input.dispatchTouchEvent",
                json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] }),
                json!({ "type": "touchEnd", "touchPoints": [] }),
            )
        } else {
            let mouse = |kind: &str| json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            (
                "Input.dispatchMouseEvent",
                mouse("mousePressed"),
                mouse("mouseReleased"),
            )
        };
        ask(command, down).await?;
        ask(command, up).await?;
        Some(())
    }

    /// Waits until the page says something.
    async fn says(&self, text: &str) {
        self.stage
            .until(&format!("the page to say {text}"), async || {
                let page = self.stage.driver.source().await.ok()?;
                page.contains(text).then_some(())
            })
            .await;
    }

    /// Sends the message that the page has ready, as WhatsApp does.
    async fn send_code(&self) {
        let link = self.find(".send .main").await.attr("href").await.unwrap();
        let link = Url::parse(&link.unwrap()).unwrap();
        let text = link.query_pairs().find(|(name, _)| name == "text");
        self.person.says(&self.shop, &text.unwrap().1);
    }

    /// Shows that the number is theirs.
    async fn prove(&self) {
        self.tap("form:has([value=prove]) button").await;
        self.send_code().await;
        self.stage
            .until("the proof", async || {
                self.try_tap(".send .button").await;
                let open = By::Css("a[href*='data=1']");
                self.stage.driver.find(open).await.ok()
            })
            .await;
    }
}

const OFFERS: &str = "form:has([value=offers]) [role=switch]";
const RESTOCK: &str = "form:has([value=restock]) [role=switch]";

#[tokio::test(flavor = "multi_thread")]
async fn without_script_one_withdraws_in_a_tap_proves_agrees_keeps_the_receipt_and_is_erased() {
    let visitor = Visitor::new(PHONE).await;
    let off = json!({ "value": true });
    visitor
        .stage
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    // One tap opened the page, this is the second.
    visitor.open("").await;
    visitor.tap(OFFERS).await;
    visitor
        .says("you get no more messages about “Offers”")
        .await;
    // Before the proof nothing can be switched on.
    let switches = visitor
        .stage
        .driver
        .find_all(By::Css("[aria-checked=false]"));
    assert_eq!(switches.await.unwrap().len(), 0);
    visitor.prove().await;
    visitor.says("<bdi>Ana Example</bdi>").await;
    visitor.tap(RESTOCK).await;
    visitor
        .says("from now on you get messages about “Back in stock”")
        .await;
    visitor.find(&format!("{RESTOCK}[aria-checked=true]")).await;
    visitor.tap("a[href*='receipt=']").await;
    visitor.says("Consent receipt").await;
    visitor.tap(".links .button").await;
    visitor.tap("a[href*='erase=1']").await;
    visitor.says("up to 30 days").await;
    visitor.tap("form:has([value=erase]) button").await;
    visitor.says("You have been erased").await;
    assert_eq!(http::get(&visitor.url).status, 404);
    visitor.stage.close().await;
}

/// Everything that the page can look like.
async fn all_states(size: (u32, u32), mode: &str, language: &str) {
    let visitor = Visitor::new(size).await;
    let stage = &visitor.stage;
    stage
        .media_features(&[("prefers-color-scheme", mode)])
        .await;
    let seen = async |state: &str| {
        let name = format!("person-{language}-{mode}-{}-{state}", size.0);
        stage.picture(&name).await;
        stage.axe(&name).await;
        let wide = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(stage.script(wide).await, true, "{name} is too wide");
    };
    let lang = format!("?lang={language}");
    visitor.open(&lang).await;
    seen("link").await;
    visitor.tap("summary").await;
    seen("words").await;
    visitor.tap(OFFERS).await;
    visitor.find("[role=status]").await;
    seen("withdrawn").await;
    visitor.tap("form:has([value=prove]) button").await;
    visitor.find(".send").await;
    seen("code").await;
    visitor.tap(".send .button").await;
    visitor.find("[role=status]").await;
    seen("waiting").await;
    visitor.send_code().await;
    stage
        .until("the proof", async || {
            visitor.open(&lang).await;
            stage.driver.find(By::Css("a[href*='data=1']")).await.ok()
        })
        .await;
    seen("proven").await;
    visitor
        .find(RESTOCK)
        .await
        .scroll_into_view()
        .await
        .unwrap();
    stage
        .picture(&format!("person-{language}-{mode}-{}-agree", size.0))
        .await;
    visitor.tap("a[href*='receipt=']").await;
    visitor.find(".receipt").await;
    seen("receipt").await;
    visitor.open(&format!("{lang}&erase=1")).await;
    visitor.find("form:has([value=erase])").await;
    seen("erase").await;
    native_stop(&visitor.shop, &visitor.person);
    stage
        .until("the native stop", async || {
            visitor.open(&lang).await;
            stage.driver.find(By::Css(".note")).await.ok()
        })
        .await;
    seen("native-stop").await;
    visitor.tap("form:has([value=off_all]) button").await;
    visitor.find("[role=status]").await;
    seen("all-off").await;
    visitor.open(&format!("{lang}&erase=1")).await;
    visitor.tap("form:has([value=erase]) button").await;
    visitor.find("h2 + [role=status]").await;
    seen("erased").await;
    visitor.open(&lang).await;
    seen("gone").await;
    visitor.stage.close().await;
}

/// Stops marketing in WhatsApp itself.
fn native_stop(shop: &Shop, person: &Person) {
    let preference = json!({
        "wa_id": person.wa_id, "category": "marketing_messages", "value": "stop",
        "timestamp": saludo_tests::wait::now_seconds(), "detail": "User requested to stop",
    });
    let body = shop.change(&json!({ "user_preferences": [preference] }));
    assert_eq!(shop.webhook(&body), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_of_the_page_is_accessible_on_a_phone() {
    all_states(PHONE, "light", "en").await;
    all_states(PHONE, "dark", "ar").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_of_the_page_is_accessible_on_a_desk() {
    all_states(DESK, "dark", "en").await;
    all_states(DESK, "light", "ar").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_looks_like_one_on_paper() {
    let visitor = Visitor::new(DESK).await;
    visitor.open("?lang=en").await;
    visitor.prove().await;
    visitor.tap("a[href*='receipt=']").await;
    visitor.find(".receipt").await;
    visitor.stage.paper().await;
    visitor.stage.picture("person-receipt-paper").await;
    let seen = "return [...document.querySelectorAll('.links, form, .button')].filter(it => it.checkVisibility()).length";
    assert_eq!(visitor.stage.script(seen).await, 0, "nothing to press");
    visitor.stage.close().await;
}
