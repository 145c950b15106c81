//! What a form asks beside the purposes: the shop's own questions, the phone number.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::{Map, Value, json};

/// The same words in each of the shop's languages.
fn in_all(settings: &Value, words: &Value) -> Value {
    let locales = settings["locales"].as_array().unwrap().iter();
    let pairs = locales.map(|locale| (locale.as_str().unwrap().to_owned(), words.clone()));
    Value::Object(pairs.collect::<Map<String, Value>>())
}

/// A shop that asks for a size and a birthday, or for a text.
fn asking(fields: &Value) -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        let mut fields = fields.clone();
        for field in fields.as_array_mut().unwrap() {
            let words = json!({"label": "Yours", "choices": field["choices"]});
            let words = if field["choices"].is_null() {
                json!({"label": "Yours"})
            } else {
                words
            };
            field["words"] = in_all(settings, &words);
        }
        settings["fields"] = fields;
    });
    shop
}

fn size_and_birthday() -> Shop {
    asking(&json!([
        {"id": "size", "kind": "choice", "choices": ["s", "m"]}, {"id": "born", "kind": "birthday"},
    ]))
}

fn errors(form: &Form, shop: &Shop) -> Value {
    let answer = form.post(shop);
    assert_eq!(answer.problem(), (422, "invalid_fields".into()));
    answer.json()["errors"].clone()
}

#[test]
fn answers_are_kept_with_the_opt_in_and_shown_to_the_shop_alone() {
    let shop = size_and_birthday();
    let form = Form::of(&shop).with("fields", json!({"born": "02-29", "size": "m"}));
    let answer = form.post(&shop);
    assert_eq!(answer.status, 201);
    assert!(!answer.text.contains("02-29"), "{}", answer.text);
    let item = shop.opt_in(&form.code).unwrap();
    assert_eq!(item["fields"], json!({"born": "02-29", "size": "m"}));
    assert_eq!(form.post(&shop).status, 200);
    let ana = Person::new();
    ana.says(&shop, &Form::text_of(&answer));
    let item = form.welcome(&shop, "read");
    assert_eq!(item["fields"], json!({"born": "02-29", "size": "m"}));
}

#[test]
fn nobody_has_to_answer() {
    let shop = size_and_birthday();
    for fields in [json!(null), json!({}), json!({"born": "", "size": null})] {
        let form = Form::of(&shop).with("fields", fields);
        assert_eq!(form.post(&shop).status, 201);
        assert_eq!(shop.opt_in(&form.code).unwrap()["fields"], json!({}));
    }
}

#[test]
fn each_wrong_answer_is_named_without_its_value() {
    let shop = size_and_birthday();
    for (fields, field, reason) in [
        (
            json!({"size": "xl"}),
            "fields.size",
            "give the id of one of the choices",
        ),
        (json!({"size": 7}), "fields.size", "give a text"),
        (
            json!({"born": "02-30"}),
            "fields.born",
            "give month and day, as in 02-29",
        ),
        (
            json!({"born": "1980-01-01"}),
            "fields.born",
            "give month and day, as in 02-29",
        ),
        (
            json!({"pet": "Toby"}),
            "fields",
            "answer only what this shop asks; its questions may have changed, so load the form again",
        ),
        (
            json!("Toby"),
            "fields",
            "give an object of answers, by field id",
        ),
    ] {
        assert_eq!(
            errors(&Form::of(&shop).with("fields", fields), &shop),
            json!([{"field": field, "reason": reason}])
        );
    }
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
}

#[test]
fn a_card_or_bank_number_is_refused_wherever_it_is_typed() {
    let shop = asking(&json!([{"id": "pet", "kind": "text"}]));
    for number in ["4111 1111 1111 1111", "ES91 2100 0418 4502 0005 1332"] {
        for (field, value, at) in [
            ("name", json!(number), "name"),
            ("fields", json!({"pet": number}), "fields.pet"),
        ] {
            let answer = Form::of(&shop).with(field, value).post(&shop);
            assert_eq!(
                answer.json()["errors"],
                json!([{"field": at, "reason": "leave card and bank numbers out"}])
            );
            assert!(!answer.text.contains(number), "{}", answer.text);
        }
    }
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
}

#[test]
fn the_same_code_with_another_answer_is_another_request() {
    let shop = size_and_birthday();
    let form = Form::of(&shop).with("fields", json!({"size": "s"}));
    assert_eq!(form.post(&shop).status, 201);
    for fields in [json!({"size": "m"}), json!({})] {
        let other = form.clone().with("fields", fields).post(&shop);
        assert_eq!(other.problem(), (409, "code_in_use".into()));
    }
}

#[test]
fn a_shop_that_requires_the_phone_number_gets_it() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["phone"] = json!("required");
        settings["country"] = json!("ES");
    });
    for source in ["bubble", "inline", "hosted"] {
        assert_eq!(
            errors(&Form::of(&shop).with("source", json!(source)), &shop),
            json!([{"field": "phone", "reason": "give the number: this shop asks for it"}])
        );
    }
    let form = Form::of(&shop).with("phone", json!("600 000 007"));
    assert_eq!(form.post(&shop).status, 201);
    let item = shop.opt_in(&form.code).unwrap();
    assert_eq!(item["phone"], "+34600000007");
}

#[test]
fn a_label_that_asks_for_what_a_form_must_not_collect_is_refused() {
    let shop = Shop::own();
    let read = shop.admin("GET", "/settings", &[], b"");
    let mut settings = read.json();
    let mut words = in_all(&settings, &json!({"label": "Size"}));
    words["es"] = json!({"label": "Número de tarjeta"});
    settings["fields"] = json!([{"id": "a", "kind": "text", "words": words}]);
    let version = [("If-Match", read.header("etag"))];
    let put = shop.admin(
        "PUT",
        "/settings",
        &version,
        settings.to_string().as_bytes(),
    );
    assert_eq!(put.problem(), (422, "invalid_settings".into()));
    assert_eq!(
        put.json()["errors"],
        json!([{
            "field": "fields.a.words.es.label",
            "reason": "ask for something else: a form must not collect payment cards",
        }])
    );
}
