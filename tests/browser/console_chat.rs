//! Answering a chat in a real browser: in the window and out of it, with the person's phone beside it.

use crate::stage::{DESK, PHONE, Stage};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saludo_tests::chat::{exported, message, post, text, wamid};
use saludo_tests::console::Console;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// A picture of one pixel.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A shop with canned replies.
fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["replies"] = json!([
            {"shortcut": "envío", "text": "It leaves today and is there tomorrow."},
            {"shortcut": "hours", "text": "We are open from nine to eight."},
        ]);
    });
    shop
}

/// Somebody who wrote so many seconds ago, and their id.
fn wrote(shop: &Shop, part: &Value, ago: u64) -> (Person, String) {
    let person = Person::new();
    let at = wait::now_seconds() - ago;
    post(shop, &message(&person, &wamid(), at, part), &json!({}));
    let id = wait::until("a person", || {
        exported(shop, &person.wa_id)?["id"]
            .as_str()
            .map(str::to_owned)
    });
    (person, id)
}

async fn type_into(stage: &Stage, css: &str, words: &str) {
    stage.find(css).await.send_keys(words).await.expect("keys");
}

async fn press(stage: &Stage, css: &str) {
    let button = stage.find(css).await;
    button.scroll_into_view().await.expect("in view");
    button.click().await.expect("a click");
}

/// Waits until an element says something.
async fn says(stage: &Stage, css: &str, words: &str) {
    stage
        .until(&format!("{css}: {words}"), async || {
            let text = stage.try_find(css).await?.text().await.ok()?;
            text.contains(words).then_some(())
        })
        .await;
}

async fn answers_and_the_phone_shows_it(size: (u32, u32), name: &str) {
    let shop = shop();
    let (ana, id) = wrote(&shop, &text("Do you have it in blue?"), 5);
    let stage = Stage::new(size).await;
    stage.sign_in(&shop, "/unanswered").await;
    says(&stage, "#waiting", "Do you have it in blue?").await;
    // (On a desk the gutter of the scroll bar is kept free, and a short page is narrower.)
    if size == PHONE {
        stage.fits("unanswered").await;
    }
    stage.looked_at(&format!("unanswered-{name}")).await;
    press(&stage, "#waiting a.one").await;
    says(&stage, "#log", "Do you have it in blue?").await;
    if size == PHONE {
        stage.fits("chat").await;
    }
    // A short cut is written out while typing, whatever its accents.
    type_into(&stage, "#text", "Yes! /envio and ").await;
    let text_now = async || stage.find("#text").await.prop("value").await.ok().flatten();
    let typed = text_now().await;
    assert_eq!(
        typed.as_deref(),
        Some("Yes! It leaves today and is there tomorrow. and ")
    );
    stage.looked_at(&format!("chat-{name}")).await;
    press(&stage, "button[value=reply]").await;
    says(&stage, "[role=status]", "On its way.").await;
    says(&stage, "#log .ours", "It leaves today").await;
    // Without a reload: how it fares, and what they write next.
    says(&stage, "#log .ours .state", "read").await;
    ana.says(&shop, "Wonderful, thanks");
    says(&stage, "#log .theirs.waits", "Wonderful, thanks").await;
    says(&stage, "#head", "Waiting for").await;
    // On their phone stands what was typed.
    stage
        .open(&shop.sandbox(&format!("/phone/{}", ana.wa_id)))
        .await;
    says(
        &stage,
        "body",
        "Yes! It leaves today and is there tomorrow. and",
    )
    .await;
    stage
        .open(&shop.worker(&format!("/admin/{}/chats/{id}", shop.slug)))
        .await;
    press(&stage, "button[value=done]").await;
    says(&stage, "[role=status]", "Done.").await;
    stage
        .open(&shop.worker(&format!("/admin/{}/unanswered", shop.slug)))
        .await;
    says(&stage, "#waiting", "Nobody is waiting").await;
    stage.close().await;
}

#[tokio::test]
async fn on_a_desk_a_chat_is_answered_and_the_persons_phone_shows_it() {
    answers_and_the_phone_shows_it(DESK, "desk").await;
}

#[tokio::test]
async fn on_a_phone_a_chat_is_answered_and_the_persons_phone_shows_it() {
    answers_and_the_phone_shows_it(PHONE, "phone").await;
}

#[tokio::test]
async fn out_of_the_window_there_is_no_box_until_they_write_again() {
    let shop = shop();
    let (ana, id) = wrote(&shop, &text("Yesterday's question"), 24 * 60 * 60 + 60);
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, &format!("/chats/{id}")).await;
    says(&stage, "#closed", "You cannot write freely now").await;
    assert!(stage.try_find("#text").await.is_none());
    stage.looked_at("chat-closed-desk").await;
    ana.says(&shop, "Hello?");
    // The page shows that they wrote, and the box, without a reload.
    says(&stage, "#log", "Hello?").await;
    type_into(&stage, "#text", "Here we are. /hours ").await;
    press(&stage, "button[value=reply]").await;
    says(
        &stage,
        "#log .ours",
        "Here we are. We are open from nine to eight.",
    )
    .await;
    stage.close().await;
}

#[tokio::test]
async fn a_picture_that_somebody_sent_is_shown() {
    let shop = shop();
    let picture = STANDARD.decode(DOT).expect("a picture");
    let url = shop.sandbox("/_sandbox/media");
    let posted = http::send("POST", &url, &[("Content-Type", "image/png")], &picture);
    let medium = posted.json()["id"].clone();
    let part = json!({"type": "image", "image": {"id": medium, "mime_type": "image/png"}});
    let (_, id) = wrote(&shop, &part, 5);
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, &format!("/chats/{id}")).await;
    stage
        .until("the picture", async || {
            let width = "return document.querySelector('img.picture')?.naturalWidth ?? 0";
            (stage.script(width).await == 1).then_some(())
        })
        .await;
    stage.close().await;
}

#[tokio::test]
async fn whoever_writes_while_somebody_else_answers_is_told_and_keeps_their_words() {
    let shop = shop();
    let (_, id) = wrote(&shop, &text("Are you open?"), 5);
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, &format!("/chats/{id}")).await;
    type_into(&stage, "#text", "Until eight").await;
    // Their page is stopped from asking anew, as it is where scripts are off.
    let halt = "for (let id = setTimeout(() => {}); id > 0; id--) clearTimeout(id); return 0";
    stage.script(halt).await;
    let owner = Console::owner(&shop);
    let bea = Console::with_token(&shop, &owner.make_token("Bea", "staff"));
    assert_eq!(bea.reply(&id, "Until nine today").status, 303);
    press(&stage, "button[value=reply]").await;
    says(&stage, "[role=alert]", "somebody else answered meanwhile").await;
    says(&stage, "#log", "Until nine today").await;
    let kept = stage.find("#text").await.prop("value").await.ok().flatten();
    assert_eq!(kept.as_deref(), Some("Until eight"));
    stage.close().await;
}

#[tokio::test]
async fn without_script_a_chat_is_found_answered_and_done() {
    let shop = shop();
    let (ana, _) = wrote(&shop, &text("Do you gift-wrap?"), 5);
    let stage = Stage::new(DESK).await;
    stage.sign_in(&shop, "").await;
    let off = json!({ "value": true });
    stage
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    let list = format!("/admin/{}/unanswered", shop.slug);
    stage.open(&shop.worker(&list)).await;
    says(&stage, "#waiting", "Do you gift-wrap?").await;
    press(&stage, "#waiting a.one").await;
    type_into(&stage, "#text", "Yes, and it is free.").await;
    press(&stage, "button[value=reply]").await;
    says(&stage, "[role=status]", "On its way.").await;
    says(&stage, "#log .ours", "Yes, and it is free.").await;
    wait::until("it at Meta", || {
        let sent = shop.sent_to(&ana.wa_id);
        let mut bodies = sent.iter().map(|message| message["body"].to_string());
        bodies
            .any(|body| body.contains("Yes, and it is free."))
            .then_some(())
    });
    stage.close().await;
}
