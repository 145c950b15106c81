//! The panel on the page: the only part that touches the DOM.

mod grow;
mod templates;

use crate::form::{Problem, Screen};
use crate::js::Js;
use crate::settings::word;
use crate::shop::Ticks;
use grow::{Words, grow};
use saludo_core::prefill::one_text;

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
const NAME: &str = "{name}";

/// The panel. Its parts are found by name each time: a handle costs more than a look-up.
pub(crate) struct View {
    root: Js,
    settings: Js,
    /// The words of the chrome and, in braces, what goes into them.
    words: Js,
}

impl View {
    /// Builds the panel into the bubble's shadow root, hidden. `sheet` is an empty style sheet of
    /// that root. (A constructed sheet needs no `unsafe-inline`.)
    pub(crate) fn new(root: Js, sheet: &Js, settings: Js) -> Self {
        let words = settings.get("words");
        sheet.replace_sync(STYLE);
        words.put("{shop}", &settings.get("name"));
        words.put_text("{number}", &one_text(&["+", &settings.text("number")]));
        for field in ["contact", "locale", "look.side", "look.mode"] {
            words.put(&one_text(&["{", field, "}"]), &settings.at(field));
        }
        let own = Words {
            own: &words,
            all: &words,
        };
        grow(&root, templates::PANEL, &own);
        Self {
            root,
            settings,
            words,
        }
    }

    /// The root that hears every event of bubble and panel.
    pub(crate) fn root(&self) -> &Js {
        &self.root
    }

    /// The shop's public settings.
    pub(crate) fn settings(&self) -> &Js {
        &self.settings
    }

    /// What goes into words that have a place for it.
    pub(crate) fn fill(&self, place: &str, value: &str) {
        self.words.put_text(place, value);
    }

    /// The name typed so far.
    pub(crate) fn name(&self) -> String {
        self.words.text(NAME)
    }

    /// Keeps the name that was typed.
    pub(crate) fn rename(&self, name: &Js) {
        self.words.put(NAME, name);
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
        let has_doors = self.settings.text("bubble") != "updates";
        self.shown(BACK, screen == Screen::Topics && has_doors);
        let goes = matches!(screen, Screen::Topics | Screen::Waiting | Screen::NotYet);
        self.shown(GO, goes);
        self.write(GO, &self.words.text(word!(reopen)));
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
            Screen::Doors if self.settings.flag("contact") => {
                self.grow(BODY, templates::CONTACT, &self.words);
            }
            Screen::Topics => self.topics(ticks),
            Screen::Confirmed => {
                for (index, purpose) in self.settings.list("purposes") {
                    if ticks.has(index) {
                        self.grow("ul", templates::AGREED_PURPOSE, &purpose);
                    }
                }
            }
            _ => {}
        }
        if had_focus && !self.has_focus() {
            self.focus(PANEL);
        }
    }

    /// What is the shop's own in the form, and what was filled in.
    fn topics(&self, ticks: Ticks) {
        for (index, purpose) in self.settings.list("purposes") {
            self.grow("fieldset", templates::PURPOSE, &purpose);
            self.part("label:last-child input")
                .put_flag("checked", ticks.has(index));
        }
        self.part("[part=name]").put_text("value", &self.name());
        let statement = self.settings.get("statement");
        self.part(".statement")
            .put("textContent", &statement.get("text"));
        self.grow(".statement", templates::CONTROLLER, &statement);
        self.part(GO).put("textContent", &statement.get("button"));
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
            self.grow(ERROR, templates::HOSTED, &self.words);
        }
        if problem == Some(Problem::NoneTicked) {
            self.focus("[part=purpose]");
        }
    }

    /// Grows a template whose values are looked up in `own` first.
    fn grow(&self, parent: &str, template: &str, own: &Js) {
        let words = Words {
            own,
            all: &self.words,
        };
        grow(&self.part(parent), template, &words);
    }

    fn set(&self, part: &str, attribute: &str, value: &str) {
        self.part(part).set_attribute(attribute, value);
    }

    fn write(&self, part: &str, text: &str) {
        self.part(part).put_text("textContent", text);
    }

    fn shown(&self, part: &str, shown: bool) {
        self.part(part).put_flag("hidden", !shown);
    }

    fn focus(&self, part: &str) {
        self.part(part).focus();
    }

    fn has_focus(&self) -> bool {
        self.root.flag("activeElement")
    }

    /// The first element of this name.
    fn part(&self, part: &str) -> Js {
        self.root.query_selector(part)
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
