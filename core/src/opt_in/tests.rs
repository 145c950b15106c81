use super::*;
use crate::phone::Country;
use crate::settings::Settings;
use proptest::prelude::*;
use serde_json::json;

/// A shop with a product's button, a home in Spain and a question of its own.
fn settings() -> Settings {
    Settings {
        product: Settings::default_product(),
        country: Some(Country::parse("ES").unwrap()),
        fields: serde_json::from_value(json!([{"id": "pet", "kind": "text", "words": {}}]))
            .unwrap(),
        ..Settings::example_for("demo", "https://wa.demo.example")
    }
}

fn en() -> Locale {
    Locale::parse("en").unwrap()
}

fn statement() -> Statement {
    settings().statement(&en()).unwrap()
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

fn parse_for(settings: &Settings, body: &Value) -> Result<OptInRequest, ParseOptInError> {
    let published = [settings.statement(&en()), settings.product_statement(&en())];
    OptInRequest::parse(body.to_string().as_bytes(), settings, |id| {
        let all = published.into_iter().flatten();
        all.into_iter().find(|statement| statement.id() == *id)
    })
}

fn parse(body: &Value) -> Result<OptInRequest, ParseOptInError> {
    parse_for(&settings(), body)
}

fn faults_for(settings: &Settings, body: &Value) -> Vec<(String, &'static str)> {
    match parse_for(settings, body) {
        Err(ParseOptInError::Fields(faults)) => faults
            .into_iter()
            .map(|fault| (fault.field.into_owned(), fault.reason))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn faults(body: &Value) -> Vec<(String, &'static str)> {
    faults_for(&settings(), body)
}

fn wrong_fields(body: &Value) -> Vec<String> {
    faults(body).into_iter().map(|(field, _)| field).collect()
}

/// What a product's button posts.
fn of_button() -> Value {
    let statement = settings().product_statement(&en()).unwrap();
    let mut body = with("source", json!("product"));
    body["purposes"] = json!(["product"]);
    body["statement"] = json!(statement.id().to_string());
    body["product"] = json!({"id": "SKU1", "title": "Jeans"});
    body
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
    body["fields"] = json!({"pet": "Toby"});
    let request = parse(&body).unwrap();
    assert_eq!(request.name.as_deref(), Some("Ana"));
    assert_eq!(request.phone.unwrap().to_string(), "+34600000001");
    assert_eq!(request.product.unwrap().title, "Jeans");
    assert_eq!(request.campaign, None);
    let fields: Vec<(&str, &str)> = request
        .fields
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
        .collect();
    assert_eq!(fields, [("pet", "Toby")]);
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
        let parsed = OptInRequest::parse(body.as_bytes(), &settings(), |_| None);
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
        ("fields", json!({"pet": "Toby"})),
    ] {
        assert_ne!(fingerprint(&with(field, value)), own, "{field}");
    }
}

/// Requests that were posted before there were fields must be known again.
#[test]
fn a_request_without_fields_has_the_fingerprint_it_always_had() {
    let request = parse(&with("name", json!("Ana"))).unwrap();
    let id = statement().id().to_string();
    let content = json!([["offers", "restock"], id, "en", null, null, "Ana"]);
    let key = hmac_sha256(&[1; 32], b"saludo opt-in fingerprint");
    assert_eq!(
        request.fingerprint(&[1; 32]),
        hmac_sha256(&key, content.to_string().as_bytes())
    );
}

#[test]
fn a_card_or_bank_number_is_refused_wherever_it_is_typed_and_never_repeated() {
    for value in ["4111 1111 1111 1111", "Ana ES91 2100 0418 4502 0005 1332"] {
        assert_eq!(
            faults(&with("name", json!(value))),
            [("name".to_owned(), "leave card and bank numbers out")]
        );
        assert_eq!(
            faults(&with("fields", json!({"pet": value}))),
            [("fields.pet".to_owned(), "leave card and bank numbers out")]
        );
    }
}

#[test]
fn a_number_without_its_country_code_is_read_as_one_of_the_shops_home() {
    let phone = |settings: &Settings| {
        parse_for(settings, &with("phone", json!("600 000 001")))
            .map(|request| request.phone.unwrap().to_string())
    };
    assert_eq!(phone(&settings()), Ok("+34600000001".to_owned()));
    let nowhere = Settings {
        country: None,
        ..settings()
    };
    assert!(phone(&nowhere).is_err());
}

#[test]
fn a_shop_that_requires_the_number_gets_it_from_each_of_its_forms() {
    let settings = Settings {
        phone: PhoneMode::Required,
        ..settings()
    };
    for source in ["bubble", "inline", "hosted"] {
        for phone in [json!(null), json!(" ")] {
            let mut body = with("source", json!(source));
            body["phone"] = phone;
            assert_eq!(
                faults_for(&settings, &body),
                [("phone".to_owned(), "give the number: this shop asks for it")]
            );
        }
        let mut body = with("source", json!(source));
        body["phone"] = json!("600000001");
        assert!(parse_for(&settings, &body).is_ok());
    }
    assert!(parse_for(&settings, &with("source", json!("campaign"))).is_ok());
    assert!(parse_for(&settings, &of_button()).is_ok());
    let wrong = faults_for(&settings, &with("phone", json!("call me")));
    assert_eq!(wrong.len(), 1, "{wrong:?}");
}

#[test]
fn a_products_button_asks_for_its_one_purpose() {
    let request = parse(&of_button()).unwrap();
    let ids: Vec<&str> = request.purposes.iter().map(PurposeId::as_str).collect();
    assert_eq!(ids, ["product"]);
    assert_eq!(request.source, Source::Product);
    assert_eq!(request.product.unwrap().id, "SKU1");
}

#[test]
fn a_products_button_its_statement_and_its_product_go_together() {
    let without = |field: &str| {
        let mut body = of_button();
        body[field] = json!(null);
        body
    };
    let product = (
        "product".to_owned(),
        "give the id and title of the product that the button stands at",
    );
    let missing = faults(&without("product"));
    assert_eq!(missing, std::slice::from_ref(&product));
    let mut body = of_button();
    body["source"] = json!("inline");
    let source = (
        "source".to_owned(),
        "give product: this is the statement of a product's button",
    );
    assert_eq!(faults(&body), std::slice::from_ref(&source));
    body["product"] = json!(null);
    assert_eq!(faults(&body), [source, product]);
    let mut body = with("source", json!("product"));
    body["product"] = json!({"id": "SKU1", "title": "Jeans"});
    assert_eq!(
        faults(&body),
        [(
            "statement".to_owned(),
            "give the statement of the product's button"
        )]
    );
}

#[test]
fn a_form_may_name_a_product_and_a_shop_without_the_button_may_use_its_word() {
    let product = json!({"id": "SKU1", "title": "Jeans"});
    assert!(parse(&with("product", product)).is_ok());
    let without = Settings {
        product: None,
        ..settings()
    };
    assert!(parse_for(&without, &with("source", json!("product"))).is_ok());
}

#[test]
fn a_title_that_says_nothing_is_refused() {
    let nothing = json!({"id": "SKU1", "title": "{}"});
    assert_eq!(wrong_fields(&with("product", nothing)), ["product"]);
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(bytes: Vec<u8>) {
        prop_assert!(OptInRequest::parse(&bytes, &settings(), |_| None).is_err());
    }
}
