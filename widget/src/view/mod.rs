//! The panel on the page: the only part that touches the DOM.

mod grow;
mod templates;

use crate::form::{Problem, Screen};
use crate::settings::{for_each_purpose, word};
use crate::shop::Ticks;
use crate::value::{flag, get, put, put_text, text};
use grow::{Words, grow};
use saludo_core::prefill::one_text;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, HtmlElement, HtmlInputElement, ShadowRoot};

const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/panel.css"));

const BUBBLE: &str = "[part=bubble]";
const PANEL: &str = "[part=panel]";
const BACK: &str = "[data-do=back]";
const STATUS: &str = "[part=status]";
const BODY: &str = ".body";
const ERROR: &str = "[part=error]";
/// One element through all screens: it must survive the tap that changes them, because the
/// browser follows it afterwards.
const GO: &str = "[part=continue]";

/// Where the name is kept among the words.
pub(crate) const NAME: &str = "{name}";

/// The panel. Its parts are found by name each time: a handle costs more than a look-up.
pub(crate) struct View {
    root: ShadowRoot,
    document: Document,
    settings: JsValue,
    /// The words of the chrome and, in braces, what goes into them.
    words: JsValue,
}

impl View {
    /// Builds the panel into the bubble's shadow root, hidden. `sheet` is an empty style sheet of
    /// that root. (A constructed sheet needs no `unsafe-inline`.)
    pub(crate) fn new(
        root: ShadowRoot,
        document: Document,
        sheet: &CssStyleSheet,
        settings: JsValue,
    ) -> Self {
        let words = get(&settings, "words");
        // Only a sheet that is not constructed refuses.
        let _ = sheet.replace_sync(STYLE);
        let look = get(&settings, "look");
        for (place, value) in [
            ("{shop}", get(&settings, "name")),
            ("{contact}", get(&settings, "contact")),
            ("{locale}", get(&settings, "locale")),
            ("{side}", get(&look, "side")),
            ("{mode}", get(&look, "mode")),
        ] {
            put(&words, place, value);
        }
        put_text(
            &words,
            "{number}",
            &one_text(&["+", &text(&settings, "number")]),
        );
        let own = Words {
            own: &words,
            all: &words,
        };
        grow(&document, &root, templates::PANEL, &own);
        Self {
            root,
            document,
            settings,
            words,
        }
    }

    /// The root that hears every event of bubble and panel.
    pub(crate) fn root(&self) -> &ShadowRoot {
        &self.root
    }

    /// The shop's public settings.
    pub(crate) fn settings(&self) -> &JsValue {
        &self.settings
    }

    /// What goes into words that have a place for it.
    pub(crate) fn fill(&self, place: &str, value: &str) {
        put_text(&self.words, place, value);
    }

    /// The name typed so far.
    pub(crate) fn name(&self) -> String {
        text(&self.words, NAME)
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
    pub(crate) fn show(&self, screen: Screen, ticks: Ticks) {
        let had_focus = self.has_focus();
        self.write(STATUS, "");
        self.write(BODY, "");
        self.complain(None);
        self.set(PANEL, "data-screen", name_of(screen));
        let has_doors = text(&self.settings, "bubble") != "updates";
        self.shown(BACK, screen == Screen::Topics && has_doors);
        let goes = matches!(screen, Screen::Topics | Screen::Waiting | Screen::NotYet);
        self.shown(GO, goes);
        self.write(GO, &text(&self.words, word!(reopen)));
        let (news, body) = match screen {
            Screen::Doors => ("", templates::DOORS),
            Screen::Topics => ("", templates::TOPICS),
            Screen::Waiting => (templates::WAITING, templates::BY_HAND),
            Screen::NotYet => (templates::NOT_YET, templates::BY_HAND),
            Screen::Confirmed => (templates::CONFIRMED, templates::AGREED),
            Screen::Expired => (templates::EXPIRED, templates::START_OVER),
        };
        self.grow(STATUS, news, &self.words);
        self.grow(BODY, body, &self.words);
        match screen {
            Screen::Doors if flag(&self.settings, "contact") => {
                self.grow(BODY, templates::CONTACT, &self.words);
            }
            Screen::Topics => self.topics(ticks),
            Screen::Confirmed => {
                for_each_purpose(&self.settings, |index, purpose| {
                    if ticks.has(index) {
                        self.grow("ul", templates::AGREED_PURPOSE, &purpose);
                    }
                });
            }
            _ => {}
        }
        if had_focus && !self.has_focus() {
            self.focus(PANEL);
        }
    }

    /// What is the shop's own in the form, and what was filled in.
    fn topics(&self, ticks: Ticks) {
        for_each_purpose(&self.settings, |index, purpose| {
            self.grow("fieldset", templates::PURPOSE, &purpose);
            if let Some(field) = self.part("label:last-child input") {
                let field: HtmlInputElement = field.unchecked_into();
                field.set_checked(ticks.has(index));
            }
        });
        if let Some(field) = self.part("[part=name]") {
            field
                .unchecked_into::<HtmlInputElement>()
                .set_value(&self.name());
        }
        let statement = get(&self.settings, "statement");
        self.write(".statement", &text(&statement, "text"));
        self.grow(".statement", templates::CONTROLLER, &statement);
        self.write(GO, &text(&statement, "button"));
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
        self.write(ERROR, &text(&self.words, word));
        if problem == Some(Problem::Refused) {
            self.grow(ERROR, templates::HOSTED, &self.words);
        }
        if problem == Some(Problem::NoneTicked) {
            self.focus("[part=purpose]");
        }
    }

    /// Grows a template whose values are looked up in `own` first.
    fn grow(&self, parent: &str, template: &str, own: &JsValue) {
        let words = Words {
            own,
            all: &self.words,
        };
        if let Some(parent) = self.part(parent) {
            grow(&self.document, &parent, template, &words);
        }
    }

    fn set(&self, part: &str, attribute: &str, value: &str) {
        if let Some(part) = self.part(part) {
            // Only an attribute with a broken name is refused.
            let _ = part.set_attribute(attribute, value);
        }
    }

    fn write(&self, part: &str, text: &str) {
        if let Some(part) = self.part(part) {
            part.set_text_content(Some(text));
        }
    }

    fn shown(&self, part: &str, shown: bool) {
        if let Some(part) = self.part(part) {
            part.set_hidden(!shown);
        }
    }

    fn focus(&self, part: &str) {
        if let Some(part) = self.part(part) {
            let _ = part.focus();
        }
    }

    fn has_focus(&self) -> bool {
        self.root.active_element().is_some()
    }

    /// The first element of this name.
    fn part(&self, part: &str) -> Option<HtmlElement> {
        let found = self.root.query_selector(part).ok()??;
        Some(found.unchecked_into())
    }
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
