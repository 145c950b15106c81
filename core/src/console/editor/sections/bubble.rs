//! Doors, look, greeting, and the questions behind the first door.

use super::super::contrast::contrasts;
use super::super::parts::bubble::{GREETING_AFTER, QUESTIONS};
use super::super::ui::{Editor, Input};
use super::{in_each_language, switched};
use maud::{Markup, html};

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    let greeting = editor.view.settings.greeting.as_ref();
    let after = GREETING_AFTER.to_string();
    html! {
        (editor.list(&Input::new("bubble", "bubble"), &["both", "chat", "updates"]))
        (editor.line(&Input::new("look.color", "look.color").kind("color")))
        (contrast(editor))
        div class="pair" {
            (editor.list(&Input::new("look.side", "look.side"), &["right", "left"]))
            (editor.list(&Input::new("look.mode", "look.mode"), &["auto", "light", "dark"]))
        }
        div class="pair three" {
            (editor.line(&Input::new("look.x", "look.x").digits()))
            (editor.line(&Input::new("look.y", "look.y").digits()))
            (editor.line(&Input::new("look.z", "look.z").digits()))
        }
        h3 {
            (editor.words.say("greeting_title"))
            (editor.missing(editor.lacking_of_part("greeting", greeting.map(|own| &own.words))))
        }
        (switched(editor, "greeting", &html! {
            (editor.line(&Input::new("greeting.after", "greeting.after").digits().or(&after)))
            (in_each_language(editor, "greeting.words", greeting.map(|own| &own.words), false))
        }))
        h3 { (editor.words.label("questions")) }
        p class="hint" { (editor.words.say("questions_hint")) }
        (questions(editor))
    }
}

/// How the brand's colour does, as typed.
fn contrast(editor: &Editor<'_>) -> Markup {
    html! {
        ul class="contrast" {
            @for one in contrasts(editor.form.get("look.color")) {
                li {
                    span class={ "badge " (if one.is_good() { "good" } else { "warn" }) } {
                        (format!("{:.1} : 1", one.ratio))
                    }
                    " " (editor.words.say(one.place))
                    @if !one.is_good() {
                        " " (editor.words.say_with("contrast_low", "{least}", &format!("{:.1}", one.least)))
                    }
                }
            }
        }
    }
}

fn questions(editor: &Editor<'_>) -> Markup {
    html! {
        @for (index, locale) in editor.locales().iter().enumerate() {
            @let place = format!("questions.{locale}");
            @let prefix = format!("{place}.");
            @let known = editor.view.settings.questions.get(locale);
            @let is_posted = (0..QUESTIONS).any(|row| editor.form.has(&format!("{place}.{row}")));
            @let is_wrong = editor.faults.iter().any(|fault| {
                fault.field == place || fault.field.starts_with(&prefix)
            });
            @let missing = editor.lacking_of_questions(locale);
            details class="words" open[index == 0 || is_wrong || missing > 0] {
                summary {
                    (editor.words.language(locale.as_str()))
                    (editor.missing(missing))
                }
                (editor.complaints(&place, &format!("f-{place}")))
                @for row in 0..QUESTIONS {
                    @let name = format!("{place}.{row}");
                    @let known = known.filter(|_| !is_posted).and_then(|known| known.get(row));
                    (editor.line(&Input::new(&name, "questions.one").lang(locale.as_str())
                        .or(known.map_or("", String::as_str))))
                }
            }
        }
    }
}
