//! Every page of the console as the owner of a large shop sees it: one book of a hundred thousand
//! people, in which everybody of the last hour waits for an answer.

use crate::book_file::OwnStack;
use crate::stage::{DESK, PHONE, Stage};
use rusqlite::params;
use saludo_tests::big_book::{LARGE, statements};
use saludo_tests::console::Console;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;
use thirtyfour::prelude::*;

/// How many wait, each for a second longer than the one before.
const WAITING: i64 = 1_234;

/// What they wrote.
const MESSAGES: &str = "INSERT INTO messages (person, item, sent_at, at, message_id)
    SELECT id, CAST(json_object('type', 'text', 'text',
            json_object('body', 'Is number ' || n || ' here?')) AS BLOB),
        ?2 - 3600000 - n * 1000, ?2, 'wamid.' || id
    FROM (SELECT id, CAST(substr(id, 4) AS INTEGER) AS n FROM people WHERE id LIKE 'big%') WHERE n <= ?1";

/// A stack whose demo shop is that large, with templates of Meta's and a token beside the owner's.
fn large_shop() -> OwnStack {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    Console::owner(&shop).make_token("Front desk", "staff");
    let templates = [
        ("saludo_confirmation", "en", "APPROVED"),
        ("demo_news", "es", "PAUSED"),
    ];
    for (name, language, event) in templates {
        let value = json!({
            "event": event, "message_template_id": 1, "message_template_name": name,
            "message_template_language": language, "reason": "NONE",
        });
        let field = "message_template_status_update";
        let body = shop.account_change(field, &value, wait::now_seconds());
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
        let waiting = book.execute(MESSAGES, params![WAITING, now]).unwrap();
        assert_eq!(i64::try_from(waiting), Ok(WAITING));
        let wrote = "UPDATE people SET last_wrote_at = (SELECT sent_at FROM messages m
                WHERE m.person = people.id) WHERE id IN (SELECT person FROM messages)";
        book.execute(wrote, []).unwrap();
        book.execute_batch("COMMIT").unwrap();
    });
    own
}

impl Stage {
    /// What the menu says beside a page's name: the number, and for whoever hears it, of what.
    async fn badge(&self, shop: &Shop, part: &str) -> String {
        let link = format!(".side nav a[href=\"/admin/{}{part}\"] .count", shop.slug);
        self.reads(&link).await
    }

    async fn presses_button(&self, css: &str) {
        let button = self.find(css).await;
        button.scroll_into_view().await.expect("in view");
        button.click().await.expect("a click");
    }
}

async fn overview_and_log(stage: &Stage, shop: &Shop, device: &str) {
    stage
        .is_sound(shop, "?lang=en&days=30", &format!("overview-{device}"))
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
    assert_eq!(stage.badge(shop, "").await, "2 to look at");
    stage
        .is_sound(shop, "?lang=es&days=90", &format!("overview-{device}-es"))
        .await;
    let table = stage.find(".chart summary").await;
    table.send_keys(Key::Enter + "").await.expect("a key");
    assert!(
        stage.seen(".chart tbody tr").await >= 90,
        "the numbers behind the picture"
    );
    stage
        .is_sound(shop, "/log?lang=en", &format!("log-{device}"))
        .await;
    let failed = format!("log-failed-{device}-es");
    stage
        .is_sound(shop, "/log?state=failed&lang=es", &failed)
        .await;
    let updates = format!("log-updates-{device}");
    stage
        .is_sound(shop, "/log?show=updates&lang=en", &updates)
        .await;
    let field = stage.find("#q").await;
    field.send_keys("+34 600 000 002").await.expect("a number");
    field.send_keys(Key::Enter + "").await.expect("a key");
    stage
        .until("their one webhook", async || {
            (stage.seen(".log tbody tr").await == 1).then_some(())
        })
        .await;
}

async fn unanswered_and_chat(stage: &Stage, shop: &Shop, device: &str) {
    stage
        .is_sound(shop, "/unanswered", &format!("large-unanswered-{device}"))
        .await;
    assert_eq!(stage.badge(shop, "/unanswered").await, "1,234 waiting");
    assert_eq!(stage.reads("#whose [aria-current]").await, "All 1,234");
    assert_eq!(stage.seen("#waiting li").await, 50);
    // Whoever waits longest stands first.
    let first = "#waiting li:first-child";
    assert_eq!(stage.reads(&format!("{first} b")).await, "Person 1234");
    let words = stage.reads(&format!("{first} .last")).await;
    assert_eq!(words, "Is number 1234 here?");
    stage.presses_button(".steps a").await;
    stage
        .until("the next fifty", async || {
            let name = stage.reads(&format!("{first} b")).await;
            (name == "Person 1184").then_some(())
        })
        .await;
    stage
        .is_sound(shop, "/chats/big0001234", &format!("large-chat-{device}"))
        .await;
    assert_eq!(stage.seen("#log .theirs").await, 1);
    let said = stage.reads("#log .theirs").await;
    assert!(said.starts_with("Is number 1234 here?"), "{said}");
    assert_eq!(stage.seen("#text").await, 1, "a box to answer in");
}

async fn people_and_one_of_them(stage: &Stage, shop: &Shop, device: &str) {
    let page = format!("large-people-{device}");
    stage.is_sound(shop, "/people?lang=en", &page).await;
    let all = stage.reads("main").await;
    assert!(all.contains("100,000 people in all"), "{all}");
    assert_eq!(stage.seen("table.people tbody tr").await, 50);
    let page = format!("large-person-{device}");
    stage.is_sound(shop, "/people/big0001234", &page).await;
    assert_eq!(stage.reads("main h1").await, "Person 1234");
}

async fn editor(stage: &Stage, shop: &Shop, device: &str) {
    let path = "/editor?section=purposes&preview.show=form";
    stage
        .open(&shop.worker(&format!("/admin/{}{path}", shop.slug)))
        .await;
    let form = "root.querySelector('[part=purpose]') && 'yes'";
    stage.in_preview("the form, with its own files", form).await;
    stage.is_light("the editor with its preview").await;
    stage
        .is_sound(shop, path, &format!("large-editor-{device}"))
        .await;
    // Who takes a topic out is told how many hold it.
    stage.presses_button("[name=\"purposes.0.remove\"]").await;
    stage.presses_button("button[value=save]").await;
    let held = stage.find("form.confirm .note.warn li").await;
    let held = held.text().await.expect("a text");
    assert_eq!(held, "Offers: people who hold this consent: 95,000");
    let all = stage.reads("form.confirm .note p").await;
    assert!(
        all.starts_with("People who have agreed so far: 95,000."),
        "{all}"
    );
    stage.is_light("the step before publishing").await;
    stage.fits("the step before publishing").await;
    stage.looked_at(&format!("large-publish-{device}")).await;
}

async fn templates(stage: &Stage, shop: &Shop, device: &str) {
    stage
        .is_sound(shop, "/templates", &format!("large-templates-{device}"))
        .await;
    let approved = "[data-language=en][data-status=APPROVED]";
    assert_eq!(stage.seen(approved).await, 1);
    assert_eq!(stage.reads(&format!("{approved} .badge")).await, "Approved");
    assert_eq!(stage.badge(shop, "/unanswered").await, "1,234 waiting");
}

async fn set_up(stage: &Stage, shop: &Shop, device: &str) {
    shop.held(&json!({"number": {"status": "BANNED"}}));
    stage
        .open(&shop.worker(&format!("/admin/{}/setup", shop.slug)))
        .await;
    stage.presses_button("form button.main").await;
    stage
        .find(".check-line[data-check=number][data-state=red]")
        .await;
    stage
        .is_sound(shop, "/setup", &format!("large-setup-{device}"))
        .await;
    assert_eq!(stage.seen(".check-line[data-state=red]").await, 1);
    assert_eq!(stage.badge(shop, "/setup").await, "1 to mend");
    assert_eq!(stage.badge(shop, "").await, "3 to look at");
    stage.presses_button("#goods summary").await;
    assert_eq!(stage.seen("#goods li").await, 14);
    stage.looked_at(&format!("large-goods-{device}")).await;
    shop.held(&json!({}));
    stage.presses_button("form button.main").await;
    stage
        .find(".check-line[data-check=number][data-state=green]")
        .await;
    assert_eq!(stage.badge(shop, "/setup").await, "");
}

async fn access(stage: &Stage, shop: &Shop, device: &str) {
    stage
        .is_sound(shop, "/access", &format!("large-access-{device}"))
        .await;
    assert_eq!(stage.reads("main section tbody tr b").await, "Front desk");
    assert_eq!(stage.seen("button.danger").await, 1);
    assert_eq!(stage.badge(shop, "/unanswered").await, "1,234 waiting");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_people_are_understood_at_a_glance_on_every_page() {
    let own = tokio::task::spawn_blocking(large_shop).await.unwrap();
    let shop = own.shop();
    for (size, device) in [(DESK, "desk"), (PHONE, "phone")] {
        let stage = Stage::new(size).await;
        stage.open(&shop.worker("/admin/login?lang=en")).await;
        stage.find("#token").await;
        stage.is_light("signing in").await;
        stage.fits("signing in").await;
        stage.looked_at(&format!("large-login-{device}")).await;
        stage.sign_in(&shop, "").await;
        overview_and_log(&stage, &shop, device).await;
        unanswered_and_chat(&stage, &shop, device).await;
        people_and_one_of_them(&stage, &shop, device).await;
        editor(&stage, &shop, device).await;
        templates(&stage, &shop, device).await;
        set_up(&stage, &shop, device).await;
        access(&stage, &shop, device).await;
        stage.close().await;
    }
    tokio::task::spawn_blocking(|| drop(own)).await.unwrap();
}
