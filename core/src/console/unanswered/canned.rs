//! The shop's canned replies: a small form for the owner.

use super::page::{CannedWords, UnansweredWords};
use super::{Page, Told};
use crate::console::MAX_REPLY;
use crate::settings::{CannedReply, SettingsFault};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

/// Empty places for new ones.
const NEW: usize = 2;
/// More places than the settings take: what is beyond is told by their check.
const MOST: usize = 110;

/// What the form says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedForm {
    /// The version of the settings that it was made from.
    pub version: i64,
    /// The replies; a place with nothing in it is none.
    pub replies: Vec<CannedReply>,
}

/// Reads the form by its fields: `version`, `shortcut.0`, `text.0`… Nothing where it is none.
pub fn canned<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Option<CannedForm> {
    let version = field("version")?.parse().ok()?;
    let replies = (0..MOST)
        .map_while(|place| {
            let shortcut = field(&format!("shortcut.{place}"))?;
            let text = field(&format!("text.{place}"))?;
            Some(CannedReply {
                shortcut: shortcut.trim().trim_start_matches('/').to_owned(),
                text: text.replace("\r\n", "\n").trim().to_owned(),
            })
        })
        .filter(|reply| !(reply.shortcut.is_empty() && reply.text.is_empty()))
        .collect();
    Some(CannedForm { version, replies })
}

pub(super) fn form(page: &Page<'_>, words: &UnansweredWords) -> Markup {
    let words = &words.canned;
    let (replies, faults) = match page.told {
        Some(Told::Refused { typed, faults }) => (typed, faults),
        _ => (page.view.replies.as_slice(), [].as_slice()),
    };
    let empty = CannedReply {
        shortcut: String::new(),
        text: String::new(),
    };
    let places = replies.iter().chain(std::iter::repeat_n(&empty, NEW));
    html! {
        details class="card" id="canned" open[page.told.is_some()] {
            summary { h2 { (words.title) } }
            p class="hint" { (words.intro) " " (words.remove_hint) }
            (told(page, faults, words))
            form method="post" class="stack" {
                input type="hidden" name="version" value=(page.view.version);
                @if replies.is_empty() { p { (words.none) } }
                @for (place, reply) in places.enumerate() {
                    (fields(place, reply, place >= replies.len(), faults, words))
                }
                p { button class="main" name="do" value="canned" { (words.save) } }
            }
        }
    }
}

fn told(page: &Page<'_>, faults: &[SettingsFault], words: &CannedWords) -> Markup {
    html! {
        @match page.told {
            Some(Told::Saved) => p class="note good" role="status" { (words.saved) },
            Some(Told::Malformed) => p class="note bad" role="alert" { (words.malformed) },
            Some(Told::Refused { .. }) if faults.is_empty() => {
                p class="note bad" role="alert" { (words.changed_meanwhile) }
            }
            Some(Told::Refused { .. }) => {
                div class="note bad" role="alert" {
                    p { (words.wrong) }
                    // What is wrong with all of them together; the rest stands at its place.
                    @if faults.iter().any(|fault| fault.field == "replies") { p { (words.repeated) } }
                    // Something that is not of this form: the settings could not be kept for it.
                    @for fault in faults.iter().filter(|fault| !fault.field.starts_with("replies")) {
                        p { code { (fault.field) } ": " (fault.reason) }
                    }
                }
            }
            None => {}
        }
    }
}

fn fields(
    place: usize,
    reply: &CannedReply,
    is_new: bool,
    faults: &[SettingsFault],
    words: &CannedWords,
) -> Markup {
    let wrong = |part: &str| {
        let field = format!("replies.{place}.{part}");
        !is_new && faults.iter().any(|fault| fault.field == field)
    };
    let (bad_shortcut, bad_text) = (wrong("shortcut"), wrong("text"));
    let (shortcut, text) = (format!("shortcut.{place}"), format!("text.{place}"));
    html! {
        fieldset class="canned-reply" {
            legend class="unseen" { @if is_new { (words.new) } @else { "/" (reply.shortcut) } }
            div class="field" {
                label for=(shortcut) { (words.shortcut) }
                input id=(shortcut) name=(shortcut) value=(reply.shortcut) autocomplete="off"
                    spellcheck="false" autocapitalize="none" placeholder="/"
                    aria-invalid=[bad_shortcut.then_some("true")];
                @if bad_shortcut { p class="error" { (words.wrong_shortcut) } }
            }
            div class="field" {
                label for=(text) { (words.text) }
                textarea id=(text) name=(text) rows="2" maxlength=(MAX_REPLY) dir="auto"
                    aria-invalid=[bad_text.then_some("true")] { (reply.text) }
                @if bad_text { p class="error" { (words.wrong_text) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn empty_places_are_no_replies_and_a_slash_is_no_part_of_the_word() {
        let fields = BTreeMap::from([
            ("version", "3"),
            ("shortcut.0", "/hola "),
            ("text.0", "¡Hola!\r\n¿Qué tal?"),
            ("shortcut.1", ""),
            ("text.1", " "),
            ("shortcut.2", ""),
            ("text.2", "No word"),
            ("shortcut.4", "after a gap"),
        ]);
        let form = canned(|name| fields.get(name).copied());
        let reply = |shortcut: &str, text: &str| CannedReply {
            shortcut: shortcut.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(
            form,
            Some(CannedForm {
                version: 3,
                replies: vec![reply("hola", "¡Hola!\n¿Qué tal?"), reply("", "No word")],
            })
        );
        assert_eq!(canned(|_| None), None);
    }
}
