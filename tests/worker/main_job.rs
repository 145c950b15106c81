//! The whole job, as a page, a person and a shop see it.

use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::{Person, say_as_given};
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

#[test]
fn an_opt_in_is_stored_confirmed_welcomed_delivered_and_read() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop)
        .with(
            "page",
            json!("https://shop.example/jeans?utm_source=mail&q=private#top"),
        )
        .with("name", json!("Ana"));
    let text = form.text(&shop);
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    assert_eq!(
        text,
        format!(
            "Hello, {name}: I would like to receive offers on WhatsApp. Code {} (please keep it)",
            form.code
        )
    );

    let requested = shop.opt_in(&form.code).unwrap();
    assert_eq!(requested["state"], "requested");
    assert_eq!(
        requested["page"],
        "https://shop.example/jeans?utm_source=mail"
    );
    assert_eq!(requested["statement"], form.body["statement"]);
    assert_eq!(
        (
            &requested["person"],
            &requested["welcome"],
            &requested["confirmed_at"]
        ),
        (&Value::Null, &Value::Null, &Value::Null)
    );

    ana.says(&shop, &text);
    let read = form.welcome(&shop, "read");
    assert_eq!(read["state"], "confirmed");
    assert_eq!(read["wa_id"], ana.wa_id);
    assert_eq!(read["phone"], format!("+{}", ana.wa_id));
    assert_eq!(read["name"], "Ana");
    assert!(read["user_id"].as_str().unwrap().starts_with("ES."));
    assert_eq!(read["purposes"], json!(["offers"]));
    assert_eq!(
        (
            &read["welcome"]["attempts"],
            &read["welcome"]["fallback"],
            &read["welcome"]["error"]
        ),
        (&json!(1), &json!(false), &Value::Null)
    );

    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["to"], format!("+{}", ana.wa_id));
    assert_eq!(sent[0]["template"], "saludo_opt_in_confirmation");
    assert_eq!(sent[0]["language"], "en");
    assert_eq!(sent[0]["parameters"]["shop"], name);
    assert_eq!(sent[0]["parameters"]["purposes"], "offers");
    assert_eq!(sent[0]["wamid"], read["welcome"]["wamid"]);
    let button = sent[0]["buttons"][0]["url"].as_str().unwrap();
    let (_, token) = button.rsplit_once("/p/").unwrap();
    let (slug, secret) = token.split_once('.').unwrap();
    assert_eq!((slug, secret.len()), (shop.slug.as_str(), 32));
    assert_eq!(http::get(&shop.worker(&format!("/p/{token}"))).status, 200);
    assert_eq!(form.state(&shop), "confirmed");

    let stats = shop.stats();
    assert_eq!(
        stats["opt_ins"],
        json!({"requested": 0, "confirmed": 1, "withdrawn": 0, "expired": 0})
    );
    assert_eq!(stats["welcome"]["read"], 1);
    assert_eq!(
        stats["webhook"],
        json!({"updates": 4, "duplicates": 0, "unknown": 0})
    );
}

#[test]
fn the_page_is_told_the_moment_it_happens() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    let (waiting_form, waiting_shop) = (form.clone(), shop.clone());
    let page = std::thread::spawn(move || waiting_form.state(&waiting_shop));
    Person::new().says(&shop, &text);
    assert_eq!(page.join().unwrap(), "confirmed");
}

#[test]
fn a_page_that_waits_in_vain_is_answered_and_asks_again() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    form.text(&shop);
    assert_eq!(form.state(&shop), "requested");
}

#[test]
fn each_language_has_its_own_words_from_the_form_to_the_welcome() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["locales"] = json!(["en", "es", "pt-BR", "de", "fr", "it", "ca", "ru", "ar"]);
    });
    for (locale, language, begins, purposes) in [
        ("es", "es", "Hola, ", "ofertas y avisos de reposición"),
        ("pt-BR", "pt_BR", "Olá, ", "ofertas e avisos de reposição"),
        ("de", "de", "Hallo ", "Angeboten und Nachschub"),
        (
            "fr",
            "fr",
            "Bonjour ",
            "des offres et des alertes de retour en stock",
        ),
        ("it", "it", "Ciao ", "offerte e avvisi di disponibilità"),
        ("ca", "ca", "Hola, ", "ofertes i avisos de reposició"),
        (
            "ru",
            "ru",
            "Здравствуйте, ",
            "спецпредложения и уведомления о поступлении",
        ),
        ("ar", "ar", "مرحبًا ", "العروض وكذلك تنبيهات توفر المنتجات"),
    ] {
        let ana = Person::new();
        let public = shop.public(locale);
        let form = Form::of(&shop)
            .with("statement", public["statement"]["id"].clone())
            .with("locale", json!(locale))
            .with("purposes", json!(["restock", "offers"]));
        let text = form.text(&shop);
        assert!(
            text.starts_with(begins) && text.contains(purposes),
            "{text}"
        );
        assert!(text.chars().count() <= 140);
        ana.says(&shop, &text);
        form.welcome(&shop, "read");
        let sent = shop.sent_to(&ana.wa_id);
        assert_eq!(sent[0]["language"], language);
        assert_eq!(sent[0]["parameters"]["purposes"], purposes);
    }
}

#[test]
fn a_sender_without_a_phone_is_confirmed_and_welcomed_by_user_id() {
    let shop = Shop::own();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    let user_id = "US.13491208655302741918";
    say_as_given(
        &shop,
        &json!({"user_id": user_id, "to": shop.number, "text": text, "hide_phone": true}),
    );
    let item = form.welcome(&shop, "read");
    assert_eq!(item["user_id"], user_id);
    assert_eq!(
        (&item["wa_id"], &item["phone"]),
        (&Value::Null, &Value::Null)
    );
    let sent = shop.sent_to(user_id);
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&sent[0]["recipient"], &sent[0]["to"]),
        (&json!(user_id), &Value::Null)
    );
}

#[test]
fn a_person_seen_by_user_id_first_and_by_phone_later_is_one_person() {
    let shop = Shop::own();
    let (first, second) = (
        Form::of(&shop),
        Form::of(&shop).with("purposes", json!(["orders"])),
    );
    let (one, two) = (first.text(&shop), second.text(&shop));
    let ana = Person::new();
    // The sandbox gives every number its user id.
    let says = |text: &str, hide: bool| ana.says_with(&shop, text, &json!({"hide_phone": hide}));
    says(&one, true);
    let by_user = first.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    assert_eq!(by_user["wa_id"], Value::Null);
    says(&two, false);
    let by_phone = second.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    assert_eq!(by_phone["person"], by_user["person"]);
    assert_eq!(shop.opt_in(&first.code).unwrap()["wa_id"], ana.wa_id);
}

#[test]
fn the_list_is_searched_by_code_phone_and_name_and_filtered_by_state() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop).with("name", json!("Zoë Test"));
    let other = Form::of(&shop);
    let text = form.text(&shop);
    other.text(&shop);
    ana.says(&shop, &text);
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    let found = |query: &str| -> Vec<String> {
        let answer = shop
            .admin("GET", &format!("/opt-ins?{query}"), &[], b"")
            .json();
        let items = answer["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found(""), [other.code.as_str(), form.code.as_str()]);
    assert_eq!(found("state=confirmed"), [form.code.as_str()]);
    assert_eq!(found("state=requested"), [other.code.as_str()]);
    let spelling = form.code.to_lowercase().replace('-', "%20");
    assert_eq!(found(&format!("q={spelling}")), [form.code.as_str()]);
    assert_eq!(
        found(&format!("q=%2B{}", &ana.wa_id[..6])),
        [form.code.as_str()]
    );
    assert_eq!(found("q=zo"), [form.code.as_str()]);
    assert_eq!(found("q=nobody"), Vec::<String>::new());
    assert_eq!(found("q=%25"), Vec::<String>::new());
    // Read as a code, too, by three numbers in a hundred.
    let like_a_code: String = form
        .code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    assert_eq!(found(&format!("q={like_a_code}")), [form.code.as_str()]);
    let odd = shop.admin("GET", "/opt-ins?cursor=x&state=a&state=b", &[], b"");
    assert_eq!(odd.problem(), (400, "malformed_cursor".into()));
}

#[test]
fn the_list_comes_in_pages_without_gaps_or_repeats() {
    let shop = Shop::own();
    let public = shop.public("en");
    let mut posted: Vec<String> = (0..53)
        .map(|index| {
            let form = Form::of(&shop).with("statement", public["statement"]["id"].clone());
            let address = format!("198.51.100.{index}");
            let answer = http::send(
                "POST",
                &shop.api("/opt-ins"),
                &[("CF-Connecting-IP", &address)],
                form.body.to_string().as_bytes(),
            );
            assert_eq!(answer.status, 201, "{answer:?}");
            form.code
        })
        .collect();
    posted.reverse();
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = shop
            .admin("GET", &format!("/opt-ins?cursor={cursor}"), &[], b"")
            .json();
        for item in answer["items"].as_array().unwrap() {
            listed.push(item["code"].as_str().unwrap().to_owned());
        }
        match answer["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(listed, posted);
}

#[test]
fn a_status_that_comes_before_the_answer_counts() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop);
    let text = form.text(&shop);
    shop.behaviour(&json!({"duplicate": 2, "shuffle": true}));
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    wait::until_equal(&json!(4), || shop.stats()["webhook"]["updates"].clone());
    wait::until("duplicates", || {
        (shop.stats()["webhook"]["duplicates"].as_u64()? >= 4).then_some(())
    });
    assert_eq!(form.welcome(&shop, "read")["state"], "confirmed");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 1);
}
