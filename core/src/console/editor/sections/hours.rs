//! When somebody answers.

use super::super::ui::{Editor, Input};
use super::switched;
use crate::settings::DAYS;
use maud::{Markup, html};

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    html! {
        (switched(editor, "hours", &html! {
            (editor.line(&Input::new("hours.zone", "hours.zone")))
            p class="hint" { (editor.words.say("hours_hint")) }
            @for day in DAYS {
                @let name = format!("hours.open.{day}");
                (editor.line(&Input::new(&name, &name)))
            }
        }))
    }
}
