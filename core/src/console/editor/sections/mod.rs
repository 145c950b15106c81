//! The sections of the editor.

mod bubble;
mod campaigns;
mod form;
mod hours;
mod install;
mod purposes;
mod shop;

use super::ui::{Editor, Input, Section};
use crate::locale::Locale;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// A section's inputs.
pub(super) fn render(editor: &Editor<'_>, section: Section) -> Markup {
    match section {
        Section::Shop => shop::render(editor),
        Section::Purposes => purposes::render(editor),
        Section::Form => form::render(editor),
        Section::Bubble => bubble::render(editor),
        Section::Hours => hours::render(editor),
        Section::Campaigns => campaigns::render(editor),
        Section::Install => install::render(editor),
    }
}

/// One text in each language of the draft: `part` is where it stands in form and settings.
fn in_each_language(
    editor: &Editor<'_>,
    part: &str,
    old: Option<&BTreeMap<Locale, String>>,
    several_lines: bool,
) -> Markup {
    let locales = editor.locales();
    html! {
        @for (index, locale) in locales.iter().enumerate() {
            @let name = format!("{part}.{locale}");
            @let known = old.and_then(|old| old.get(locale)).map_or("", String::as_str);
            @let input = Input::new(&name, part).lang(locale.as_str()).or(known).quiet(index > 0);
            @if several_lines { (editor.paragraph(&input)) } @else { (editor.line(&input)) }
        }
    }
}

/// A part that is switched on by a box: what is in it shows only while the box is ticked.
fn switched(editor: &Editor<'_>, part: &str, content: &Markup) -> Markup {
    let name = format!("{part}.on");
    html! {
        div class="switched" {
            (editor.tick(&name, part))
            div class="inside" {
                (content)
                (editor.complaints(part, &format!("f-{part}")))
            }
        }
    }
}
