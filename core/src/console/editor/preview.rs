//! The preview: the widget itself, with what is typed and not saved, on a page that looks like a
//! shop's. Nothing leaves that page: `www/console/preview.js` stands in for the network.

use super::form::Form;
use super::ui::Editor;
use crate::locale::Locale;
use crate::panel::direction;
use crate::purpose::{Purpose, PurposeWords};
use crate::settings::{Bubble, Mode, Settings};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;
use url::form_urlencoded::Serializer;

/// What the preview shows of the widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// The bubble, with its greeting.
    Bubble,
    /// The panel as it opens.
    #[default]
    Panel,
    /// The form.
    Form,
}

/// What somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The language; the shop's first where none is chosen.
    pub locale: Option<Locale>,
    /// Light or dark; as the settings have it where none is chosen.
    pub mode: Option<Mode>,
    /// What of the widget.
    pub show: Show,
    /// On a desktop; else on a phone.
    pub wide: bool,
}

const SHOWS: [(&str, Show); 3] = [
    ("bubble", Show::Bubble),
    ("panel", Show::Panel),
    ("form", Show::Form),
];

impl Choice {
    /// Reads it from a form or from the query of an address.
    pub fn of(form: &Form) -> Self {
        let show = form.get("preview.show");
        let show = SHOWS.iter().find(|(word, _)| *word == show);
        Self {
            locale: Locale::parse(form.get("preview.lang")).ok(),
            mode: match form.get("preview.mode") {
                "light" => Some(Mode::Light),
                "dark" => Some(Mode::Dark),
                _ => None,
            },
            show: show.map_or(Show::default(), |(_, show)| *show),
            wide: form.get("preview.width") == "wide",
        }
    }

    /// It as the query of an address.
    pub fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        if let Some(locale) = &self.locale {
            query.append_pair("preview.lang", locale.as_str());
        }
        query.append_pair("preview.mode", self.mode_word());
        query.append_pair("preview.show", self.show_word());
        query.finish()
    }

    fn mode_word(&self) -> &'static str {
        match self.mode {
            Some(Mode::Light) => "light",
            Some(Mode::Dark) => "dark",
            _ => "auto",
        }
    }

    fn show_word(&self) -> &'static str {
        let word = SHOWS.iter().find(|(_, show)| *show == self.show);
        word.map_or("panel", |(word, _)| word)
    }
}

/// What chooses: it stands in the editor's form, so that the draft goes with it.
pub(super) fn toolbar(editor: &Editor<'_>) -> Markup {
    let words = editor.words;
    let choice = &editor.choice;
    let locales = editor.locales();
    let locale = choice.locale.as_ref().or(locales.first());
    let list = |name: &str, chosen: &str, options: &[(&str, &str)]| {
        html! {
            label {
                span { (words.say(name)) }
                select name={ "preview." (name) } {
                    @for (value, text) in options {
                        option value=(value) selected[*value == chosen] { (text) }
                    }
                }
            }
        }
    };
    let languages: Vec<(&str, &str)> = locales
        .iter()
        .map(|locale| (locale.as_str(), words.language(locale.as_str())))
        .collect();
    let modes = ["auto", "light", "dark"].map(|mode| (mode, words.say(mode_key(mode))));
    let shows = SHOWS.map(|(word, _)| (word, words.say(show_key(word))));
    html! {
        div class="toolbar" {
            div class="widths" role="group" aria-label=(words.say("width")) {
                @for (value, key, on) in [("narrow", "phone", !choice.wide), ("wide", "desktop", choice.wide)] {
                    label {
                        input type="radio" name="preview.width" value=(value) checked[on];
                        span { (words.say(key)) }
                    }
                }
            }
            (list("lang", locale.map_or("", Locale::as_str), &languages))
            (list("mode", choice.mode_word(), &modes))
            (list("show", choice.show_word(), &shows))
            @if editor.may_edit {
                button class="button" name="do" value="preview" formtarget="preview" id="preview-button"
                    formaction={ "/admin/" (editor.slug) "/editor/preview" }
                { (words.say("preview_button")) }
            }
        }
    }
}

fn mode_key(mode: &str) -> &'static str {
    match mode {
        "light" => "mode_light",
        "dark" => "mode_dark",
        _ => "mode_auto",
    }
}

fn show_key(show: &str) -> &'static str {
    match show {
        "bubble" => "show_bubble",
        "form" => "show_form",
        _ => "show_panel",
    }
}

/// A draft made fit to be drawn as `choice` wants it: what has no words in a language yet stands
/// there in another, and who was not named is not.
pub fn drawable(draft: &Settings, choice: &Choice) -> Settings {
    let mut settings = draft.clone();
    if let Some(mode) = choice.mode {
        settings.look.mode = mode;
    }
    if let Some(greeting) = &mut settings.greeting {
        // Whoever looks at it is not made to wait.
        greeting.after = 1;
        in_all_languages(&mut greeting.words, &settings.locales);
    }
    if let Some(coupon) = &mut settings.coupon {
        in_all_languages(&mut coupon.words, &settings.locales);
    }
    for field in &mut settings.fields {
        in_all_languages(&mut field.words, &settings.locales);
    }
    let purposes = settings.purposes.iter_mut().chain(&mut settings.product);
    for purpose in purposes {
        fill(purpose, &settings.locales);
    }
    settings
}

fn fill(purpose: &mut Purpose, locales: &[Locale]) {
    if purpose.words.is_empty()
        && let Some(first) = locales.first()
    {
        let id = || purpose.id.to_string();
        let words = PurposeWords {
            label: id(),
            phrase: id(),
            value: String::new(),
            frequency: String::new(),
        };
        purpose.words.insert(first.clone(), words);
    }
    in_all_languages(&mut purpose.words, locales);
}

/// What stands in one language stands in those that lack it.
fn in_all_languages<T: Clone>(words: &mut BTreeMap<Locale, T>, locales: &[Locale]) {
    let some = locales.iter().find_map(|locale| words.get(locale));
    let Some(some) = some.or_else(|| words.values().next()).cloned() else {
        return;
    };
    for locale in locales {
        words.entry(locale.clone()).or_insert_with(|| some.clone());
    }
}

/// What a preview is made of, beside its settings.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The language.
    pub locale: &'a Locale,
    /// The loader, with the draft's settings inside.
    pub loader: &'a str,
    /// The panel behind the bubble.
    pub panel: &'a Markup,
    /// The form inside a page.
    pub inline: &'a Markup,
    /// What lets the loader run, and nothing else.
    pub nonce: &'a str,
    /// What the frame says to whoever has no script.
    pub without_script: &'a str,
}

/// The page inside the preview's frame.
pub fn preview_page(settings: &Settings, choice: &Choice, parts: &Parts<'_>) -> Markup {
    let mode = match settings.look.mode {
        Mode::Auto => "light dark",
        Mode::Light => "light",
        Mode::Dark => "dark",
    };
    // A chat link has no panel behind it.
    let show = match choice.show {
        _ if settings.bubble == Bubble::Chat => "bubble",
        Show::Bubble => "bubble",
        Show::Panel => "panel",
        Show::Form => "form",
    };
    let words = settings.product.as_ref().map(|own| &own.words);
    let product = words.and_then(|words| words.get(parts.locale));
    html! {
        (DOCTYPE)
        html lang=(parts.locale) dir=(direction(parts.locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content=(mode);
                title { (settings.name) }
                link rel="stylesheet" href="/console/preview.css";
            }
            body data-show=(show) {
                main {
                    h1 { (settings.name) }
                    noscript { p { (parts.without_script) } }
                    div class="hero" aria-hidden="true" {}
                    div class="goods" aria-hidden="true" {
                        @for _ in 0..4 { div {} }
                    }
                    @if let Some(words) = product {
                        button data-saludo="product" data-product="preview" data-title="…" { (words.label) }
                    }
                    @if settings.entry_points { div data-saludo="form" {} }
                }
                template id="panel" { (parts.panel) }
                template id="inline" { (parts.inline) }
                script src="/console/preview.js" {}
                script nonce=(parts.nonce) { (PreEscaped(parts.loader)) }
            }
        }
    }
}
