//! The editor as a whole: what is drawn and posted back is what was there, everything it says is
//! said in both languages, and what is typed is never lost.

mod controls;
mod missing;
mod pages;
mod round_trip;
mod typed;

use super::*;
use crate::console::Lang;
use crate::locale::Locale;
use crate::settings::{Settings, SettingsFault};
use crate::shops::Slug;

fn demo() -> Settings {
    let mut settings = Settings::example_for("demo", "https://wa.demo.example");
    settings.locales = ["en", "es"].map(|tag| Locale::parse(tag).unwrap()).into();
    settings
}

fn view(settings: &Settings) -> View {
    View {
        version: 3,
        settings: settings.clone(),
        saved_at: None,
        published: true,
        before: None,
        held: std::collections::BTreeMap::new(),
        people: 0,
        taken: std::collections::BTreeSet::new(),
    }
}

/// The page as an owner sees it.
fn drawn(view: &View, form: &Form, faults: &[SettingsFault], note: Note, lang: Lang) -> String {
    let slug = Slug::parse("demo").unwrap();
    let editor = Editor {
        slug: &slug,
        public_url: "https://wa.demo.example",
        view,
        form,
        faults,
        note,
        section: Section::Shop,
        choice: Choice::default(),
        moved: None,
        may_edit: true,
        lang,
        words: editor_words(lang),
    };
    page(&editor).into_string()
}

fn read(form: &Form, base: &Settings) -> Draft {
    Draft::read(form, base, &std::collections::BTreeSet::new())
}
