//! The ledger as a sceptic reads it: exported, with its public heads, and checked outside.

use saludo_core::ledger::{Flaw, Heads, Verifier};
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// The lines of a shop's ledger.
pub(crate) fn lines(shop: &Shop, query: &str) -> Vec<String> {
    let answer = shop.admin("GET", &format!("/ledger.jsonl{query}"), &[], b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.text.lines().map(str::to_owned).collect()
}

fn events(lines: &[String]) -> Vec<Value> {
    let event = |line: &String| serde_json::from_str::<Value>(line).unwrap()["event"].clone();
    lines.iter().map(event).collect()
}

pub(crate) fn types(lines: &[String]) -> Vec<String> {
    let events = events(lines);
    let word = |event: &Value| event["type"].as_str().unwrap().to_owned();
    events.iter().map(word).collect()
}

pub(crate) fn heads(shop: &Shop) -> Heads {
    let answer = http::get(&shop.api("/ledger/heads"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    serde_json::from_str(&answer.text).unwrap()
}

pub(crate) fn verify(lines: &[String], heads: &Heads) -> Result<(), Flaw> {
    let mut verifier = Verifier::new();
    for head in &heads.heads {
        verifier.against(head.clone()).expect("a signed head");
    }
    for line in lines {
        verifier.line(line.as_bytes()).map_err(|fault| fault.flaw)?;
    }
    verifier.finish().map_err(|fault| fault.flaw)?;
    Ok(())
}

fn opted_in(shop: &Shop, person: &Person) -> Form {
    let form = Form::of(shop)
        .with("purposes", json!(["offers", "orders"]))
        .with("name", json!("Ana Example"));
    person.says(shop, &form.text(shop));
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
    form
}

#[test]
fn a_yes_and_a_stop_stand_in_a_chain_that_verifies() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana);
    ana.says(&shop, "STOP");
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    let lines = lines(&shop, "");
    assert_eq!(verify(&lines, &heads(&shop)), Ok(()));
    let events = events(&lines);
    assert_eq!(
        (&events[0]["type"], &events[0]["shop"]),
        (&json!("genesis"), &json!(shop.slug))
    );
    let find = |word: &str| {
        let mut found = events.iter().filter(|event| event["type"] == word);
        let event = found.next().expect(word);
        assert!(found.next().is_none(), "{word} once");
        event
    };
    let yes = find("opt_in_confirmed");
    assert_eq!(yes["purposes"], json!(["offers", "orders"]));
    assert_eq!(yes["method"], "bubble");
    assert_eq!(yes["page"], "https://shop.example/");
    assert_eq!(yes["statement"], shop.public("en")["statement"]["id"]);
    let no = find("purpose_withdrawn");
    assert_eq!(
        (&no["reach"], &no["method"]),
        (&json!("all"), &json!("message"))
    );
    assert_eq!(no["purposes"], json!(["offers", "orders"]));
    assert_eq!(no["person"], yes["person"]);
}

#[test]
fn of_the_browser_family_and_major_version_are_told() {
    let shop = Shop::own();
    let ana = Person::new();
    for (user_agent, browser) in [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0.2",
            json!("Firefox 143"),
        ),
        ("AnasOwnBrowser/7.1 (Ana)", Value::Null),
    ] {
        let form = Form::of(&shop);
        let post = http::send(
            "POST",
            &shop.api("/opt-ins"),
            &[("User-Agent", user_agent)],
            form.body.to_string().as_bytes(),
        );
        ana.says(&shop, &Form::text_of(&post));
        form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
        let lines = lines(&shop, "");
        assert_eq!(events(&lines).pop().unwrap()["browser"], browser);
        let all = lines.join("\n");
        for more in ["Linux", "Gecko", "143.0", "Anas"] {
            assert!(!all.contains(more), "{more}");
        }
    }
}

#[test]
fn nothing_personal_enters_it() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = opted_in(&shop, &ana);
    let ledger = lines(&shop, "").join("\n");
    for personal in [
        ana.wa_id.as_str(),
        "Ana",
        &form.code,
        &form.code.replace('-', ""),
        "wamid",
        "would like to receive",
    ] {
        assert!(!ledger.contains(personal), "{personal}");
    }
}

#[test]
fn what_nobody_confirmed_and_who_held_nothing_do_not_make_it_grow() {
    let shop = Shop::own();
    shop.public("en");
    let before = lines(&shop, "").len();
    for _ in 0..3 {
        assert_eq!(Form::of(&shop).post(&shop).status, 201);
    }
    let ana = Person::new();
    ana.says(&shop, "STOP");
    wait::until_equal(&json!(1), || shop.stats()["webhook"]["updates"].clone());
    assert_eq!(lines(&shop, "").len(), before);
}

#[test]
fn a_change_of_words_is_told_with_who_made_it() {
    let shop = Shop::own();
    shop.public("en");
    let before = lines(&shop, "").len();
    shop.change_settings(|settings| settings["min_age"] = json!(18));
    let told = types(&lines(&shop, "").split_off(before));
    let locales = shop.admin("GET", "/settings", &[], b"").json()["locales"].clone();
    let mut expected = vec!["staff_acted".to_owned()];
    expected.extend(
        locales
            .as_array()
            .unwrap()
            .iter()
            .map(|_| "statement_published".to_owned()),
    );
    assert_eq!(told, expected);
    let all = lines(&shop, "");
    assert_eq!(events(&all).pop().unwrap()["by"], "owner");
    // The same again tells that it was done, and publishes nothing.
    shop.change_settings(|_| {});
    assert_eq!(
        types(&lines(&shop, "").split_off(all.len())),
        ["staff_acted"]
    );
}

#[test]
fn an_export_goes_on_behind_the_line_that_is_named() {
    let shop = Shop::own();
    opted_in(&shop, &Person::new());
    let all = lines(&shop, "");
    assert_eq!(lines(&shop, "?after=1"), all[2..]);
    assert_eq!(lines(&shop, &format!("?after={}", all.len() - 1)), [""; 0]);
    let wrong = shop.admin("GET", "/ledger.jsonl?after=x", &[], b"");
    assert_eq!(
        (wrong.status, wrong.json()["code"].clone()),
        (400, json!("malformed_after"))
    );
    let stranger = http::get(&shop.worker(&format!("/v1/admin/shops/{}/ledger.jsonl", shop.slug)));
    assert_eq!(stranger.status, 401);
}

#[test]
fn a_line_that_was_changed_is_found() {
    let shop = Shop::own();
    opted_in(&shop, &Person::new());
    let (mut lines, heads) = (lines(&shop, ""), heads(&shop));
    let last = lines.len() - 1;
    lines[last] = lines[last].replace("offers", "orders2");
    assert!(verify(&lines, &heads).is_err());
}

#[test]
fn whatsapps_own_stop_and_resume_of_somebody_who_agreed_are_told() {
    let shop = Shop::own();
    let ana = Person::new();
    opted_in(&shop, &ana);
    for (value, at) in [("stop", 100), ("stop", 100), ("resume", 200)] {
        let preference = json!({
            "wa_id": ana.wa_id, "category": "marketing_messages", "value": value,
            "timestamp": 1_900_000_000 + at, "detail": "User requested to change",
        });
        let body = shop.change(&json!({ "user_preferences": [preference] }));
        assert_eq!(shop.webhook(&body), 200);
    }
    wait::until("both told", || {
        let told = types(&lines(&shop, "")).split_off(1);
        let ends = |word: &str| told.iter().filter(|told| *told == word).count() == 1;
        (ends("purpose_withdrawn") && ends("purpose_resumed")).then_some(())
    });
    let lines = lines(&shop, "");
    assert_eq!(verify(&lines, &heads(&shop)), Ok(()));
    let native = events(&lines)
        .into_iter()
        .find(|event| event["type"] == "purpose_withdrawn")
        .unwrap();
    assert_eq!(
        (&native["reach"], &native["method"]),
        (&json!("marketing"), &json!("native_preference"))
    );
    assert_eq!(native["purposes"], json!(["offers"]), "what they agreed to");
}
