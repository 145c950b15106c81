//! The page "People", and a person's own: found, filtered, told in full, taken out, erased.

use crate::book_file::OwnStack;
use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::many_people;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Somebody who agreed to offers by the bubble and got their confirmation, and their code.
fn agreed(shop: &Shop, name: &str) -> (Person, String, String) {
    let person = Person::new();
    let form = Form::of(shop).with("purposes", json!(["offers"]));
    person.says_with(shop, &form.text(shop), &json!({ "name": name }));
    form.welcome(shop, "read");
    let id = shop.opt_in(&form.code).unwrap()["person"].clone();
    (person, form.code.clone(), id.as_str().unwrap().to_owned())
}

/// The ids of the people that a page lists, in order.
fn listed(console: &Console, query: &str) -> Vec<String> {
    let page = console.get(&format!("/people{query}"));
    assert_eq!(page.status, 200, "{page:?}");
    let rows = page.text.split("<th scope=\"row\"><a href=\"").skip(1);
    let id = |row: &str| {
        let (address, _) = row.split_once('"').unwrap();
        address.rsplit_once('/').unwrap().1.to_owned()
    };
    rows.map(id).collect()
}

#[test]
fn people_are_found_by_number_name_and_code_and_filtered() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    assert!(console.get("/people").text.contains("Nobody yet"));
    let (ana, code, ana_id) = agreed(&shop, "Ana María López");
    let bea = Person::new();
    // In a later second of Meta's clock than Ana.
    let later = wait::now_seconds() + 1;
    let more = json!({ "name": "Bea 100%", "timestamp": later });
    bea.says_with(&shop, "hello", &more);
    let all = wait::until("both", || {
        Some(listed(&console, "")).filter(|all| all.len() == 2)
    });
    assert_eq!(all[1], ana_id, "the last seen stands first");
    let bea_id = &all[0];

    let tail = &ana.wa_id[ana.wa_id.len() - 6..];
    let spaced = format!("%2B{}+{}", &ana.wa_id[..2], &ana.wa_id[2..]);
    let lower = code.to_lowercase();
    for (query, found) in [
        (format!("?q={tail}"), vec![&ana_id]),
        (format!("?q={spaced}"), vec![&ana_id]),
        (format!("?q=00{}", ana.wa_id), vec![&ana_id]),
        ("?q=ana".into(), vec![&ana_id]),
        ("?q=l%C3%B3pez".into(), vec![&ana_id]),
        ("?q=MARIA+LOPEZ".into(), vec![&ana_id]),
        ("?q=opez".into(), vec![]),
        ("?q=100%25".into(), vec![bea_id]),
        ("?q=100_".into(), vec![]),
        (format!("?q={code}"), vec![&ana_id]),
        (format!("?q={lower}"), vec![&ana_id]),
        ("?q=nobody".into(), vec![]),
        ("?state=agreed".into(), vec![&ana_id]),
        ("?state=never".into(), vec![bea_id]),
        ("?state=ended".into(), vec![]),
        ("?purpose=offers".into(), vec![&ana_id]),
        ("?purpose=orders".into(), vec![]),
        ("?source=bubble".into(), vec![&ana_id]),
        ("?source=hosted".into(), vec![]),
        ("?locale=en&purpose=offers".into(), vec![&ana_id]),
        ("?state=agreed&q=bea".into(), vec![]),
        (
            "?state=nonsense&after=nonsense".into(),
            vec![bea_id, &ana_id],
        ),
    ] {
        assert_eq!(
            listed(&console, &query).iter().collect::<Vec<_>>(),
            found,
            "{query}"
        );
    }
    assert!(
        console
            .get("/people?q=nobody")
            .text
            .contains("Nobody like this")
    );
}

#[test]
fn a_code_that_nobody_has_sent_yet_is_told() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    form.post(&shop);
    let page = Console::owner(&shop).get(&format!("/people?q={}", form.code));
    assert!(
        page.text.contains("its message has not been sent yet"),
        "{page:?}"
    );
}

#[test]
fn the_page_as_a_file_has_what_is_on_the_screen_and_leaves_a_trace() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let (ana, _, id) = agreed(&shop, "=Ana");
    let file = owner.get("/people?state=agreed&format=csv");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let disposition = format!("attachment; filename=\"people-{}.csv\"", shop.slug);
    assert_eq!(file.header("content-disposition"), disposition);
    let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "id,name,phone,locale,agreed_to,source,seen_at");
    let row = format!("{id},'=Ana,'+{},en,Offers,bubble,", ana.wa_id);
    assert!(lines[1].starts_with(&row), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
    let exports = shop
        .ledger()
        .into_iter()
        .filter(|event| event["act"] == "export");
    assert_eq!(exports.count(), 1);

    let staff = owner.make_token("Mostrador", "staff");
    let staff = Console::with_token(&shop, &staff);
    assert_eq!(staff.get("/people?format=csv").status, 403);
    assert!(!staff.get("/people").text.contains("format=csv"));
}

#[test]
fn a_persons_page_tells_everything_with_its_evidence() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let (ana, code, id) = agreed(&shop, "Ana <b>");
    ana.says(&shop, "Is the mug <dishwasher> safe?");
    ana.says(&shop, "STOP");
    let page = wait::until("all of it", || {
        let page = owner.get(&format!("/people/{id}"));
        let all = ["dishwasher", "Stopped everything"];
        all.iter()
            .all(|part| page.text.contains(part))
            .then_some(page)
    });
    assert_eq!(page.status, 200);
    for part in [
        "Ana &lt;b&gt;",
        &*format!("+{}", ana.wa_id),
        "Is the mug &lt;dishwasher&gt; safe?",
        "Agreed to: Offers",
        "Bubble on the shop’s page, confirmed by a message from their number",
        &*code,
        "The words they saw",
        "Was sent · confirmation",
        "<span class=\"badge good\">Read</span>",
        "Record in the ledger",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    // The receipt that the page leads to is whole.
    let (_, rest) = page.text.split_once("?receipt=").unwrap();
    let seq = rest.split_once('"').unwrap().0;
    let receipt = owner.get(&format!("/people/{id}?receipt={seq}"));
    assert!(
        receipt
            .header("content-disposition")
            .contains(&format!("receipt-{}-{seq}.json", shop.slug))
    );
    assert_eq!(receipt.json()["proof"]["record"]["seq"].to_string(), seq);
    assert_eq!(owner.get(&format!("/people/{id}?receipt=0")).status, 404);
    let data = owner.get(&format!("/people/{id}?data=1"));
    assert_eq!(data.json()["person"]["id"], json!(id));
    assert_eq!(owner.get("/people/nobody").status, 404);
    assert_eq!(owner.get("/people/NOBODY!").status, 404);
}

#[test]
fn erasing_asks_for_the_word_and_for_an_owner() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let (_, _, id) = agreed(&shop, "Ana");
    let path = format!("/people/{id}");
    let staff = owner.make_token("Mostrador", "staff");
    let staff = Console::with_token(&shop, &staff);
    let token = owner.make_token("Dirección", "owner");
    let boss = Console::with_token(&shop, &token);
    let erase = [("do", "erase"), ("typed", "erase")];

    assert_eq!(staff.post(&path, &erase).status, 403);
    assert_eq!(staff.get(&format!("{path}?data=1")).status, 403);
    let seen = staff.get(&path).text;
    assert!(!seen.contains("id=\"erase\"") && !seen.contains("?data=1"));
    let wrong = boss.post(&path, &[("do", "erase"), ("typed", "yes")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Nothing was erased."));
    assert_eq!(boss.get(&path).status, 200);

    let erased = boss.post(&path, &[("do", "erase"), ("typed", " Erase ")]);
    let to = format!("/admin/{}/people?done=erased", shop.slug);
    assert_eq!((erased.status, erased.header("location")), (303, &*to));
    assert_eq!(boss.get(&path).status, 404);
    assert!(listed(&boss, "").is_empty());
    let blocked = shop
        .ledger()
        .into_iter()
        .find(|event| event["type"] == "blocked");
    assert_eq!(blocked.unwrap()["by"], "Dirección");
    assert_eq!(boss.post(&path, &erase).status, 404);
}

#[test]
fn a_product_that_is_back_says_how_many_it_reaches_before_it_is_sent() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    assert!(!owner.get("/people").text.contains("?back=1"));
    crate::messages::with_product(&shop);
    wait::until("the button", || {
        owner.get("/people").text.contains("?back=1").then_some(())
    });
    crate::messages::waits_for(&shop, "SKU-1");
    let form = owner.get("/people?back=1&product=SKU-1");
    assert!(
        form.text
            .contains("<option value=\"SKU-1\">SKU-1 (1)</option>"),
        "{form:?}"
    );
    let (_, rest) = form.text.split_once("name=\"key\" value=\"").unwrap();
    let key = rest.split_once('"').unwrap().0;
    let fields = |what, product| {
        [
            ("do", what),
            ("key", key),
            ("product", product),
            ("template", "demo_back_in_stock"),
            ("parameters", "product = Mug"),
            ("image", "https://shop.example/mug.jpg"),
            ("button", "mug"),
        ]
    };
    let nobody = owner.post("/people", &fields("look", "SKU-2"));
    assert_eq!(nobody.status, 422);
    assert!(nobody.text.contains("Nobody waits for this product."));
    assert!(nobody.text.contains("value=\"SKU-2\"") && nobody.text.contains("product = Mug"));
    let look = owner.post("/people", &fields("look", "SKU-1"));
    assert_eq!(look.status, 200);
    assert!(look.text.contains("1 people wait for this product."));
    let sends: i64 = 0;
    assert_eq!(
        shop.admin("GET", &format!("/messages/{key}"), &[], b"")
            .status,
        404,
        "{sends}"
    );

    let reader = owner.make_token("look", "reader");
    let reader = Console::with_token(&shop, &reader);
    assert_eq!(reader.post("/people", &fields("send", "SKU-1")).status, 403);
    assert_eq!(reader.get("/people?back=1").status, 403);
    let sent = owner.post("/people", &fields("send", "SKU-1"));
    assert!(
        sent.header("location").ends_with("/people?done=sent"),
        "{sent:?}"
    );
    // Pressed twice, it is the same send.
    let again = owner.post("/people", &fields("send", "SKU-1"));
    assert_eq!(again.status, 303);
    let state = shop
        .admin("GET", &format!("/messages/{key}"), &[], b"")
        .json();
    assert_eq!(state["people"], json!(1));
}

#[test]
fn a_hundred_thousand_people_are_searched_filtered_and_paged() {
    const MANY: i64 = 100_000;
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let (_, _, ana) = agreed(&shop, "Ana Única");
    own.at_rest(|book| {
        for query in many_people::ROWS {
            book.execute(query, [MANY]).expect("many");
        }
    });
    let shop = own.shop();
    let console = Console::owner(&shop);
    let found = |query: &str| listed(&console, query);
    let first = found("");
    assert_eq!(first.len(), 50);
    assert_eq!(first[0], ana);
    assert_eq!(found("?q=%C3%BAnica"), [first[0].clone()]);
    assert_eq!(found("?q=00099999"), ["p99999"]);
    assert_eq!(found("?q=Person+Number77777"), ["p77777"]);
    assert_eq!(found("?source=campaign"), ["p77"]);
    assert_eq!(found("?state=never"), Vec::<String>::new());
    assert_eq!(found("?state=ended").len(), 50);
    assert_eq!(found("?state=agreed&purpose=offers&locale=es").len(), 50);

    // Page after page everybody comes once: twice a thousand of one moment are among them.
    let mut seen: Vec<String> = Vec::new();
    let mut query = "?q=Person+Number1234".to_owned();
    loop {
        let page = console.get(&format!("/people{query}")).text;
        seen.extend(listed(&console, &query));
        let Some((_, rest)) = page.split_once("rel=\"next\" href=\"") else {
            break;
        };
        let (address, _) = rest.split_once('"').unwrap();
        query = address
            .split_once("/people")
            .unwrap()
            .1
            .replace("&amp;", "&");
    }
    let once: std::collections::BTreeSet<&String> = seen.iter().collect();
    // 1234, 12340 to 12349, and none of six digits.
    assert_eq!((seen.len(), once.len()), (11, 11));
    let mut pages = 0;
    let mut all = 0;
    let mut query = "?state=ended".to_owned();
    while pages < 45 {
        let page = console.get(&format!("/people{query}")).text;
        all += page.matches("<th scope=\"row\">").count();
        pages += 1;
        let Some((_, rest)) = page.split_once("rel=\"next\" href=\"") else {
            break;
        };
        let (address, _) = rest.split_once('"').unwrap();
        query = address
            .split_once("/people")
            .unwrap()
            .1
            .replace("&amp;", "&");
    }
    assert_eq!((pages, all), (40, 2_000));
    let total: Value = json!(
        console
            .get("/people")
            .text
            .contains("100,001 people in all")
    );
    assert_eq!(total, json!(true));
}
