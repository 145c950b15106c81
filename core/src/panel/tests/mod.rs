//! A shop with everything on, one with everything off, and ways to look into their markup.

mod ask_number;
mod hooks;
mod hosted;
mod panel;

use super::*;
use crate::words::LANGUAGES;
use serde_json::json;

const LINK: &str = "https://wa.me/15550783881";
const HOSTED: &str = "https://wa.demo.example/s/demo/opt-in";

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

/// A new shop that speaks every language.
fn plain() -> Settings {
    let mut settings = Settings::example_for("demo", "https://wa.demo.example");
    settings.locales = LANGUAGES.map(locale).to_vec();
    settings
}

/// The same with everything switched on.
fn full() -> Settings {
    let mut settings = plain();
    let words = |text: &str| {
        LANGUAGES
            .map(|tag| (tag.to_owned(), json!(text)))
            .into_iter()
    };
    let each = |value: serde_json::Value| -> serde_json::Value {
        LANGUAGES
            .map(|tag| (tag.to_owned(), value.clone()))
            .into_iter()
            .collect()
    };
    settings.contact = Some("hello@demo.example".to_owned());
    settings.phone = crate::settings::PhoneMode::Required;
    settings.country = Some(Country::parse("ES").unwrap());
    settings.fields = serde_json::from_value(json!([
        {"id": "size", "kind": "choice", "choices": ["s", "m"],
         "words": each(json!({"label": "Size", "choices": ["Small", "Medium"]}))},
        {"id": "born", "kind": "birthday", "words": each(json!({"label": "Birthday"}))},
        {"id": "pet", "kind": "text", "words": each(json!({"label": "Your pet"}))},
    ]))
    .unwrap();
    settings.hours = serde_json::from_value(json!({
        "zone": "Europe/Madrid",
        "open": [[{"from": "09:00", "to": "18:00"}], [], [], [], [], [], []],
    }))
    .unwrap();
    settings.questions = words("Where is my order?")
        .map(|(tag, text)| (locale(&tag), vec![text.as_str().unwrap().to_owned()]))
        .collect();
    settings.product = serde_json::from_value(json!({
        "id": "product", "category": "marketing", "legal_basis": "consent",
        "words": LANGUAGES.map(|tag| {
            let words = &words::of(&locale(tag)).unwrap().statement.product;
            (tag, json!({
                "label": words.label, "phrase": words.phrase,
                "value": words.value, "frequency": words.frequency,
            }))
        }).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
    }))
    .unwrap();
    settings.entry_points = true;
    settings.remember = true;
    settings
}

/// Looks at the panel of a shop on a Wednesday morning.
fn with_panel<T>(settings: &Settings, tag: &str, look: impl FnOnce(&Panel<'_>) -> T) -> T {
    let slug = Slug::parse("demo").unwrap();
    let shop = Shop {
        phone_number_id: "106540352242922".to_owned(),
        waba_id: "102290129340398".to_owned(),
        number: "15550783881".to_owned(),
        origins: Vec::new(),
    };
    let place = Place {
        slug: &slug,
        shop: &shop,
        link: LINK.to_owned(),
        hosted: HOSTED.to_owned(),
    };
    let time = ShopTime {
        weekday: 2,
        minute: 600,
    };
    look(&Panel::new(place, settings, Some(&locale(tag)), Some(time)).unwrap())
}

fn bubble(settings: &Settings, tag: &str) -> String {
    with_panel(settings, tag, |panel| {
        panel.render(Frame::Bubble).into_string()
    })
}

fn inline(settings: &Settings) -> String {
    with_panel(settings, "en", |panel| {
        panel.render(Frame::Inline).into_string()
    })
}

/// The markup from `from` up to and with the next `to`.
fn part<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let start = html.find(from).expect(from);
    let rest = html.get(start..).unwrap();
    let end = rest.find(to).expect(to) + to.len();
    rest.get(..end).unwrap()
}

/// What is written where a text or an attribute holds `text`.
fn escaped(text: &str) -> String {
    html! { (text) }.into_string()
}
