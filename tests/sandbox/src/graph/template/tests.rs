//! What a template message may and may not say.
use super::*;
use crate::templates::Library;
use serde_json::json;

/// A library with one template, in a folder of its own.
fn library(test: &str) -> Library {
    let folder = std::env::temp_dir().join(format!("saludo-sandbox-{}-{test}", std::process::id()));
    let locale = folder.join("en");
    std::fs::create_dir_all(&locale).unwrap();
    let template = json!({
        "name": "confirmation", "language": "en", "category": "UTILITY", "parameter_format": "NAMED",
        "components": [
            {"type": "BODY", "text": "You asked {{shop}} for {{topics}} here."},
            {"type": "FOOTER", "text": "Write to a person any time"},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "My preferences", "url": "https://wa.shop.example/p/{{1}}"},
                {"type": "QUICK_REPLY", "text": "Stop"},
            ]},
        ],
    });
    std::fs::write(locale.join("confirmation.json"), template.to_string()).unwrap();
    let order = json!({"name": "order", "language": "en", "category": "MARKETING",
        "components": [{"type": "BODY", "text": "{{1}} then {{2}}."}]});
    std::fs::write(locale.join("order.json"), order.to_string()).unwrap();
    std::fs::write(locale.join("statement.json"), "{}").unwrap();
    Library::new(Some(folder))
}

fn named(name: &str, text: &str) -> Value {
    json!({"type": "text", "parameter_name": name, "text": text})
}

fn url_button() -> Value {
    json!({"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "demo.abc"}]})
}

fn confirmation(body: &[Value], buttons: &[Value]) -> Value {
    let mut components = vec![json!({"type": "body", "parameters": body})];
    components.extend_from_slice(buttons);
    json!({"name": "confirmation", "language": {"code": "en"}, "components": components})
}

fn good() -> Value {
    confirmation(
        &[named("shop", "Demo"), named("topics", "offers")],
        &[url_button()],
    )
}

fn with_shop(text: &str) -> Value {
    confirmation(
        &[named("shop", text), named("topics", "offers")],
        &[url_button()],
    )
}

fn code(test: &str, request: &Value) -> Option<u32> {
    render(
        request,
        |name, language| library(test).find(name, language),
        None,
    )
    .err()
    .map(|error| error.code())
}

#[test]
fn a_template_is_drawn_as_the_person_sees_it() {
    let rendered = render(
        &good(),
        |name, language| library("drawn").find(name, language),
        None,
    )
    .unwrap();
    assert_eq!(rendered.content.body, "You asked Demo for offers here.");
    assert_eq!(
        rendered.content.footer.as_deref(),
        Some("Write to a person any time")
    );
    assert_eq!(
        rendered.parameters,
        json!({"shop": "Demo", "topics": "offers"})
    );
    assert_eq!(rendered.category, "utility");
    assert_eq!(
        rendered.content.buttons,
        [
            Button::Url {
                text: "My preferences".to_owned(),
                url: "https://wa.shop.example/p/demo.abc".to_owned()
            },
            Button::QuickReply {
                text: "Stop".to_owned(),
                payload: "Stop".to_owned()
            },
        ]
    );
}

#[test]
fn a_template_must_exist_in_exactly_that_language() {
    for (name, language) in [
        ("welcome", "en"),
        ("confirmation", "es"),
        ("confirmation", "en_US"),
        ("confirmation", "EN"),
    ] {
        let mut request = good();
        request["name"] = json!(name);
        request["language"]["code"] = json!(language);
        assert_eq!(code("exists", &request), Some(132_001), "{name} {language}");
    }
}

#[test]
fn name_and_language_are_required() {
    assert_eq!(
        code("required", &json!({"language": {"code": "en"}})),
        Some(131_008)
    );
    assert_eq!(
        code("required", &json!({"name": "confirmation"})),
        Some(131_008)
    );
}

#[test]
fn every_parameter_must_be_given_once() {
    assert_eq!(
        code(
            "count",
            &confirmation(&[named("shop", "Demo")], &[url_button()])
        ),
        Some(132_000)
    );
    assert_eq!(
        code(
            "count",
            &json!({"name": "confirmation", "language": {"code": "en"}})
        ),
        Some(132_000)
    );
    let twice = confirmation(
        &[named("shop", "Demo"), named("shop", "Demo")],
        &[url_button()],
    );
    assert_eq!(code("count", &twice), Some(100));
}

#[test]
fn a_named_template_takes_parameters_by_name_only() {
    let positional = [
        json!({"type": "text", "text": "Demo"}),
        json!({"type": "text", "text": "offers"}),
    ];
    assert_eq!(
        code("named", &confirmation(&positional, &[url_button()])),
        Some(100)
    );
    let misspelt = [named("shop", "Demo"), named("topic", "offers")];
    assert_eq!(
        code("named", &confirmation(&misspelt, &[url_button()])),
        Some(100)
    );
}

#[test]
fn a_positional_template_takes_parameters_in_order_only() {
    let order = |parameters: &[Value]| json!({"name": "order", "language": {"code": "en"}, "components": [{"type": "body", "parameters": parameters}]});
    let texts = [
        json!({"type": "text", "text": "A"}),
        json!({"type": "text", "text": "B"}),
    ];
    let rendered = render(
        &order(&texts),
        |name, language| library("positional").find(name, language),
        None,
    )
    .unwrap();
    assert_eq!(rendered.content.body, "A then B.");
    assert_eq!(rendered.parameters, json!(["A", "B"]));
    assert_eq!(
        code("positional", &order(&[named("1", "A"), named("2", "B")])),
        Some(100)
    );
}

#[test]
fn a_parameter_is_text_of_one_line() {
    assert_eq!(
        code("text", &with_shop("De  mo    x")),
        None,
        "four spaces are allowed"
    );
    for bad in ["", "  ", "De\nmo", "De\tmo", "De     mo"] {
        assert_eq!(code("text", &with_shop(bad)), Some(132_018), "{bad:?}");
    }
    let image = json!({"type": "image", "parameter_name": "shop", "image": {}});
    assert_eq!(
        code(
            "text",
            &confirmation(&[image, named("topics", "offers")], &[url_button()])
        ),
        Some(132_012)
    );
}

#[test]
fn a_body_has_at_most_1024_characters() {
    assert_eq!(code("long", &with_shop(&"x".repeat(1100))), Some(132_005));
}

#[test]
fn a_url_button_needs_its_parameter() {
    let body = [named("shop", "Demo"), named("topics", "offers")];
    assert_eq!(code("url", &confirmation(&body, &[])), Some(131_008));
    let mut button = url_button();
    button["index"] = json!(0);
    assert_eq!(
        code("url", &confirmation(&body, &[button.clone()])),
        None,
        "index as a number"
    );
    button["parameters"][0]["type"] = json!("payload");
    assert_eq!(code("url", &confirmation(&body, &[button])), Some(132_012));
}

#[test]
fn buttons_are_addressed_by_index_and_type() {
    let body = [named("shop", "Demo"), named("topics", "offers")];
    for (index, sub_type) in [
        (json!("1"), "url"),
        (json!("2"), "url"),
        (json!("0"), "quick_reply"),
    ] {
        let mut button = url_button();
        button["index"] = index;
        button["sub_type"] = json!(sub_type);
        assert_eq!(
            code("index", &confirmation(&body, &[button])),
            Some(132_018)
        );
    }
    let mut button = url_button();
    button.as_object_mut().map(|button| button.remove("index"));
    assert_eq!(
        code("index", &confirmation(&body, &[button])),
        Some(131_008)
    );
}

#[test]
fn a_quick_reply_may_have_a_payload_of_256_characters() {
    let body = [named("shop", "Demo"), named("topics", "offers")];
    let stop = |payload: &str| {
        json!({"type": "button", "sub_type": "quick_reply", "index": "1",
        "parameters": [{"type": "payload", "payload": payload}]})
    };
    let rendered = render(
        &confirmation(&body, &[url_button(), stop("STOP")]),
        |name, language| library("payload").find(name, language),
        None,
    )
    .unwrap();
    assert_eq!(
        rendered.content.buttons.get(1),
        Some(&Button::QuickReply {
            text: "Stop".to_owned(),
            payload: "STOP".to_owned()
        })
    );
    assert_eq!(
        code(
            "payload",
            &confirmation(&body, &[url_button(), stop(&"x".repeat(257))])
        ),
        Some(131_009)
    );
}

#[test]
fn a_paused_disabled_or_pending_template_is_refused() {
    for (status, expected) in [
        ("PAUSED", Some(132_015)),
        ("DISABLED", Some(132_016)),
        ("PENDING", Some(132_001)),
        ("REJECTED", Some(132_001)),
        ("APPROVED", None),
    ] {
        let behaviour = TemplateBehaviour {
            status: Some(status.to_owned()),
            ..TemplateBehaviour::default()
        };
        let result = render(
            &good(),
            |name, language| library("status").find(name, language),
            Some(&behaviour),
        );
        assert_eq!(result.err().map(|error| error.code()), expected, "{status}");
        let other = TemplateBehaviour {
            language: Some("es".to_owned()),
            ..behaviour
        };
        assert!(
            render(
                &good(),
                |name, language| library("status").find(name, language),
                Some(&other)
            )
            .is_ok(),
            "another language"
        );
    }
}
