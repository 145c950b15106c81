//! The sandbox gives every state that Meta can have a shop in, and the set-up check tells each.

use crate::console_setup::{check, is};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};

/// What Meta holds, and what a line says of it.
type Row = (Value, &'static str, &'static str);

/// Has Meta hold each in turn, and looks at one line.
fn each(line: &str, rows: Vec<Row>) {
    let shop = Shop::with_token();
    for (held, state, word) in rows {
        shop.held(&held);
        is(&check(&shop), line, state, word);
    }
}

fn number(fields: &Value) -> Value {
    json!({ "number": fields })
}

fn account(fields: &Value) -> Value {
    json!({ "account": fields })
}

#[test]
fn of_the_token() {
    let rows = vec![
        (json!({"token": {"expires_at": 1}}), "red", "token_expired"),
        (json!({"refuse": {"token": 4}}), "amber", "unread_refused"),
        (json!({}), "green", "token_good"),
    ];
    each("token", rows);
    let scopes = json!({"token": {"scopes": null}});
    each("permissions", vec![(scopes, "amber", "unread_absent")]);
}

#[test]
fn of_the_number() {
    let status = |status: &str| number(&json!({ "status": status }));
    let unverified = json!({"status": "UNVERIFIED", "code_verification_status": "NOT_VERIFIED"});
    let rows = vec![
        (status("FLAGGED"), "amber", "number_weak"),
        (status("RESTRICTED"), "red", "number_blocked"),
        (status("DISCONNECTED"), "red", "number_not_registered"),
        (number(&unverified), "red", "number_not_verified"),
        (
            number(&json!({"account_mode": "SANDBOX"})),
            "amber",
            "number_test",
        ),
        (
            number(&json!({"is_on_biz_app": true})),
            "green",
            "number_beside_app",
        ),
        (
            number(&json!({"display_phone_number": "+34 600 000 000"})),
            "red",
            "number_other",
        ),
        (json!({}), "green", "number_good"),
    ];
    each("number", rows);
    let name = number(&json!({"name_status": "PENDING_REVIEW"}));
    each("display_name", vec![(name, "amber", "name_pending")]);
}

#[test]
fn of_the_account() {
    let review = |status: &str| account(&json!({ "account_review_status": status }));
    let health = |state: &str| {
        number(
            &json!({"health_status": {"can_send_message": state, "entities": [
            {"errors": [{"error_code": 141_000, "error_description": "It is bad."}]}]}}),
        )
    };
    let rows = vec![
        (review("REJECTED"), "red", "account_refused"),
        (review("PENDING"), "amber", "account_pending"),
        (health("LIMITED"), "amber", "account_limited"),
        (health("BLOCKED"), "red", "account_blocked"),
        (json!({}), "green", "account_good"),
    ];
    each("account", rows);
    let client = account(&json!({"ownership_type": "CLIENT_OWNED"}));
    each("holder", vec![(client, "green", "holder_client")]);
    let verification = |status: &str| account(&json!({ "business_verification_status": status }));
    let rows = vec![
        (
            verification("pending_submission"),
            "amber",
            "verification_pending",
        ),
        (verification("rejected"), "red", "verification_refused"),
    ];
    each("verification", rows);
}

#[test]
fn of_profile_and_payment() {
    let thin = json!({"profile": {"description": ""}});
    each("profile", vec![(thin, "amber", "profile_thin")]);
    let nobody = account(&json!({"primary_funding_id": "0"}));
    each("payment", vec![(nobody, "red", "payment_none")]);
}

#[test]
fn of_where_it_delivers_and_to_whom() {
    let shop = Shop::own();
    let to_us = |is_active: bool, field: &str| {
        json!({"subscriptions": [{"object": "whatsapp_business_account", "active": is_active,
            "callback_url": shop.worker("/webhooks/whatsapp"), "fields": [{ "name": field }]}]})
    };
    let rows = vec![
        (json!({"subscriptions": []}), "red", "callback_none"),
        (to_us(false, "messages"), "red", "callback_off"),
        (to_us(true, "security"), "red", "callback_no_messages"),
        (to_us(true, "messages"), "amber", "callback_some_fields"),
        (json!({}), "green", "callback_good"),
    ];
    each("callback", rows);
    let nobody = json!({"subscribed_apps": []});
    each("subscribed", vec![(nobody, "red", "subscribed_not")]);
    let rows = vec![
        (
            json!({"subscribed_apps": [{"whatsapp_business_api_data": {"id": "9", "name": "Desk"}}]}),
            "amber",
            "apps_others",
        ),
        (json!({"refuse": {"apps": 10}}), "amber", "unread_refused"),
    ];
    each("other_apps", rows);
}

#[test]
fn of_the_confirmation_template() {
    let shop = Shop::own();
    for (status, state, word) in [
        ("PENDING", "amber", "template_pending"),
        ("REJECTED", "red", "template_refused"),
        ("DISABLED", "red", "template_disabled"),
        ("APPROVED", "green", "template_good"),
    ] {
        shop.behaviour(&json!({"template": {"language": "en", "status": status}}));
        is(&check(&shop), "template.en", state, word);
    }
}
