//! The log: finding messages and webhooks, sending one again, and what only the owner sees.

use saludo_tests::code;
use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Somebody who opted in, and their opt-in.
fn customer(shop: &Shop, name: &str) -> (Person, Value) {
    let (person, form) = (Person::new(), Form::of(shop));
    let form = form.with("purposes", json!(["orders"]));
    person.says_with(shop, &form.text(shop), &json!({ "name": name }));
    let item = form.welcome(shop, "read");
    (person, item)
}

/// How many rows a page lists.
fn rows(page: &str) -> usize {
    let (_, body) = page.split_once("<tbody>").unwrap_or_default();
    body.matches("<tr>").count()
}

#[test]
fn a_message_is_found_by_number_name_id_kind_and_state() {
    let shop = Shop::own();
    let (ana, item) = customer(&shop, "Ana Prueba");
    customer(&shop, "Bea Otra");
    let console = Console::owner(&shop);
    let all = console.get("/log");
    assert_eq!((all.status, rows(&all.text)), (200, 2), "{all:?}");
    let spaced = format!("%2B34+{}", &ana.wa_id[2..]);
    let wamid = item["welcome"]["wamid"]
        .as_str()
        .unwrap()
        .replace('=', "%3D");
    for (query, found) in [
        (format!("q={}", ana.wa_id), 1),
        (format!("q={spaced}"), 1),
        (format!("q={}", &ana.wa_id[4..]), 1),
        ("q=ana".to_owned(), 1),
        ("q=prueba".to_owned(), 0),
        (format!("q={}", item["person"].as_str().unwrap()), 1),
        (format!("q={wamid}"), 1),
        ("q=wamid.other".to_owned(), 0),
        ("kind=welcome&state=read".to_owned(), 2),
        ("state=failed".to_owned(), 0),
        ("state=queued".to_owned(), 0),
        ("kind=coupon".to_owned(), 0),
        ("reason=token".to_owned(), 0),
        ("kind=nonsense".to_owned(), 2),
        (format!("q={}&kind=stopped", ana.wa_id), 0),
    ] {
        let page = console.get(&format!("/log?{query}"));
        assert_eq!((page.status, rows(&page.text)), (200, found), "{query}");
        assert_eq!(page.text.contains("Ana Prueba"), found > 0, "{query}");
    }
    let file = console.get(&format!("/log?q={}&csv=1", ana.wa_id));
    assert_eq!(file.text.lines().count(), 2, "{}", file.text);
    assert!(file.text.contains(",welcome,read,"), "{}", file.text);
    let person = format!(
        "/admin/{}/people/{}",
        shop.slug,
        item["person"].as_str().unwrap()
    );
    assert!(all.text.contains(&person));
}

#[test]
fn a_webhook_is_found_by_who_sent_it_and_by_its_id() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    let id = ana.says(&shop, "Do you have this in blue?");
    bea.says(&shop, "Hello");
    let console = Console::owner(&shop);
    let page = wait::until("both are acted on", || {
        let page = console.get("/log?show=updates&state=done").text;
        (rows(&page) == 2).then_some(page)
    });
    assert!(!page.contains("Do you have"), "the log shows no words");
    for (query, found) in [
        (format!("q={}", ana.wa_id), 1),
        (format!("q={}", id.replace('=', "%3D")), 1),
        ("kind=message".to_owned(), 2),
        ("kind=status".to_owned(), 0),
        ("state=aside".to_owned(), 0),
        ("state=waiting".to_owned(), 0),
    ] {
        let page = console.get(&format!("/log?show=updates&{query}"));
        assert_eq!((page.status, rows(&page.text)), (200, found), "{query}");
    }
    let file = console.get("/log?show=updates&csv=1").text;
    assert_eq!(file.lines().count(), 3, "{file}");
}

#[test]
fn a_webhook_as_it_came_is_shown_to_the_owner_alone_and_that_is_written_down() {
    let shop = Shop::own();
    let body = shop.change(&json!({ "something_new": [{ "secret": "of <Ana>" }] }));
    assert_eq!(shop.webhook(&body), 200);
    let console = Console::owner(&shop);
    let page = wait::until("it is kept", || {
        let page = console.get("/log?show=updates&state=kept").text;
        (rows(&page) == 1).then_some(page)
    });
    assert!(!page.contains("something_new"));
    let (_, rest) = page.split_once(r#"name="update" value=""#).unwrap();
    let update = rest.split_once('"').unwrap().0;
    let fields = [("do", "raw"), ("update", update)];
    let looks = || {
        let types = shop.ledger().into_iter();
        types.filter(|event| event["act"] == "view").count()
    };
    let before = looks();
    let raw = console.post("/log?show=updates", &fields);
    assert_eq!(raw.status, 200, "{raw:?}");
    assert!(raw.text.contains("something_new") && raw.text.contains("of &lt;Ana&gt;"));
    assert_eq!(looks(), before + 1);
    for role in ["staff", "reader"] {
        let token = console.make_token(&format!("a {role}"), role);
        let other = Console::with_token(&shop, &token);
        let page = other.get("/log?show=updates&state=kept").text;
        assert!(
            rows(&page) == 1 && !page.contains("name=\"update\""),
            "{role}"
        );
        let refused = other.post("/log?show=updates", &fields);
        assert_eq!(refused.status, 403, "{role}");
        assert!(!refused.text.contains("something_new"));
    }
    let gone = console.post("/log", &[("do", "raw"), ("update", "999999")]);
    assert_eq!(gone.status, 404);
    assert_eq!(
        console
            .post("/log", &[("do", "raw"), ("update", "x")])
            .status,
        400
    );
    assert_eq!(looks(), before + 1);
}

#[test]
fn a_message_of_unknown_outcome_is_sent_again_from_the_log_once_and_a_confirmation_never() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["sending"] = json!({"marketing_hours": {"from": 0, "to": 24}});
    });
    let (ana, item) = customer(&shop, "Ana");
    shop.behaviour(&json!({"timeout": "before", "statuses": false}));
    let send = json!({
        "person": item["person"], "purpose": "orders", "template": "demo_order_sent",
        "parameters": ["17-A"], "idempotency_key": format!("key-{:x}", code::random()),
    });
    let answer = shop.admin("POST", "/messages", &[], send.to_string().as_bytes());
    assert_eq!(answer.status, 201, "{answer:?}");
    let console = Console::owner(&shop);
    let page = wait::until_within(1_200, "uncertain", || {
        let page = console.get("/log?state=uncertain").text;
        (rows(&page) == 1).then_some(page)
    });
    let overview = console.get("").text;
    assert!(
        overview.contains("nobody knows whether Meta took them"),
        "{overview}"
    );
    let (_, rest) = page.split_once(r#"name="message" value=""#).unwrap();
    let message = rest.split_once('"').unwrap().0;
    shop.behaviour(&json!({}));

    let token = console.make_token("reads", "reader");
    let reader = Console::with_token(&shop, &token);
    let fields = [("do", "retry"), ("message", message)];
    assert_eq!(reader.post("/log", &fields).status, 403);

    let again = console.post("/log?state=uncertain", &fields);
    let back = format!("/admin/{}/log?state=uncertain&done=retried", shop.slug);
    assert_eq!(
        (again.status, again.header("location")),
        (303, &*back),
        "{again:?}"
    );
    assert!(
        console
            .get("/log?done=retried")
            .text
            .contains("It will be sent again.")
    );
    wait::until("it arrives", || {
        let messages = shop.sent_to(&ana.wa_id).into_iter();
        let templates = messages.filter(|message| message["template"] == "demo_order_sent");
        (templates.count() == 1).then_some(())
    });
    for (message, said) in [
        (message, "only a message of unknown outcome is"),
        ("1", "only a message of unknown outcome is"),
        ("999999", "There is no such message any more."),
    ] {
        let refused = console.post("/log", &[("do", "retry"), ("message", message)]);
        assert_eq!(refused.status, 409, "{message}");
        assert!(refused.text.contains(said), "{message}: {}", refused.text);
    }
    assert_eq!(console.post("/log", &[("do", "retry")]).status, 400);
    assert_eq!(console.post("/log", &[("do", "erase")]).status, 400);
}
