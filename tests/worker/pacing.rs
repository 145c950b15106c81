//! Meta's rates and the quality guard: what leaves when, and what the shop is told meanwhile.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Milliseconds of a moment as the sandbox writes it: `…T16:24:05.007Z`, within one day.
fn of_day(moment: &Value) -> u64 {
    let text = moment.as_str().expect("a moment");
    let part = |from: usize, to: usize| text[from..to].parse::<u64>().expect("digits");
    ((part(11, 13) * 60 + part(14, 16)) * 60 + part(17, 19)) * 1_000 + part(20, 23)
}

#[test]
fn one_person_gets_as_many_as_the_pair_rate_allows_and_the_rest_waits() {
    let shop = Shop::own();
    let ana = Person::new();
    let name = shop.public("en")["name"].clone();
    let text = format!(
        "Hello, {}: please show me my WhatsApp preferences.",
        name.as_str().expect("a name")
    );
    for _ in 0..48 {
        ana.says(&shop, &text);
    }
    wait::until("some wait", || {
        shop.stats()["waiting"]["pair_rate"]
            .as_i64()
            .filter(|waiting| *waiting > 0)
    });
    // The last of four waits for 24 seconds, and Meta never had to refuse one.
    wait::until_within(1_200, "all sent", || {
        (shop.sent_to(&ana.wa_id).len() == 48).then_some(())
    });
    assert_eq!(shop.graph_calls(), 48);
    let sent = shop.sent_to(&ana.wa_id);
    let at: Vec<u64> = sent.iter().map(|message| of_day(&message["at"])).collect();
    for pair in at[44..].windows(2) {
        let apart = (86_400_000 + pair[1] - pair[0]) % 86_400_000;
        assert!(apart > 5_000, "{apart} ms");
    }
}

#[test]
fn a_number_sends_no_faster_than_its_shop_says() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["sending"] = json!({ "messages_per_second": 2 });
    });
    let people: Vec<(Person, Form)> = (0..8).map(|_| (Person::new(), Form::of(&shop))).collect();
    for (person, form) in &people {
        let text = form.text(&shop);
        person.says(&shop, &text);
    }
    wait::until("some wait", || {
        shop.stats()["waiting"]["throughput"]
            .as_i64()
            .filter(|waiting| *waiting > 0)
    });
    let mut at: Vec<u64> = people
        .iter()
        .map(|(person, form)| {
            form.welcome(&shop, "read");
            of_day(&shop.sent_to(&person.wa_id)[0]["at"])
        })
        .collect();
    at.sort_unstable();
    // One a second, so that no second has more than two, give or take the way to Graph.
    for four in at.windows(4) {
        assert!(four[3] - four[0] > 2_000, "{at:?}");
    }
}

/// Meta says that the shop's confirmation template has another status.
fn template_is(shop: &Shop, event: &str, title: Option<&str>, time: u64) {
    let mut value = json!({
        "event": event, "message_template_id": 1, "message_template_language": "en",
        "message_template_name": "saludo_opt_in_confirmation", "reason": "NONE",
        "message_template_category": "UTILITY",
    });
    if let Some(title) = title {
        value["other_info"] = json!({"title": title, "description": "…"});
    }
    let body = shop.account_change("message_template_status_update", &value, time);
    assert_eq!(shop.webhook(&body), 200);
}

fn opts_in(shop: &Shop) -> (Person, Form) {
    let (person, form) = (Person::new(), Form::of(shop));
    let text = form.text(shop);
    person.says(shop, &text);
    (person, form)
}

#[test]
fn a_paused_template_rests_by_itself_and_comes_back_when_meta_says() {
    let shop = Shop::own();
    let now = wait::now_seconds();
    template_is(&shop, "PAUSED", Some("FIRST_PAUSE"), now - 60);
    let alert = wait::until("an alert", || shop.stats()["alerts"].get(0).cloned());
    assert_eq!(
        (&alert["kind"], &alert["subject"]),
        (
            &json!("template_paused"),
            &json!("template saludo_opt_in_confirmation (en)")
        )
    );
    let (ana, first) = opts_in(&shop);
    let item = first.welcome(&shop, "read");
    assert_eq!(
        (&item["welcome"]["fallback"], &item["welcome"]["attempts"]),
        (&json!(true), &json!(1)),
        "nobody asked Graph for it"
    );
    assert_eq!(shop.sent_to(&ana.wa_id)[0]["type"], "text");
    template_is(&shop, "APPROVED", Some("UNPAUSE"), now);
    wait::until_equal(&json!([]), || shop.stats()["alerts"].clone());
    let (bea, second) = opts_in(&shop);
    second.welcome(&shop, "read");
    assert_eq!(shop.sent_to(&bea.wa_id)[0]["type"], "template");
}

#[test]
fn a_pause_is_over_when_its_three_hours_are() {
    let shop = Shop::own();
    let now = wait::now_seconds();
    template_is(&shop, "PAUSED", Some("FIRST_PAUSE"), now - 3 * 60 * 60 - 1);
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["updates"].clone());
    let (ana, form) = opts_in(&shop);
    form.welcome(&shop, "read");
    assert_eq!(shop.sent_to(&ana.wa_id)[0]["type"], "template");
}

#[test]
fn a_confirmation_that_meta_takes_for_marketing_goes_as_text_to_the_united_states() {
    let shop = Shop::own();
    let value = json!({
        "message_template_id": 1, "message_template_language": "en",
        "message_template_name": "saludo_opt_in_confirmation",
        "previous_category": "UTILITY", "new_category": "MARKETING",
    });
    let body = shop.account_change("template_category_update", &value, wait::now_seconds());
    assert_eq!(shop.webhook(&body), 200);
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["updates"].clone());
    let form = Form::of(&shop);
    let american = Person {
        wa_id: format!("1650555{:04}", saludo_tests::code::random() % 10_000),
    };
    let text = form.text(&shop);
    american.says(&shop, &text);
    form.welcome(&shop, "read");
    assert_eq!(shop.sent_to(&american.wa_id)[0]["type"], "text");
    let (ana, spanish) = opts_in(&shop);
    spanish.welcome(&shop, "read");
    assert_eq!(shop.sent_to(&ana.wa_id)[0]["type"], "template");
}

#[test]
fn a_banned_account_makes_messages_wait_until_it_is_reinstated() {
    let shop = Shop::own();
    let now = wait::now_seconds();
    let ban = |state: &str, time: u64| {
        let value = json!({
            "event": "DISABLED_UPDATE",
            "ban_info": {"waba_ban_state": state, "waba_ban_date": "January 31, 2021"},
        });
        let body = shop.account_change("account_update", &value, time);
        assert_eq!(shop.webhook(&body), 200);
    };
    ban("DISABLE", now - 10);
    wait::until("an alert", || shop.stats()["alerts"].get(0).cloned());
    let (_, form) = opts_in(&shop);
    wait::until_equal(&json!({"account_restricted": 1}), || {
        shop.stats()["waiting"].clone()
    });
    assert_eq!(shop.graph_calls(), 0);
    ban("REINSTATE", now);
    form.welcome(&shop, "read");
    assert_eq!(shop.stats()["alerts"], json!([]));
}
