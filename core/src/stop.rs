//! Words by which people say stop, and start again.
//!
//! A stop is a whole message: a word or phrase for it, with punctuation, emoji, politeness and
//! greeting around. "Please don't stop" is none, nor is "stop" inside a sentence to the staff.
//! "Cancel" and its like are said of orders in a shop, so they count only where they answer a
//! message of ours, or come from a +1 number: US rules name them (47 CFR 64.1200(a)(10)).
//!
//! What might be a stop and might not is asked about, never guessed. All other messages are for
//! people.

mod phrases;

#[cfg(test)]
mod tests;

use crate::fold::words;
use phrases::{AROUND, OF_MESSAGES, OTHERWISE, START, STOP, STOP_OR_ORDER, WANTS_OUT};

/// A sentence with more words than this is a letter to the staff, whatever words are in it.
const SHORT: usize = 9;

/// How a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setting {
    /// Whether it answers a message of ours: it quotes one, or is the first after one.
    pub answers_us: bool,
    /// Whether it came from a +1 number (United States, Canada and their neighbours).
    pub from_plus_one: bool,
}

/// What a message says about our messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It ends everything.
    Stop,
    /// It asks for messages again.
    Start,
    /// It may be a stop: to be asked, with a person of the shop as one of the answers.
    Unclear,
    /// It is about something else.
    Nothing,
}

/// Reads a whole message.
pub fn hear(text: &str, setting: Setting) -> Said {
    let said = core_of(text);
    let whole = said.join(" ");
    let whole = whole.as_str();
    if STOP.contains(&whole) {
        return Said::Stop;
    }
    if STOP_OR_ORDER.contains(&whole) {
        return if setting.answers_us || setting.from_plus_one {
            Said::Stop
        } else {
            Said::Unclear
        };
    }
    if START.contains(&whole) {
        return Said::Start;
    }
    if is_unclear(&said) {
        return Said::Unclear;
    }
    Said::Nothing
}

/// Whether the whole message says stop, whoever sends it.
pub fn is_stop(text: &str) -> bool {
    hear(text, Setting::default()) == Said::Stop
}

/// Whether a text that says other things too also says stop somewhere: then it is no clear yes.
pub fn mentions_stop(text: &str) -> bool {
    let said = words(text).join(" ");
    let padded = format!(" {said} ");
    STOP.iter()
        .any(|stop| padded.contains(&format!(" {stop} ")))
}

/// The folded words without what is only politeness, a repeated word once.
fn core_of(text: &str) -> Vec<String> {
    let mut said: Vec<String> = words(text)
        .into_iter()
        .filter(|word| !AROUND.contains(&word.as_str()))
        .collect();
    said.dedup();
    said
}

/// A short sentence on being spared messages, which is turned round by no "not" and is about
/// nothing bought.
fn is_unclear(said: &[String]) -> bool {
    let has = |list: &[&str]| said.iter().any(|word| list.contains(&word.as_str()));
    said.len() <= SHORT && has(WANTS_OUT) && has(OF_MESSAGES) && !has(OTHERWISE)
}
