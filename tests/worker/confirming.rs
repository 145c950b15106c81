//! What confirms an opt-in, and everything that looks like it and does not.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::{code, wait};
use serde_json::{Value, json};

fn confirmed(form: &Form, shop: &Shop) -> Value {
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed")
}

/// Waits until the book has worked off so many updates, then checks that nobody was written to:
/// an opt-in of somebody else, asked for afterwards, is confirmed and welcomed first.
fn nothing_came_of_it(shop: &Shop, person: &Person) {
    let control = Form::of(shop);
    let text = control.text(shop);
    Person::new().says(shop, &text);
    control.welcome(shop, "read");
    assert_eq!(shop.sent_to(&person.wa_id), Vec::<Value>::new());
}

/// The same, of somebody who is asked in the chat and told nothing else.
fn is_only_asked(shop: &Shop, person: &Person) {
    let asked = wait::until("the question", || {
        let sent = shop.sent_to(&person.wa_id);
        (!sent.is_empty()).then_some(sent)
    });
    nothing_came_of_it(shop, &Person::new());
    assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    assert_eq!(asked[0]["type"], "interactive");
}

#[test]
fn a_webhook_that_comes_twice_changes_nothing_the_second_time() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    let id = ana.says(&shop, &text);
    form.welcome(&shop, "read");
    let before = shop.opt_in(&form.code).unwrap();
    ana.says_with(&shop, &text, &json!({"id": id}));
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["duplicates"].clone());
    assert_eq!(shop.opt_in(&form.code).unwrap(), before);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn the_same_person_sending_again_changes_nothing() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    let before = shop.opt_in(&form.code).unwrap();
    ana.says(&shop, &text);
    wait::until_equal(&json!(5), || shop.stats()["webhook"]["updates"].clone());
    nothing_came_of_it(&shop, &Person::new());
    assert_eq!(shop.opt_in(&form.code).unwrap(), before);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn a_message_that_comes_before_its_post_confirms_when_the_post_comes() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let text = format!(
        "Hello, {name}: I would like to receive offers on WhatsApp. Code {} (please keep it)",
        form.code
    );
    ana.says(&shop, &text);
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["updates"].clone());
    assert_eq!(form.state(&shop), "unknown");
    assert_eq!(form.text(&shop), text);
    let item = form.welcome(&shop, "read");
    assert_eq!(
        (&item["state"], &item["wa_id"]),
        (&json!("confirmed"), &json!(ana.wa_id))
    );
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn the_first_sender_wins() {
    let shop = Shop::own();
    let (ana, eve, form) = (Person::new(), Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    let before = form.welcome(&shop, "read");
    eve.says(&shop, &text);
    is_only_asked(&shop, &eve);
    assert_eq!(shop.stats()["questions"]["other_sender"], 1);
    assert_eq!(shop.opt_in(&form.code).unwrap(), before);
}

#[test]
fn what_falls_short_of_a_yes_confirms_nothing_and_is_asked_about() {
    let now = wait::now_seconds();
    let day = 24 * 60 * 60;
    for (what, recorded, change, more) in [
        (
            "forwarded",
            "forwarded",
            "{text}",
            json!({"forwarded": true}),
        ),
        (
            "after 24 hours",
            "expired",
            "{text}",
            json!({"timestamp": now + day + 60}),
        ),
        ("also says stop", "also_stop", "{text} STOP", json!({})),
        ("words removed", "words_removed", "{code}", json!({})),
        (
            "words before it",
            "words_removed",
            "I do not want this: {text}",
            json!({}),
        ),
    ] {
        let shop = Shop::own();
        let (ana, form) = (Person::new(), Form::of(&shop));
        let text = form.text(&shop);
        let said = change
            .replace("{text}", &text)
            .replace("{code}", &form.code);
        ana.says_with(&shop, &said, &more);
        is_only_asked(&shop, &ana);
        assert_eq!(
            shop.opt_in(&form.code).unwrap()["state"],
            "requested",
            "{what}"
        );
        assert_eq!(shop.stats()["questions"][recorded], 1, "{what}");
    }
}

#[test]
fn late_delivery_is_not_late_sending() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form.text(&shop);
    // Meta's clock may be a little behind ours, and a message waits for its phone to be online.
    let now = wait::now_seconds();
    ana.says_with(&shop, &text, &json!({"timestamp": now - 5}));
    let item = confirmed(&form, &shop);
    assert!(item["confirmed_at"].as_str() >= item["requested_at"].as_str());
}

#[test]
fn text_may_follow_and_accents_case_and_spacing_do_not_matter() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let text = form
        .text(&shop)
        .to_uppercase()
        .replace(", ", "   ")
        .replace('-', " ");
    ana.says(&shop, &format!("{text} Thank you! Do you have jeans?"));
    confirmed(&form, &shop);
}

#[test]
fn ordinary_messages_are_never_answered_by_machine() {
    let shop = Shop::own();
    let ana = Person::new();
    let unknown = code::fresh();
    for text in [
        "order jeans",
        "Is this still available?",
        "hola",
        unknown.as_str(),
        &format!("my order number is {unknown}"),
        "👍",
        "please don't stop",
    ] {
        ana.says(&shop, text);
    }
    wait::until_equal(&json!(7), || shop.stats()["webhook"]["updates"].clone());
    nothing_came_of_it(&shop, &ana);
    assert_eq!(shop.stats()["opt_ins"]["confirmed"], 1, "the control alone");
}

#[test]
fn an_unknown_code_in_the_shops_own_words_is_asked_about_once_it_was_not_merely_early() {
    let shop = Shop::own();
    let ana = Person::new();
    let text = Form::of(&shop).text(&shop);
    let (before, _) = text.split_once("Code ").unwrap();
    ana.says(
        &shop,
        &format!("{before}Code {} (please keep it)", code::fresh()),
    );
    nothing_came_of_it(&shop, &ana);
    // The unknown code may have been early; after half a minute it was not.
    wait::until_within(2400, "the question about the unknown code", || {
        (shop.stats()["questions"]["unknown_code"] == 1).then_some(())
    });
    is_only_asked(&shop, &ana);
}

#[test]
fn a_typed_phone_that_is_not_the_senders_is_deleted() {
    let shop = Shop::own();
    let ana = Person::new();
    let (own, others) = (
        Form::of(&shop).with("phone", json!(format!("+{}", ana.wa_id))),
        Form::of(&shop)
            .with("phone", json!("+34699999999"))
            .with("purposes", json!(["orders"])),
    );
    for form in [&own, &others] {
        let text = form.text(&shop);
        ana.says(&shop, &text);
        assert_eq!(confirmed(form, &shop)["phone"], format!("+{}", ana.wa_id));
    }
    let found = shop.admin("GET", "/opt-ins?q=699999999", &[], b"").json();
    assert_eq!(found["items"], json!([]));
    let sent = wait::until("a welcome", || shop.sent_to(&ana.wa_id).first().cloned());
    assert!(
        sent["body"].as_str().unwrap().contains("this number"),
        "{sent}"
    );
}

#[test]
fn mexican_and_brazilian_numbers_are_known_in_both_spellings() {
    let shop = Shop::own();
    let tail = code::random() % 10_000_000;
    for (typed, wa_id) in [
        (format!("+52551{tail:07}"), format!("521551{tail:07}")),
        (
            format!("+55119{tail:08}"),
            format!("5511{:08}", 60_000_000 + tail),
        ),
    ] {
        let typed = if typed.starts_with("+55") {
            format!("+55119{:08}", 60_000_000 + tail)
        } else {
            typed
        };
        let ana = Person {
            wa_id: wa_id.clone(),
        };
        let form = Form::of(&shop).with("phone", json!(typed));
        let text = form.text(&shop);
        ana.says(&shop, &text);
        let item = confirmed(&form, &shop);
        assert_eq!(item["phone"], typed, "kept, because it is the sender's");
        let sent = wait::until("a welcome", || shop.sent_to(&wa_id).first().cloned());
        assert_eq!(sent["to"], format!("+{wa_id}"), "exactly as Meta gave it");
    }
}
