//! What a shop takes out of its book, and everything about one person.

use saludo_tests::form::Form;
use saludo_tests::http::Answer;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn export(shop: &Shop, query: &str) -> Vec<Value> {
    let answer = shop.admin("GET", &format!("/export.jsonl{query}"), &[], b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "application/jsonl; charset=utf-8"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    answer.text.lines().map(parse).collect()
}

fn staff_acts(shop: &Shop) -> Vec<(String, String)> {
    let ledger = shop.admin("GET", "/ledger.jsonl", &[], b"");
    let events = ledger.text.lines().map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["event"].clone()
    });
    let word = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    events
        .filter(|event| event["type"] == "staff_acted")
        .map(|event| (word(&event, "act"), word(&event, "by")))
        .collect()
}

/// A shop with a confirmed opt-in of Ana's and one that nobody confirmed.
fn with_two_opt_ins() -> (Shop, Person, Form, Form) {
    let shop = Shop::own();
    let ana = Person::new();
    let confirmed = Form::of(&shop)
        .with("purposes", json!(["offers", "orders"]))
        .with("name", json!("=Ana, \"A\""));
    ana.says(&shop, &confirmed.text(&shop));
    confirmed.welcome(&shop, "read");
    let requested = Form::of(&shop);
    assert_eq!(requested.post(&shop).status, 201);
    (shop, ana, confirmed, requested)
}

#[test]
fn an_export_has_every_person_and_every_opt_in_and_says_that_it_is_whole() {
    let (shop, ana, confirmed, requested) = with_two_opt_ins();
    let lines = export(&shop, "");
    assert_eq!(lines.len(), 4);
    let [person, first, second, end] = lines.as_slice() else {
        unreachable!()
    };
    assert_eq!(person["type"], "person");
    assert_eq!(person["wa_id"], json!(ana.wa_id));
    assert_eq!(person["phone"], json!(format!("+{}", ana.wa_id)));
    assert_eq!(person["opt_ins"], 1);
    let standings = person["standings"].as_array().unwrap();
    let words: Vec<(&Value, &Value)> = standings
        .iter()
        .map(|standing| (&standing["purpose"], &standing["standing"]))
        .collect();
    assert_eq!(
        words,
        [
            (&json!("offers"), &json!("granted")),
            (&json!("orders"), &json!("granted"))
        ]
    );
    assert_eq!(first["type"], "opt_in");
    assert_eq!(first["code"], json!(confirmed.code));
    assert_eq!(first["state"], "confirmed");
    assert_eq!(first["person"], person["id"]);
    assert_eq!(first["name"], "=Ana, \"A\"");
    assert_eq!(first["page"], "https://shop.example/");
    assert_eq!(first["statement"], confirmed.body["statement"]);
    assert_eq!(first["standings"].as_array().unwrap().len(), 2);
    assert_eq!(second["code"], json!(requested.code));
    assert_eq!(second["state"], "requested");
    assert_eq!(second["person"], Value::Null);
    assert_eq!(second["standings"], json!([]));
    assert_eq!(end, &json!({"type": "end"}));
}

#[test]
fn what_was_cut_off_goes_on_behind_the_last_whole_record() {
    let (shop, ..) = with_two_opt_ins();
    let all = export(&shop, "");
    for (index, line) in all.iter().take(3).enumerate() {
        let after = line["cursor"].as_str().unwrap();
        assert_eq!(export(&shop, &format!("?after={after}")), all[index + 1..]);
    }
    let wrong = shop.admin("GET", "/export.jsonl?after=ana", &[], b"");
    assert_eq!(wrong.problem(), (400, "malformed_after".to_owned()));
}

#[test]
fn as_a_table_no_cell_is_a_formula_and_resuming_repeats_no_head() {
    let (shop, ana, confirmed, requested) = with_two_opt_ins();
    // Somebody without an opt-in has a row of their own.
    let bea = Person::new();
    bea.says(&shop, "Do you have blue ones?");
    let table = |query: &str| {
        let answer = shop.admin("GET", &format!("/export.csv{query}"), &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            answer.header("content-disposition"),
            format!("attachment; filename=\"{}-export.csv\"", shop.slug)
        );
        answer.text
    };
    let text = wait::until("Bea in the export", || {
        Some(table("")).filter(|text| text.contains(&bea.wa_id))
    });
    assert!(text.starts_with("\u{feff}cursor,person,phone,"), "{text}");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 4, "{text}");
    assert!(rows[1].starts_with("p:"), "{text}");
    assert!(rows[2].contains(&format!(",'+{},", ana.wa_id)), "{text}");
    assert!(rows[2].contains(",\"'=Ana, \"\"A\"\"\","), "{text}");
    assert!(rows[2].contains(&confirmed.code), "{text}");
    assert!(rows[3].contains(&requested.code), "{text}");
    let cursor = rows[2].split(',').next().unwrap();
    assert_eq!(
        table(&format!("?after={cursor}")),
        format!("{}\r\n", rows[3])
    );
}

#[test]
fn taking_people_out_and_looking_at_one_leaves_a_trace() {
    let (shop, ..) = with_two_opt_ins();
    let person = export(&shop, "")[0]["id"].as_str().unwrap().to_owned();
    shop.admin("GET", "/export.csv?after=o:1", &[], b"");
    shop.admin("GET", &format!("/people/{person}"), &[], b"");
    let owner = |act: &str| (act.to_owned(), "owner".to_owned());
    assert_eq!(
        staff_acts(&shop),
        [owner("export"), owner("export"), owner("view")]
    );
}

#[test]
fn all_that_is_held_on_a_person_is_shown() {
    let (shop, ana, form, _) = with_two_opt_ins();
    ana.says(&shop, "Do you have blue ones?");
    let id = form.in_book(&shop, "whose", |_| true)["person"].clone();
    let path = format!("/people/{}", id.as_str().unwrap());
    let all = wait::until("the message", || {
        let answer = shop.admin("GET", &path, &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        let all = answer.json();
        (all["messages_received"].as_array()?.len() == 1).then_some(all)
    });
    assert_eq!(all["person"]["wa_id"], json!(ana.wa_id));
    assert_eq!(all["known_by"][0]["value"], json!(ana.wa_id));
    assert_eq!(all["standings"].as_array().unwrap().len(), 2);
    assert_eq!(all["acts"][0]["method"], "bubble");
    let opt_in = &all["opt_ins"][0];
    assert_eq!(opt_in["code"], json!(form.code));
    assert!(
        opt_in["received_text"]
            .as_str()
            .unwrap()
            .contains(&form.code)
    );
    let message = &all["messages_received"][0]["message"];
    assert_eq!(message["text"]["body"], "Do you have blue ones?");
    assert_eq!(all["messages_sent"][0]["kind"], "welcome");
    assert_eq!(all["messages_sent"][0]["state"], "read");
    assert_eq!(all["links_to_own_page"].as_array().unwrap().len(), 1);
    let proof = &all["ledger"][0];
    assert_eq!(proof["record"]["event"]["type"], "opt_in_confirmed");
    assert_eq!(proof["facts"]["wa_id"], json!(ana.wa_id));
    assert_eq!(proof["salt"].as_str().unwrap().len(), 64);
}

#[test]
fn nobody_is_shown_to_strangers_and_an_unknown_person_is_nobody() {
    let shop = Shop::own();
    let problem = |answer: &Answer| answer.problem();
    let unknown = shop.admin("GET", "/people/7h2k9qmx3c", &[], b"");
    assert_eq!(problem(&unknown), (404, "unknown_person".to_owned()));
    let malformed = shop.admin("GET", "/people/Ana", &[], b"");
    assert_eq!(problem(&malformed), (404, "not_found".to_owned()));
    let posted = shop.admin("POST", "/people/7h2k9qmx3c", &[], b"");
    assert_eq!(problem(&posted), (405, "method_not_allowed".to_owned()));
    for path in ["/export.jsonl", "/export.csv", "/people/7h2k9qmx3c"] {
        let url = shop.worker(&format!("/v1/admin/shops/{}{path}", shop.slug));
        assert_eq!(saludo_tests::http::get(&url).status, 401, "{path}");
    }
    assert_eq!(staff_acts(&shop), []);
}
