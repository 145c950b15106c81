//! The overview: what is counted, what is compared, and what is told to be wrong.

use crate::book_file::OwnStack;
use rusqlite::params;
use saludo_tests::big_book::{LARGE, statements};
use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

fn widget(shop: &Shop, method: &str) {
    let url = shop.worker(&format!("/s/{}/widget.js", shop.slug));
    assert_eq!(http::send(method, &url, &[], b"").status, 200);
}

fn opens(shop: &Shop, path: &str) {
    let answer = http::get(&shop.worker(&format!("/s/{}/{path}", shop.slug)));
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// The next call for the settings, which is due once they have changed, hands over what was counted.
fn counts_are_handed_over(shop: &Shop, count_views: bool) {
    shop.change_settings(|settings| settings["count_views"] = json!(count_views));
    widget(shop, "HEAD");
}

fn funnel(shop: &Shop) -> Value {
    shop.stats()["funnel"].clone()
}

#[test]
fn views_are_counted_each_once_however_often_they_are_handed_over() {
    let shop = Shop::own();
    widget(&shop, "GET");
    assert_eq!(
        funnel(&shop)["seen"],
        1,
        "the first view comes with the first call"
    );
    widget(&shop, "GET");
    widget(&shop, "GET");
    widget(&shop, "HEAD");
    opens(&shop, "panel");
    opens(&shop, "opt-in");
    for _ in 0..3 {
        counts_are_handed_over(&shop, true);
    }
    let counted = funnel(&shop);
    assert_eq!(
        (&counted["seen"], &counted["opened"]),
        (&json!(3), &json!(2))
    );
}

#[test]
fn a_shop_that_wants_no_views_counted_has_none() {
    let shop = Shop::own();
    shop.change_settings(|settings| settings["count_views"] = json!(false));
    for _ in 0..3 {
        widget(&shop, "GET");
        opens(&shop, "panel");
    }
    counts_are_handed_over(&shop, false);
    counts_are_handed_over(&shop, true);
    let counted = funnel(&shop);
    assert_eq!(
        (&counted["seen"], &counted["opened"]),
        (&json!(0), &json!(0))
    );
    let page = Console::owner(&shop).get("");
    assert!(page.text.contains("Bubble served"));
    counts_are_handed_over(&shop, false);
    assert!(!Console::owner(&shop).get("").text.contains("Bubble served"));
}

#[test]
fn the_funnel_tells_each_step_and_an_erased_person_stays_counted() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    ana.says(&shop, &form.text(&shop));
    let item = form.welcome(&shop, "read");
    Form::of(&shop).text(&shop);
    let expected = json!({
        "seen": 0, "opened": 0, "continued": 2, "confirmed": 1, "in_chat": 0, "reached": 1, "read": 1,
    });
    assert_eq!(funnel(&shop), expected);
    let erase = format!("/people/{}", item["person"].as_str().unwrap());
    assert_eq!(shop.admin("DELETE", &erase, &[], b"").status, 204);
    assert_eq!(funnel(&shop), expected);
}

#[test]
fn the_page_shows_who_came_today_from_where_and_who_left() {
    let shop = Shop::own();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let form = form
        .with("purposes", json!(["offers", "restock"]))
        .with("page", json!("https://shop.example/mug?utm_source=mail"));
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    let console = Console::owner(&shop);
    let page = console.get("").text;
    for said in [
        r#"<span>New opt-ins today</span><b dir="ltr">1</b>"#,
        r#"<span>Withdrawn today</span><b dir="ltr">0</b>"#,
        "<bdi>Bubble</bdi>",
        "<bdi>shop.example/mug</bdi>",
        "<bdi>Spain</bdi>",
        "<bdi>English</bdi>",
        "people who may be written to now: 1",
        "Nothing waits: every message has left.",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(console.get("?lang=es").text.contains("<bdi>España</bdi>"));
    let file = console.get("?lang=en&csv=sources");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.contains("By purpose,"), "{}", file.text);
    ana.says(&shop, "STOP");
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    let left = r#"<span>Withdrawn today</span><b dir="ltr">1</b>"#;
    assert!(console.get("").text.contains(left));
    // A START that brings it back takes the withdrawal out of the count.
    wait::until("an hour of one's own second", || {
        ana.says(&shop, "START");
        let item = shop.opt_in(&form.code)?;
        (item["state"] == "confirmed").then_some(())
    });
    assert!(!console.get("").text.contains(left));
    let days = console.get("?days=7&csv=days").text;
    let today = days.lines().last().unwrap();
    assert!(today.ends_with(",1,1,0,0,1,1"), "{days}");
    assert_eq!(days.lines().count(), 8);
}

#[test]
fn what_is_wrong_comes_first_with_what_to_do_and_ends_by_itself() {
    let shop = Shop::own();
    shop.behaviour(&json!({"fail": [{"code": 190, "times": 3}]}));
    let (ana, form) = (Person::new(), Form::of(&shop));
    ana.says(&shop, &form.text(&shop));
    let console = Console::owner(&shop);
    let page = wait::until("a problem", || {
        let page = console.get("").text;
        page.contains("does not accept the access token")
            .then_some(page)
    });
    assert!(page.contains("code 190"), "{page}");
    let problem = page.find("does not accept the access token").unwrap();
    assert!(problem < page.find("New opt-ins today").unwrap());
    let in_log = format!(
        "href=\"/admin/{}/log?state=queued&amp;reason=token\"",
        shop.slug
    );
    assert!(page.contains(&in_log), "{page}");
    let spanish = console.get("?lang=es").text;
    assert!(spanish.contains("Meta no acepta el token de acceso"));
}

#[test]
fn a_book_of_a_hundred_thousand_people_is_shown_and_searched() {
    let mut own = OwnStack::start(|stack| stack);
    Console::owner(&own.shop());
    own.at_rest(|book| {
        book.execute_batch("PRAGMA synchronous = OFF; BEGIN")
            .unwrap();
        for (sql, n) in statements(LARGE) {
            book.execute(&sql, params![n, now()]).unwrap();
        }
        book.execute_batch("COMMIT").unwrap();
    });
    let console = Console::owner(&own.shop());
    assert_eq!(console.get("").status, 200, "a warm book");
    for (path, said) in [
        ("?days=90", "shop.example/products/"),
        ("/log", "Confirmation"),
        ("/log?q=34600000001", "Person 1<"),
        ("/log?q=Person+99999", "Person 99999"),
        ("/log?state=failed", "They have no WhatsApp"),
        ("/log?state=queued&reason=messaging_limit", "demo_news"),
        ("/log?q=wamid.BIG77", "wamid.BIG77"),
        ("/log?show=updates&kind=message", "Acted on"),
    ] {
        let page = console.get(path);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        assert!(page.text.contains(said), "{path}: {}", page.text);
        let bytes = page.text.len();
        assert!(bytes < 200_000, "{path}: {bytes} bytes");
    }
}

fn now() -> i64 {
    i64::try_from(wait::now_seconds()).unwrap() * 1_000
}
