//! The question in the chat: who is asked, what a tap does, and who is left in peace.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Twenty sentences in each of nine languages, after a line with the language.
const SUPPORT: &str = include_str!("../../core/src/stop/support.txt");

fn name(shop: &Shop) -> String {
    let public = shop.public("en");
    public["name"].as_str().expect("a name").to_owned()
}

/// The text that a link types, its code lost.
fn code_lost(shop: &Shop) -> String {
    format!(
        "Hello, {}: I would like to receive offers on WhatsApp. Code",
        name(shop)
    )
}

/// What somebody was sent, once there are so many and no more.
fn sent(shop: &Shop, ana: &Person, messages: usize) -> Vec<Value> {
    let sent = wait::until(&format!("{messages} messages"), || {
        let sent = shop.sent_to(&ana.wa_id);
        (sent.len() >= messages).then_some(sent)
    });
    assert_eq!(sent.len(), messages, "{sent:?}");
    sent
}

/// Waits until everything that came before has been worked off: somebody else opts in.
fn all_worked_off(shop: &Shop) {
    let form = Form::of(shop);
    let text = form.text(shop);
    Person::new().says(shop, &text);
    form.welcome(shop, "read");
}

#[test]
fn a_lost_code_is_asked_about_with_the_whole_statement_and_each_tap_is_one_yes() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    ana.says_with(&shop, &code_lost(&shop), &json!({"timestamp": now}));
    let asked = &sent(&shop, &ana, 1)[0];
    let body = asked["body"].as_str().unwrap();
    let statement = &shop.public("en")["statement"];
    assert!(body.contains(statement["text"].as_str().unwrap()), "{body}");
    assert!(
        body.contains(statement["privacy_url"].as_str().unwrap()),
        "{body}"
    );

    ana.taps_with(&shop, "Offers", &json!({"timestamp": now + 1}));
    wait::until_equal(&json!(1), || shop.stats()["opt_ins"]["confirmed"].clone());
    ana.taps_with(&shop, "My orders", &json!({"timestamp": now + 2}));
    wait::until_equal(&json!(2), || shop.stats()["opt_ins"]["confirmed"].clone());
    // The same tap again is no new yes.
    ana.taps_with(&shop, "Offers", &json!({"timestamp": now + 3}));
    all_worked_off(&shop);

    let mut yeses = shop.ledger();
    yeses.retain(|event| event["type"] == "opt_in_confirmed" && event["method"] == "question");
    let purposes: Vec<&Value> = yeses.iter().map(|event| &event["purposes"]).collect();
    assert_eq!(purposes, [&json!(["offers"]), &json!(["orders"])]);
    assert_eq!(yeses[0]["statement"], statement["id"]);
    assert_eq!(yeses[0]["locale"], "en");
    for item in shop
        .opt_ins("?state=confirmed")
        .iter()
        .filter(|item| item["source"] == "question")
    {
        assert_eq!(item["wa_id"], json!(ana.wa_id));
        assert_eq!(item["statement"], statement["id"]);
    }
}

#[test]
fn none_is_kept_as_a_refusal_and_nobody_asks_again() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    ana.says_with(&shop, &code_lost(&shop), &json!({"timestamp": now}));
    sent(&shop, &ana, 1);
    ana.taps_with(&shop, "None of these", &json!({"timestamp": now + 1}));
    wait::until("a refusal", || {
        shop.ledger_types()
            .contains(&"refused".to_owned())
            .then_some(())
    });
    ana.taps_with(&shop, "None of these", &json!({"timestamp": now + 2}));
    ana.says_with(&shop, &code_lost(&shop), &json!({"timestamp": now + 3}));
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
    let refusals = shop
        .ledger_types()
        .into_iter()
        .filter(|word| word == "refused")
        .count();
    assert_eq!(refusals, 1);
}

#[test]
fn a_no_counts_also_under_words_that_are_not_shown_any_more() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let statement = shop.public("en")["statement"]["id"].clone();
    let id = format!("saludo:ask:{}:NONE", statement.as_str().unwrap());
    let reply = json!({
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {"id": id, "title": "None of these"}},
    });
    // Of a question that is kept no more, or that was never asked.
    let more = json!({"timestamp": now, "type": "interactive", "message": reply});
    ana.says_with(&shop, "None of these", &more);
    ana.says_with(&shop, &code_lost(&shop), &json!({"timestamp": now + 1}));
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 0);
    assert!(!shop.ledger_types().contains(&"refused".to_owned()));
}

#[test]
fn nobody_is_asked_twice_within_a_month() {
    let shop = Shop::own();
    let ana = Person::new();
    for _ in 0..3 {
        ana.says(&shop, &code_lost(&shop));
    }
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn whoever_holds_some_is_asked_about_the_rest_with_the_way_to_their_page() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let form = Form::of(&shop).with("purposes", json!(["restock", "orders"]));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    ana.says(&shop, &code_lost(&shop));
    let body = sent(&shop, &ana, 2)[1]["body"].clone();
    assert!(
        body.as_str().unwrap().contains("\n\nMy preferences: http"),
        "{body}"
    );
    bea.says(&shop, &code_lost(&shop));
    let body = sent(&shop, &bea, 1)[0]["body"].clone();
    assert!(
        !body.as_str().unwrap().contains("My preferences: http"),
        "nothing to take back: {body}"
    );
}

#[test]
fn whoever_holds_it_all_is_not_asked() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop).with("purposes", json!(["offers", "restock", "orders"]));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    ana.says(&shop, &code_lost(&shop));
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn a_no_binds_for_long_but_not_who_asks_for_it() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop);
    let now = wait::now_seconds();
    let text = form.text(&shop);
    ana.says_with(&shop, &text, &json!({"timestamp": now}));
    form.welcome(&shop, "read");
    ana.says_with(&shop, "STOP", &json!({"timestamp": now + 1}));
    sent(&shop, &ana, 2);
    ana.says_with(&shop, &code_lost(&shop), &json!({"timestamp": now + 2}));
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 2, "a doubt is no wish");
    ana.prefers(&shop, "signup", now + 3);
    let asked = &sent(&shop, &ana, 3)[2];
    assert_eq!(asked["type"], "interactive");
    ana.taps_with(&shop, "Offers", &json!({"timestamp": now + 4}));
    wait::until("a yes by signup", || {
        let mut events = shop.ledger().into_iter();
        events.find(|event| event["method"] == "in_app_signup")
    });
}

#[test]
fn a_campaigns_keyword_leads_to_the_question_and_the_yes_names_it() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["campaigns"] = json!([{ "id": "till", "name": "Sign at the till" }]);
    });
    let ana = Person::new();
    let now = wait::now_seconds();
    let text = format!(
        "Hello, {}: what can I receive on WhatsApp? (till)",
        name(&shop)
    );
    ana.says_with(&shop, &text, &json!({"timestamp": now}));
    sent(&shop, &ana, 1);
    ana.taps_with(&shop, "Offers", &json!({"timestamp": now + 1}));
    let yes = wait::until("a yes by keyword", || {
        let mut events = shop.ledger().into_iter();
        events.find(|event| event["type"] == "opt_in_confirmed")
    });
    assert_eq!(
        (&yes["method"], &yes["campaign"]),
        (&json!("keyword"), &json!("till"))
    );
    assert_eq!(shop.opt_ins("")[0]["campaign"], "till");
}

#[test]
fn while_a_person_of_the_shop_is_in_the_chat_no_machine_asks() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    ana.says_with(&shop, "Hi, a question", &json!({"timestamp": now}));
    let echo = json!({
        "from": shop.number, "to": ana.wa_id, "id": format!("wamid.echo.{}", ana.wa_id),
        "timestamp": now.to_string(), "type": "text", "text": {"body": "Hello!"},
    });
    let mut body = shop.change(&json!({ "message_echoes": [echo] }));
    body["entry"][0]["changes"][0]["field"] = json!("smb_message_echoes");
    assert_eq!(shop.webhook(&body), 200);
    ana.says_with(&shop, &code_lost(&shop), &json!({"timestamp": now + 1}));
    let form = Form::of(&shop);
    let text = form.text(&shop);
    ana.says_with(&shop, &text, &json!({"timestamp": now + 2}));
    form.welcome(&shop, "read");
    assert_eq!(
        shop.sent_to(&ana.wa_id).len(),
        1,
        "the welcome of a new opt-in alone"
    );
    ana.says_with(&shop, "stop", &json!({"timestamp": now + 3}));
    sent(&shop, &ana, 2);
}

#[test]
fn words_that_are_not_shown_any_more_are_no_words_to_tap_on() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let reply = json!({
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {
            "id": format!("saludo:ask:{}:offers", "ab".repeat(32)), "title": "Offers",
        }},
    });
    ana.says_with(
        &shop,
        "Offers",
        &json!({"timestamp": now, "type": "interactive", "message": reply}),
    );
    let asked = &sent(&shop, &ana, 1)[0];
    assert_eq!(asked["type"], "interactive");
    assert_eq!(shop.stats()["opt_ins"]["confirmed"], 0);
}

#[test]
fn what_people_write_to_support_is_never_answered_by_a_machine() {
    let shop = Shop::own();
    let ana = Person::new();
    let now = wait::now_seconds();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    ana.says_with(&shop, &text, &json!({"timestamp": now}));
    form.welcome(&shop, "read");
    let sentences = SUPPORT
        .lines()
        .filter(|line| !line.starts_with('[') && !line.is_empty());
    let mut count = 0;
    for (seconds, sentence) in (now + 1..).zip(sentences) {
        ana.says_with(&shop, sentence, &json!({"timestamp": seconds}));
        count += 1;
    }
    assert_eq!(count, 180);
    all_worked_off(&shop);
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
    assert_eq!(form.state(&shop), "confirmed");
}
