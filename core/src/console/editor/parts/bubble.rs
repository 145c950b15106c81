//! The bubble: its doors, its look, its greeting, and the questions behind its first door.

use super::super::form::Form;
use super::super::read::{Reading, word_of};
use super::fields::{read_lines, write_lines};
use crate::settings::{Greeting, Look, Settings};
use crate::words;

/// Quick questions of one language that there is room for.
pub(in super::super) const QUESTIONS: usize = 4;
/// After how long a greeting comes where nothing was typed.
pub(in super::super) const GREETING_AFTER: u16 = 20;

pub(in super::super) fn write(settings: &Settings, form: &mut Form) {
    form.set("bubble", word_of(&settings.bubble));
    let look = &settings.look;
    form.set("look.color", &look.color);
    form.set("look.side", word_of(&look.side));
    form.set("look.mode", word_of(&look.mode));
    form.set("look.x", look.x.to_string());
    form.set("look.y", look.y.to_string());
    form.set("look.z", look.z.to_string());
    for locale in &settings.locales {
        let questions = settings.questions.get(locale).into_iter().flatten();
        for (row, question) in questions.enumerate() {
            form.set(format!("questions.{locale}.{row}"), question);
        }
    }
    if let Some(greeting) = &settings.greeting {
        form.tick("greeting.on", true);
        form.set("greeting.after", greeting.after.to_string());
        write_lines("greeting.words", &greeting.words, &settings.locales, form);
    }
}

pub(in super::super) fn read(reading: &mut Reading<'_>, settings: &mut Settings) {
    let old = &reading.base.look;
    settings.bubble = reading.choice("bubble", reading.base.bubble);
    settings.look = Look {
        color: reading.text("look.color").trim().to_ascii_lowercase(),
        side: reading.choice("look.side", old.side),
        mode: reading.choice("look.mode", old.mode),
        x: reading.number("look.x", "look.x", old.x),
        y: reading.number("look.y", "look.y", old.y),
        z: reading.number("look.z", "look.z", old.z),
    };
    if old.color.eq_ignore_ascii_case(&settings.look.color) {
        settings.look.color.clone_from(&old.color);
    }
    read_questions(reading, settings);
    let old = reading.base.greeting.as_ref();
    settings.greeting = reading.form.has("greeting.on").then(|| Greeting {
        after: reading.number(
            "greeting.after",
            "greeting.after",
            old.map_or(GREETING_AFTER, |old| old.after),
        ),
        words: read_lines(reading, "greeting.words", old.map(|old| &old.words)),
    });
}

fn read_questions(reading: &Reading<'_>, settings: &mut Settings) {
    let mut any = false;
    for locale in words::all().iter().map(|words| &words.locale) {
        let names: Vec<String> = (0..QUESTIONS)
            .map(|row| format!("questions.{locale}.{row}"))
            .collect();
        if !names.iter().any(|name| reading.form.has(name)) {
            continue;
        }
        let questions: Vec<String> = names
            .iter()
            .filter_map(|name| reading.text_if_any(name))
            .collect();
        any |= !questions.is_empty();
        if questions.is_empty() {
            settings.questions.remove(locale);
        } else {
            settings.questions.insert(locale.clone(), questions);
        }
    }
    // All languages have questions or none has; those of languages that are not offered do not
    // make a shop one with questions.
    if !any {
        settings.questions.clear();
    }
}
