//! What somebody does too often: told to wait, for how long, and others are not.

use crate::book_file::OwnStack;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::shop::Shop;
use saludo_tests::worker_url;
use serde_json::json;
use url::form_urlencoded::Serializer;

/// A request from another network than everybody else's.
fn admin(shop: &Shop, token: &str, address: &str) -> Answer {
    let token = format!("Bearer {token}");
    let headers = [
        ("Authorization", token.as_str()),
        ("CF-Connecting-IP", address),
    ];
    let url = shop.worker(&format!("/v1/admin/shops/{}/stats", shop.slug));
    http::send("GET", &url, &headers, b"")
}

#[test]
fn who_guesses_the_admin_token_too_often_is_not_told_that_a_guess_was_right() {
    let shop = Shop::own();
    let home = "203.0.113.77";
    let mut guesses = 0;
    let refused = loop {
        let answer = admin(&shop, &format!("guess-{guesses}"), home);
        if answer.status != 401 {
            break answer;
        }
        guesses += 1;
        assert!(guesses <= 121, "never refused");
    };
    // The platform counts by the minute of the clock, which may turn in between.
    assert!((60..=120).contains(&guesses), "{guesses}");
    assert_eq!(refused.problem(), (429, "too_many_requests".into()));
    assert_eq!(refused.header("retry-after"), "60");
    let right = admin(&shop, "dev-admin-token", home);
    assert_eq!(right.problem(), (429, "too_many_requests".into()));
    let wait: u32 = right.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(admin(&shop, "dev-admin-token", "203.0.113.78").status, 200);
}

/// Posts the hosted form, with a phone if the shop asks for one.
fn hosted(shop: &Shop, address: &str, phone: Option<&str>) -> Answer {
    let url = shop.worker(&format!("/s/{}/opt-in?lang=en", shop.slug));
    let page = http::get(&url);
    let hidden = |name: &str| {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = page.text.split_once(&mark).expect(name);
        rest.split_once('"').expect(name).0.to_owned()
    };
    let mut form = Serializer::new(String::new());
    for name in ["code", "statement", "locale"] {
        form.append_pair(name, &hidden(name));
    }
    form.extend_pairs([("purpose", "offers"), ("name", "Ana")]);
    form.extend_pairs(phone.map(|phone| ("phone", phone)));
    let own = worker_url();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", own.as_str()),
        ("CF-Connecting-IP", address),
    ];
    http::send("POST", &url, &headers, form.finish().as_bytes())
}

#[test]
fn the_hosted_form_is_posted_so_often_a_minute_from_one_network_and_keeps_what_was_typed() {
    let shop = Shop::own();
    let mut accepted = 0;
    let refused = loop {
        let answer = hosted(&shop, "2001:db8:7:7::1", None);
        if answer.status != 303 {
            break answer;
        }
        accepted += 1;
        assert!(accepted <= 61, "never refused");
    };
    assert!((30..=60).contains(&accepted), "{accepted}");
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("retry-after"), "60");
    assert!(refused.text.starts_with("<!DOCTYPE html>"));
    assert!(refused.text.contains("Please press the button once more."));
    for typed in ["value=\"Ana\"", "data-phrase=\"offers\" checked"] {
        assert!(refused.text.contains(typed), "{typed}: {}", refused.text);
    }
    // The page's script-less form and the API count together.
    let body = Form::of(&shop).body.to_string();
    let address = [("CF-Connecting-IP", "2001:db8:7:7::2")];
    let answer = http::send("POST", &shop.api("/opt-ins"), &address, body.as_bytes());
    assert_eq!(answer.problem(), (429, "too_many_requests".into()));
    assert_eq!(hosted(&shop, "2001:db8:7:8::1", None).status, 303);
}

#[test]
fn one_number_is_typed_so_often_a_day_on_the_hosted_form_too() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["phone"] = json!("optional"));
    let typed = |phone| hosted(&shop, "198.51.100.61", Some(phone));
    for _ in 0..5 {
        assert_eq!(typed("+525587654321").status, 303);
    }
    let refused = typed("+525587654321");
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&wait));
    assert!(refused.text.starts_with("<!DOCTYPE html>"));
    assert_eq!(shop.stats()["opt_ins"]["requested"], 5);
}

#[test]
fn a_shop_whose_book_somebody_fills_from_many_networks_takes_no_more() {
    let mut stack = OwnStack::start(|stack| stack);
    let form = Form::of(&stack.shop());
    assert_eq!(form.post(&stack.shop()).status, 201);
    stack.at_rest(|book| {
        let columns = "fingerprint, state, purposes, statement, locale, page, source, requested_at";
        let copy = format!(
            "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 9999)
             INSERT INTO opt_ins (code, {columns})
             SELECT printf('FLOOD%05d', n), {columns} FROM opt_ins, many WHERE code = ?"
        );
        let code = form.code.replace('-', "");
        assert_eq!(book.execute(&copy, [code]).unwrap(), 9_999);
    });
    let shop = stack.shop();
    let refused = Form::of(&shop).post(&shop);
    assert_eq!(refused.problem(), (429, "too_many_requests".into()));
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    // What was asked for before is still known.
    assert_eq!(form.post(&shop).status, 200);
    stack.at_rest(|book| {
        book.execute("DELETE FROM opt_ins WHERE code = 'FLOOD00001'", [])
            .unwrap();
    });
    let shop = stack.shop();
    assert_eq!(Form::of(&shop).post(&shop).status, 201);
}
