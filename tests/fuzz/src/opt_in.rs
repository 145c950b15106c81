//! What forms post, as JSON and as a plain form: what is accepted is accepted again and means the
//! same, what is shown again is shown as text, and no refusal repeats a value.

use crate::choice;
use saludo_core::locale::Locale;
use saludo_core::opt_in::{MAX_BODY, OptInRequest, ParseOptInError};
use saludo_core::panel::{Panel, Place, Visit};
use saludo_core::phone::Phone;
use saludo_core::settings::{PhoneMode, Settings};
use saludo_core::shops::{Shop, Slug};
use saludo_core::statement::{Statement, StatementId};
use serde_json::{Value, json};

const CODE: &str = "12345-67896";
const PAGE: &str = "https://wa.demo.example/s/demo/opt-in";

pub(crate) fn check(data: &[u8]) {
    let (how, body) = choice(data);
    if body.len() > MAX_BODY {
        return;
    }
    let settings = settings(how);
    as_json(body, &settings);
    as_form(body, &settings);
}

/// A shop with the plain form, or with everything that a form may have.
fn settings(how: usize) -> Settings {
    let mut settings = Settings::example_for("demo", "https://wa.demo.example");
    if how & 1 == 1 {
        let label = |text: &str| json!({"en": {"label": text}, "es": {"label": text}});
        settings.phone = PhoneMode::Optional;
        settings.product = Settings::default_product();
        settings.fields = serde_json::from_value(json!([
            {"id": "pet", "kind": "text", "words": label("Your pet")},
            {"id": "born", "kind": "birthday", "words": label("Birthday")},
        ]))
        .unwrap_or_default();
    }
    settings
}

/// The statements that may be agreed to.
fn published(settings: &Settings, id: &StatementId) -> Option<Statement> {
    let of = |locale| {
        settings
            .statement(locale)
            .into_iter()
            .chain(settings.product_statement(locale))
    };
    let mut all = settings.locales.iter().flat_map(of);
    all.find(|statement| statement.id() == *id)
}

/// The fuzzer need not find the ids of statements: a short word stands for each.
fn with_ids(text: &str, settings: &Settings) -> String {
    let locale = settings.locales.first();
    let id = |statement: Option<Statement>| statement.map(|own| own.id().to_string());
    let own = id(locale.and_then(|locale| settings.statement(locale)));
    let product = id(locale.and_then(|locale| settings.product_statement(locale)));
    text.replace("@S", &own.unwrap_or_default())
        .replace("@P", &product.unwrap_or_default())
}

fn as_json(body: &[u8], settings: &Settings) {
    let body = match std::str::from_utf8(body) {
        Ok(text) => with_ids(text, settings).into_bytes(),
        Err(_) => body.to_vec(),
    };
    match parse(&body, settings) {
        Ok(request) => is_whole(&request, settings),
        Err(ParseOptInError::NotJson) => {}
        Err(ParseOptInError::Fields(faults)) => assert!(!faults.is_empty(), "a refusal says why"),
    }
}

fn parse(body: &[u8], settings: &Settings) -> Result<OptInRequest, ParseOptInError> {
    OptInRequest::parse(body, settings, |id| published(settings, id))
}

fn is_whole(request: &OptInRequest, settings: &Settings) {
    let statement = published(settings, &request.statement);
    assert!(!request.purposes.is_empty());
    assert!(statement.is_some_and(|statement| {
        request
            .purposes
            .iter()
            .all(|purpose| statement.has(purpose))
    }));
    let lines = [&request.name, &request.campaign].into_iter().flatten();
    let lines = lines.chain(request.fields.values());
    for line in lines.chain(request.product.iter().flat_map(|own| [&own.id, &own.title])) {
        assert!((1..=80).contains(&line.chars().count()));
        assert!(!line.chars().any(char::is_control));
    }
    let again = parse(written(request).to_string().as_bytes(), settings);
    assert_eq!(again.as_ref(), Ok(request));
    let key = [7; 32];
    assert_eq!(
        again.map(|again| again.fingerprint(&key)),
        Ok(request.fingerprint(&key))
    );
}

/// A request as a page would post it.
fn written(request: &OptInRequest) -> Value {
    json!({
        "code": request.code.to_string(),
        "purposes": request.purposes,
        "statement": request.statement.to_string(),
        "locale": request.locale.as_str(),
        "page": request.page.as_str(),
        "source": request.source.as_str(),
        "campaign": request.campaign,
        "product": request.product,
        "phone": request.phone.as_ref().map(Phone::as_str),
        "name": request.name,
        "fields": request.fields,
    })
}

fn as_form(body: &[u8], settings: &Settings) {
    let body = String::from_utf8_lossy(body);
    let mut visit = Visit::posted(with_ids(&body, settings).as_bytes());
    let locale = visit.locale().and_then(|tag| Locale::parse(tag).ok());
    with_panel(settings, locale.as_ref(), |panel| {
        match panel.opt_in(&visit, PAGE) {
            Ok(body) => {
                if let Ok(request) = parse(body.to_string().as_bytes(), settings) {
                    is_whole(&request, settings);
                }
            }
            Err(faults) => {
                assert!(!faults.is_empty(), "a refusal says why");
                is_shown_as_text(panel, &visit, &faults);
            }
        }
        visit.renew(CODE);
        is_shown_as_text(panel, &visit, &[]);
        let opened = Visit::open(url::form_urlencoded::parse(body.as_bytes()), CODE);
        is_shown_as_text(panel, &opened, &[]);
    });
}

/// Whatever was typed, the page has the elements that it has when nothing was.
fn is_shown_as_text(panel: &Panel<'_>, visit: &Visit, faults: &[saludo_core::panel::Fault]) {
    let html = panel.page(visit, faults, "?lang=en").into_string();
    for odd in [
        "<script",
        "<img",
        "<svg",
        "<iframe",
        " onerror=",
        " onload=",
        "javascript:",
    ] {
        // Inside of elements, and there outside of values: what was typed may say anything.
        let mut elements = html
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split('>').next());
        let is_markup = elements.any(|element| {
            let names: String = element.split('"').step_by(2).collect();
            format!("<{names}").contains(odd)
        });
        assert!(!is_markup, "{odd} in {html}");
    }
    let opening = html.matches('<').count();
    assert_eq!(opening, html.matches('>').count(), "elements are whole");
    assert_eq!(html.matches('"').count() % 2, 0, "attributes are whole");
}

fn with_panel(settings: &Settings, locale: Option<&Locale>, look: impl FnOnce(&Panel<'_>)) {
    let slug = Slug::parse("demo");
    let shop = Shop {
        phone_number_id: "106540352242922".to_owned(),
        waba_id: "102290129340398".to_owned(),
        number: "15550783881".to_owned(),
        origins: Vec::new(),
    };
    let panel = slug.as_ref().ok().and_then(|slug| {
        let place = Place {
            slug,
            shop: &shop,
            link: "https://wa.me/15550783881".to_owned(),
            hosted: PAGE.to_owned(),
        };
        Panel::new(place, settings, locale, None)
    });
    assert!(panel.is_some(), "a shop that ships has a panel");
    if let Some(panel) = panel {
        look(&panel);
    }
}
