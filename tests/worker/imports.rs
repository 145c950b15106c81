//! Files of people from elsewhere.

use saludo_tests::form::Form;
use saludo_tests::http::Answer;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use url::Url;

const HEADER: &str = "phone,name,purposes,consented_at,words,method,opted_out_at\n";

fn post(shop: &Shop, query: &str, file: &str) -> Answer {
    let media_type = [("Content-Type", "text/csv")];
    shop.admin(
        "POST",
        &format!("/imports{query}"),
        &media_type,
        file.as_bytes(),
    )
}

/// The lines of an answer, the last of them the sum.
fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    answer.text.lines().map(parse).collect()
}

fn summary(answer: &Answer) -> Value {
    let summary = lines(answer).pop().unwrap();
    assert_eq!(summary["type"], "summary", "{answer:?}");
    summary
}

fn counts(summary: &Value, names: &[&str]) -> Vec<u64> {
    let count = |name: &&str| summary[*name].as_u64().unwrap();
    names.iter().map(count).collect()
}

/// Everything that would show a change: people, opt-ins, and the ledger.
fn everything(shop: &Shop) -> (String, usize) {
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    (export, events(shop).len())
}

fn events(shop: &Shop) -> Vec<Value> {
    let ledger = shop.admin("GET", "/ledger.jsonl", &[], b"");
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap()["event"].clone();
    let events = ledger.text.lines().map(event);
    let is_export = |event: &Value| event["act"] == "export";
    events.filter(|event| !is_export(event)).collect()
}

/// How things stand for a person, by purpose.
fn standings(shop: &Shop, wa_id: &str) -> Value {
    let export = shop.admin("GET", "/export.jsonl", &[], b"");
    let people = lines(&export);
    let person = people.iter().find(|line| line["wa_id"] == wa_id);
    let mut standings = json!({});
    for standing in person.expect("the person")["standings"].as_array().unwrap() {
        standings[standing["purpose"].as_str().unwrap()] = standing["standing"].clone();
    }
    standings
}

#[test]
fn a_dry_run_comes_first_writes_nothing_and_says_what_the_import_will() {
    let shop = Shop::own();
    let [ana, bea, cai] = [Person::new(), Person::new(), Person::new()];
    let file = format!(
        "{HEADER}+{},Ana,offers,2025-06-08,I want offers,checkout,\n\
         +{},Bea,offers,,,,\n\
         +{},Cai,,,,,2025-06-08\n\
         +{},Ana again,offers,2025-06-08,I want offers,checkout,\n\
         nobody,,offers,,,,\n",
        ana.wa_id, bea.wa_id, cai.wa_id, ana.wa_id
    );
    shop.public("en");
    let before = everything(&shop);
    let dry = summary(&post(&shop, "", &file));
    assert_eq!(
        (&dry["dry_run"], &dry["complete"]),
        (&json!(true), &json!(true))
    );
    let names = [
        "rows",
        "opt_outs",
        "consents",
        "unproven",
        "duplicates",
        "bad",
    ];
    assert_eq!(counts(&dry, &names), [5, 1, 1, 1, 1, 1]);
    assert_eq!(everything(&shop), before);

    let done = summary(&post(&shop, "?dry_run=false", &file));
    assert_eq!(counts(&done, &names), counts(&dry, &names));
    assert_eq!(standings(&shop, &ana.wa_id), json!({"offers": "granted"}));
    assert_eq!(standings(&shop, &bea.wa_id), json!({"offers": "unproven"}));
    let told: Vec<(Value, Value)> = events(&shop)
        .into_iter()
        .skip(before.1)
        .map(|event| (event["type"].clone(), event["proven"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            (json!("staff_acted"), Value::Null),
            (json!("imported"), json!(true)),
            (json!("imported"), json!(false)),
        ]
    );
    assert_eq!(shop.graph_calls(), 0, "nothing is sent");
}

#[test]
fn the_same_file_again_changes_nothing() {
    let shop = Shop::own();
    let [ana, bea, cai] = [Person::new(), Person::new(), Person::new()];
    let file = format!(
        "{HEADER}+{},Ana,offers,2025-06-08,I want offers,checkout,\n+{},,offers,,,,\n+{},,,,,,yes\n",
        ana.wa_id, bea.wa_id, cai.wa_id
    );
    post(&shop, "?dry_run=false", &file);
    let before = everything(&shop);
    let again = summary(&post(&shop, "?dry_run=false", &file));
    assert_eq!(counts(&again, &["rows", "duplicates"]), [3, 3]);
    let (people, ledger) = everything(&shop);
    assert_eq!(people, before.0);
    assert_eq!(ledger, before.1 + 1, "that somebody imported");
}

#[test]
fn an_imported_yes_undoes_no_no_whatever_the_order() {
    let shop = Shop::own();
    // In one file, in either order of its rows.
    let [ana, bea] = [Person::new(), Person::new()];
    let yes = |wa_id: &str| format!("+{wa_id},,offers,2025-06-09,I want offers,checkout,\n");
    let no = |wa_id: &str| format!("+{wa_id},,,,,,2025-06-08\n");
    let file = [
        HEADER.to_owned(),
        yes(&ana.wa_id),
        no(&ana.wa_id),
        no(&bea.wa_id),
        yes(&bea.wa_id),
    ];
    post(&shop, "?dry_run=false", &file.concat());
    let withdrawn = json!({"offers": "withdrawn"});
    assert_eq!(standings(&shop, &ana.wa_id), withdrawn);
    assert_eq!(standings(&shop, &bea.wa_id), withdrawn);
    // And against a stop in the chat, that the file is later than.
    let cai = Person::new();
    let form = Form::of(&shop);
    cai.says(&shop, &form.text(&shop));
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    cai.says(&shop, "STOP");
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    post(
        &shop,
        "?dry_run=false",
        &[HEADER.to_owned(), yes(&cai.wa_id)].concat(),
    );
    assert_eq!(standings(&shop, &cai.wa_id), json!({"offers": "stopped"}));
}

#[test]
fn an_imported_no_ends_what_somebody_holds_and_sends_nothing() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop).with("purposes", json!(["offers", "orders"]));
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    let calls = shop.graph_calls();
    // The number in another spelling is the same person.
    let national = ana.wa_id.strip_prefix("34").unwrap();
    let file = format!("phone;purposes;opted_out_at\r\n{national};offers;ja\r\n");
    let done = summary(&post(&shop, "?dry_run=false&country=ES", &file));
    assert_eq!(counts(&done, &["rows", "opt_outs"]), [1, 1]);
    let expected = json!({"offers": "withdrawn", "orders": "granted"});
    assert_eq!(standings(&shop, &ana.wa_id), expected);
    let last = events(&shop).pop().unwrap();
    assert_eq!(last["type"], "purpose_withdrawn");
    assert_eq!(last["method"], "import");
    assert_eq!(shop.graph_calls(), calls);
}

#[test]
fn bad_rows_come_back_to_be_mended_and_sent_again() {
    let shop = Shop::own();
    let ana = Person::new();
    let file = format!(
        "phone;purposes\r\n3,46E+10;offers\r\n+{};offers\r\n+34600000002;weather\r\n",
        ana.wa_id
    );
    let answer = post(&shop, "", &file);
    let bad: Vec<Value> = lines(&answer)
        .into_iter()
        .filter(|line| line["type"] == "bad")
        .collect();
    assert_eq!(
        (&bad[0]["line"], &bad[0]["code"]),
        (&json!(2), &json!("phone_mangled"))
    );
    assert_eq!(bad[0]["row"]["phone"], "3,46E+10");
    assert_eq!(
        (&bad[1]["line"], &bad[1]["code"]),
        (&json!(4), &json!("purpose_unknown"))
    );
    let table = post(&shop, "?bad_rows=csv", &file);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let rows: Vec<&str> = table.text.lines().collect();
    assert_eq!(rows.len(), 3, "{table:?}");
    assert_eq!(rows[0], "\u{feff}phone;purposes;saludo_reason");
    let mended = table
        .text
        .replace("3,46E+10", "+34600000001")
        .replace("weather", "offers");
    let done = summary(&post(&shop, "?dry_run=false", &mended));
    assert_eq!(counts(&done, &["rows", "unproven", "bad"]), [2, 2, 0]);
}

#[test]
fn a_wrong_file_or_query_is_refused_before_anything_is_read() {
    let shop = Shop::own();
    shop.public("en");
    let before = everything(&shop);
    for (query, file, code) in [
        ("", "email,name\na@shop.example,Ana\n", "wrong_columns"),
        ("?preset=wati", "Name,Phone\nAna,1\n", "wrong_columns"),
        ("", "", "empty_file"),
        ("", "PK\u{3}\u{4}workbook", "workbook"),
        ("?preset=hubspot", HEADER, "invalid_query"),
        ("?dry_run=no", HEADER, "invalid_query"),
        ("?dryrun=false", HEADER, "invalid_query"),
        ("?purposes=weather", HEADER, "invalid_query"),
    ] {
        let answer = post(&shop, query, file);
        assert_eq!(answer.problem(), (422, code.to_owned()), "{query} {file}");
        assert!(!answer.text.contains("Ana"), "{answer:?}");
    }
    let answer = post(&shop, "", "email\na@shop.example\n").json();
    assert_eq!(answer["errors"]["expected"][0], "phone (or user_id)");
    assert_eq!(shop.admin("GET", "/imports", &[], b"").status, 405);
    assert_eq!(everything(&shop), before);
}

#[test]
fn of_a_file_that_was_cut_off_the_whole_rows_stay_and_the_end_says_so() {
    let shop = Shop::own();
    let [ana, bea] = [Person::new(), Person::new()];
    let row = |wa_id: &str| format!("+{wa_id},,offers,2025-06-08,\"I want\noffers\",checkout,\n");
    let whole = [HEADER, &row(&ana.wa_id), &row(&bea.wa_id)].concat();
    let cut = whole.get(..whole.len() - 20).unwrap();
    let answer = summary(&post(&shop, "?dry_run=false", cut));
    assert_eq!(answer["complete"], false);
    assert_eq!(answer["stopped"]["code"], "cut_off");
    assert_eq!(counts(&answer, &["rows", "consents"]), [1, 1]);
    assert_eq!(standings(&shop, &ana.wa_id), json!({"offers": "granted"}));
    let again = summary(&post(&shop, "?dry_run=false", &whole));
    assert_eq!(again["complete"], true);
    assert_eq!(
        counts(&again, &["rows", "consents", "duplicates"]),
        [2, 1, 1]
    );
}

#[test]
fn a_connection_that_breaks_loses_nothing_that_was_done_and_doubles_nothing() {
    let shop = Shop::own();
    let rows = 1_000;
    let mut file = HEADER.to_owned();
    for number in 0..rows {
        let _ = writeln!(
            file,
            "+34612{number:06},,offers,2025-06-08,I want offers,checkout,"
        );
    }
    let url = Url::parse(&shop.worker("")).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut connection = TcpStream::connect(&host).unwrap();
    let head = format!(
        "POST /v1/admin/shops/{}/imports?dry_run=false HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer dev-admin-token\r\nContent-Length: {}\r\n\r\n",
        shop.slug,
        file.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    let (sent, _) = file.as_bytes().split_at(file.len() / 2);
    connection.write_all(sent).unwrap();
    // The first batches are done by the time that it is told of them.
    connection.read_exact(&mut [0; 64]).unwrap();
    drop(connection);
    let again = summary(&post(&shop, "?dry_run=false", &file));
    assert_eq!(again["complete"], true);
    let found = counts(&again, &["consents", "duplicates", "bad"]);
    assert_eq!((found[0] + found[1], found[2]), (rows, 0));
    let people = lines(&shop.admin("GET", "/export.jsonl", &[], b""));
    assert_eq!(people.len(), 1_001);
    let imported = events(&shop).into_iter();
    let imported = imported.filter(|event| event["type"] == "imported");
    assert_eq!(imported.count(), 1_000);
}

#[test]
fn who_had_themselves_erased_is_not_brought_back() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop);
    ana.says(&shop, &form.text(&shop));
    let opt_in = form.welcome(&shop, "read");
    let path = format!("/people/{}", opt_in["person"].as_str().unwrap());
    assert_eq!(shop.admin("DELETE", &path, &[], b"").status, 204);
    let gone = shop.admin("DELETE", &path, &[], b"");
    assert_eq!(gone.problem(), (404, "unknown_person".to_owned()));
    let before = everything(&shop);
    let row = |more: &str| format!("{HEADER}+{},Ana,{more}\n", ana.wa_id);
    for file in [
        row("offers,2025-06-08,I want offers,checkout,"),
        row("offers,,,,"),
        row(",,,,2025-06-08"),
    ] {
        for query in ["", "?dry_run=false"] {
            let answer = summary(&post(&shop, query, &file));
            assert_eq!(counts(&answer, &["rows", "suppressed"]), [1, 1], "{file}");
        }
    }
    let (people, ledger) = everything(&shop);
    assert_eq!(people, before.0);
    assert_eq!(ledger, before.1 + 3, "that somebody imported");
}

#[test]
fn a_file_of_several_batches_is_told_as_it_goes() {
    let shop = Shop::own();
    let rows = 3_000;
    let mut file = HEADER.to_owned();
    for number in 0..rows {
        let _ = writeln!(
            file,
            "+34611{number:06},,offers,2025-06-08,I want offers,checkout,"
        );
    }
    let answer = post(&shop, "?dry_run=false", &file);
    let done = summary(&answer);
    assert_eq!(counts(&done, &["rows", "consents"]), [rows, rows]);
    let progress: Vec<u64> = lines(&answer)
        .iter()
        .filter(|line| line["type"] == "progress")
        .map(|line| line["rows"].as_u64().unwrap())
        .collect();
    assert!(progress.len() > 5 && progress.is_sorted(), "{progress:?}");
    let exported = lines(&shop.admin("GET", "/export.jsonl", &[], b""));
    assert_eq!(exported.len(), 3_001);
}

#[test]
fn the_files_of_other_tools_are_read_as_they_are() {
    let shop = Shop::own();
    for (preset, file, expected) in [
        ("wati", include_str!("imports/wati.csv"), [3, 1, 0, 1, 1]),
        (
            "klaviyo",
            include_str!("imports/klaviyo.csv"),
            [4, 1, 1, 1, 1],
        ),
        (
            "shopify",
            include_str!("imports/shopify.csv"),
            [3, 0, 0, 2, 1],
        ),
        (
            "generic",
            include_str!("imports/generic.csv"),
            [3, 1, 1, 1, 0],
        ),
    ] {
        let answer = post(&shop, &format!("?preset={preset}&purposes=offers"), file);
        let found = counts(
            &summary(&answer),
            &["rows", "opt_outs", "consents", "unproven", "silent"],
        );
        assert_eq!(found, expected, "{preset}: {answer:?}");
    }
}
