//! Steps 1 to 6: the tag, the consent, WhatsApp, confirmed, welcome, delivered, and still there.

use crate::page::Page;
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::code::random;
use saludo_tests::http;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Ticks the first purpose and goes on to WhatsApp.
pub(crate) async fn continue_in_whatsapp(stage: &Stage) {
    stage.tap("bubble").await;
    stage.tap("updates").await;
    stage.tap("purpose").await;
    stage.tap("continue").await;
}

/// The one opt-in of a shop, as the shop sees it.
async fn only_opt_in(stage: &Stage, shop: &Shop, good: impl Fn(&Value) -> bool) -> Value {
    stage
        .until("the opt-in in the book", async || {
            let list = shop.admin("GET", "/opt-ins", &[], b"").json();
            let items = list["items"].as_array()?.clone();
            assert!(items.len() <= 1, "{items:?}");
            items.first().filter(|item| good(item)).cloned()
        })
        .await
}

/// Presses "Send" on the phone page and answers the text that was typed in.
async fn press_send(stage: &Stage) -> String {
    let draft = stage
        .driver
        .query(By::Tag("textarea"))
        .first()
        .await
        .unwrap();
    let text = draft.prop("value").await.unwrap().unwrap_or_default();
    let send = stage.driver.query(By::XPath(
        "//button[normalize-space()='Send' or @aria-label='Send']",
    ));
    send.first().await.unwrap().click().await.unwrap();
    text
}

/// The whole job on one screen, step by step.
struct Job {
    shop: Shop,
    page: Page,
    stage: Stage,
    /// In the names of the pictures.
    name: &'static str,
}

impl Job {
    async fn run(size: (u32, u32), name: &'static str) {
        let shop = Shop::own();
        let page = Page::of(&shop, "").await;
        let stage = Stage::new(size).await;
        let job = Self {
            shop,
            page,
            stage,
            name,
        };
        job.opens_the_form().await;
        job.says_what_is_missing().await;
        let requested = job.continues().await;
        job.sends(&requested).await;
        job.is_confirmed_and_stays_so(&requested).await;
        job.stage.close().await;
    }

    async fn picture(&self, step: &str) {
        self.stage.picture(&format!("{}-{step}", self.name)).await;
    }

    async fn opens_the_form(&self) {
        let stage = &self.stage;
        stage
            .open(&format!("{}?utm_source=test&private=1", self.page.url))
            .await;
        stage.part("bubble").await;
        self.picture("1-bubble").await;
        stage.tap("bubble").await;
        stage.part_says("chat", "Ask us something").await;
        stage.part_says("updates", "Get updates").await;
        self.picture("2-doors").await;
        stage.tap("updates").await;
        stage.part("continue").await;
        let panel = stage.text_of("panel").await;
        let public = self.shop.public("en");
        let statement = public["statement"]["text"].as_str().unwrap();
        for words in [
            public["name"].as_str().unwrap(),
            statement.lines().next().unwrap(),
            "WhatsApp",
            "Offers",
            "at most 4 messages a month",
            "Back in stock",
            "My orders",
            "Continue in WhatsApp",
        ] {
            assert!(panel.contains(words), "{words} in {panel}");
        }
        let ticked = stage
            .script("return document.querySelector('saludo-bubble').shadowRoot.querySelectorAll(':checked').length")
            .await;
        assert_eq!(ticked, 0, "nothing is ticked beforehand");
        self.picture("3-form").await;
    }

    async fn says_what_is_missing(&self) {
        self.stage.tap("continue").await;
        self.stage
            .part_says("error", "Tick at least one topic")
            .await;
        let windows = self.stage.driver.windows().await.unwrap();
        assert_eq!(windows.len(), 1, "nothing opened");
        assert_eq!(self.shop.stats()["opt_ins"]["requested"], 0);
        self.picture("4-error").await;
    }

    async fn continues(&self) -> Value {
        let stage = &self.stage;
        stage.tap("purpose").await;
        stage.part("name").await.send_keys("Ana").await.unwrap();
        stage.tap("continue").await;
        let requested = only_opt_in(stage, &self.shop, |_| true).await;
        assert_eq!(requested["state"], "requested");
        assert_eq!(requested["purposes"], json!(["offers"]));
        assert_eq!(
            requested["page"],
            format!("{}?utm_source=test", self.page.url)
        );
        assert_eq!(
            (&requested["source"], &requested["name"]),
            (&json!("bubble"), &json!("Ana"))
        );
        assert_eq!(
            requested["statement"],
            self.shop.public("en")["statement"]["id"]
        );
        stage.turn_back().await;
        stage.part_says("status", "One step left").await;
        self.picture("5-waiting").await;
        requested
    }

    async fn sends(&self, requested: &Value) {
        let stage = &self.stage;
        stage.turn_to_window(2).await;
        let text = press_send(stage).await;
        let name = self.shop.public("en")["name"].as_str().unwrap().to_owned();
        let code = requested["code"].as_str().unwrap();
        assert_eq!(
            text,
            format!(
                "Hello, {name}: I would like to receive offers on WhatsApp. Code {code} (please keep it)"
            )
        );
        let welcome = "//*[contains(text(), 'You confirmed from this number')]";
        let chat = stage.driver.query(By::XPath(welcome));
        chat.first().await.expect("the welcome in the chat");
        self.picture("6-phone").await;
    }

    async fn is_confirmed_and_stays_so(&self, requested: &Value) {
        let stage = &self.stage;
        stage.turn_back().await;
        stage.part_says("status", "Confirmed").await;
        self.picture("7-confirmed").await;
        let read = only_opt_in(stage, &self.shop, |item| item["welcome"]["state"] == "read").await;
        assert_eq!(
            (&read["state"], &read["code"]),
            (&json!("confirmed"), &requested["code"])
        );
        assert_eq!(self.shop.sent_to(read["wa_id"].as_str().unwrap()).len(), 1);
        // A reload, as phones do with tabs they have thrown away.
        stage.driver.refresh().await.unwrap();
        stage.part_says("status", "Confirmed").await;
        assert_eq!(self.shop.stats()["opt_ins"]["confirmed"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_job_on_a_desktop() {
    Job::run(DESK, "desktop").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_job_on_a_phone() {
    Job::run(PHONE, "phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shop_shows_the_whole_job() {
    let page = http::get(&saludo_tests::worker_url()).text;
    let tag = "<script async src=\"/s/demo/widget.js\"></script>";
    assert!(page.contains(tag), "the one line");
    let stage = Stage::new(DESK).await;
    stage.open(&saludo_tests::worker_url()).await;
    stage.part("bubble").await;
    stage.picture("demo-1-shop").await;
    stage.tap("bubble").await;
    stage.tap("updates").await;
    stage.tap("purpose").await;
    stage.picture("demo-2-form").await;
    stage.tap("continue").await;
    stage.turn_to_window(2).await;
    press_send(&stage).await;
    let welcome = "//*[contains(text(), 'You confirmed from this number')]";
    let chat = stage.driver.query(By::XPath(welcome));
    chat.first().await.expect("the welcome in the chat");
    stage.driver.set_window_rect(0, 0, 500, 800).await.unwrap();
    stage.picture("demo-3-phone").await;
    stage
        .driver
        .set_window_rect(0, 0, DESK.0, DESK.1)
        .await
        .unwrap();
    stage.turn_back().await;
    stage.part_says("status", "Confirmed").await;
    stage.picture("demo-4-confirmed").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_while_waiting_goes_on_waiting() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    continue_in_whatsapp(&stage).await;
    only_opt_in(&stage, &shop, |_| true).await;
    stage.turn_back().await;
    stage.driver.refresh().await.unwrap();
    stage.part_says("status", "One step left").await;
    stage.turn_to_window(2).await;
    press_send(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "Confirmed").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_minute_without_a_message_it_says_so_and_still_confirms() {
    let (_, stage) = Stage::on_a_shop_page(DESK, "").await;
    continue_in_whatsapp(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    // A minute, and as long as any other wait allows on top of it.
    for _ in 0..2 {
        let shown = stage.try_shadow("[data-screen=not_yet]").await;
        if shown.is_some() {
            break;
        }
        tokio::time::timeout(std::time::Duration::from_secs(45), async {
            while stage.try_shadow("[data-screen=not_yet]").await.is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
        })
        .await
        .ok();
    }
    stage.part_says("status", "Not arrived yet").await;
    stage.picture("desktop-8-not-yet").await;
    stage.turn_to_window(2).await;
    press_send(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "Confirmed").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_request_says_so_and_starts_over() {
    let (_, stage) = Stage::on_a_shop_page(DESK, "").await;
    continue_in_whatsapp(&stage).await;
    stage.turn_back().await;
    stage.part_says("status", "One step left").await;
    // A day later, by the page's own clock.
    stage
        .script("const now = Date.now; Date.now = () => now() + 25 * 60 * 60 * 1000; document.dispatchEvent(new Event('visibilitychange'))")
        .await;
    stage.part_says("status", "expired").await;
    stage.picture("desktop-9-expired").await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_another_number_confirms_from_their_own_phone() {
    let (shop, stage) = Stage::on_a_shop_page(DESK, "").await;
    let digits = format!("4479{:08}", random() % 100_000_000);
    continue_in_whatsapp(&stage).await;
    stage.turn_to_window(2).await;
    let link = stage.driver.current_url().await.unwrap();
    let text = stage
        .driver
        .query(By::Tag("textarea"))
        .first()
        .await
        .unwrap();
    let text = text.prop("value").await.unwrap().unwrap();
    assert!(link.as_str().contains("/phone/34600000001"), "{link}");
    let other = url::Url::parse_with_params(
        &shop.sandbox(&format!("/wa/{}", shop.number)),
        [("text", text.as_str()), ("as", digits.as_str())],
    )
    .unwrap();
    stage.open(other.as_str()).await;
    press_send(&stage).await;
    let item = only_opt_in(&stage, &shop, |item| item["state"] == "confirmed").await;
    assert_eq!(item["wa_id"], digits);
    stage.close().await;
}
