//! Translations that are missing are flagged wherever something is written by language.

use super::*;
use serde_json::json;

/// A shop with every text that has languages, in English and in Spanish.
fn whole() -> Settings {
    let mut settings = serde_json::to_value(demo()).unwrap();
    settings["greeting"] = json!({"after": 20, "words": {"en": "Hello!", "es": "¡Hola!"}});
    settings["coupon"] = json!({"words": {"en": "SUN10", "es": "SOL10"}});
    settings["questions"] =
        json!({"en": ["Open now?", "In blue?"], "es": ["¿Abierto?", "¿En azul?"]});
    settings["fields"] = json!([{"id": "size", "kind": "choice", "choices": ["s", "m"], "words": {
        "en": {"label": "Size", "choices": ["Small", "Medium"]},
        "es": {"label": "Talla", "choices": ["Pequeña", "Mediana"]}}}]);
    settings["product"] = serde_json::to_value(Settings::default_product()).unwrap();
    serde_json::from_value(settings).unwrap()
}

/// The badges of the tabs and of the sections, in the order of the page.
fn badges(settings: &Settings, form: &Form) -> Vec<String> {
    let html = drawn(&view(settings), form, &[], Note::Quiet, Lang::En);
    let badges = html.split("<span class=\"badge warn\">").skip(1);
    badges
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .filter(|badge| badge.ends_with("missing"))
        .collect()
}

#[test]
fn what_is_whole_has_no_badge() {
    let settings = whole();
    assert_eq!(settings.faults(), []);
    assert_eq!(badges(&settings, &form_of(&settings)), [""; 0]);
}

#[test]
fn each_text_that_a_language_lacks_is_counted_at_its_place_and_at_its_tab() {
    let settings = whole();
    for (name, missing) in [
        ("purposes.0.words.es.value", ""),
        ("product.words.es.label", ""),
        ("fields.0.words.es.label", " "),
        ("fields.0.words.es.choices", "Pequeña\n"),
        ("coupon.words.es", ""),
        ("greeting.words.en", ""),
        ("questions.es.1", ""),
    ] {
        let mut typed = form_of(&settings);
        typed.set(name, missing);
        let told = badges(&settings, &typed);
        assert_eq!(told, ["1 missing", "1 missing"], "{name}");
    }
}

#[test]
fn a_language_that_is_added_lacks_all_that_the_shop_wrote_itself() {
    let settings = whole();
    let mut typed = form_of(&settings);
    typed.set("locales.de", "on");
    let told = badges(&settings, &typed);
    let tabs = ["4 missing", "3 missing"];
    // The question and the coupon, the greeting and the quick questions.
    let places = ["3 missing", "1 missing", "1 missing", "2 missing"];
    assert_eq!(told, [tabs.as_slice(), places.as_slice()].concat());
}

#[test]
fn what_is_switched_off_and_the_empty_rows_for_new_ones_lack_nothing() {
    let settings = demo();
    let typed = form_of(&settings);
    assert!(!typed.has("greeting.on") && !typed.has("coupon.on"));
    assert_eq!(badges(&settings, &typed), [""; 0]);
}
