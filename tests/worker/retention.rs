//! What is past its time goes, by the alarm. The clock is not moved: the rows are made older.

use crate::book_file::{OwnStack, columns_with, every_value};
use saludo_core::time::DAY;
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Moves everything in the book's past, and has the housekeeping look at it.
fn age(own: &mut OwnStack, days: i64) {
    own.at_rest(|book| {
        for (table, columns) in [
            ("people", "last_wrote_at created_at human_wrote_at"),
            ("acts", "at at_ms"),
            ("standings", "since ended_at"),
            ("opt_ins", "requested_at sent_at confirmed_at withdrawn_at"),
            ("messages", "sent_at at"),
            ("questions", "sent_at at asked_at"),
            ("inbox", "at next_at"),
            ("statuses", "at"),
            ("page_tokens", "at"),
        ] {
            for column in columns.split(' ') {
                let query = format!("UPDATE {table} SET {column} = {column} - ?1");
                book.execute(&query, [days * DAY]).expect("older");
            }
        }
        let upkeep = "UPDATE counters SET n = 0 WHERE name = 'upkeep_at'";
        book.execute(upkeep, []).expect("due");
    });
}

fn people(shop: &Shop) -> Vec<Value> {
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let lines = export.lines().map(parse);
    lines.filter(|line| line["type"] == "person").collect()
}

fn events(shop: &Shop, kind: &str) -> Vec<Value> {
    let ledger = shop.admin("GET", "/ledger.jsonl", &[], b"").text;
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap()["event"].clone();
    let events = ledger.lines().map(event);
    events.filter(|event| event["type"] == kind).collect()
}

#[test]
fn what_is_past_its_time_goes_and_what_is_proof_stays() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let (ana, bea, cai) = (Person::new(), Person::new(), Person::new());
    let form = Form::of(&shop)
        .with("purposes", json!(["offers", "orders"]))
        .with("name", json!("Ana Quijote"));
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    // Bea only asks something, Cai only says no.
    bea.says_with(
        &shop,
        "Do you have the blue one?",
        &json!({"name": "Bea Sancho"}),
    );
    cai.says(&shop, "Baja, por favor");
    let open = Form::of(&shop).with("name", json!("Dulcinea"));
    assert_eq!(open.post(&shop).status, 201);
    let odd = json!({ "odd": ["Rocinante"] });
    assert_eq!(shop.webhook(&shop.change(&odd)), 200);
    wait::until("three people", || (people(&shop).len() == 3).then_some(()));
    wait::until("all worked off", || {
        (shop.stats()["webhook"]["unknown"] == 1).then_some(())
    });
    let name_of = |values: &[(String, Vec<u8>)], name: &str| columns_with(values, name);

    let values = own.at_rest(every_value);
    for there in [
        "Quijote",
        "Sancho",
        "Dulcinea",
        "Rocinante",
        "blue one",
        "Baja, por",
    ] {
        assert!(!name_of(&values, there).is_empty(), "{there}");
    }

    // Four days: the request without its message, and what nobody understood.
    age(&mut own, 4);
    let shop = own.shop();
    wait::until_equal(&json!(1), || shop.stats()["opt_ins"]["expired"].clone());
    let values = own.at_rest(every_value);
    let code = open.code.replace('-', "");
    assert_eq!(name_of(&values, &code), ["opt_ins.code"]);
    for gone in ["Dulcinea", "Rocinante"] {
        assert_eq!(name_of(&values, gone), [""; 0], "{gone}");
    }
    assert!(!name_of(&values, "blue one").is_empty());

    // A month: messages to people, and who did nothing but write one.
    age(&mut own, 27);
    let shop = own.shop();
    wait::until("two people", || (people(&shop).len() == 2).then_some(()));
    let values = own.at_rest(every_value);
    for gone in ["blue one", "Sancho", "Baja, por", &bea.wa_id, &code] {
        assert_eq!(name_of(&values, gone), [""; 0], "{gone}");
    }
    assert!(!name_of(&values, &cai.wa_id).is_empty(), "a no is kept");

    // Thirteen months: links to the own page.
    let page = |shop: &Shop| {
        let link = shop.sent_to(&ana.wa_id)[0]["buttons"][0]["url"].clone();
        let (_, path) = link.as_str().unwrap().split_once("/p/").unwrap();
        http::get(&shop.worker(&format!("/p/{path}"))).status
    };
    age(&mut own, 395 - 31);
    assert_eq!(page(&own.shop()), 200);
    age(&mut own, 1);
    assert_eq!(page(&own.shop()), 404);

    // Two years: consent without a sign of life.
    let shop = own.shop();
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "confirmed");
    assert_eq!(events(&shop, "purpose_withdrawn"), [json!(null); 0]);
    age(&mut own, 366);
    let shop = own.shop();
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    let expired = events(&shop, "purpose_withdrawn");
    assert_eq!(expired.len(), 1);
    assert_eq!(
        (&expired[0]["method"], &expired[0]["purposes"]),
        (&json!("expiry"), &json!(["offers", "orders"]))
    );
    assert_eq!(
        shop.sent_to(&ana.wa_id).len(),
        1,
        "nobody is written to about it"
    );
    // The proof of what was stays: it was lawful then.
    assert!(!name_of(&own.at_rest(every_value), "Quijote").is_empty());
}
