//! `POST …/messages`: one consent-gated send, and "this product is back" to all who wait for it.

use crate::book_file::OwnStack;
use saludo_core::time::DAY;
use saludo_tests::code;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Map, Value, json};

/// Marketing may leave at any hour, so that the tests do not depend on the time of day.
fn any_hour(settings: &mut Value) {
    settings["sending"] = json!({"marketing_hours": {"from": 0, "to": 24}});
}

fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(any_hour);
    shop
}

/// A shop with product buttons.
pub(crate) fn with_product(shop: &Shop) {
    shop.change_settings(|settings| {
        any_hour(settings);
        let words = json!({
            "label": "Back in stock", "phrase": "one message when {product} is back",
            "value": "A note when it returns", "frequency": "one message",
        });
        let locales = settings["locales"].as_array().unwrap().clone();
        let words: Map<String, Value> = locales
            .iter()
            .map(|locale| (locale.as_str().unwrap().to_owned(), words.clone()))
            .collect();
        settings["product"] = json!({
            "id": "product", "category": "marketing", "legal_basis": "consent", "words": words,
        });
    });
}

/// Somebody who agreed to these purposes, and their id.
fn customer(shop: &Shop, purposes: &[&str]) -> (Person, String) {
    let person = Person::new();
    let form = Form::of(shop).with("purposes", json!(purposes));
    person.says(shop, &form.text(shop));
    let item = form.welcome(shop, "read");
    (person, item["person"].as_str().unwrap().to_owned())
}

/// Somebody who waits for a product.
pub(crate) fn waits_for(shop: &Shop, product: &str) -> (Person, Form) {
    let panel = http::get(&shop.worker(&format!("/s/{}/panel?lang=en", shop.slug))).text;
    let own = shop.public("en")["statement"]["id"].clone();
    let mut statements = panel.split("data-statement=\"").skip(1);
    let statement = statements.find_map(|rest| {
        let (id, _) = rest.split_once('"')?;
        (own != id).then(|| id.to_owned())
    });
    let form = Form::of(shop)
        .with("source", json!("product"))
        .with("purposes", json!(["product"]))
        .with(
            "statement",
            json!(statement.expect("the button's statement")),
        )
        .with(
            "product",
            json!({"id": product, "title": format!("Mug {product}")}),
        );
    let person = Person::new();
    person.says(shop, &form.text(shop));
    form.welcome(shop, "read");
    (person, form)
}

fn send(shop: &Shop, body: &Value) -> Answer {
    shop.admin("POST", "/messages", &[], body.to_string().as_bytes())
}

fn order(person: &str) -> Value {
    json!({
        "person": person, "purpose": "orders", "template": "demo_order_sent",
        "parameters": ["17-A"], "idempotency_key": format!("key-{:x}", code::random()),
    })
}

fn back(product: &str) -> Value {
    json!({
        "purpose": "product", "product": product, "template": "demo_back_in_stock",
        "parameters": {"product": format!("Mug {product}")},
        "header": {"image": "https://shop.example/mug.jpg"},
        "buttons": [{"index": 0, "url_suffix": "mug"}],
        "idempotency_key": format!("back-{:x}", code::random()),
    })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    if value.is_null() {
        body.as_object_mut().unwrap().remove(name);
    } else {
        body[name] = value;
    }
    body
}

fn state(shop: &Shop, id: &str) -> Value {
    let answer = shop.admin("GET", &format!("/messages/{id}"), &[], b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// How a send stands, once it stands so.
fn stands(shop: &Shop, id: &str, states: &Value) -> Value {
    wait::until(&format!("{states}"), || {
        let state = state(shop, id);
        (state["states"] == *states && state["complete"] == true).then_some(state)
    })
}

fn templates_to(shop: &Shop, person: &Person, name: &str) -> Vec<Value> {
    let sent = shop.sent_to(&person.wa_id);
    sent.into_iter()
        .filter(|message| message["template"] == name)
        .collect()
}

fn key(body: &Value) -> &str {
    body["idempotency_key"].as_str().unwrap()
}

#[test]
fn one_message_goes_to_a_person_who_agreed_and_the_same_request_again_sends_nothing() {
    let shop = shop();
    let (ana, id) = customer(&shop, &["orders"]);
    let body = order(&id);
    let first = send(&shop, &body);
    assert_eq!(first.status, 201, "{first:?}");
    let answer = first.json();
    let send_id = answer["id"].as_str().unwrap().to_owned();
    assert_eq!(
        answer,
        json!({
            "id": send_id, "idempotency_key": key(&body), "person": id, "purpose": "orders",
            "template": "demo_order_sent", "language": null, "people": 1, "refused": {},
        })
    );
    let read = stands(&shop, &send_id, &json!({"read": 1}));
    assert_eq!(state(&shop, key(&body)), read, "by its key too");
    assert_eq!(json!([read["reasons"], read["uncertain"]]), json!([{}, []]));
    let sent = templates_to(&shop, &ana, "demo_order_sent");
    assert_eq!(sent.len(), 1);
    assert_eq!(
        json!([sent[0]["language"], sent[0]["parameters"]]),
        json!(["en", ["17-A"]])
    );

    // Again, in other spelling, and once more after it was read.
    let spelled = serde_json::to_string_pretty(&body).unwrap();
    let again = shop.admin("POST", "/messages", &[], spelled.as_bytes());
    assert_eq!((again.status, again.json()), (200, answer));
    let other = send(&shop, &with(body, "parameters", json!(["18-B"])));
    assert_eq!(other.problem(), (409, "idempotency_key_in_use".into()));
    assert_eq!(templates_to(&shop, &ana, "demo_order_sent").len(), 1);
}

#[test]
fn who_did_not_agree_is_refused_at_once_and_the_answer_says_why() {
    let shop = shop();
    let (ana, id) = customer(&shop, &["offers"]);
    let body = order(&id);
    let refused = send(&shop, &body);
    assert_eq!(refused.status, 201);
    assert_eq!(refused.json()["refused"], json!({"no_consent": 1}));
    assert_eq!(send(&shop, &body).json(), refused.json());
    let state = stands(&shop, key(&body), &json!({"cancelled": 1}));
    assert_eq!(state["reasons"], json!({"no_consent": 1}));

    ana.says(&shop, "STOP");
    wait::until("the answer to STOP", || {
        shop.sent_to(&ana.wa_id).get(1).cloned()
    });
    let news = json!({
        "person": id, "purpose": "offers", "template": "demo_news", "parameters": ["Ana", "10 %"],
        "idempotency_key": "after-stop",
    });
    assert_eq!(
        send(&shop, &news).json()["refused"],
        json!({"no_consent": 1})
    );
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 2);
}

#[test]
fn consent_is_asked_again_when_the_message_leaves() {
    let shop = shop();
    let (ana, id) = customer(&shop, &["orders"]);
    // Held up, because Graph is busy.
    shop.behaviour(&json!({"fail": [{"code": 130_429, "times": 3}]}));
    let body = order(&id);
    assert_eq!(send(&shop, &body).json()["refused"], json!({}));
    wait::until("a refusal", || (shop.graph_calls() >= 2).then_some(()));
    ana.says(&shop, "STOP");
    let state = stands(&shop, key(&body), &json!({"cancelled": 1}));
    assert_eq!(state["reasons"], json!({"no_consent": 1}));
    assert_eq!(
        templates_to(&shop, &ana, "demo_order_sent"),
        [json!(null); 0]
    );
}

#[test]
fn the_purpose_is_given_or_follows_or_is_asked_for() {
    let shop = shop();
    let (_, id) = customer(&shop, &["orders"]);
    let reason = |body: &Value| {
        let answer = send(&shop, body);
        assert_eq!(answer.problem(), (422, "invalid_fields".into()));
        let errors = answer.json()["errors"].clone();
        assert_eq!(errors[0]["field"], "purpose");
        errors[0]["reason"].as_str().unwrap().to_owned()
    };
    let body = order(&id);
    assert_eq!(
        reason(&with(body.clone(), "purpose", json!(null))),
        "name the purpose: the shop has several that such a template may be for"
    );
    assert_eq!(
        reason(&with(body.clone(), "purpose", json!("other"))),
        "give the id of a purpose of this shop"
    );
    assert_eq!(
        reason(&back("1")),
        "give the purpose of the product's button, from the setting product"
    );
    // A shop with one purpose need not name it.
    shop.change_settings(|settings| {
        let purposes = settings["purposes"].as_array_mut().unwrap();
        purposes.retain(|purpose| purpose["id"] == "orders");
    });
    let answer = send(&shop, &with(body, "purpose", json!(null)));
    assert_eq!(
        (answer.status, answer.json()["purpose"].clone()),
        (201, json!("orders"))
    );
}

#[test]
fn wrong_requests_are_named_field_by_field_and_send_nothing() {
    let shop = shop();
    let (_, id) = customer(&shop, &["orders"]);
    let body = order(&id);
    let wrong = |body: &Value| {
        let answer = send(&shop, body);
        assert_eq!(answer.problem(), (422, "invalid_fields".into()), "{body}");
        answer.wrong_fields()
    };
    for (name, value) in [
        ("template", json!("Order Sent")),
        ("language", json!("the usual")),
        ("parameters", json!(7)),
        ("header", json!({"image": "http://shop.example/a.jpg"})),
        ("buttons", json!([{"index": 0}])),
        ("idempotency_key", json!("a b")),
        ("idempotency_key", json!(null)),
        ("person", json!(null)),
        ("recipient", json!("+34600000001")),
    ] {
        let fields = wrong(&with(body.clone(), name, value));
        assert_eq!(fields.len(), 1);
        // A purpose alone could also go to a product's people.
        let expected = if name == "person" { "product" } else { name };
        assert!(fields[0].starts_with(expected), "{name}: {fields:?}");
    }
    assert_eq!(send(&shop, &json!([])).problem(), (400, "not_json".into()));
    let large = format!("{{\"person\":\"{}\"}}", "x".repeat(70_000));
    let large = shop.admin("POST", "/messages", &[], large.as_bytes());
    assert_eq!(large.problem(), (413, "too_large".into()));
    let nobody = send(&shop, &order("nobody0000000000000x"));
    assert_eq!(nobody.problem(), (404, "unknown_person".into()));
    let unknown = shop.admin("GET", "/messages/nothing", &[], b"");
    assert_eq!(unknown.problem(), (404, "unknown_message".into()));
    let url = shop.worker(&format!("/v1/admin/shops/{}/messages", shop.slug));
    assert_eq!(
        http::post(&url, &body).problem(),
        (401, "unauthorized".into())
    );
    for (method, path) in [
        ("GET", "/messages"),
        ("POST", "/messages/a"),
        ("GET", "/messages/1/retry"),
    ] {
        assert_eq!(
            shop.admin(method, path, &[], b"").status,
            405,
            "{method} {path}"
        );
    }
    assert_eq!(shop.graph_calls(), 1, "the welcome alone");
}

#[test]
fn a_template_that_takes_other_parameters_fails_and_says_so() {
    let shop = shop();
    let (_, id) = customer(&shop, &["orders"]);
    let body = with(order(&id), "parameters", json!({"order": "17"}));
    assert_eq!(send(&shop, &body).status, 201);
    let state = stands(&shop, key(&body), &json!({"failed": 1}));
    assert_eq!(state["reasons"].as_object().unwrap().len(), 1, "{state}");
}

#[test]
fn what_ended_uncertain_is_sent_again_by_hand_once_and_a_welcome_never() {
    let shop = shop();
    let (ana, id) = customer(&shop, &["orders"]);
    shop.behaviour(&json!({"timeout": "before", "statuses": false}));
    let body = order(&id);
    send(&shop, &body);
    let uncertain = wait::until_within(1_200, "uncertain", || {
        let state = state(&shop, key(&body));
        (state["states"] == json!({"uncertain": 1})).then_some(state)
    });
    let [row] = uncertain["uncertain"].as_array().unwrap().as_slice() else {
        panic!("{uncertain}");
    };
    assert_eq!(row["person"], id);
    shop.behaviour(&json!({}));
    let retry = |message: &str| shop.admin("POST", &format!("/messages/{message}/retry"), &[], b"");
    let again = retry(&row["message"].to_string());
    assert_eq!(again.status, 202, "{again:?}");
    stands(&shop, key(&body), &json!({"read": 1}));
    assert_eq!(templates_to(&shop, &ana, "demo_order_sent").len(), 1);
    assert_eq!(
        retry(&row["message"].to_string()).problem(),
        (409, "not_uncertain".into())
    );
    // Message 1 is the welcome.
    assert_eq!(retry("1").problem(), (409, "not_uncertain".into()));
    assert_eq!(retry("999999").problem(), (404, "unknown_message".into()));
    assert_eq!(
        retry("99999999999999999999").problem(),
        (404, "unknown_message".into())
    );
    assert_eq!(retry("x").status, 404);
}

#[test]
fn a_product_that_is_back_is_told_once_to_each_who_waits_and_then_they_wait_no_more() {
    let shop = Shop::own();
    with_product(&shop);
    let (ana, ana_form) = waits_for(&shop, "1");
    let (bea, _) = waits_for(&shop, "1");
    let (cai, cai_form) = waits_for(&shop, "2");
    let (dora, _) = waits_for(&shop, "1");
    dora.says(&shop, "STOP");
    wait::until("Dora stopped", || shop.sent_to(&dora.wa_id).get(1).cloned());
    let body = back("1");
    let answer = send(&shop, &body);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(
        json!([
            answer.json()["people"],
            answer.json()["product"],
            answer.json()["refused"]
        ]),
        json!([2, "1", {}])
    );
    stands(&shop, key(&body), &json!({"read": 2}));
    for person in [&ana, &bea] {
        let told = templates_to(&shop, person, "demo_back_in_stock");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["parameters"], json!({"product": "Mug 1"}));
        assert_eq!(told[0]["buttons"][0]["url"], "https://shop.example/p/mug");
    }
    for person in [&cai, &dora] {
        assert_eq!(
            templates_to(&shop, person, "demo_back_in_stock"),
            [json!(null); 0]
        );
    }
    // The wish is fulfilled, and the ledger says so.
    ana_form.in_book(&shop, "ended", |item| item["state"] == "withdrawn");
    assert_eq!(cai_form.state(&shop), "confirmed");
    let ended: Vec<Value> = wait::until("two ended", || {
        let ended: Vec<Value> = shop
            .ledger()
            .into_iter()
            .filter(|event| event["type"] == "purpose_withdrawn" && event["method"] == "expiry")
            .collect();
        (ended.len() == 2).then_some(ended)
    });
    for event in &ended {
        assert_eq!(
            json!([event["reach"], event["purposes"]]),
            json!(["named", ["product"]])
        );
        assert!(event["product"].is_string());
    }
    // Told again, nobody is left; asked again, the answer is the same.
    let next = send(&shop, &back("1"));
    assert_eq!(next.json()["people"], 0);
    assert_eq!(
        state(&shop, next.json()["id"].as_str().unwrap())["complete"],
        true
    );
    assert_eq!(send(&shop, &body).json(), answer.json());
    assert_eq!(templates_to(&shop, &ana, "demo_back_in_stock").len(), 1);
}

#[test]
fn who_may_have_been_told_is_not_told_again_by_the_next_send() {
    let shop = Shop::own();
    with_product(&shop);
    let (ana, form) = waits_for(&shop, "1");
    // Meta takes it, and nobody hears of that.
    shop.behaviour(&json!({"statuses": false}));
    let first = back("1");
    send(&shop, &first);
    stands(&shop, key(&first), &json!({"accepted": 1}));
    let second = back("1");
    assert_eq!(send(&shop, &second).json()["people"], 1, "who still waits");
    stands(&shop, key(&second), &json!({}));
    assert_eq!(templates_to(&shop, &ana, "demo_back_in_stock").len(), 1);
    assert_eq!(form.state(&shop), "confirmed");
}

#[test]
fn each_gets_it_in_their_own_language_or_the_next_best() {
    let shop = Shop::own();
    with_product(&shop);
    let (ana, _) = waits_for(&shop, "1");
    let bea = Person::new();
    let panel = http::get(&shop.worker(&format!("/s/{}/panel?lang=es", shop.slug))).text;
    let own = shop.public("es")["statement"]["id"].clone();
    let mut statements = panel.split("data-statement=\"").skip(1);
    let statement = statements
        .find_map(|rest| {
            rest.split_once('"')
                .map(|(id, _)| id.to_owned())
                .filter(|id| own != *id)
        })
        .unwrap();
    let form = Form::of(&shop)
        .with("source", json!("product"))
        .with("locale", json!("es"))
        .with("purposes", json!(["product"]))
        .with("statement", json!(statement))
        .with("product", json!({"id": "1", "title": "Taza"}));
    bea.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    let body = back("1");
    send(&shop, &body);
    stands(&shop, key(&body), &json!({"read": 2}));
    let language =
        |person: &Person| templates_to(&shop, person, "demo_back_in_stock")[0]["language"].clone();
    assert_eq!((language(&ana), language(&bea)), (json!("en"), json!("es")));
}

#[test]
fn who_was_not_told_in_180_days_waits_no_more() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    with_product(&shop);
    let (_, form) = waits_for(&shop, "1");
    let older = |own: &mut OwnStack, days: i64| {
        own.at_rest(|book| {
            for (table, columns) in [
                ("people", "last_wrote_at created_at"),
                ("acts", "at at_ms"),
                ("standings", "since"),
                ("opt_ins", "requested_at sent_at confirmed_at"),
            ] {
                for column in columns.split(' ') {
                    let query = format!("UPDATE {table} SET {column} = {column} - ?1");
                    book.execute(&query, [days * DAY]).expect("older");
                }
            }
            book.execute("UPDATE counters SET n = 0 WHERE name = 'upkeep_at'", [])
                .expect("due");
        });
    };
    older(&mut own, 179);
    let shop = own.shop();
    let waiting = |shop: &Shop| send(shop, &back("1")).json()["people"].clone();
    shop.behaviour(&json!({"template": {"name": "demo_back_in_stock", "status": "PAUSED"}}));
    assert_eq!(waiting(&shop), 1);
    older(&mut own, 2);
    let shop = own.shop();
    form.in_book(&shop, "ended", |item| item["state"] == "withdrawn");
    assert_eq!(waiting(&shop), 0);
    let ended: Vec<Value> = shop
        .ledger()
        .into_iter()
        .filter(|event| event["type"] == "purpose_withdrawn")
        .collect();
    assert_eq!(ended.len(), 1);
    assert_eq!(
        json!([ended[0]["method"], ended[0]["reach"]]),
        json!(["expiry", "named"])
    );
}

/// The book is made as it would be after a year of product buttons, and one send goes to all of it.
#[test]
fn many_people_are_written_in_batches_and_the_book_answers_meanwhile() {
    const MANY: i64 = 100_000;
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    with_product(&shop);
    waits_for(&shop, "1");
    own.at_rest(|book| {
        for query in [
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO people (id, wa_id, created_at, locale)
                SELECT 'p' || i, '3461' || printf('%07d', i), 1, 'en' FROM n",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO standings (person, purpose, product, standing, since)
                SELECT 'p' || i, 'product', 'big', 'granted', unixepoch() * 1000 FROM n",
        ] {
            book.execute(query, [MANY]).expect("many");
        }
        // Nothing leaves meanwhile: the question here is how the rows are made.
        book.execute(
            "INSERT INTO holds (scope, reason, since, until_at) VALUES ('number', 'payment', 1, 9e15)",
            [],
        )
        .expect("a hold");
    });
    let shop = own.shop();
    let answer = send(&shop, &back("big"));
    assert_eq!(
        (answer.status, answer.json()["people"].clone()),
        (201, json!(MANY))
    );
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let mut looks = 0;
    let made = wait::until_within(4_000, "all rows", || {
        looks += 1;
        assert_eq!(http::get(&shop.api("?locale=en")).status, 200);
        let state = state(&shop, &id);
        (state["complete"] == true).then_some(state)
    });
    assert_eq!(made["states"], json!({"queued": MANY}));
    assert!(looks > 1, "the book answered while it worked");
    let rows: i64 = own.at_rest(|book| {
        let query = "SELECT count(DISTINCT person) FROM outbox WHERE kind = 'shop_template'";
        book.query_row(query, [], |row| row.get(0))
            .expect("a count")
    });
    assert_eq!(rows, MANY, "each once");
}

#[test]
fn a_send_that_cannot_be_made_holds_up_nothing_else() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    with_product(&shop);
    let (ana, _) = waits_for(&shop, "1");
    assert_eq!(send(&shop, &back("2")).json()["people"], 0);
    own.at_rest(|book| {
        // As a fault of our own would leave it: nobody can read what it is about.
        let query = "UPDATE sends SET purpose = 'NO PURPOSE', is_made = 0, next_at = 0";
        book.execute(query, []).expect("spoilt");
    });
    let shop = own.shop();
    let good = back("1");
    assert_eq!(send(&shop, &good).json()["people"], 1);
    stands(&shop, key(&good), &json!({"read": 1}));
    assert_eq!(templates_to(&shop, &ana, "demo_back_in_stock").len(), 1);
    let faults: i64 = own.at_rest(|book| {
        let query = "SELECT faults FROM sends WHERE purpose = 'NO PURPOSE'";
        book.query_row(query, [], |row| row.get(0))
            .expect("the spoilt one")
    });
    assert!(faults >= 1);
}
