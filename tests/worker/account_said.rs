//! What Meta says of templates, number and account is kept and shown, in whatever order it comes.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// What Meta says of a template at a moment.
fn template(shop: &Shop, time: u64, value: &Value) -> Value {
    let mut value = value.clone();
    value["message_template_id"] = json!(4_400);
    value["message_template_name"] = json!("saludo_confirmation");
    if value["message_template_language"].is_null() {
        value["message_template_language"] = json!("pt-BR");
    }
    shop.account_change("message_template_status_update", &value, time)
}

/// Posts all in this order and all again in the other, and waits until they are worked off.
fn post(shop: &Shop, bodies: &[Value]) {
    for body in bodies.iter().chain(bodies.iter().rev()) {
        assert_eq!(shop.webhook(body), 200, "{body}");
    }
    let form = Form::of(shop);
    Person::new().says(shop, &form.text(shop));
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
}

/// The same in both orders, each in a shop of its own: what they know at the end.
fn both_ways(bodies: impl Fn(&Shop) -> Vec<Value>) -> Value {
    let ends = [false, true].map(|reversed| {
        let shop = Shop::own();
        let mut bodies = bodies(&shop);
        if reversed {
            bodies.reverse();
        }
        post(&shop, &bodies);
        let stats = shop.stats();
        json!({"number": stats["number"], "templates": stats["templates"], "account": stats["account"]})
    });
    assert_eq!(ends[0], ends[1]);
    ends[0].clone()
}

#[test]
fn at_first_nothing_is_known() {
    let stats = Shop::own().stats();
    assert_eq!(stats["templates"], json!([]));
    assert_eq!(
        stats["number"],
        json!({"quality": null, "messaging_limit": null, "throughput": null, "name": null,
            "username": null, "security": null})
    );
    assert_eq!(
        stats["account"],
        json!({"restrictions": [], "ban": null, "violations": {}, "alerts": [], "review": null,
            "connection": null, "max_numbers": null, "country": null, "events": {}})
    );
}

#[test]
fn of_a_template_the_latest_word_on_each_thing_counts() {
    let known = both_ways(|shop| {
        let quality =
            |score: &str| json!({"previous_quality_score": "GREEN", "new_quality_score": score});
        vec![
            template(
                shop,
                1_760_000_000,
                &json!({"event": "APPROVED", "reason": "NONE", "message_template_category": "UTILITY"}),
            ),
            template(
                shop,
                1_760_000_100,
                &json!({"event": "PAUSED", "reason": "NONE", "other_info": {"title": "FIRST_PAUSE"}}),
            ),
            template(shop, 1_760_000_200, &quality("YELLOW")),
            template(shop, 1_760_000_300, &quality("RED")),
            template(
                shop,
                1_760_000_400,
                &json!({"new_category": "UTILITY", "correct_category": "MARKETING",
                "category_update_timestamp": 1_760_086_400}),
            ),
            template(
                shop,
                1_760_000_500,
                &json!({"message_template_element": "Hello {{name}}"}),
            ),
            // Another language is another template.
            template(
                shop,
                1_760_000_600,
                &json!({"event": "REJECTED", "reason": "SCAM", "message_template_language": "es"}),
            ),
        ]
    });
    let templates = &known["templates"];
    assert_eq!(templates.as_array().unwrap().len(), 2);
    assert_eq!(
        templates[1],
        json!({
            "name": "saludo_confirmation", "language": "pt-BR", "status": "PAUSED",
            "since": "2025-10-09T08:55:00.000Z", "reason": null, "pause": "FIRST_PAUSE",
            "paused_until": "2025-10-09T11:55:00.000Z", "disabled_on": null, "quality": "RED",
            "category": "UTILITY", "correct_category": "MARKETING",
            "category_changes_on": "2025-10-10T08:53:20.000Z",
            "words_changed_at": "2025-10-09T09:01:40.000Z",
        })
    );
    assert_eq!(
        [
            &templates[0]["language"],
            &templates[0]["status"],
            &templates[0]["reason"]
        ],
        ["es", "REJECTED", "SCAM"]
    );
}

#[test]
fn a_pause_ends_and_a_category_that_was_changed_is_no_warning_any_more() {
    let known = both_ways(|shop| {
        vec![
            template(
                shop,
                1_760_000_000,
                &json!({"event": "PAUSED", "reason": "NONE", "other_info": {"title": "SECOND_PAUSE"}}),
            ),
            template(
                shop,
                1_760_020_000,
                &json!({"event": "APPROVED", "reason": "NONE", "other_info": {"title": "UNPAUSE"}}),
            ),
            template(
                shop,
                1_760_000_000,
                &json!({"new_category": "UTILITY", "correct_category": "MARKETING",
                "category_update_timestamp": 1_760_086_400}),
            ),
            template(
                shop,
                1_760_086_400,
                &json!({"previous_category": "UTILITY", "new_category": "MARKETING"}),
            ),
        ]
    });
    let template = &known["templates"][0];
    assert_eq!(
        [&template["status"], &template["category"]],
        ["APPROVED", "MARKETING"]
    );
    for gone in ["paused_until", "correct_category", "category_changes_on"] {
        assert_eq!(template[gone], Value::Null, "{gone}");
    }
}

#[test]
fn of_the_number_the_latest_word_counts_and_nothing_of_another_number() {
    let known = both_ways(|shop| {
        let number = |field: &str, number: &str, more: &Value, time: u64| {
            let mut value = more.clone();
            value["display_phone_number"] = json!(number);
            shop.account_change(field, &value, time)
        };
        let quality = "phone_number_quality_update";
        let spaced = format!("+{}", shop.number);
        vec![
            number(quality, &shop.number, &json!({"event": "FLAGGED", "current_limit": "TIER_1K"}), 1_760_000_000),
            number(quality, &spaced, &json!({"event": "ONBOARDING", "max_daily_conversations_per_business": "TIER_10K"}), 1_760_000_100),
            number(quality, "15559998888", &json!({"event": "UNFLAGGED", "current_limit": "TIER_50"}), 1_760_000_900),
            number("phone_number_name_update", &shop.number, &json!({"decision": "APPROVED",
                "requested_verified_name": "Casa Vega", "rejection_reason": null}), 1_760_000_000),
            number("business_username_updates", &shop.number, &json!({"username": "casavega", "status": "approved"}), 1_760_000_000),
            number("security", &shop.number, &json!({"event": "PIN_CHANGED"}), 1_760_000_000),
            number(quality, &shop.number, &json!({"event": "THROUGHPUT_UPGRADE"}), 1_760_000_000),
            // Of the whole account, and the newest word on the limit.
            shop.account_change("business_capability_update",
                &json!({"max_daily_conversations_per_business": 2_000, "max_phone_numbers_per_waba": 25}), 1_760_000_200),
        ]
    });
    assert_eq!(
        known["number"],
        json!({
            "quality": "RED", "messaging_limit": 2_000, "throughput": 1_000,
            "name": {"decision": "APPROVED", "name": "Casa Vega", "reason": null},
            "username": {"name": "casavega", "status": "APPROVED"},
            "security": {"event": "PIN_CHANGED", "at": "2025-10-09T08:53:20.000Z"},
        })
    );
    assert_eq!(known["account"]["max_numbers"], 25);
}

#[test]
fn of_the_account_restrictions_last_until_they_end_and_alerts_until_they_are_closed() {
    let later = wait::now_seconds() + 3_600;
    let known = both_ways(|shop| {
        let event = |value: &Value, time: u64| shop.account_change("account_update", value, time);
        let alert = |kind: &str, status: &str, time: u64| {
            let value = json!({"entity_type": "BUSINESS", "entity_id": "2", "alert_info": {
                "alert_severity": "WARNING", "alert_status": status, "alert_type": kind, "alert_description": "…"}});
            shop.account_change("account_alerts", &value, time)
        };
        vec![
            event(
                &json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [
                {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": later},
                {"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "expiration": 1_760_000_001}]}),
                1_760_000_000,
            ),
            event(
                &json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "ADULT"}}),
                1_760_000_000,
            ),
            event(
                &json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE",
                "waba_ban_date": "October 12, 2025"}}),
                1_760_000_000,
            ),
            event(&json!({"event": "ACCOUNT_OFFBOARDED"}), 1_760_000_000),
            event(&json!({"event": "ACCOUNT_RECONNECTED"}), 1_760_000_100),
            alert("A", "ACTIVE", 1_760_000_000),
            alert("A", "NONE", 1_760_000_100),
            alert("B", "ACTIVE", 1_760_000_000),
            shop.account_change(
                "account_review_update",
                &json!({"decision": "APPROVED"}),
                1_760_000_000,
            ),
        ]
    });
    let account = &known["account"];
    let restrictions = account["restrictions"].as_array().unwrap();
    assert_eq!(restrictions.len(), 1, "{restrictions:?}");
    assert_eq!(
        restrictions[0]["restriction"],
        "RESTRICTED_BIZ_INITIATED_MESSAGING"
    );
    assert_eq!(
        account["ban"],
        json!({"state": "SCHEDULE_FOR_DISABLE", "on": "2025-10-12T00:00:00.000Z"})
    );
    assert_eq!(
        account["violations"],
        json!({"ADULT": "2025-10-09T08:53:20.000Z"})
    );
    assert_eq!(account["connection"], "ACCOUNT_RECONNECTED");
    assert_eq!(account["review"], "APPROVED");
    assert_eq!(
        account["alerts"],
        json!([{"severity": "WARNING", "about": "BUSINESS", "type": "B", "description": "…"}])
    );
    let events: Vec<&String> = account["events"].as_object().unwrap().keys().collect();
    assert_eq!(
        events,
        [
            "ACCOUNT_OFFBOARDED",
            "ACCOUNT_RECONNECTED",
            "ACCOUNT_RESTRICTION",
            "ACCOUNT_VIOLATION",
            "DISABLED_UPDATE"
        ]
    );
}

#[test]
fn what_is_said_of_one_account_is_nothing_to_another() {
    let (one, other) = (Shop::own(), Shop::own());
    let said = template(
        &one,
        1_760_000_000,
        &json!({"event": "APPROVED", "reason": "NONE"}),
    );
    assert_eq!(one.webhook(&said), 200);
    wait::until_equal(&json!("APPROVED"), || {
        one.stats()["templates"][0]["status"].clone()
    });
    assert_eq!(other.stats()["templates"], json!([]));
    assert_eq!(other.stats()["webhook"]["updates"], 0);
}

/// Every fixture, as if it were this shop's, but those that Meta addresses to the business.
fn fixtures(shop: &Shop) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/webhooks");
    let mut fixtures: Vec<(String, Value)> = fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let own = fs::read_to_string(&path)
                .unwrap()
                .replace("300100200300", &shop.waba_id)
                .replace("700100200300", &shop.phone_number_id)
                .replace("34910111222", &shop.number);
            // In a batch of their own they would share their ids.
            let own = own.replace("wamid.IN\"", &format!("wamid.{name}\""));
            (name, serde_json::from_str(&own).unwrap())
        })
        .filter(|(_, body): &(String, Value)| body["entry"][0]["id"] != "2000")
        .collect();
    fixtures.sort_by(|one, other| one.0.cmp(&other.0));
    fixtures
}

#[test]
fn every_fixture_counts_once_and_what_is_known_at_the_end_is_the_same_in_any_order() {
    let known = both_ways(|shop| {
        let bodies = fixtures(shop).into_iter().map(|(_, body)| body);
        bodies.collect()
    });
    assert_eq!(known["templates"].as_array().unwrap().len(), 3);
    assert_eq!(known["number"]["quality"], "RED");
    assert_eq!(known["account"]["ban"]["state"], "DISABLE");

    let shop = Shop::own();
    let fixtures = fixtures(&shop);
    for (_, body) in &fixtures {
        assert_eq!(shop.webhook(body), 200);
    }
    // Statuses of one message share a mark for each word: `delivered` came for three reasons, one of
    // them to a group.
    let same = ["status_by_conversation"];
    let unknown = fixtures
        .iter()
        .filter(|(name, _)| name.starts_with("unknown"));
    let webhook = shop.stats()["webhook"].clone();
    assert_eq!(webhook["updates"], fixtures.len() - same.len());
    assert_eq!(webhook["duplicates"], same.len());
    assert_eq!(webhook["unknown"], unknown.count());
}
