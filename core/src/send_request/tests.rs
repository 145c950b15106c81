//! Each field, right and wrong.

use super::*;
use crate::graph::{ButtonParameter, Header, Media, MediaKind, Parameters};
use proptest::prelude::*;
use serde_json::json;

/// The least that is valid, with some fields changed; null takes one away.
fn with(changes: &Value) -> Value {
    let mut body = json!({"person": "abc1", "template": "offer", "idempotency_key": "k-1"});
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn read(changes: &Value) -> Result<SendRequest, Vec<(String, &'static str)>> {
    match SendRequest::parse(with(changes).to_string().as_bytes()) {
        Ok(request) => Ok(request),
        Err(ParseSendError::NotJson) => panic!("no JSON"),
        Err(ParseSendError::Fields(faults)) => Err(faults
            .into_iter()
            .map(|fault| (fault.field.into_owned(), fault.reason))
            .collect()),
    }
}

fn wrong(changes: &Value) -> Vec<String> {
    let faults = read(changes).err().into_iter().flatten();
    faults.map(|(field, _)| field).collect()
}

#[test]
fn the_least_is_a_person_a_template_and_a_key() {
    let request = read(&json!({})).unwrap();
    assert_eq!(
        request.audience,
        Audience::Person {
            person: PersonId::parse("abc1").unwrap(),
            purpose: None
        }
    );
    assert_eq!(request.template, "offer");
    assert_eq!(request.language, None);
    assert_eq!(request.filling, Filling::default());
    assert_eq!(request.key.as_str(), "k-1");
}

#[test]
fn it_goes_to_a_person_or_to_who_waits_for_a_product() {
    let purpose = PurposeId::parse("product").unwrap();
    assert_eq!(
        read(&json!({"person": null, "purpose": "product", "product": " SKU 1 "}))
            .unwrap()
            .audience,
        Audience::Product {
            purpose: purpose.clone(),
            product: "SKU 1".to_owned()
        }
    );
    assert_eq!(
        read(&json!({"purpose": "product"})).unwrap().audience,
        Audience::Person {
            person: PersonId::parse("abc1").unwrap(),
            purpose: Some(purpose)
        }
    );
    for (changes, fields) in [
        (json!({"person": null}), vec!["person"]),
        (
            json!({"person": null, "purpose": "product"}),
            vec!["product"],
        ),
        (json!({"person": null, "product": "1"}), vec!["purpose"]),
        (json!({"product": "1"}), vec!["product"]),
        (
            json!({"purpose": "product", "product": "1"}),
            vec!["product"],
        ),
        (json!({"person": "+34600000001"}), vec!["person"]),
        (json!({"person": 7}), vec!["person"]),
        (json!({"purpose": "Offers"}), vec!["purpose"]),
        (
            json!({"person": null, "purpose": "p", "product": ""}),
            vec!["product"],
        ),
        (
            json!({"person": null, "purpose": "p", "product": "a\nb"}),
            vec!["product"],
        ),
        (
            json!({"person": null, "purpose": "p", "product": "x".repeat(81)}),
            vec!["product"],
        ),
    ] {
        assert_eq!(wrong(&changes), fields, "{changes}");
    }
}

#[test]
fn template_language_and_key_have_their_shapes() {
    for (changes, fields) in [
        (json!({"template": null}), vec!["template"]),
        (json!({"template": "Offer"}), vec!["template"]),
        (json!({"template": "x".repeat(513)}), vec!["template"]),
        (json!({"language": "pt_BR"}), vec![]),
        (json!({"language": "Español"}), vec!["language"]),
        (json!({"idempotency_key": null}), vec!["idempotency_key"]),
        (json!({"idempotency_key": ""}), vec!["idempotency_key"]),
        (json!({"idempotency_key": "a/b"}), vec!["idempotency_key"]),
        (json!({"idempotency_key": ".."}), vec!["idempotency_key"]),
        (
            json!({"idempotency_key": "x".repeat(101)}),
            vec!["idempotency_key"],
        ),
        (json!({"idempotency_key": "order.17-a_b-C"}), vec![]),
        (
            json!({"idempotencyKey": "x", "id": 1}),
            vec!["id", "idempotencyKey"],
        ),
    ] {
        assert_eq!(wrong(&changes), fields, "{changes}");
    }
    let language = read(&json!({"language": "pt-br"})).unwrap().language;
    assert_eq!(language.unwrap().template_language(), "pt_BR");
}

#[test]
fn parameters_are_a_list_or_named() {
    let body = |parameters: Value| {
        read(&json!({ "parameters": parameters })).map(|request| request.filling.parameters)
    };
    assert_eq!(
        body(json!(["Ana", "17 €"])),
        Ok(Parameters::Positional(vec!["Ana".into(), "17 €".into()]))
    );
    assert_eq!(
        body(json!({"name": "Ana"})),
        Ok(Parameters::named([("name", "Ana".to_owned())]))
    );
    assert_eq!(body(json!([])), Ok(Parameters::default()));
    for (parameters, field) in [
        (json!("Ana"), "parameters"),
        (json!([1]), "parameters.0"),
        (json!(["a", " "]), "parameters.1"),
        (json!(["a\nb"]), "parameters.0"),
        (json!(["x".repeat(1_025)]), "parameters.0"),
        (json!({"Name": "Ana"}), "parameters"),
        (json!({"name": {}}), "parameters.name"),
        (json!(vec!["a"; 51]), "parameters"),
    ] {
        assert_eq!(
            wrong(&json!({ "parameters": parameters })),
            [field],
            "{parameters}"
        );
    }
}

#[test]
fn a_header_has_parameters_or_a_file_that_meta_fetches() {
    let header =
        |header: Value| read(&json!({ "header": header })).map(|request| request.filling.header);
    let media = |kind, filename: Option<&str>| {
        Ok(Some(Header::Media(Media {
            kind,
            link: "https://shop.example/a".to_owned(),
            filename: filename.map(str::to_owned),
        })))
    };
    let link = "https://shop.example/a";
    assert_eq!(
        header(json!({"image": link})),
        media(MediaKind::Image, None)
    );
    assert_eq!(
        header(json!({"video": link})),
        media(MediaKind::Video, None)
    );
    assert_eq!(
        header(json!({"document": link, "filename": "a.pdf"})),
        media(MediaKind::Document, Some("a.pdf"))
    );
    assert_eq!(
        header(json!({"text": ["Ana"]})),
        Ok(Some(Header::Text(Parameters::Positional(vec![
            "Ana".into()
        ]))))
    );
    for (header, field) in [
        (json!("https://shop.example/a"), "header"),
        (json!({}), "header"),
        (json!({"image": link, "video": link}), "header"),
        (json!({"image": link, "filename": "a"}), "header"),
        (json!({"text": ["a"], "filename": "a"}), "header"),
        (json!({"audio": link}), "header"),
        (json!({"image": "http://shop.example/a"}), "header.image"),
        (
            json!({"image": "https://ana:secret@shop.example/a"}),
            "header.image",
        ),
        (json!({"image": "https://localhost/a"}), "header.image"),
        (json!({"image": "https://127.0.0.1/a"}), "header.image"),
        (
            json!({"document": link, "filename": "a\u{0}"}),
            "header.filename",
        ),
        (json!({"text": [1]}), "header.text.0"),
    ] {
        assert_eq!(wrong(&json!({ "header": header })), [field], "{header}");
    }
}

#[test]
fn a_button_has_a_place_and_the_end_of_its_address() {
    let two = json!([{"index": 0, "url_suffix": "jeans?a=b"}, {"index": 2, "url_suffix": "x"}]);
    let buttons = read(&json!({ "buttons": two })).unwrap().filling.buttons;
    assert_eq!(
        buttons,
        [
            (0, ButtonParameter::Url("jeans?a=b".into())),
            (2, ButtonParameter::Url("x".into())),
        ]
    );
    for (buttons, field) in [
        (json!("x"), "buttons"),
        (json!(["x"]), "buttons.0"),
        (json!([{"index": 0}]), "buttons.0"),
        (
            json!([{"index": 0, "url_suffix": "a", "payload": "b"}]),
            "buttons.0",
        ),
        (json!([{"index": 10, "url_suffix": "a"}]), "buttons.0.index"),
        (json!([{"index": -1, "url_suffix": "a"}]), "buttons.0.index"),
        (
            json!([{"index": 1, "url_suffix": "a"}, {"index": 1, "url_suffix": "b"}]),
            "buttons.1.index",
        ),
        (
            json!([{"index": 0, "url_suffix": "a b"}]),
            "buttons.0.url_suffix",
        ),
        (
            json!([{"index": 0, "url_suffix": ""}]),
            "buttons.0.url_suffix",
        ),
        (
            json!([{"index": 0, "url_suffix": "x".repeat(2_001)}]),
            "buttons.0.url_suffix",
        ),
    ] {
        assert_eq!(wrong(&json!({ "buttons": buttons })), [field], "{buttons}");
    }
    let many: Vec<Value> = (0..11)
        .map(|index| json!({"index": index, "url_suffix": "a"}))
        .collect();
    assert_eq!(wrong(&json!({ "buttons": many })), ["buttons"]);
}

#[test]
fn every_wrong_field_is_named_at_once_and_no_value_is_repeated() {
    let body = br#"{"person":"+34 600","template":"T","parameters":[1],"header":{},"buttons":{},"language":"?"}"#;
    let Err(ParseSendError::Fields(faults)) = SendRequest::parse(body) else {
        panic!("valid");
    };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_ref()).collect();
    assert_eq!(
        fields,
        [
            "person",
            "template",
            "language",
            "parameters.0",
            "header",
            "buttons",
            "idempotency_key"
        ]
    );
    assert!(!serde_json::to_string(&faults).unwrap().contains("600"));
    for body in ["", "[]", "null", "{", "\"x\""] {
        assert_eq!(
            SendRequest::parse(body.as_bytes()),
            Err(ParseSendError::NotJson)
        );
    }
}

#[test]
fn the_same_request_has_the_same_fingerprint_however_it_is_written() {
    let of = |body: &str| {
        SendRequest::parse(body.as_bytes())
            .unwrap()
            .fingerprint(&[7; 32])
    };
    let one = of(r#"{"person":"a","template":"t","idempotency_key":"k","parameters":["a"]}"#);
    let other = of(
        "{\"parameters\" : [\"a\"],\n\"idempotency_key\":\"k\",\"template\":\"t\",\"person\":\"a\"}",
    );
    assert_eq!(one, other);
    for different in [
        r#"{"person":"b","template":"t","idempotency_key":"k","parameters":["a"]}"#,
        r#"{"person":"a","template":"u","idempotency_key":"k","parameters":["a"]}"#,
        r#"{"person":"a","template":"t","idempotency_key":"k","parameters":["b"]}"#,
        r#"{"person":"a","template":"t","idempotency_key":"k"}"#,
    ] {
        assert_ne!(one, of(different));
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(body in "\\PC{0,200}") {
        let _ = SendRequest::parse(body.as_bytes());
    }

    #[test]
    fn no_field_makes_it_panic(
        name in prop::sample::select(&FIELDS[..]),
        value in prop::sample::select(vec![
            json!(null), json!(0), json!(-1.5), json!([]), json!({}), json!([[]]), json!({"": null}),
            json!([{"index": 1e300, "url_suffix": null}]), json!({"text": {"text": {}}}), json!("\u{0}"),
        ]),
    ) {
        let _ = SendRequest::parse(with(&json!({ name: value })).to_string().as_bytes());
    }
}
