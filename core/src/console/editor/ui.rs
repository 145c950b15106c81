//! What the sections of the editor are made of: inputs with their labels, hints and faults.

use super::merge::Merged;
use super::order::Moved;
use super::preview::Choice;
use super::words::EditorWords;
use super::{Form, View, parts};
use crate::console::Lang;
use crate::console::terms::Terms;
use crate::locale::Locale;
use crate::settings::SettingsFault;
use crate::shops::Slug;
use maud::{Markup, html};

/// A part of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Who the shop is, its languages.
    Shop,
    /// The purposes and the rest of the statement.
    Purposes,
    /// What the form asks.
    Form,
    /// Doors, look, greeting.
    Bubble,
    /// Opening hours.
    Hours,
    /// Links with QR codes.
    Campaigns,
    /// The tag and the guides.
    Install,
}

impl Section {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Shop,
        Self::Purposes,
        Self::Form,
        Self::Bubble,
        Self::Hours,
        Self::Campaigns,
        Self::Install,
    ];

    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Purposes => "purposes",
            Self::Form => "form",
            Self::Bubble => "bubble",
            Self::Hours => "hours",
            Self::Campaigns => "campaigns",
            Self::Install => "install",
        }
    }

    /// The section of that word; the first for any other.
    pub fn parse(word: &str) -> Self {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == word);
        found.unwrap_or(Self::Shop)
    }

    /// The section in which a fault at `place` is mended.
    pub fn of(place: &str) -> Self {
        match place.split('.').next().unwrap_or_default() {
            "purposes" | "product" => Self::Purposes,
            "phone" | "fields" | "confirm" | "coupon" | "remember" | "entry_points"
            | "count_views" => Self::Form,
            "bubble" | "look" | "greeting" | "questions" => Self::Bubble,
            "hours" => Self::Hours,
            "campaigns" => Self::Campaigns,
            _ => Self::Shop,
        }
    }
}

/// What is said above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nothing.
    Quiet,
    /// That it is saved.
    Saved,
    /// That new words are published.
    Published,
    /// That nothing had changed.
    Same,
    /// That something is wrong, and nothing was saved.
    Wrong,
    /// That somebody else saved meanwhile.
    Changed(Box<Merged>),
}

/// The editor, as somebody sees it.
#[derive(Debug)]
pub struct Editor<'a> {
    /// The shop.
    pub slug: &'a Slug,
    /// The worker's own address.
    pub public_url: &'a str,
    /// What the book tells.
    pub view: &'a View,
    /// What is typed.
    pub form: &'a Form,
    /// What is wrong with it.
    pub faults: &'a [SettingsFault],
    /// What is said above.
    pub note: Note,
    /// The section that is open.
    pub section: Section,
    /// What the preview shows.
    pub choice: Choice,
    /// The topic that was just moved.
    pub moved: Option<Moved>,
    /// Whether this person may save.
    pub may_edit: bool,
    /// The console's language.
    pub lang: Lang,
    /// Its words.
    pub words: &'a EditorWords,
}

impl Editor<'_> {
    /// The languages of what is typed.
    pub(super) fn locales(&self) -> Vec<Locale> {
        parts::shop::locales(self.form, &self.view.settings)
    }

    /// What is wrong at a place.
    pub(super) fn faults_at(&self, place: &str) -> Vec<&str> {
        let own = self.faults.iter().filter(|fault| fault.field == place);
        own.map(|fault| self.words.fault(&fault.reason)).collect()
    }

    /// How many things are wrong in a section.
    pub(super) fn faults_in(&self, section: Section) -> usize {
        let own = |fault: &&SettingsFault| Section::of(&fault.field) == section;
        self.faults.iter().filter(own).count()
    }

    /// People, counted.
    pub(super) fn number(&self, people: u64) -> String {
        Terms::new(self.lang, 0).number(i64::try_from(people).unwrap_or(i64::MAX))
    }

    /// How many texts are missing, if any are.
    pub(super) fn missing(&self, count: usize) -> Markup {
        html! {
            @if count > 0 {
                " " span class="badge warn" {
                    (self.words.say_with("missing", "{n}", &count.to_string()))
                }
            }
        }
    }

    /// A line of text.
    pub(super) fn line(&self, input: &Input<'_>) -> Markup {
        self.labelled(input, |described| {
            html! {
                input type=(input.kind) id=(input.id()) name=(input.name) value=(input.value(self))
                    lang=[input.lang] dir=[input.lang.map(|_| "auto")] inputmode=[input.inputmode]
                    aria-describedby=[described] aria-invalid=[self.is_wrong(input).then_some("true")]
                    autocomplete="off" spellcheck=[input.lang.map(|_| "true")];
            }
        })
    }

    /// Several lines of text.
    pub(super) fn paragraph(&self, input: &Input<'_>) -> Markup {
        self.labelled(input, |described| {
            html! {
                // The line end after the tag is eaten by browsers, and so keeps one that is typed first.
                textarea id=(input.id()) name=(input.name) rows="3" lang=[input.lang]
                    dir=[input.lang.map(|_| "auto")]
                    aria-describedby=[described] aria-invalid=[self.is_wrong(input).then_some("true")]
                { "\n" (input.value(self)) }
            }
        })
    }

    /// A list of words, of which one is chosen.
    pub(super) fn list(&self, input: &Input<'_>, options: &[&str]) -> Markup {
        let chosen = input.value(self);
        self.labelled(input, |described| {
            html! {
                select id=(input.id()) name=(input.name) aria-describedby=[described] {
                    @for option in options {
                        option value=(option) selected[*option == chosen] {
                            (self.words.option(&format!("{}.{option}", input.key)))
                        }
                    }
                }
            }
        })
    }

    /// A box to tick.
    pub(super) fn tick(&self, name: &str, key: &str) -> Markup {
        let hint = self.words.hint(key);
        let id = format!("f-{name}");
        html! {
            div class="tick" {
                input type="checkbox" id=(id) name=(name) checked[self.form.has(name)]
                    aria-describedby=[hint.map(|_| format!("{id}-hint"))];
                label for=(id) { (self.words.label(key)) }
                @if let Some(hint) = hint {
                    p class="hint" id={ (id) "-hint" } { (hint) }
                }
                (self.complaints(name, &id))
            }
        }
    }

    /// What is wrong at a place that has no input of its own.
    pub(super) fn complaints(&self, place: &str, id: &str) -> Markup {
        let faults = self.faults_at(place);
        html! {
            @if !faults.is_empty() {
                p class="fault" id={ (id) "-fault" } {
                    @for fault in &faults { span { (fault) } " " }
                }
            }
        }
    }

    fn is_wrong(&self, input: &Input<'_>) -> bool {
        !self.faults_at(input.place()).is_empty()
    }

    fn labelled(
        &self,
        input: &Input<'_>,
        control: impl FnOnce(Option<String>) -> Markup,
    ) -> Markup {
        let id = input.id();
        let hint = self.words.hint(input.key).filter(|_| !input.quiet);
        let described: Vec<String> = [
            hint.map(|_| format!("{id}-hint")),
            self.is_wrong(input).then(|| format!("{id}-fault")),
            input.note.is_some().then(|| format!("{id}-note")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        html! {
            div class="field" {
                label for=(id) {
                    (self.words.label(input.key))
                    @if let Some(lang) = input.lang {
                        " " span class="lang" { (self.words.language(lang)) }
                    }
                }
                @if let Some(hint) = hint {
                    p class="hint" id={ (id) "-hint" } { (hint) }
                }
                (control(described))
                @if let Some(note) = input.note {
                    p class="note-line" id={ (id) "-note" } { (note) }
                }
                (self.complaints(input.place(), &id))
            }
        }
    }
}

/// An input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a> {
    /// Its name in the form.
    pub(super) name: &'a str,
    /// Its key in the words.
    pub(super) key: &'a str,
    place: Option<&'a str>,
    lang: Option<&'a str>,
    kind: &'a str,
    inputmode: Option<&'a str>,
    otherwise: Option<&'a str>,
    note: Option<&'a str>,
    quiet: bool,
}

impl<'a> Input<'a> {
    /// An input whose name is its key in the words and its place in the settings.
    pub(super) fn new(name: &'a str, key: &'a str) -> Self {
        Self {
            name,
            key,
            place: None,
            lang: None,
            kind: "text",
            inputmode: None,
            otherwise: None,
            note: None,
            quiet: false,
        }
    }

    /// Where its faults stand, where that is not its name.
    pub(super) fn at(self, place: &'a str) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    /// The language of what is written there.
    pub(super) fn lang(self, lang: &'a str) -> Self {
        Self {
            lang: Some(lang),
            ..self
        }
    }

    /// Of digits.
    pub(super) fn digits(self) -> Self {
        Self {
            inputmode: Some("numeric"),
            ..self
        }
    }

    /// Another type of HTML's.
    pub(super) fn kind(self, kind: &'a str) -> Self {
        Self { kind, ..self }
    }

    /// What stands there where the form has nothing of this name.
    pub(super) fn or(self, otherwise: &'a str) -> Self {
        Self {
            otherwise: Some(otherwise),
            ..self
        }
    }

    /// Without its hint, which stands at another of its kind.
    pub(super) fn quiet(self, quiet: bool) -> Self {
        Self { quiet, ..self }
    }

    /// What is remarked under it.
    pub(super) fn note(self, note: Option<&'a str>) -> Self {
        Self { note, ..self }
    }

    fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    fn place(&self) -> &'a str {
        self.place.unwrap_or(self.name)
    }

    fn value<'b>(&self, editor: &'b Editor<'_>) -> &'b str
    where
        'a: 'b,
    {
        if editor.form.has(self.name) {
            editor.form.get(self.name)
        } else {
            self.otherwise.unwrap_or_default()
        }
    }
}

/// A hidden input.
pub(super) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}
