//! The set-up check, with Meta in good and in bad states.

use saludo_tests::console::Console;
use saludo_tests::http;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A check made now, by the page's button.
pub(crate) fn check(shop: &Shop) -> BTreeMap<String, (String, String)> {
    let posted = Console::owner(shop).post("/setup", &[("do", "check")]);
    assert_eq!(posted.status, 303, "{posted:?}");
    told(shop)
}

/// What the API tells: by check, its state and word.
fn told(shop: &Shop) -> BTreeMap<String, (String, String)> {
    let answer = shop.admin("GET", "/setup-check", &[], b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let checks = answer.json()["checks"].as_array().cloned().expect("checks");
    checks
        .iter()
        .map(|check| {
            let about = check["about"].as_str().map(|about| format!(".{about}"));
            let id = format!("{}{}", text(&check["id"]), about.unwrap_or_default());
            (id, (text(&check["state"]), text(&check["word"])))
        })
        .collect()
}

pub(crate) fn is(checks: &BTreeMap<String, (String, String)>, id: &str, state: &str, word: &str) {
    assert_eq!(
        checks.get(id),
        Some(&(state.to_owned(), word.to_owned())),
        "{id}"
    );
}

#[test]
fn a_good_set_up_is_green_but_for_what_is_development() {
    let shop = Shop::own();
    let checks = check(&shop);
    let amber = ["secrets", "domain", "book", "origins"];
    for (id, (state, word)) in &checks {
        let expected = if amber.contains(&id.as_str()) {
            "amber"
        } else {
            "green"
        };
        assert_eq!(state, expected, "{id}: {word}");
    }
    is(&checks, "handshake", "green", "handshake_good");
    is(&checks, "delivery", "green", "delivery_good");
    is(&checks, "template.en", "green", "template_good");
}

#[test]
fn what_is_wrong_at_meta_is_red_with_its_fix() {
    let shop = Shop::with_token();
    shop.held(&json!({
        "number": {"status": "PENDING", "name_status": "DECLINED",
            "display_phone_number": null,
            "health_status": {"can_send_message": "BLOCKED", "entities": [
                {"entity_type": "WABA", "errors": [{"error_code": 141_006,
                    "error_description": "There is an error with the payment method.",
                    "possible_solution": "Add a new one."}]}]}},
        "profile": {"email": null, "websites": [], "address": ""},
        "account": {"business_verification_status": "not_verified", "ownership_type": "ON_BEHALF_OF",
            "account_review_status": "PENDING"},
        "subscribed_apps": [{"whatsapp_business_api_data": {"id": "9", "name": "Old help desk"}}],
        "subscriptions": [{"object": "whatsapp_business_account", "active": true,
            "callback_url": "https://other.example/hook", "fields": []}],
        "library": false,
    }));
    let checks = check(&shop);
    is(&checks, "number", "red", "number_not_registered");
    is(&checks, "display_name", "red", "name_refused");
    is(&checks, "account", "red", "account_blocked");
    is(&checks, "payment", "red", "payment_fault");
    is(&checks, "profile", "red", "profile_no_contact");
    is(&checks, "verification", "amber", "verification_none");
    is(&checks, "holder", "amber", "holder_provider");
    is(&checks, "subscribed", "red", "subscribed_not");
    is(&checks, "other_apps", "amber", "apps_others");
    is(&checks, "callback", "red", "callback_other");
    is(&checks, "template.en", "amber", "template_missing");
    let page = Console::owner(&shop).get("/setup?lang=es");
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.text.contains("Old help desk"), "{}", page.text);
    assert!(page.text.contains("Qué hacer"), "{}", page.text);
}

#[test]
fn what_a_token_may_do_is_asked_of_meta() {
    let shop = Shop::with_token();
    is(&check(&shop), "token", "green", "token_good");
    shop.held(&json!({"token": {"expires_at": 4_102_444_800_u64,
        "granular_scopes": [{"scope": "whatsapp_business_messaging", "target_ids": ["1"]}]}}));
    let checks = check(&shop);
    is(&checks, "token", "amber", "token_expires");
    is(&checks, "permissions", "red", "permissions_elsewhere");
    shop.held(&json!({"token": {"scopes": ["whatsapp_business_messaging"]}}));
    let checks = check(&shop);
    is(&checks, "permissions", "red", "permissions_missing");
    is(&checks, "number", "amber", "unread_refused");
    is(&checks, "template.en", "amber", "unread_refused");
    shop.held(&json!({"token": {"is_valid": false}}));
    let checks = check(&shop);
    is(&checks, "token", "red", "token_invalid");
    is(&checks, "account", "amber", "unread_refused");
    is(&checks, "callback", "amber", "unread_silent");
    is(&checks, "handshake", "green", "handshake_good");
}

#[test]
fn a_secret_of_another_app_is_found_out() {
    let shop = Shop::with_token();
    shop.held(&json!({"refuse": {"subscriptions": 1}}));
    let checks = check(&shop);
    is(&checks, "secrets", "red", "secrets_other_app");
    is(&checks, "callback", "amber", "unread_refused");
}

#[test]
fn fields_that_this_graph_does_not_know_cost_only_themselves() {
    let shop = Shop::own();
    shop.held(
        &json!({"unknown_fields": ["is_on_biz_app", "primary_funding_id", "ownership_type"]}),
    );
    let checks = check(&shop);
    is(&checks, "number", "green", "number_good");
    is(&checks, "payment", "amber", "unread_absent");
    is(&checks, "holder", "amber", "unread_absent");
    is(&checks, "verification", "green", "verification_good");
}

#[test]
fn a_template_in_the_wrong_state_is_said_by_language() {
    let shop = Shop::own();
    shop.behaviour(&json!({"template": {"language": "en", "status": "PAUSED"}}));
    let checks = check(&shop);
    is(&checks, "template.en", "amber", "template_paused");
}

#[test]
fn a_test_delivery_leaves_no_trace() {
    let shop = Shop::own();
    let before = shop.stats()["webhook"].clone();
    is(&check(&shop), "delivery", "green", "delivery_good");
    let body = json!({"object": "saludo_setup_check", "entry": []}).to_string();
    let sent = http::post(&shop.sandbox("/_sandbox/webhook"), &json!({"body": body})).json();
    assert_eq!(sent["status"], 200, "{sent}");
    assert_eq!(sent["body"], "saludo: signature good, nothing stored");
    let unsigned = json!({"body": body, "sign": "bad"});
    let refused = http::post(&shop.sandbox("/_sandbox/webhook"), &unsigned).json();
    assert_eq!(refused["status"], 401, "{refused}");
    assert_eq!(shop.stats()["webhook"], before);
}

#[test]
fn the_page_shows_what_was_found_last_and_the_api_what_is_a_minute_old() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let never = console.get("/setup");
    assert!(never.text.contains("Not checked yet."), "{}", never.text);
    let first = told(&shop);
    is(&first, "number", "green", "number_good");
    shop.held(&json!({"number": {"status": "BANNED"}}));
    assert_eq!(told(&shop), first);
    assert!(
        console
            .get("/setup")
            .text
            .contains("data-word=\"number_good\"")
    );
    is(&check(&shop), "number", "red", "number_blocked");
    let page = console.get("/setup");
    assert!(
        page.text.contains("data-word=\"number_blocked\""),
        "{}",
        page.text
    );
}

#[test]
fn the_check_is_for_whoever_may_look_and_the_list_of_shops_for_the_owner() {
    let shop = Shop::own();
    let url = shop.worker(&format!("/v1/admin/shops/{}/setup-check", shop.slug));
    let stranger = [
        ("Authorization", "Bearer no"),
        ("CF-Connecting-IP", "198.51.100.61"),
    ];
    let stranger = http::send("GET", &url, &stranger, b"");
    assert_eq!(stranger.problem(), (401, "unauthorized".to_owned()));
    let nobody = http::send("GET", &shop.worker("/v1/admin/shops"), &[], b"");
    assert_eq!(nobody.problem(), (401, "unauthorized".to_owned()));
    let admin = [("Authorization", "Bearer dev-admin-token")];
    let list = http::send("GET", &shop.worker("/v1/admin/shops"), &admin, b"").json();
    let slugs = list["items"].as_array().expect("items");
    assert!(slugs.contains(&json!(shop.slug)), "{list}");
    let wrong = shop.admin("POST", "/setup-check", &[], b"");
    assert_eq!(wrong.problem(), (405, "method_not_allowed".to_owned()));
}

#[test]
fn staff_may_check_and_a_reader_sees_what_was_found() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let token = |role: &str| owner.make_token(&format!("Some {role}"), role);
    let staff = Console::with_token(&shop, &token("staff"));
    assert_eq!(staff.post("/setup", &[("do", "check")]).status, 303);
    let reader = Console::with_token(&shop, &token("reader"));
    let page = reader.get("/setup");
    assert!(
        page.text.contains("data-word=\"number_good\""),
        "{}",
        page.text
    );
    assert!(!page.text.contains("Check now"), "{}", page.text);
    assert_eq!(reader.post("/setup", &[("do", "check")]).status, 403);
    assert_eq!(owner.post("/setup", &[("do", "mend")]).status, 400);
}

#[test]
fn the_page_as_a_file_has_each_line_with_what_to_do() {
    let shop = Shop::own();
    shop.held(&json!({"number": {"status": "BANNED"},
        "subscribed_apps": [{"whatsapp_business_api_data": {"id": "9", "name": "Old, \"help\" desk"}}]}));
    check(&shop);
    let console = Console::owner(&shop);
    let file = console.get("/setup?lang=en&format=csv");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let disposition = format!("attachment; filename=\"setup-{}.csv\"", shop.slug);
    assert_eq!(file.header("content-disposition"), disposition);
    let answer = shop.admin("GET", "/setup-check", &[], b"").json();
    let at = answer["at"].as_str().expect("a moment");
    let text = file.text.trim_start_matches('\u{feff}');
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(rows[0], "state,check,title,found,to_do,checked_at");
    let number = format!(
        "red,number,Number,Meta calls the number BANNED. It cannot send.,\
         See Meta Business Support Home for the reason and ask for a review.,{at}"
    );
    assert!(rows.contains(&number.as_str()), "{text}");
    assert!(text.contains("Old, \"\"help\"\" desk"), "{text}");
    // The order of the page: what is to be mended first.
    let page = console.get("/setup").text;
    let lines = page.split("data-check=\"").skip(1).map(|line| {
        let (check, rest) = line.split_once('"').unwrap();
        let (_, state) = rest.split_once("data-state=\"").unwrap();
        format!("{},{check}", state.split('"').next().unwrap())
    });
    let begins = rows[1..]
        .iter()
        .map(|row| row.splitn(3, ',').take(2).collect::<Vec<_>>().join(","));
    assert_eq!(begins.collect::<Vec<_>>(), lines.collect::<Vec<_>>());
}

#[test]
fn red_lines_of_the_last_check_are_counted_in_the_menu_without_asking_meta() {
    let shop = Shop::with_token();
    let console = Console::owner(&shop);
    let in_menu = |place: &str| {
        let page = console.get("/access").text;
        let link = format!("href=\"/admin/{}{place}\"", shop.slug);
        let (_, rest) = page.split_once(&link).expect("a place");
        let (link, _) = rest.split_once("</a>").expect("a place");
        let count = link.split_once("class=\"count bad\">");
        count.map(|(_, rest)| rest.split('<').next().unwrap().to_owned())
    };
    assert_eq!([in_menu(""), in_menu("/setup")], [None, None]);
    shop.held(&json!({"number": {"status": "BANNED"}, "profile": {"email": null, "websites": [], "address": ""}}));
    let reds = check(&shop)
        .values()
        .filter(|(state, _)| state == "red")
        .count();
    assert_eq!(reds, 2);
    let calls = shop.calls().len();
    assert_eq!(in_menu("/setup").as_deref(), Some("2"));
    assert_eq!(
        in_menu("").as_deref(),
        Some("1"),
        "one problem of the overview's"
    );
    let overview = console.get("?lang=en").text;
    assert!(
        overview.contains("The last set-up check found something that must be mended."),
        "{overview}"
    );
    assert_eq!(shop.calls().len(), calls);
    shop.held(&json!({}));
    check(&shop);
    assert_eq!([in_menu(""), in_menu("/setup")], [None, None]);
}
