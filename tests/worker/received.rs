//! What people write to the shop's people: every type is shown, and what they do to it later
//! applies, in whatever order it comes.

use saludo_tests::chat::{held, message, post, text, wamid};
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// What is shown of all that somebody wrote, once there is so much.
fn shown(shop: &Shop, ana: &Person, messages: usize) -> Vec<Value> {
    wait::until(&format!("{messages} messages"), || {
        let held = held(shop, &ana.wa_id)?;
        let received = held["messages_received"].as_array()?;
        let shown = received.iter().map(|one| one["shown"].clone());
        (received.len() >= messages).then(|| shown.collect())
    })
}

fn says(shop: &Shop, ana: &Person, seconds: u64, part: &Value) -> String {
    let id = wamid();
    post(shop, &message(ana, &id, seconds, part), &json!({}));
    id
}

/// Waits until everything that came before has been worked off: somebody else opts in.
fn all_worked_off(shop: &Shop) {
    let form = Form::of(shop);
    Person::new().says(shop, &form.text(shop));
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
}

#[test]
fn every_type_is_shown_by_what_it_is() {
    let (shop, ana) = (Shop::own(), Person::new());
    let now = wait::now_seconds();
    let parts = [
        text("Do you have it in blue?"),
        json!({"type": "image", "image": {"id": "71", "mime_type": "image/jpeg", "caption": "This one"}}),
        json!({"type": "location", "location": {"latitude": 41.76, "longitude": -2.46}}),
        json!({"type": "order", "order": {"catalog_id": "c", "text": "Two",
            "product_items": [{"product_retailer_id": "sku", "quantity": 2}]}}),
        json!({"type": "unsupported", "errors": [{"code": 131_051, "title": "Message type unknown"}]}),
        json!({"type": "text", "text": {"body": "That"}, "context": {"id": "wamid.quoted"}}),
    ];
    for (seconds, part) in (now..).zip(&parts) {
        says(&shop, &ana, seconds, part);
    }
    let shown = shown(&shop, &ana, parts.len());
    let types: Vec<&Value> = shown.iter().map(|one| &one["type"]).collect();
    assert_eq!(
        types,
        ["text", "image", "location", "order", "unsupported", "text"]
    );
    assert_eq!(shown[0]["text"], "Do you have it in blue?");
    assert_eq!(
        shown[1]["media"],
        json!({"id": "71", "mime_type": "image/jpeg", "caption": "This one"})
    );
    assert_eq!(shown[2]["location"]["latitude"], "41.76");
    assert_eq!(shown[3]["order"]["product_items"][0]["quantity"], 2);
    assert_eq!(shown[4]["error"], "Message type unknown");
    assert_eq!(shown[5]["quotes"], "wamid.quoted");
}

/// Posts all of them in one order and all again in the other.
fn in_both_orders(check: impl Fn(&Shop, &Person, &str, &dyn Fn(Vec<Value>))) {
    for reversed in [false, true] {
        let (shop, ana) = (Shop::own(), Person::new());
        // Marks of somebody who is not known would make them known.
        let now = wait::now_seconds();
        says(&shop, &ana, now - 10, &text("Hello"));
        shown(&shop, &ana, 1);
        let id = wamid();
        let post_all = |mut messages: Vec<Value>| {
            if reversed {
                messages.reverse();
            }
            for message in messages.iter().chain(messages.iter().rev()) {
                post(&shop, message, &json!({}));
            }
            all_worked_off(&shop);
        };
        check(&shop, &ana, &id, &post_all);
    }
}

#[test]
fn the_last_reaction_and_the_last_words_count() {
    in_both_orders(|shop, ana, id, post_all| {
        let now = wait::now_seconds();
        let of = |seconds: u64, part: &Value| message(ana, &wamid(), seconds, part);
        let reaction = |emoji: &str| json!({"type": "reaction", "reaction": {"message_id": id, "emoji": emoji}});
        let edit = |words: &str| json!({"type": "edit", "edit": {"original_message_id": id, "message": text(words)}});
        post_all(vec![
            message(ana, id, now, &text("Is it bleu?")),
            of(now + 1, &reaction("👍")),
            of(now + 2, &edit("Is it blue?")),
            of(now + 3, &reaction("❤️")),
            of(now + 4, &edit("Is it navy blue?")),
        ]);
        let shown = shown(shop, ana, 2);
        assert_eq!(shown.len(), 2, "marks are no messages: {shown:?}");
        assert_eq!(shown[1]["text"], "Is it navy blue?");
        assert_eq!(shown[1]["reaction"], "❤️");
        assert!(shown[1]["edited_at"].is_string(), "{shown:?}");
    });
}

#[test]
fn a_reaction_can_be_taken_away() {
    in_both_orders(|shop, ana, id, post_all| {
        let now = wait::now_seconds();
        post_all(vec![
            message(ana, id, now, &text("Thanks")),
            message(
                ana,
                &wamid(),
                now + 1,
                &json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "👍"}}),
            ),
            message(
                ana,
                &wamid(),
                now + 2,
                &json!({"type": "reaction", "reaction": {"message_id": id}}),
            ),
        ]);
        assert_eq!(shown(shop, ana, 2)[1]["reaction"], Value::Null);
    });
}

#[test]
fn a_message_that_was_taken_back_is_gone_with_its_words() {
    in_both_orders(|shop, ana, id, post_all| {
        let now = wait::now_seconds();
        post_all(vec![
            message(ana, id, now, &text("My card is 4111…")),
            message(
                ana,
                &wamid(),
                now + 1,
                &json!({"type": "edit", "edit": {
                "original_message_id": id, "message": text("My card is 4222…")}}),
            ),
            message(
                ana,
                &wamid(),
                now + 2,
                &json!({"type": "revoke", "revoke": {"original_message_id": id}}),
            ),
        ]);
        let held = held(shop, &ana.wa_id).unwrap();
        let message = &held["messages_received"][1];
        assert_eq!(message["message"], json!({"type": "revoked"}));
        assert_eq!(message["shown"]["text"], Value::Null);
        assert!(message["shown"]["revoked_at"].is_string(), "{message}");
        assert!(!held.to_string().contains("My card"), "{held}");
    });
}

#[test]
fn an_edit_may_stop_and_never_agrees() {
    let (shop, ana) = (Shop::own(), Person::new());
    let form = Form::of(&shop);
    let words = form.text(&shop);
    let edit = |words: &str| {
        json!({"type": "edit", "edit": {
        "original_message_id": "wamid.before", "message": text(words)}})
    };
    let now = wait::now_seconds();
    says(&shop, &ana, now, &edit(&words));
    all_worked_off(&shop);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "requested");
    says(&shop, &ana, now + 1, &text(&words));
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    says(&shop, &ana, now + 2, &edit("STOP"));
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
}

#[test]
fn old_chats_agree_to_nothing_stop_nothing_and_wait_for_nobody() {
    let (shop, ana) = (Shop::own(), Person::new());
    let form = Form::of(&shop);
    let words = form.text(&shop);
    let now = wait::now_seconds();
    let history = |message: &Value| {
        let mut body = shop.change(&json!({"messages": [message]}));
        body["entry"][0]["changes"][0]["field"] = json!("history");
        assert_eq!(shop.webhook(&body), 200);
    };
    // The same message as an old one, then as a live one: that one counts.
    let yes = message(&ana, &wamid(), now, &text(&words));
    history(&yes);
    history(&message(&ana, &wamid(), now - 9, &text("What about blue?")));
    let mut among = message(&ana, &wamid(), now, &text(&words));
    among["history_context"] = json!({"status": "READ"});
    post(&shop, &among, &json!({}));
    let thread =
        json!({"id": ana.wa_id, "messages": [message(&ana, &wamid(), now, &text(&words))]});
    let chunk = json!({"history": [{"metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
        "threads": [thread]}]});
    assert_eq!(shop.webhook(&shop.change(&chunk)), 200);
    all_worked_off(&shop);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "requested");
    assert_eq!(held(&shop, &ana.wa_id), None, "nobody was made of it");
    post(&shop, &yes, &json!({}));
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    history(&message(&ana, &wamid(), now + 5, &text("STOP")));
    all_worked_off(&shop);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "confirmed");
    assert_eq!(shop.stats()["webhook"]["unknown"], 0);
}

#[test]
fn in_a_group_nobody_agrees_and_nobody_stops() {
    let (shop, ana) = (Shop::own(), Person::new());
    let form = Form::of(&shop);
    let words = form.text(&shop);
    let now = wait::now_seconds();
    let group = |words: &str| json!({"type": "text", "text": {"body": words}, "group_id": "g"});
    says(&shop, &ana, now, &group(&words));
    shown(&shop, &ana, 1);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "requested");
    says(&shop, &ana, now + 1, &text(&words));
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    says(&shop, &ana, now + 2, &group("STOP"));
    shown(&shop, &ana, 2);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "confirmed");
}

#[test]
fn who_only_opened_the_chat_is_nobody() {
    let (shop, ana) = (Shop::own(), Person::new());
    says(
        &shop,
        &ana,
        wait::now_seconds(),
        &json!({"type": "request_welcome"}),
    );
    all_worked_off(&shop);
    assert_eq!(held(&shop, &ana.wa_id), None);
}

#[test]
fn why_a_message_failed_is_kept_in_metas_words() {
    let (shop, ana) = (Shop::own(), Person::new());
    shop.behaviour(&json!({"statuses": false}));
    let form = Form::of(&shop);
    ana.says(&shop, &form.text(&shop));
    let item = form.welcome(&shop, "accepted");
    let failed = json!({"statuses": [{"id": item["welcome"]["wamid"], "status": "failed",
        "timestamp": wait::now_seconds().to_string(), "recipient_id": ana.wa_id,
        "errors": [{"code": 131_026, "title": "Message undeliverable",
            "error_data": {"details": "They may not have accepted our new terms."},
            "href": "https://developers.facebook.com/131026"}]}]});
    for _ in 0..2 {
        assert_eq!(shop.webhook(&shop.change(&failed)), 200);
    }
    form.welcome(&shop, "failed");
    let failure = &held(&shop, &ana.wa_id).unwrap()["messages_sent"][0]["failure"];
    assert_eq!(
        [
            &failure["code"],
            &failure["title"],
            &failure["details"],
            &failure["href"]
        ],
        [
            &json!(131_026),
            &json!("Message undeliverable"),
            &json!("They may not have accepted our new terms."),
            &json!("https://developers.facebook.com/131026"),
        ]
    );
}

#[test]
fn a_reaction_to_a_message_of_ours_stands_with_it() {
    let (shop, ana) = (Shop::own(), Person::new());
    let form = Form::of(&shop);
    ana.says(&shop, &form.text(&shop));
    let item = form.welcome(&shop, "read");
    let reaction = json!({"type": "reaction", "reaction": {"message_id": item["welcome"]["wamid"], "emoji": "🙏"}});
    says(&shop, &ana, wait::now_seconds(), &reaction);
    wait::until_equal(&json!("🙏"), || {
        held(&shop, &ana.wa_id).unwrap()["messages_sent"][0]["reaction"].clone()
    });
    assert_eq!(
        held(&shop, &ana.wa_id).unwrap()["messages_received"],
        json!([])
    );
}

#[test]
fn a_number_that_was_asked_for_is_its_senders() {
    let (shop, ana) = (Shop::own(), Person::new());
    let user_id = format!("ES.{}", saludo_tests::code::random());
    let now = wait::now_seconds();
    let says = |seconds: u64, part: &Value| {
        let mut message = message(&ana, &wamid(), seconds, part);
        message.as_object_mut().unwrap().remove("from");
        message["from_user_id"] = json!(user_id);
        let body = shop.change(&json!({"messages": [message]}));
        assert_eq!(shop.webhook(&body), 200);
    };
    let contact = |wa_id: &str, origin: &str| {
        json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana"},
            "phones": [{"phone": format!("+{wa_id}"), "wa_id": wa_id}], "origin": origin}]})
    };
    let friend = Person::new();
    says(now, &contact(&friend.wa_id, "other"));
    says(now + 1, &contact(&ana.wa_id, "contact_request"));
    let held = wait::until("their number", || held(&shop, &ana.wa_id));
    assert_eq!(held["person"]["user_id"], json!(user_id));
    assert_eq!(saludo_tests::chat::held(&shop, &friend.wa_id), None);
}
