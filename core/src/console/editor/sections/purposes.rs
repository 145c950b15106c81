//! What people agree to.

use super::super::order::{Way, button};
use super::super::parts::purposes::{WORDS, word};
use super::super::ui::{Editor, Input, hidden};
use super::switched;
use crate::locale::Locale;
use crate::purpose::Purpose;
use crate::settings::Settings;
use maud::{Markup, html};

const CATEGORIES: [&str; 2] = ["marketing", "utility"];
const BASES: [&str; 2] = ["consent", "contract"];
/// As the checks have it; shown, so that nobody fills in a row that is refused.
const MAX_PURPOSES: usize = 8;

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    let rows = editor.form.rows("purposes");
    let product = editor
        .view
        .settings
        .product
        .clone()
        .or_else(Settings::default_product);
    html! {
        p class="hint" { (editor.words.say("purposes_hint")) }
        (editor.complaints("purposes", "f-purposes"))
        @for row in 0..rows {
            (one(editor, row, rows))
        }
        @if rows < MAX_PURPOSES {
            details class="more" {
                summary { (editor.words.say("purpose_add")) }
                (one(editor, rows, rows))
            }
        }
        (fixed(editor))
        @if let Some(product) = &product {
            h3 { (editor.words.say("product_title")) }
            (editor.complaints("product.id", "f-product"))
            (switched(editor, "product", &html! {
                (hidden("product.id", product.id.as_str()))
                (content(editor, "product", "product", Some(product)))
            }))
        }
    }
}

fn one(editor: &Editor<'_>, place: usize, rows: usize) -> Markup {
    let row = format!("purposes.{place}");
    let id = editor.form.get(&format!("{row}.id"));
    let old = editor.saved_purpose(&row);
    let locales = editor.locales();
    let label = locales
        .first()
        .map(|locale| editor.form.get(&format!("{row}.words.{locale}.label")))
        .filter(|label| !label.trim().is_empty());
    let remove = format!("{row}.remove");
    html! {
        fieldset class="card-in" {
            legend { (label.unwrap_or_else(|| editor.words.say("purpose_new"))) }
            @if rows > 1 && place < rows { (order(editor, place, rows, label)) }
            (hidden(&format!("{row}.id"), id))
            (content(editor, &row, &format!("purposes.{id}"), old))
            @if !id.is_empty() {
                (editor.tick(&remove, "purposes.remove"))
            }
        }
    }
}

/// The buttons that move a topic. Whoever has just moved one stands on it, and goes on.
fn order(editor: &Editor<'_>, row: usize, rows: usize, label: Option<&str>) -> Markup {
    let ways = Way::ALL.into_iter();
    let possible: Vec<Way> = ways.filter(|way| way.from(row, rows).is_some()).collect();
    let moved = editor.moved.filter(|moved| moved.row == row);
    let focused = moved.and_then(|moved| {
        let same = possible.iter().find(|way| **way == moved.way);
        same.or(possible.first()).copied()
    });
    html! {
        div class="order" {
            @for way in possible {
                button class="button" name="do" value=(button(row, way)) autofocus[focused == Some(way)] {
                    (editor.words.say(way.as_str()))
                    @if let Some(label) = label { span class="unseen" { ": " (label) } }
                }
            }
        }
    }
}

fn content(editor: &Editor<'_>, row: &str, place: &str, old: Option<&Purpose>) -> Markup {
    let locales = editor.locales();
    let [category, basis, messages, days] =
        ["category", "legal_basis", "cap.messages", "cap.days"].map(|part| format!("{row}.{part}"));
    let cap = format!("{place}.cap");
    let own = old.map_or_else(String::new, |old| {
        super::super::read::word_of(&old.category)
    });
    let own_basis = old.map_or_else(String::new, |old| {
        super::super::read::word_of(&old.legal_basis)
    });
    // Nobody is offered passcodes for a purpose; a shop that has such a purpose keeps it.
    let mut categories: Vec<&str> = CATEGORIES.into();
    if editor.form.get(&category) == "authentication" {
        categories.push("authentication");
    }
    html! {
        @for (index, locale) in locales.iter().enumerate() {
            (words(editor, row, place, locale, index == 0, old))
        }
        div class="pair" {
            (editor.list(&Input::new(&category, "purposes.category").or(&own), &categories))
            (editor.list(&Input::new(&basis, "purposes.legal_basis").or(&own_basis), &BASES))
        }
        div class="pair" {
            (editor.line(&Input::new(&messages, "purposes.cap.messages").at(&cap).digits()))
            (editor.line(&Input::new(&days, "purposes.cap.days").at("").digits()))
        }
    }
}

/// The words of a purpose in one language.
fn words(
    editor: &Editor<'_>,
    row: &str,
    place: &str,
    locale: &Locale,
    is_first: bool,
    old: Option<&Purpose>,
) -> Markup {
    let place = format!("{place}.words.{locale}");
    let known = old.and_then(|old| old.words.get(locale));
    let value = |locale: &Locale, part: &str| -> String {
        let name = format!("{row}.words.{locale}.{part}");
        if editor.form.has(&name) {
            return editor.form.get(&name).to_owned();
        }
        let known = old.and_then(|old| old.words.get(locale));
        known.map_or_else(String::new, |known| word(known, part).to_owned())
    };
    let missing = editor.lacking_of_purpose(row, locale, old);
    let prefix = format!("{place}.");
    let is_wrong = editor
        .faults
        .iter()
        .any(|fault| fault.field == place || fault.field.starts_with(&prefix));
    let main = editor.locales().into_iter().next();
    html! {
        details class="words" open[is_first || is_wrong || missing > 0] {
            summary {
                (editor.words.language(locale.as_str()))
                (editor.missing(missing))
            }
            (editor.complaints(&place, &format!("f-{row}.words.{locale}")))
            @for part in WORDS {
                @let name = format!("{row}.words.{locale}.{part}");
                @let own_place = format!("{place}.{part}");
                @let otherwise = known.map_or("", |known| word(known, part));
                @let own = value(locale, part);
                @let same = main.as_ref().filter(|main| {
                    *main != locale && main.language() != locale.language()
                        && own.split_whitespace().count() > 1 && value(main, part) == own
                });
                (editor.line(
                    &Input::new(&name, &format!("purposes.{part}")).at(&own_place)
                        .lang(locale.as_str()).or(otherwise)
                        .note(same.map(|_| editor.words.say("same_text")))
                ))
            }
        }
    }
}

/// What stands under the purposes and is the same for every shop.
fn fixed(editor: &Editor<'_>) -> Markup {
    let settings = &editor.view.settings;
    html! {
        details class="more" {
            summary { (editor.words.say("fixed")) }
            p class="hint" { (editor.words.say("fixed_hint")) }
            @for locale in &settings.locales {
                @if let Some(statement) = settings.statement(locale) {
                    h4 { (editor.words.language(locale.as_str())) }
                    blockquote lang=(locale) dir=(crate::panel::direction(locale)) {
                        @for line in statement.text().lines() { p { (line) } }
                        p { b { (statement.button) } }
                    }
                }
            }
        }
    }
}
