//! The panel on the page: the only part that touches the DOM.
//!
//! The worker made its HTML, in the shop's words and with what the shop has switched on
//! (`core/src/panel`); the loader put it into the shadow root. Everything is addressed by
//! selectors and attributes, and done by the functions of `page.js`.

use crate::form::{Problem, Screen};
use crate::ticks::Ticks;
use js_sys::{encode_uri_component, parse_float};
use saludo_core::code::Code;
use saludo_core::prefill::{Prefill, cut, fill, one_text, opt_in_text};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Event, ShadowRoot};

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    fn attribute(root: &ShadowRoot, css: &str, name: &str) -> String;
    fn set(root: &ShadowRoot, css: &str, name: &str, value: Option<&str>);
    fn write(root: &ShadowRoot, css: &str, text: &str);
    fn value(root: &ShadowRoot, css: &str) -> String;
    #[wasm_bindgen(js_name = setValue)]
    fn set_value(root: &ShadowRoot, css: &str, value: &str);
    fn focus(root: &ShadowRoot, css: &str);
    fn ticks(root: &ShadowRoot) -> u32;
    fn tick(root: &ShadowRoot, bits: u32);
    fn product(root: &ShadowRoot) -> u32;
    fn phrases(root: &ShadowRoot) -> String;
    fn filled(root: &ShadowRoot, section: &str, code: &str) -> String;
    #[wasm_bindgen(js_name = markDigits)]
    fn mark_digits(root: &ShadowRoot, digits: u32) -> bool;
    fn say(root: &ShadowRoot, word: &str);
    fn focused(root: &ShadowRoot) -> bool;
    fn begin(root: &ShadowRoot) -> bool;
    fn tell(root: &ShadowRoot, name: &str, code: &str);
    fn deed(event: &Event) -> String;
    #[wasm_bindgen(js_name = isVisible)]
    pub(crate) fn is_visible() -> bool;
    fn copy(root: &ShadowRoot, event: &Event);
    fn offer(root: &ShadowRoot, codes: &str);
    #[wasm_bindgen(js_name = atEnd)]
    fn at_end(root: &ShadowRoot, css: &str) -> bool;
    fn qr(root: &ShadowRoot, module: &str, text: &str);
    #[wasm_bindgen(js_name = takeUp)]
    fn take_up(root: &ShadowRoot);
    fn leave(root: &ShadowRoot, code: &str, at: f64, bits: u32);
}

const PANEL: &str = "[part=panel]";
const BUBBLE: &str = "[part=bubble]";
/// One element through all screens: it must survive the tap that changes them, because the
/// browser follows it afterwards.
const GO: &str = "[part=continue]";

/// The panel in its shadow root.
pub(crate) struct View(pub(crate) ShadowRoot);

impl View {
    /// What the worker wrote on the panel.
    pub(crate) fn says(&self, name: &str) -> String {
        attribute(&self.0, PANEL, name)
    }

    /// Notes something on the panel.
    fn note(&self, name: &str, value: &str) {
        set(&self.0, PANEL, name, Some(value));
    }

    /// Whether the panel has such an element.
    pub(crate) fn has(&self, part: &str) -> bool {
        !attribute(&self.0, part, "part").is_empty()
    }

    /// What is ticked.
    pub(crate) fn ticks(&self) -> Ticks {
        Ticks(ticks(&self.0))
    }

    /// Ticks these and nothing else, and lists them where the outcome does.
    pub(crate) fn tick(&self, ticks: Ticks) {
        tick(&self.0, ticks.0);
    }

    /// The product alone; empty where the shop asks about none.
    pub(crate) fn product(&self) -> Ticks {
        Ticks(product(&self.0))
    }

    /// Keeps the message and "Continue in WhatsApp" true to what is ticked; until something is,
    /// it leads where the worker had it lead, to a plain chat.
    pub(crate) fn lead(&self, ticks: Ticks, code: Code) {
        let phrases = fill(&phrases(&self.0), "{product}", &self.says("data-title"));
        let mut chosen = Vec::new();
        let mut rest = phrases.as_str();
        while let Some((phrase, after)) = cut(rest, "\n") {
            chosen.push(phrase);
            rest = after;
        }
        let words = Prefill {
            opt_in: &self.says("data-prefill"),
            and: &self.says("data-and"),
            count: &self.says("data-count"),
        };
        let message = opt_in_text(&words, "", &chosen, &code);
        write(&self.0, "blockquote", &message);
        let link = if ticks.is_empty() {
            self.says("data-chat")
        } else {
            self.link_to(&message)
        };
        set(&self.0, GO, "href", Some(&link));
    }

    fn link_to(&self, text: &str) -> String {
        let text = String::from(encode_uri_component(text));
        one_text(&[&self.says("data-link"), "?text=", &text])
    }

    /// Brings the panel up. The focus moves in only where the shopper asked for it.
    pub(crate) fn reveal(&self, by_hand: bool) {
        set(&self.0, PANEL, "hidden", None);
        set(&self.0, BUBBLE, "aria-expanded", Some("true"));
        if by_hand {
            focus(&self.0, PANEL);
        }
    }

    /// Puts the panel away and the focus back where it came from.
    pub(crate) fn hide(&self) {
        let had_focus = focused(&self.0);
        set(&self.0, BUBBLE, "aria-expanded", Some("false"));
        set(&self.0, PANEL, "hidden", Some(""));
        if had_focus {
            focus(&self.0, BUBBLE);
        }
    }

    /// Shows a screen; the focus stays in the panel where what had it goes away.
    pub(crate) fn show(&self, screen: Screen) {
        self.note("data-screen", name_of(screen));
        write(&self.0, "[data-fill=product]", &self.says("data-title"));
        if begin(&self.0) {
            focus(&self.0, PANEL);
        }
    }

    /// Says what is wrong, tied to what it is about.
    pub(crate) fn complain(&self, problem: Option<Problem>) {
        set(&self.0, "[aria-invalid]", "aria-invalid", None);
        say(&self.0, problem.map_or("none", code_of));
        let field = match problem {
            None | Some(Problem::Offline | Problem::Again | Problem::Refused) => return,
            Some(Problem::NoneTicked) => "[part=purpose]",
            Some(Problem::Sensitive) => "[data-wrong]",
            Some(_) => "[part=phone]",
        };
        set(&self.0, field, "aria-invalid", Some("true"));
        focus(&self.0, field);
    }

    /// Puts what earlier pages have left on the panel.
    pub(crate) fn take_up(&self) {
        take_up(&self.0);
    }

    /// A number on the panel; 0 where there is none.
    pub(crate) fn number(&self, name: &str) -> f64 {
        parse_float(&self.says(name))
    }

    /// Leaves something for a later page of this visit; without a code, nothing.
    pub(crate) fn leave(&self, code: &str, at: f64, bits: u32) {
        leave(&self.0, code, at, bits);
    }

    /// Whether a text has at least so many digits; it is marked then.
    pub(crate) fn has_digits(&self, digits: u32) -> bool {
        mark_digits(&self.0, digits)
    }

    /// What a field holds, trimmed; empty where there is no such field.
    pub(crate) fn value(&self, css: &str) -> String {
        value(&self.0, css)
    }

    /// Writes into a field.
    pub(crate) fn fill_in(&self, css: &str, value: &str) {
        set_value(&self.0, css, value);
    }

    /// The opt-in's body, as JSON.
    pub(crate) fn filled(&self, section: &str, code: Code) -> String {
        filled(&self.0, section, &code.shown())
    }

    /// Tells the page, by an event that leaves the shadow root.
    pub(crate) fn tell(&self, name: &str, code: &str) {
        tell(&self.0, name, code);
    }

    /// What an event asks for: a key by its name, a tap by the attribute of what was tapped.
    #[expect(
        clippy::unused_self,
        reason = "all that touches the page is the view's"
    )]
    pub(crate) fn deed(&self, event: &Event) -> String {
        deed(event)
    }

    /// Copies what the tapped button names, or else the message.
    pub(crate) fn copy(&self, event: &Event) {
        copy(&self.0, event);
    }

    /// Fills the list of countries.
    pub(crate) fn offer(&self, codes: &str) {
        offer(&self.0, codes);
    }

    /// Whether the caret stands behind the last character of a field.
    pub(crate) fn is_at_end(&self, css: &str) -> bool {
        at_end(&self.0, css)
    }

    /// Shows where a country's calling code belongs.
    pub(crate) fn show_code(&self, code: &str) {
        set(&self.0, ".country", "data-code", Some(code));
    }

    /// Draws the link as a QR code where there is a desktop.
    pub(crate) fn draw_qr(&self, module: &str) {
        qr(&self.0, module, &attribute(&self.0, GO, "href"));
    }
}

/// The screen's name, for style sheets and tests.
fn name_of(screen: Screen) -> &'static str {
    match screen {
        Screen::Doors => "doors",
        Screen::Topics => "topics",
        Screen::Product => "product",
        Screen::Waiting => "waiting",
        Screen::NotYet => "not_yet",
        Screen::Confirmed => "confirmed",
        Screen::Expired => "expired",
    }
}

/// A problem's name: of its words in the panel, and for the page.
pub(crate) fn code_of(problem: Problem) -> &'static str {
    match problem {
        Problem::NoneTicked => "none_ticked",
        Problem::Offline => "offline",
        Problem::Again => "again",
        Problem::Refused => "refused",
        Problem::Sensitive => "sensitive",
        Problem::PhoneMissing => "phone_missing",
        Problem::PhoneNotNumber => "phone_not_number",
        Problem::PhoneShort => "phone_short",
        Problem::PhoneLong => "phone_long",
        Problem::PhoneUnknown => "phone_unknown",
    }
}
