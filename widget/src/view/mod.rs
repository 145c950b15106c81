//! The panel on the page: the only part that touches the DOM.

mod grow;
mod templates;

use crate::form::{Problem, Screen};
use crate::settings::{Fields, word};
use crate::shop::{Ticks, text_of};
use grow::{Words, grow};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Document, Element, HtmlElement, HtmlInputElement, ShadowRoot};

const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/panel.css"));
const DARK: &str = include_str!(concat!(env!("OUT_DIR"), "/dark.css"));

const BUBBLE: &str = "[part=bubble]";
const PANEL: &str = "[part=panel]";
const BACK: &str = "[data-do=back]";
const STATUS: &str = "[part=status]";
const BODY: &str = ".body";
const ERROR: &str = "[part=error]";
/// One element through all screens: it must survive the tap that changes them, because the
/// browser follows it afterwards.
const GO: &str = "[part=continue]";

/// The panel. Its parts are found by name each time: a handle costs more than a look-up.
pub(crate) struct View {
    document: Document,
    root: ShadowRoot,
    settings: Fields,
    /// The words of the chrome and, in braces, what goes into them.
    words: Fields,
}

impl View {
    /// Builds the panel into the bubble's shadow root, hidden. `sheet` is an empty style sheet of
    /// that root. (A constructed sheet needs no `unsafe-inline`.)
    pub(crate) fn new(
        document: Document,
        root: ShadowRoot,
        sheet: &CssStyleSheet,
        settings: &Fields,
    ) -> Self {
        let words = settings.object("words");
        let _ = sheet.replace_sync(&style(&settings.text("look.mode")));
        let name = settings.text("name");
        words.put_text("{initial}", initial(&name));
        words.put_text("{shop}", &name);
        words.put_text("{number}", &text_of(&["+", &settings.text("number")]));
        for field in ["contact", "locale", "look.side"] {
            words.put(&text_of(&["{", field, "}"]), &settings.object(field).0);
        }
        let own = Words {
            own: &words,
            all: &words,
        };
        let _ = grow(&document, &root, templates::PANEL, &own);
        Self {
            document,
            root,
            settings: settings.clone(),
            words,
        }
    }

    /// The root that hears every event of bubble and panel.
    pub(crate) fn root(&self) -> &ShadowRoot {
        &self.root
    }

    /// What goes into words that have a place for it.
    pub(crate) fn fill(&self, place: &str, value: &str) {
        self.words.put_text(place, value);
    }

    /// Brings the panel up. The focus moves in only where the shopper asked for it.
    pub(crate) fn reveal(&self, by_hand: bool) {
        self.shown(PANEL, true);
        self.set(BUBBLE, "aria-expanded", "true");
        if by_hand {
            self.focus(PANEL);
        }
    }

    /// Puts the panel away and the focus back where it came from.
    pub(crate) fn hide(&self) {
        self.set(BUBBLE, "aria-expanded", "false");
        if self.has_focus() {
            self.focus(BUBBLE);
        }
        self.shown(PANEL, false);
    }

    /// Keeps "Continue in WhatsApp" true to what is ticked.
    pub(crate) fn lead_to(&self, href: &str) {
        self.set(GO, "href", href);
    }

    /// Shows a screen; the focus stays in the panel where what had it goes away.
    pub(crate) fn show(&self, screen: Screen, ticks: Ticks, name: &str) {
        let had_focus = self.has_focus();
        self.write(STATUS, "");
        self.write(BODY, "");
        self.complain(None);
        self.set(PANEL, "data-screen", name_of(screen));
        let has_doors = self.settings.text("bubble") != "updates";
        self.shown(BACK, screen == Screen::Topics && has_doors);
        let goes = matches!(screen, Screen::Topics | Screen::Waiting | Screen::NotYet);
        self.shown(GO, goes);
        self.write(GO, &self.words.text(word!(reopen)));
        match screen {
            Screen::Doors => {
                self.grow(BODY, templates::DOORS);
                if self.settings.flag("contact") {
                    self.grow(BODY, templates::CONTACT);
                }
            }
            Screen::Topics => self.topics(ticks, name),
            Screen::Waiting => {
                self.grow(STATUS, templates::WAITING);
                self.grow(BODY, templates::BY_HAND);
            }
            Screen::NotYet => {
                self.grow(STATUS, templates::NOT_YET);
                self.grow(BODY, templates::BY_HAND);
            }
            Screen::Confirmed => {
                self.grow(STATUS, templates::CONFIRMED);
                self.grow(BODY, templates::AGREED);
                for (index, purpose) in (0..).zip(self.settings.list("purposes")) {
                    if ticks.has(index) {
                        self.grow_from("ul", templates::AGREED_PURPOSE, &purpose);
                    }
                }
                self.grow(BODY, templates::DONE);
            }
            Screen::Expired => {
                self.grow(STATUS, templates::EXPIRED);
                self.grow(BODY, templates::START_OVER);
            }
        }
        if had_focus && !self.has_focus() {
            self.focus(PANEL);
        }
    }

    /// The form, filled in as far as it was.
    fn topics(&self, ticks: Ticks, name: &str) {
        self.write(GO, &self.settings.text("statement.button"));
        self.grow(BODY, templates::TOPICS);
        for (index, purpose) in (0..).zip(self.settings.list("purposes")) {
            self.grow_from("fieldset", templates::PURPOSE, &purpose);
            if ticks.has(index) {
                self.with("label:last-child input", |tick: &HtmlInputElement| tick.set_checked(true));
            }
        }
        self.grow(BODY, templates::NAME);
        self.with("[part=name]", |field: &HtmlInputElement| field.set_value(name));
        self.grow(BODY, templates::STATEMENT);
        for sentence in self.settings.text("statement.text").split('\n') {
            self.fill("{sentence}", sentence);
            self.grow(".statement", templates::SENTENCE);
        }
        self.grow_from(".statement", templates::CONTROLLER, &self.settings.object("statement"));
    }

    /// Says what is wrong, tied to what it is about.
    pub(crate) fn complain(&self, problem: Option<Problem>) {
        let word = match problem {
            None => "",
            Some(Problem::NoneTicked) => word!(none_ticked),
            Some(Problem::Offline) => word!(offline),
            Some(Problem::Again) => word!(again),
            Some(Problem::Refused) => word!(refused),
        };
        self.write(ERROR, &self.words.text(word));
        if problem == Some(Problem::Refused) {
            self.grow(ERROR, templates::HOSTED);
        }
        if problem == Some(Problem::NoneTicked) {
            self.focus("[part=purpose]");
        }
    }

    fn grow(&self, parent: &str, template: &str) {
        self.grow_from(parent, template, &self.words);
    }

    /// Grows a template whose values are looked up in `own` first.
    fn grow_from(&self, parent: &str, template: &str, own: &Fields) {
        self.with(parent, |parent: &Element| {
            let words = Words {
                own,
                all: &self.words,
            };
            let _ = grow(&self.document, parent, template, &words);
        });
    }

    fn set(&self, part: &str, attribute: &str, value: &str) {
        self.with(part, |part: &Element| {
            let _ = part.set_attribute(attribute, value);
        });
    }

    fn write(&self, part: &str, text: &str) {
        self.with(part, |part: &Element| part.set_text_content(Some(text)));
    }

    fn shown(&self, part: &str, shown: bool) {
        self.with(part, |part: &HtmlElement| part.set_hidden(!shown));
    }

    fn focus(&self, part: &str) {
        self.with(part, |part: &HtmlElement| {
            let _ = part.focus();
        });
    }

    fn has_focus(&self) -> bool {
        self.root.active_element().is_some()
    }

    /// Does something with the first element of this name. Nothing here fails but on a page that
    /// took our root apart, and then there is nobody to tell.
    fn with<E: JsCast>(&self, part: &str, act: impl FnOnce(&E)) {
        if let Ok(Some(element)) = self.root.query_selector(part) {
            act(element.unchecked_ref());
        }
    }
}

/// The first character.
fn initial(name: &str) -> &str {
    let length = name.chars().next().map_or(0, char::len_utf8);
    name.get(..length).unwrap_or_default()
}

/// The screen's name, for tests and style sheets.
fn name_of(screen: Screen) -> &'static str {
    match screen {
        Screen::Doors => "doors",
        Screen::Topics => "topics",
        Screen::Waiting => "waiting",
        Screen::NotYet => "not_yet",
        Screen::Confirmed => "confirmed",
        Screen::Expired => "expired",
    }
}

/// The panel's style sheet.
fn style(mode: &str) -> String {
    match mode {
        "light" => STYLE.to_owned(),
        "dark" => text_of(&[STYLE, DARK]),
        _ => text_of(&[STYLE, "@media(prefers-color-scheme:dark){", DARK, "}"]),
    }
}
