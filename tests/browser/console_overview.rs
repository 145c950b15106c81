//! Overview and log as they are seen: of a new shop, and of one with a hundred thousand people.

use crate::book_file::OwnStack;
use crate::stage::{DESK, PHONE, Stage};
use rusqlite::params;
use saludo_tests::big_book::{LARGE, statements};
use saludo_tests::console::Console;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;
use thirtyfour::prelude::*;

/// What a page may weigh in all, once compressed.
const BUDGET: u64 = 100 * 1024;

/// The page with its sheets, scripts and pictures, compressed with gzip, which is more than with
/// brotli.
const WEIGHT: &str = "const urls = new Set([location.href, \
        ...performance.getEntriesByType('resource').map(one => one.name)]); \
    const weigh = async url => { \
        const body = (await fetch(url)).body.pipeThrough(new CompressionStream('gzip')); \
        return (await new Response(body).arrayBuffer()).byteLength }; \
    return Promise.all([...urls].map(weigh)).then(all => all.reduce((one, other) => one + other, 0))";

impl Stage {
    /// A page of the console is light, fits its window, passes axe light and dark, and is pictured.
    async fn is_sound(&self, shop: &Shop, path: &str, name: &str) {
        self.open(&shop.worker(&format!("/admin/{}{path}", shop.slug)))
            .await;
        self.find("main h1").await;
        let weight = self.script(WEIGHT).await.as_u64().expect("bytes");
        assert!(weight < BUDGET, "{name} weighs {weight}");
        self.fits(name).await;
        self.looked_at(name).await;
    }

    async fn seen(&self, css: &str) -> usize {
        let script = format!(
            "return [...document.querySelectorAll('{css}')].filter(one => one.checkVisibility()).length"
        );
        let seen = self.script(&script).await.as_u64().expect("a number");
        usize::try_from(seen).expect("a number")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shop_is_told_what_comes_next() {
    let shop = Shop::own();
    for (size, device) in [(DESK, "desk"), (PHONE, "phone")] {
        let stage = Stage::new(size).await;
        stage.sign_in(&shop, "").await;
        stage
            .is_sound(&shop, "?lang=en", &format!("overview-new-{device}"))
            .await;
        assert_eq!(stage.seen(".empty a.main").await, 1);
        stage
            .is_sound(&shop, "/log?lang=es", &format!("log-new-{device}-es"))
            .await;
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_people_are_understood_at_a_glance() {
    let own = tokio::task::spawn_blocking(|| {
        let mut own = OwnStack::start(|stack| stack);
        let shop = own.shop();
        Console::owner(&shop);
        let templates = [
            ("saludo_confirmation", "en", "APPROVED"),
            ("demo_news", "es", "PAUSED"),
        ];
        for (name, language, event) in templates {
            let value = json!({
                "event": event, "message_template_id": 1, "message_template_name": name,
                "message_template_language": language, "reason": "NONE",
            });
            let body = shop.account_change(
                "message_template_status_update",
                &value,
                wait::now_seconds(),
            );
            assert_eq!(shop.webhook(&body), 200);
        }
        wait::until("Meta's word on them", || {
            let known = shop.stats()["templates"].as_array().map(Vec::len);
            (known == Some(2)).then_some(())
        });
        own.at_rest(|book| {
            let now = i64::try_from(wait::now_seconds()).unwrap() * 1_000;
            book.execute_batch("PRAGMA synchronous = OFF; BEGIN")
                .unwrap();
            for (sql, n) in statements(LARGE) {
                book.execute(&sql, params![n, now]).unwrap();
            }
            book.execute_batch("COMMIT").unwrap();
        });
        own
    });
    let own = own.await.unwrap();
    let shop = own.shop();
    for (size, device) in [(DESK, "desk"), (PHONE, "phone")] {
        let stage = Stage::new(size).await;
        stage.sign_in(&shop, "").await;
        stage
            .is_sound(&shop, "?lang=en&days=30", &format!("overview-{device}"))
            .await;
        assert_eq!(
            stage.seen(".chart > svg").await,
            2,
            "one picture of each chart"
        );
        assert_eq!(
            stage.seen(".note.bad, .note.warn").await,
            2,
            "the pause and the limit"
        );
        stage
            .is_sound(&shop, "?lang=es&days=90", &format!("overview-{device}-es"))
            .await;
        let table = stage.find(".chart summary").await;
        table.send_keys(Key::Enter + "").await.expect("a key");
        assert!(
            stage.seen(".chart tbody tr").await >= 90,
            "the numbers behind the picture"
        );
        stage
            .is_sound(&shop, "/log?lang=en", &format!("log-{device}"))
            .await;
        stage
            .is_sound(
                &shop,
                "/log?state=failed&lang=es",
                &format!("log-failed-{device}-es"),
            )
            .await;
        stage
            .is_sound(
                &shop,
                "/log?show=updates&lang=en",
                &format!("log-updates-{device}"),
            )
            .await;
        let field = stage.find("#q").await;
        field.send_keys("+34 600 000 002").await.expect("a number");
        field.send_keys(Key::Enter + "").await.expect("a key");
        stage
            .until("their one webhook", async || {
                (stage.seen(".log tbody tr").await == 1).then_some(())
            })
            .await;
        stage.close().await;
    }
    tokio::task::spawn_blocking(|| drop(own)).await.unwrap();
}
