//! What the form asks, and what comes of an answer.

use super::super::ui::{Editor, Input, hidden};
use super::{in_each_language, switched};
use maud::{Markup, html};

/// As the checks have it.
const MAX_FIELDS: usize = 2;

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    let rows = editor.form.rows("fields");
    let coupon = editor.view.settings.coupon.as_ref();
    html! {
        (editor.list(&Input::new("phone", "phone"), &["none", "optional", "required"]))
        (editor.list(&Input::new("confirm", "confirm"), &["whatsapp", "template"]))
        (editor.tick("remember", "remember"))
        (editor.tick("entry_points", "entry_points"))
        (editor.tick("count_views", "count_views"))
        h3 { (editor.words.label("fields")) }
        p class="hint" { (editor.words.say("fields_hint")) }
        (editor.complaints("fields", "f-fields"))
        @for row in 0..rows {
            (field(editor, row))
        }
        @if rows < MAX_FIELDS {
            details class="more" {
                summary { (editor.words.say("field_add")) }
                (field(editor, rows))
            }
        }
        h3 {
            (editor.words.label("coupon.title"))
            (editor.missing(editor.lacking_of_part("coupon", coupon.map(|coupon| &coupon.words))))
        }
        (switched(editor, "coupon", &in_each_language(
            editor, "coupon.words", coupon.map(|coupon| &coupon.words), true,
        )))
    }
}

fn field(editor: &Editor<'_>, row: usize) -> Markup {
    let row = format!("fields.{row}");
    let id = editor.form.get(&format!("{row}.id"));
    let old = editor.saved_field(&row);
    // The empty row for a new one lacks nothing yet.
    let is_new = editor.form.is_blank(&row) && old.is_none();
    let missing = if is_new {
        0
    } else {
        editor.lacking_of_field(&row, old)
    };
    let place = format!("fields.{id}");
    let locales = editor.locales();
    let label = locales
        .first()
        .map(|locale| editor.form.get(&format!("{row}.words.{locale}.label")))
        .filter(|label| !label.trim().is_empty());
    let [kind, choices, remove] = ["kind", "choices", "remove"].map(|part| format!("{row}.{part}"));
    let choices_place = format!("{place}.choices");
    html! {
        fieldset class="card-in question" {
            legend {
                (label.unwrap_or_else(|| editor.words.say("field_new")))
                (editor.missing(missing))
            }
            (hidden(&format!("{row}.id"), id))
            (editor.list(&Input::new(&kind, "fields.kind"), &["text", "choice", "birthday"]))
            @for locale in &locales {
                @let name = format!("{row}.words.{locale}.label");
                @let own_place = format!("{place}.words.{locale}.label");
                @let known = old.and_then(|old| old.words.get(locale));
                (editor.line(&Input::new(&name, "fields.label").at(&own_place).lang(locale.as_str())
                    .or(known.map_or("", |known| &known.label))))
                (editor.complaints(&format!("{place}.words.{locale}"), &format!("f-{name}-all")))
            }
            div class="choices" {
                (editor.paragraph(&Input::new(&choices, "fields.choices").at(&choices_place)))
                @for locale in &locales {
                    @let name = format!("{row}.words.{locale}.choices");
                    @let own_place = format!("{place}.words.{locale}.choices");
                    @let known = old.and_then(|old| old.words.get(locale));
                    @let known = known.map_or_else(String::new, |known| known.choices.join("\n"));
                    (editor.paragraph(&Input::new(&name, "fields.words").at(&own_place)
                        .lang(locale.as_str()).or(&known)))
                }
            }
            @if !id.is_empty() {
                (editor.tick(&remove, "fields.remove"))
            }
        }
    }
}
