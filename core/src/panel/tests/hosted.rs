//! The hosted page: what it shows, what it posts, and what it says when something is wrong.

use super::*;
use crate::code::Code;
use crate::opt_in::OptInRequest;
use serde_json::Value;

const CODE: &str = "12345-67896";

fn opened(query: &str) -> Visit {
    Visit::open(url::form_urlencoded::parse(query.as_bytes()), CODE)
}

fn shown(settings: &Settings, tag: &str, visit: &Visit, faults: &[Fault]) -> String {
    with_panel(settings, tag, |panel| {
        panel.page(visit, faults, "?lang=en").into_string()
    })
}

/// A form as somebody fills it in.
fn posted(settings: &Settings, more: &str) -> Visit {
    let statement = settings.statement(&locale("en")).unwrap().id();
    Visit::posted(format!("code={CODE}&statement={statement}&locale=en&{more}").as_bytes())
}

fn opt_in(settings: &Settings, visit: &Visit) -> Result<Value, Vec<(Option<String>, String)>> {
    with_panel(settings, "en", |panel| {
        panel
            .opt_in(visit, "https://wa.demo.example/s/demo/opt-in")
            .map_err(|faults| {
                faults
                    .into_iter()
                    .map(|fault| (fault.input, fault.words))
                    .collect()
            })
    })
}

/// Reads a body as the book does.
fn parsed(settings: &Settings, body: &Value) -> OptInRequest {
    let english = locale("en");
    OptInRequest::parse(body.to_string().as_bytes(), settings, |id| {
        [
            settings.statement(&english),
            settings.product_statement(&english),
        ]
        .into_iter()
        .flatten()
        .find(|statement| statement.id() == *id)
    })
    .unwrap()
}

#[test]
fn it_has_both_doors_and_the_same_question_with_the_same_proof() {
    for settings in [plain(), full()] {
        let html = shown(&settings, "es", &opened(""), &[]);
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"es\" dir=\"ltr\">"));
        let statement = settings.statement(&locale("es")).unwrap();
        for there in [
            format!("name=\"statement\" value=\"{}\"", statement.id()),
            "name=\"locale\" value=\"es\"".to_owned(),
            format!("name=\"code\" value=\"{CODE}\""),
            format!("{LINK}?text="),
            escaped(&statement.consent),
            escaped(&statement.button),
        ] {
            assert!(html.contains(&there), "{there}");
        }
        for absent in ["checked", "<script", " style=", "data-shop"] {
            assert!(!html.contains(absent), "{absent}");
        }
    }
}

#[test]
fn each_door_is_there_only_where_the_shop_has_it() {
    let page = |bubble| {
        let html = shown(&Settings { bubble, ..plain() }, "en", &opened(""), &[]);
        (html.contains("part=\"chat\""), html.contains("<form"))
    };
    assert_eq!(page(Bubble::Both), (true, true));
    assert_eq!(page(Bubble::Chat), (true, false));
    assert_eq!(page(Bubble::Updates), (false, true));
}

#[test]
fn the_contact_page_tells_how_to_reach_a_person_and_nothing_else() {
    let html = with_panel(&full(), "en", |panel| panel.contact_page().into_string());
    assert!(html.contains("Ask us something") && html.contains("mailto:hello@demo.example"));
    assert!(!html.contains("<form"));
}

#[test]
fn a_filled_in_form_is_an_opt_in() {
    let settings = full();
    let visit = posted(
        &settings,
        "purpose=restock&purpose=offers&name=+Ana+&phone=600+00+00+01&campaign=instagram\
         &field.size=m&field.born=02&field.born=29&field.pet=",
    );
    let body = opt_in(&settings, &visit).unwrap();
    assert_eq!(
        body,
        json!({
            "code": CODE,
            "statement": settings.statement(&locale("en")).unwrap().id().to_string(),
            "locale": "en",
            "page": "https://wa.demo.example/s/demo/opt-in",
            "campaign": "instagram",
            "source": "hosted",
            "purposes": ["restock", "offers"],
            "name": "Ana",
            "phone": "+34600000001",
            "fields": {"size": "m", "born": "02-29"},
        })
    );
    let request = parsed(&settings, &body);
    assert_eq!(request.code, CODE.parse::<Code>().unwrap());
    assert_eq!(request.name.as_deref(), Some("Ana"));
}

#[test]
fn a_form_with_the_least_is_an_opt_in_too() {
    let settings = plain();
    let body = opt_in(
        &settings,
        &posted(&settings, "purpose=offers&name=&phone=12"),
    )
    .unwrap();
    assert_eq!(
        (&body["name"], &body["phone"], &body["fields"]),
        (&Value::Null, &Value::Null, &json!({}))
    );
    assert_eq!(parsed(&settings, &body).purposes[0].as_str(), "offers");
}

#[test]
fn a_product_is_asked_about_by_itself() {
    let settings = full();
    let visit = opened("product=SKU1&title=Blue+%3Cmug%3E&source=insta");
    let html = shown(&settings, "en", &visit, &[]);
    let statement = settings.product_statement(&locale("en")).unwrap();
    for there in [
        "<b>Blue &lt;mug&gt;</b> is back in stock".to_owned(),
        format!("name=\"statement\" value=\"{}\"", statement.id()),
        "name=\"product\" value=\"SKU1\"".to_owned(),
        "name=\"title\" value=\"Blue &lt;mug&gt;\"".to_owned(),
        "name=\"campaign\" value=\"insta\"".to_owned(),
    ] {
        assert!(html.contains(&there), "{there}");
    }
    for absent in [
        "type=\"checkbox\"",
        "part=\"chat\"",
        "data-fill",
        "part=\"phone\"",
    ] {
        assert!(!html.contains(absent), "{absent}");
    }
    let id = statement.id();
    let posted = format!("code={CODE}&statement={id}&locale=en&product=SKU1&title=Blue+mug");
    let body = opt_in(&settings, &Visit::posted(posted.as_bytes())).unwrap();
    assert_eq!(body["source"], "product");
    assert_eq!(body["purposes"], json!(["product"]));
    let request = parsed(&settings, &body);
    assert_eq!(request.product.unwrap().title, "Blue mug");
}

#[test]
fn a_shop_without_the_products_question_shows_its_form() {
    let html = shown(&plain(), "en", &opened("product=SKU1&title=Mug"), &[]);
    assert!(html.contains("type=\"checkbox\""));
}

#[test]
fn what_an_address_brings_is_made_a_line() {
    let long = "x".repeat(200);
    let visit = opened(&format!(
        "source=%20a%0Ab%20&source=c&product={long}&title=%20&utm_source=d"
    ));
    assert_eq!(visit.get("campaign"), Some("a b"));
    assert_eq!(visit.get("product").map(str::len), Some(80));
    assert_eq!(visit.get("title"), None);
    assert_eq!(visit.product(), None);
}

#[test]
fn what_must_be_mended_first_is_said_at_each_input() {
    let settings = full();
    let faults = |more: &str| opt_in(&settings, &posted(&settings, more)).unwrap_err();
    let at = |input: &str, words: &str| (Some(input.to_owned()), words.to_owned());
    assert_eq!(
        faults("field.born=&field.born=29"),
        [
            at(
                "purpose",
                "Tick at least one topic, so we know what to send you."
            ),
            at("field.born", "Month: Choose…"),
            at("phone", "Please write your WhatsApp number."),
        ]
    );
    for (typed, words) in [
        (
            "call+me",
            "This doesn’t look like a phone number. Digits are all we need.",
        ),
        ("600", "This number seems too short. Is a digit missing?"),
        (
            "60000000001111",
            "This number seems too long. Is there a digit too many?",
        ),
        (
            "%2B999+1234567",
            "Choose your country, or begin with + and the country code.",
        ),
    ] {
        assert_eq!(
            faults(&format!("purpose=offers&phone={typed}")),
            [at("phone", words)]
        );
    }
}

#[test]
fn what_the_book_finds_is_said_in_the_persons_words() {
    let settings = full();
    let said = |more: &str, field: &str| {
        with_panel(&settings, "en", |panel| {
            let visit = posted(&settings, more);
            let faults = panel.faults(&visit, &[field.to_owned()]);
            let [fault] = faults.as_slice() else {
                panic!("{faults:?}");
            };
            (fault.input.clone().unwrap_or_default(), fault.words.clone())
        })
    };
    let sensitive = "Please don’t write card, bank or identity numbers here.";
    let again = "Something got in the way. Please press the button once more.";
    for (more, field, input, words) in [
        (
            "purpose=offers&name=4111+1111+1111+1111",
            "name",
            "name",
            sensitive,
        ),
        (
            "purpose=offers&field.pet=4111111111111111",
            "fields.pet",
            "field.pet",
            sensitive,
        ),
        (
            "purpose=offers&field.pet=a%00b",
            "fields.pet",
            "field.pet",
            again,
        ),
        (
            "purpose=offers&field.size=xxl",
            "fields.size",
            "field.size",
            "Choose…",
        ),
        ("purpose=offers", "statement", "", again),
        ("purpose=offers", "fields", "", again),
    ] {
        assert_eq!(
            said(more, field),
            (input.to_owned(), words.to_owned()),
            "{more}"
        );
    }
    assert_eq!(said("name=Ana", "purposes").0, "purpose");
}

#[test]
fn what_was_typed_survives_an_error_and_the_page_begins_at_the_fault() {
    let settings = full();
    let visit = posted(
        &settings,
        "purpose=restock&name=Ana+%3Cb%3E&phone=12&field.size=m&field.born=02&field.born=02&campaign=insta",
    );
    let faults = with_panel(&settings, "en", |panel| {
        panel
            .opt_in(&visit, "https://wa.demo.example/")
            .unwrap_err()
    });
    let html = shown(&settings, "en", &visit, &faults);
    assert!(html.contains("value=\"Ana &lt;b&gt;\""));
    assert!(html.contains(r#"value="restock" data-phrase="back-in-stock alerts" checked"#));
    assert_eq!(html.matches(" checked").count(), 1);
    assert!(html.contains(r#"<option value="m" selected>"#));
    assert!(html.contains(r#"<option value="02" selected>February</option>"#));
    assert!(html.contains(r#"<option value="02" selected>2</option>"#));
    assert_eq!(html.matches(" selected").count(), 3);
    assert!(html.contains("name=\"campaign\" value=\"insta\""));
    assert!(html.contains(
        "<p part=\"error\" role=\"alert\" id=\"error-phone\">This number seems too short."
    ));
    assert!(html.contains(
        r#"value="12" aria-required="true" aria-describedby="error-phone" aria-invalid="true" autofocus>"#
    ));
    assert_eq!(html.matches("role=\"alert\"").count(), 1);
}

#[test]
fn with_half_a_birthday_the_page_begins_at_the_empty_half() {
    let settings = full();
    for (halves, name) in [
        ("field.born=&field.born=29", "bday-month"),
        ("field.born=02&field.born=", "bday-day"),
    ] {
        let more = format!("purpose=offers&phone=600000001&{halves}");
        let visit = posted(&settings, &more);
        let html = with_panel(&settings, "en", |panel| {
            let faults = panel
                .opt_in(&visit, "https://wa.demo.example/")
                .unwrap_err();
            panel.page(&visit, &faults, "").into_string()
        });
        assert_eq!(html.matches(" autofocus").count(), 1, "{halves}");
        let half = part(&html, &format!("autocomplete=\"{name}\""), ">");
        assert!(half.ends_with(" autofocus>"), "{half}");
    }
}

#[test]
fn with_nothing_ticked_the_page_begins_at_the_first_box() {
    let settings = plain();
    let visit = posted(&settings, "");
    let faults = with_panel(&settings, "en", |panel| panel.faults(&visit, &[]));
    let html = shown(&settings, "en", &visit, &faults);
    assert!(html.contains("id=\"error-purpose\""));
    assert_eq!(
        html.matches("aria-describedby=\"error-purpose\"").count(),
        3
    );
    assert_eq!(html.matches(" autofocus").count(), 1);
}

#[test]
fn a_spent_code_is_replaced() {
    let mut visit = posted(&plain(), "purpose=offers");
    visit.renew("00000-00000");
    assert_eq!(visit.all("code").collect::<Vec<_>>(), ["00000-00000"]);
    assert_eq!(visit.locale(), Some("en"));
}

#[test]
fn the_trap_is_on_the_page_alone_and_no_person_meets_it() {
    let settings = full();
    for tag in LANGUAGES {
        let html = shown(&settings, tag, &opened(""), &[]);
        let trap = part(&html, "<p hidden aria-hidden=\"true\">", "</p>");
        assert!(trap.ends_with(
            "<input type=\"text\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></label></p>"
        ));
        assert!(!bubble(&settings, tag).contains("website"));
    }
    // Whatever the address says, it is empty at first.
    assert!(!opened("website=x").is_trapped());
}

#[test]
fn only_a_filled_in_trap_is_one() {
    let settings = plain();
    for (more, trapped) in [
        ("purpose=offers", false),
        ("purpose=offers&website=", false),
        ("purpose=offers&website=+", false),
        ("purpose=offers&website=https%3A%2F%2Fx.example", true),
    ] {
        assert_eq!(posted(&settings, more).is_trapped(), trapped, "{more}");
    }
}

#[test]
fn what_is_not_kept_leads_where_it_would_lead() {
    let settings = full();
    let way_on = |more: &str| {
        let visit = posted(&settings, more);
        with_panel(&settings, "en", |panel| panel.way_on(&visit))
    };
    let text = |link: String| {
        let url = url::Url::parse(&link).unwrap();
        let (_, text) = url.query_pairs().next().unwrap();
        text.into_owned()
    };
    assert_eq!(
        text(way_on("purpose=offers&purpose=nonsense")),
        format!(
            "Hello, Demo: I would like to receive offers on WhatsApp. Code {CODE} (please keep it)"
        )
    );
    assert!(text(way_on("product=SKU1&title=Blue+mug")).contains("Blue mug"));
    for nothing in ["", "purpose=nonsense"] {
        assert_eq!(text(way_on(nothing)), "Hello, Demo: I have a question.");
    }
}
