//! A product's button: a consent of its own to one message when that product is back.

use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Map, Value, json};

/// A shop with the button.
fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        let locales = settings["locales"].as_array().unwrap().clone();
        let words = |locale: &Value| {
            let words = json!({
                "label": "Back in stock", "phrase": "one message when {product} is back",
                "value": "A note when it returns", "frequency": "one message",
            });
            (locale.as_str().unwrap().to_owned(), words)
        };
        settings["product"] = json!({
            "id": "product", "category": "marketing", "legal_basis": "consent",
            "words": locales.iter().map(words).collect::<Map<String, Value>>(),
        });
    });
    shop
}

/// The id of the statement at the button, as it stands in the panel beside that of the form.
fn statement(shop: &Shop) -> String {
    let panel = http::get(&shop.worker(&format!("/s/{}/panel?lang=en", shop.slug)));
    assert_eq!(panel.status, 200, "{panel:?}");
    let form = shop.public("en")["statement"]["id"].clone();
    let ids = panel.text.split("data-statement=\"").skip(1);
    ids.filter_map(|rest| Some(rest.split_once('"')?.0))
        .find(|id| form != *id)
        .expect("the button's statement")
        .to_owned()
}

/// What the button posts.
fn button(shop: &Shop, id: &str, title: &str) -> Form {
    Form::of(shop)
        .with("source", json!("product"))
        .with("purposes", json!(["product"]))
        .with("statement", json!(statement(shop)))
        .with("product", json!({"id": id, "title": title}))
}

/// Where a refused post was wrong, and what to do.
fn errors(form: &Form, shop: &Shop) -> Value {
    let answer = form.post(shop);
    assert_eq!(answer.problem(), (422, "invalid_fields".into()));
    answer.json()["errors"].clone()
}

#[test]
fn a_products_button_is_confirmed_by_a_text_that_names_the_product() {
    let shop = shop();
    let (ana, form) = (Person::new(), button(&shop, "SKU-7", "Rain jacket"));
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let text = form.text(&shop);
    assert_eq!(
        text,
        format!(
            "Hello, {name}: I would like to receive one message when Rain jacket is back on WhatsApp. Code {} (please keep it)",
            form.code
        )
    );
    ana.says(&shop, &text);
    let item = form.welcome(&shop, "read");
    assert_eq!(
        json!([
            item["state"],
            item["source"],
            item["purposes"],
            item["product"]
        ]),
        json!(["confirmed", "product", ["product"], {"id": "SKU-7", "title": "Rain jacket"}])
    );
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 1);
    assert_eq!(
        sent[0]["parameters"]["purposes"],
        "one message when Rain jacket is back"
    );
}

#[test]
fn a_long_title_is_cut_in_the_text_and_whole_in_the_welcome() {
    let shop = shop();
    let title = "Rain jacket with a hood, two deep pockets and a lining of organic cotton";
    let (ana, form) = (Person::new(), button(&shop, "SKU-7", title));
    let text = form.text(&shop);
    assert!(text.encode_utf16().count() <= 140, "{text}");
    assert!(
        text.contains("when Rain jacket") && text.contains("… is back"),
        "{text}"
    );
    ana.says(&shop, &text);
    form.welcome(&shop, "read");
    assert_eq!(
        shop.sent_to(&ana.wa_id)[0]["parameters"]["purposes"],
        format!("one message when {title} is back")
    );
}

#[test]
fn one_person_waits_for_two_products_and_stops_both() {
    let shop = shop();
    let ana = Person::new();
    let forms = [("SKU-1", "Socks"), ("SKU-2", "Gloves")].map(|(id, title)| {
        let form = button(&shop, id, title);
        let text = form.text(&shop);
        ana.says(&shop, &text);
        form.welcome(&shop, "read");
        form
    });
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 2);
    assert_eq!(
        sent[0]["parameters"]["purposes"],
        "one message when Socks is back"
    );
    let second = sent[1]["body"].as_str().unwrap();
    assert!(
        second.contains("one message when Gloves is back"),
        "{second}"
    );
    for form in &forms {
        assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "confirmed");
    }
    ana.says(&shop, "stop");
    for form in &forms {
        form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    }
}

#[test]
fn a_text_that_names_another_product_is_no_yes() {
    let shop = shop();
    let (ana, form) = (Person::new(), button(&shop, "SKU-1", "Socks"));
    let text = form.text(&shop).replace("Socks", "Gloves");
    ana.says(&shop, &text);
    wait::until_equal(&json!(1), || {
        shop.stats()["questions"]["words_removed"].clone()
    });
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "requested");
}

#[test]
fn a_button_its_statement_and_its_product_go_together() {
    let shop = shop();
    let of_button = || button(&shop, "SKU-1", "Socks");
    let product = json!({
        "field": "product", "reason": "give the id and title of the product that the button stands at",
    });
    assert_eq!(
        errors(&of_button().with("product", json!(null)), &shop),
        json!([product])
    );
    assert_eq!(
        errors(&of_button().with("source", json!("bubble")), &shop),
        json!([{"field": "source", "reason": "give product: this is the statement of a product's button"}])
    );
    let socks = json!({"id": "SKU-1", "title": "Socks"});
    let form = Form::of(&shop)
        .with("source", json!("product"))
        .with("product", socks);
    assert_eq!(
        errors(&form, &shop),
        json!([{"field": "statement", "reason": "give the statement of the product's button"}])
    );
    assert_eq!(
        errors(&of_button().with("purposes", json!(["offers"])), &shop),
        json!([{"field": "purposes", "reason": "choose among the purposes of the statement"}])
    );
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
}

#[test]
fn a_form_beside_a_product_still_asks_for_its_own_purposes() {
    let shop = shop();
    let (ana, form) = (Person::new(), Form::of(&shop));
    let form = form.with("product", json!({"id": "SKU-1", "title": "Socks"}));
    let text = form.text(&shop);
    assert!(text.contains("I would like to receive offers on"), "{text}");
    ana.says(&shop, &text);
    let item = form.welcome(&shop, "read");
    assert_eq!(item["product"]["title"], "Socks");
    assert_eq!(
        shop.sent_to(&ana.wa_id)[0]["parameters"]["purposes"],
        "offers"
    );
}

#[test]
fn a_button_that_was_open_when_the_shop_switched_it_off_still_counts() {
    let shop = shop();
    let (ana, form) = (Person::new(), button(&shop, "SKU-1", "Socks"));
    shop.change_settings(|settings| settings["product"] = json!(null));
    let text = form.text(&shop);
    ana.says(&shop, &text);
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
}
