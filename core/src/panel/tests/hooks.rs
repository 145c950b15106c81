//! What widget and style sheet look up is there.

use super::*;
use std::collections::BTreeSet;
use std::fs;

/// A file of the widget's.
fn widget(path: &str) -> String {
    let path = format!("{}/../widget/src/{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).expect(&path)
}

/// Every name that follows `mark` in `text`.
fn names<'a>(text: &'a str, mark: &str) -> BTreeSet<&'a str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    text.split(mark)
        .skip(1)
        .map(|rest| rest.split(|character| !is_part(character)).next().unwrap())
        .filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
        .collect()
}

/// The values of an attribute in all panels.
fn values(attribute: &str) -> BTreeSet<String> {
    let mark = format!(" {attribute}=\"");
    [bubble(&full(), "en"), inline(&full())]
        .iter()
        .flat_map(|html| html.split(&mark).skip(1))
        .flat_map(|rest| rest.split('"').next().unwrap().split(' '))
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn every_part_that_the_widget_names_is_there() {
    let parts = values("part");
    for file in ["view.rs", "shell.rs", "phone.rs", "page.js"] {
        for part in names(&widget(file), "[part=") {
            assert!(part == "bubble" || parts.contains(part), "{file}: {part}");
        }
    }
}

#[test]
fn every_part_of_the_contract_is_there() {
    let parts = values("part");
    for part in [
        "panel", "close", "chat", "updates", "purpose", "name", "phone", "country", "continue",
        "qr", "status", "error",
    ] {
        assert!(parts.contains(part), "{part}");
    }
}

#[test]
fn every_tap_and_every_screen_is_there() {
    let expected = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let deeds: BTreeSet<String> = expected(&[
        "ask", "back", "change", "close", "copy", "go", "over", "scan", "updates",
    ]);
    assert_eq!(values("data-do"), deeds);
    let screens: BTreeSet<String> = expected(&[
        "confirmed",
        "doors",
        "expired",
        "not_yet",
        "product",
        "topics",
        "waiting",
    ]);
    assert_eq!(values("data-on"), screens);
}

#[test]
fn every_problem_has_its_words_in_every_language() {
    for tag in LANGUAGES {
        let html = bubble(&full(), tag);
        for word in [
            "none_ticked",
            "offline",
            "again",
            "refused",
            "sensitive",
            "phone_missing",
            "phone_not_number",
            "phone_short",
            "phone_long",
            "phone_unknown",
        ] {
            let said = part(&html, &format!("<span data-word=\"{word}\">"), "</span>");
            let words = said.split_once('>').unwrap().1;
            assert!(words.len() > "</span>".len() + 5, "{tag}: {word}");
        }
        assert!(html.contains(&format!("<a href=\"{HOSTED}?lang={tag}\">")));
    }
}

#[test]
fn all_the_sheet_speaks_of_is_there_and_all_that_is_there_is_in_the_sheet() {
    let sheet = widget("view/panel.css");
    let without_comments: String = sheet
        .split("/*")
        .map(|text| text.split_once("*/").map_or(text, |(_, after)| after))
        .collect();
    let selectors: String = without_comments
        .split('}')
        .filter_map(|rule| rule.rsplit_once('{'))
        .map(|(selector, _)| selector)
        .collect();
    let classes = values("class");
    let styled: BTreeSet<String> = names(&selectors, ".")
        .into_iter()
        .map(ToOwned::to_owned)
        .collect();
    let unstyled: Vec<&String> = classes.difference(&styled).collect();
    // It has the look of its neighbours in the head.
    assert_eq!(unstyled, ["away"]);
    assert_eq!(styled.difference(&classes).next(), None);
    let parts = values("part");
    for part in names(&selectors, "[part=") {
        assert!(part == "bubble" || parts.contains(part), "{part}");
    }
}

#[test]
fn every_described_and_labelled_input_finds_its_element() {
    for html in [bubble(&full(), "en"), inline(&full())] {
        for attribute in ["aria-describedby=\"", "aria-labelledby=\"", " for=\""] {
            for id in names(&html, attribute) {
                assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
            }
        }
        let inputs = html.matches("<input").count() - html.matches("type=\"hidden\"").count();
        let described = html.matches("aria-describedby=\"error\"").count();
        let selects = html.matches("<select").count();
        // The link to WhatsApp too.
        assert_eq!(described, inputs + selects + 1);
    }
}
