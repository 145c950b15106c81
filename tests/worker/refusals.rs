//! What Meta refuses, code by code: at once and, where it took the message first, by a `failed`
//! status. What waits, what is tried again, what ends, and what the shop is told.

use saludo_tests::code::random;
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Somebody opts in, from a network of their own: many may at once.
fn opts_in(shop: &Shop) -> (Person, Form) {
    let (person, form) = (Person::new(), Form::of(shop));
    opts_in_as(shop, &person, &form);
    (person, form)
}

fn opts_in_as(shop: &Shop, person: &Person, form: &Form) {
    let seed = random();
    let network = format!(
        "2001:db8:{:x}:{:x}::1",
        seed & 0xffff,
        (seed >> 16) & 0xffff
    );
    let answer = http::send(
        "POST",
        &shop.api("/opt-ins"),
        &[("CF-Connecting-IP", &network)],
        form.body.to_string().as_bytes(),
    );
    assert_eq!(answer.status, 201, "{answer:?}");
    person.says(shop, &Form::text_of(&answer));
}

/// People who each meet a code once: at once, or by a status.
fn meet(shop: &Shop, codes: &[i64], by_status: bool) -> Vec<(i64, Person, Form)> {
    let people: Vec<(i64, Person, Form)> = codes
        .iter()
        .map(|code| (*code, Person::new(), Form::of(shop)))
        .collect();
    let fail = |(code, person, _): &(i64, Person, Form)| json!({"code": code, "times": 1, "to": person.wa_id, "async": by_status});
    let fails: Vec<Value> = people.iter().map(fail).collect();
    shop.behaviour(&json!({ "fail": fails }));
    for (_, person, form) in &people {
        opts_in_as(shop, person, form);
    }
    people
}

/// What ends a message: the code, and the word for why.
const FINAL: [(i64, &str); 23] = [
    (100, "invalid"),
    (130_403, "blocked"),
    (130_472, "experiment"),
    (130_497, "country"),
    (131_008, "invalid"),
    (131_009, "invalid"),
    (131_021, "own_number"),
    (131_026, "unreachable"),
    (131_030, "test_number"),
    (131_047, "window_closed"),
    (131_049, "marketing_rest"),
    (131_050, "native_stop"),
    (131_051, "invalid"),
    (131_052, "invalid"),
    (131_053, "invalid"),
    (131_055, "marketing_api"),
    (131_062, "phone_needed"),
    (132_068, "invalid"),
    (132_069, "invalid"),
    (134_100, "marketing_api"),
    (135_000, "invalid"),
    (137_000, "identity_changed"),
    (999_999, "refused"),
];

#[test]
fn what_is_final_ends_the_message_with_its_code_and_a_word_for_it() {
    for by_status in [false, true] {
        let shop = Shop::own();
        let codes: Vec<i64> = FINAL.iter().map(|(code, _)| *code).collect();
        for (code, person, form) in meet(&shop, &codes, by_status) {
            let item = form.welcome(&shop, "failed");
            assert_eq!(
                (&item["welcome"]["error"], &item["welcome"]["attempts"]),
                (&json!(code), &json!(1)),
                "{code}"
            );
            let taken = usize::from(by_status);
            assert_eq!(shop.sent_to(&person.wa_id).len(), taken, "{code}");
        }
        let mut expected = json!({});
        for (_, word) in FINAL {
            let before = expected[word].as_i64().unwrap_or(0);
            expected[word] = json!(before + 1);
        }
        let stats = shop.stats();
        assert_eq!(stats["not_sent"], expected);
        assert_eq!(
            (&stats["alerts"], &stats["waiting"]),
            (&json!([]), &json!({}))
        );
    }
}

#[test]
fn what_passes_soon_is_tried_again_and_arrives_once() {
    let shop = Shop::own();
    let codes = [
        1, 2, 4, 80_007, 130_429, 131_000, 131_016, 131_056, 133_004, 134_102,
    ];
    for (code, person, form) in meet(&shop, &codes, false) {
        let item = form.welcome(&shop, "read");
        assert_eq!(item["welcome"]["attempts"], 2, "{code}");
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1, "{code}");
    }
    assert_eq!(shop.stats()["not_sent"], json!({}));
}

#[test]
fn a_limit_that_a_status_names_is_tried_again_and_an_unclear_failure_is_not() {
    let shop = Shop::own();
    let limits = [4, 80_007, 130_429, 131_056, 133_004];
    let unclear = [1, 2, 131_000, 131_016];
    let codes: Vec<i64> = limits.into_iter().chain(unclear).collect();
    for (code, person, form) in meet(&shop, &codes, true) {
        if unclear.contains(&code) {
            let item = form.welcome(&shop, "failed");
            assert_eq!(item["welcome"]["error"], code);
            assert_eq!(shop.sent_to(&person.wa_id).len(), 1, "{code}");
            continue;
        }
        let item = form.welcome(&shop, "read");
        let sent = shop.sent_to(&person.wa_id);
        assert_eq!(sent.len(), 2, "{code}: the first failed, nobody got it");
        assert_eq!(item["welcome"]["wamid"], sent[1]["wamid"], "{code}");
        assert_ne!(
            sent[0]["biz_opaque_callback_data"], sent[1]["biz_opaque_callback_data"],
            "news of the first is none of the second"
        );
        assert_eq!(item["welcome"]["attempts"], 2, "{code}");
    }
}

#[test]
fn what_passes_in_minutes_waits_for_them_and_says_so() {
    let shop = Shop::own();
    let codes = [131_057, 2_494_100, 134_101];
    for (code, _, form) in meet(&shop, &codes, false) {
        form.in_book(&shop, "a refusal", |item| {
            item["welcome"]["error"] == code && item["welcome"]["state"] == "queued"
        });
    }
    let stats = shop.stats();
    assert_eq!(
        stats["waiting"],
        json!({"maintenance": 2, "template_pending": 1})
    );
    assert!(stats["waiting_until"]["maintenance"].is_string(), "{stats}");
}

/// What stops the number, and the word for it.
const STOPS: [(i64, &str); 22] = [
    (0, "token"),
    (190, "token"),
    (3, "permission"),
    (10, "permission"),
    (200, "permission"),
    (299, "permission"),
    (131_005, "permission"),
    (368, "account_restricted"),
    (131_031, "account_restricted"),
    (131_048, "spam_limit"),
    (131_042, "payment"),
    (134_011, "payment"),
    (131_045, "not_registered"),
    (133_000, "not_registered"),
    (133_005, "not_registered"),
    (133_006, "not_registered"),
    (133_008, "not_registered"),
    (133_010, "not_registered"),
    (133_015, "not_registered"),
    (133_016, "not_registered"),
    (33, "number_deleted"),
    (131_037, "display_name"),
];

#[test]
fn what_stops_the_number_makes_everything_wait_and_tells_the_shop() {
    for (code, word) in STOPS {
        let shop = Shop::own();
        shop.behaviour(&json!({"fail": [{"code": code, "times": 0}]}));
        let (_, form) = opts_in(&shop);
        let item = form.in_book(&shop, "a refusal", |item| item["welcome"]["error"] == code);
        assert_eq!(item["welcome"]["state"], "queued", "{code}");
        assert_eq!(item["state"], "confirmed", "the yes stands");
        let stats = shop.stats();
        assert_eq!(stats["waiting"], json!({ word: 1 }), "{code}");
        let alert = &stats["alerts"][0];
        assert_eq!(
            (&alert["kind"], &alert["code"], &alert["subject"]),
            (&json!(word), &json!(code), &json!("number"))
        );
        for text in ["what", "todo", "since"] {
            assert!(
                alert[text].as_str().is_some_and(|text| !text.is_empty()),
                "{alert}"
            );
        }
    }
}

#[test]
fn a_stopped_number_is_tried_by_one_message_and_resumes_by_itself() {
    for by_status in [false, true] {
        let shop = Shop::own();
        shop.behaviour(&json!({"fail": [{"code": 131_042, "times": 1, "async": by_status}]}));
        let (ana, first) = opts_in(&shop);
        first.in_book(&shop, "a refusal", |item| {
            item["welcome"]["error"] == 131_042
        });
        let others: Vec<(Person, Form)> = (0..3).map(|_| opts_in(&shop)).collect();
        wait::until_equal(&json!({"payment": 4}), || shop.stats()["waiting"].clone());
        assert_eq!(shop.graph_calls(), 1, "nothing hammers a stopped number");
        // After a minute one of them probes, and the others follow.
        wait::until_within(2_400, "all read", || {
            (shop.stats()["welcome"]["read"] == 4).then_some(())
        });
        for (person, form) in &others {
            form.welcome(&shop, "read");
            assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
        }
        assert_eq!(shop.sent_to(&ana.wa_id).len(), 1 + usize::from(by_status));
        assert_eq!(shop.graph_calls(), 5);
        let stats = shop.stats();
        assert_eq!(
            (&stats["alerts"], &stats["waiting"]),
            (&json!([]), &json!({}))
        );
    }
}

#[test]
fn a_template_that_meta_refuses_is_not_asked_for_again_while_that_is_so() {
    for (code, word) in [
        (132_015, "template_paused"),
        (132_016, "template_disabled"),
        (132_001, "template_missing"),
        (131_064, "templates_limited"),
    ] {
        let shop = Shop::own();
        shop.behaviour(&json!({"fail": [{"code": code, "times": 1}]}));
        let (_, first) = opts_in(&shop);
        let item = first.welcome(&shop, "read");
        assert_eq!(
            (&item["welcome"]["fallback"], &item["welcome"]["attempts"]),
            (&json!(true), &json!(2)),
            "{code}"
        );
        let alerts = shop.stats()["alerts"].clone();
        assert_eq!(alerts[0]["kind"], word, "{alerts}");
        // The next goes as text at once.
        let (bea, second) = opts_in(&shop);
        let item = second.welcome(&shop, "read");
        assert_eq!(
            (&item["welcome"]["fallback"], &item["welcome"]["attempts"]),
            (&json!(true), &json!(1)),
            "{code}"
        );
        assert_eq!(shop.sent_to(&bea.wa_id)[0]["type"], "text");
    }
}

#[test]
fn parameters_that_meta_refuses_are_no_reason_not_to_confirm() {
    let shop = Shop::own();
    let codes = [132_000, 132_005, 132_007, 132_012, 132_018];
    for (code, person, form) in meet(&shop, &codes, false) {
        let item = form.welcome(&shop, "read");
        assert_eq!(
            (&item["welcome"]["fallback"], &item["welcome"]["error"]),
            (&json!(true), &json!(code))
        );
        assert_eq!(shop.sent_to(&person.wa_id)[0]["type"], "text");
    }
}

#[test]
fn retry_after_and_is_transient_are_metas_word() {
    let shop = Shop::own();
    // The sandbox calls 1 and 2 transient, as Meta does.
    let people = meet(&shop, &[1, 2], false);
    for (_, person, form) in &people {
        form.welcome(&shop, "read");
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    }
}

#[test]
fn who_could_not_be_reached_can_be_once_they_write_again() {
    let shop = Shop::own();
    let people = meet(&shop, &[131_026], false);
    let (_, ana, first) = &people[0];
    first.welcome(&shop, "failed");
    let second = Form::of(&shop).with("purposes", json!(["restock"]));
    opts_in_as(&shop, ana, &second);
    second.welcome(&shop, "read");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}

#[test]
fn somebody_who_stopped_marketing_in_whatsapp_is_taken_at_their_word() {
    for by_status in [false, true] {
        let shop = Shop::own();
        let people = meet(&shop, &[131_050], by_status);
        let (_, _, form) = &people[0];
        let item = form.welcome(&shop, "failed");
        assert_eq!(item["welcome"]["error"], 131_050);
        wait::until("WhatsApp's own stop in the ledger", || {
            let mut events = shop.ledger().into_iter();
            events.find(|event| event["method"] == "native_preference")
        });
    }
}
