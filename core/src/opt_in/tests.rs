use super::*;
use crate::settings::Settings;
use proptest::prelude::*;
use serde_json::json;

fn statement() -> Statement {
    let settings = Settings::default_for("demo", "https://wa.demo.example");
    settings.statement(&Locale::parse("en").unwrap()).unwrap()
}

fn good() -> Value {
    json!({
        "code": "12345-67896", "purposes": ["restock", "offers"], "statement": statement().id().to_string(),
        "locale": "en", "page": "https://shop.example/a?q=1", "source": "bubble",
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut body = good();
    body[field] = value;
    body
}

fn parse(body: &Value) -> Result<OptInRequest, ParseOptInError> {
    OptInRequest::parse(body.to_string().as_bytes(), |id| {
        Some(statement()).filter(|statement| statement.id() == *id)
    })
}

fn wrong_fields(body: &Value) -> Vec<&'static str> {
    match parse(body) {
        Err(ParseOptInError::Fields(faults)) => faults.iter().map(|fault| fault.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_is_read_with_its_purposes_in_the_order_shown() {
    let request = parse(&good()).unwrap();
    let ids: Vec<&str> = request.purposes.iter().map(PurposeId::as_str).collect();
    assert_eq!(ids, ["offers", "restock"]);
    assert_eq!(request.page.as_str(), "https://shop.example/a");
    assert_eq!(request.source, Source::Bubble);
    assert_eq!((request.name, request.phone), (None, None));
}

#[test]
fn optional_parts_are_read_and_blank_ones_are_none() {
    let mut body = with("name", json!(" Ana "));
    body["phone"] = json!("+34 600 000 001");
    body["product"] = json!({"id": "SKU1", "title": "Jeans"});
    body["campaign"] = json!("");
    body["unknown"] = json!([1]);
    body["fields"] = json!({});
    let request = parse(&body).unwrap();
    assert_eq!(request.name.as_deref(), Some("Ana"));
    assert_eq!(request.phone.unwrap().to_string(), "+34600000001");
    assert_eq!(request.product.unwrap().title, "Jeans");
    assert_eq!(request.campaign, None);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let body = json!({"purposes": [], "statement": "abc", "phone": "call me", "name": 7, "product": {"id": "x"}, "fields": {"a": "b"}});
    assert_eq!(
        wrong_fields(&body),
        [
            "code",
            "statement",
            "purposes",
            "locale",
            "page",
            "source",
            "product",
            "phone",
            "name",
            "fields"
        ]
    );
}

#[test]
fn each_field_is_checked() {
    for (field, value) in [
        ("code", json!("12345-67897")),
        ("code", json!("x")),
        ("purposes", json!(["offers", "weather"])),
        ("purposes", json!("offers")),
        ("purposes", json!([7])),
        ("statement", json!("0".repeat(64))),
        ("locale", json!("español")),
        ("page", json!("javascript:alert(1)")),
        ("source", json!("carrier pigeon")),
        ("name", json!("x".repeat(81))),
        ("name", json!("a\u{0}b")),
        ("phone", json!("+34 6")),
    ] {
        assert_eq!(
            wrong_fields(&with(field, value.clone())),
            [field],
            "{value}"
        );
    }
}

#[test]
fn what_is_no_object_is_no_request() {
    for body in ["", "[]", "7", "{", "null"] {
        let parsed = OptInRequest::parse(body.as_bytes(), |_| None);
        assert_eq!(parsed, Err(ParseOptInError::NotJson), "{body}");
    }
}

#[test]
fn the_same_again_has_the_same_fingerprint_and_other_content_another() {
    let fingerprint = |body: &Value| parse(body).unwrap().fingerprint(&[1; 32]);
    let own = fingerprint(&good());
    assert_eq!(
        fingerprint(&with("purposes", json!(["offers", "restock"]))),
        own
    );
    assert_eq!(
        fingerprint(&with("page", json!("https://shop.example/b"))),
        own
    );
    for (field, value) in [
        ("purposes", json!(["offers"])),
        ("locale", json!("es")),
        ("name", json!("Ana")),
        ("phone", json!("+34600000001")),
        ("product", json!({"id": "a", "title": "b"})),
    ] {
        assert_ne!(fingerprint(&with(field, value)), own, "{field}");
    }
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(bytes: Vec<u8>) {
        prop_assert!(OptInRequest::parse(&bytes, |_| None).is_err());
    }
}
