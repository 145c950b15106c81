//! What a label asks for, by its words.

use super::rules;
use crate::fold::words;
use crate::locale::Locale;

/// A kind of data that a form must not collect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// Payment cards.
    Card,
    /// Identity documents and the numbers on them.
    Identity,
    /// Bank accounts.
    Bank,
    /// Illness, medicine, pregnancy and the like.
    Health,
    /// Passwords, codes and secret answers.
    Password,
}

impl Matter {
    /// It as the end of "a form must not collect …".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "payment cards",
            Self::Identity => "identity documents",
            Self::Bank => "bank details",
            Self::Health => "health data",
            Self::Password => "passwords",
        }
    }
}

/// What a label in the language of `locale` asks for that a form must not collect. Words cannot
/// tell everything, and what they take for too much is easily put otherwise: "member number"
/// instead of "card number".
pub fn asked_for(label: &str, locale: &Locale) -> Option<Matter> {
    let said: Vec<String> = words(label).iter().map(|word| bare(word)).collect();
    [&rules::EVERYWHERE, rules::of(locale.language())]
        .into_iter()
        .flat_map(rules::Rules::each)
        .find(|(_, rule)| fits(rule, &said))
        .map(|(matter, _)| matter)
}

/// An Arabic word without its article and what is written on to that.
fn bare(word: &str) -> String {
    ["وال", "بال", "لل", "ال"]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(word)
        .to_owned()
}

/// Whether all parts of a rule stand in the label, in any order, and none of its exceptions does.
/// Words joined by `_` must follow each other; `*` stands for any ending.
fn fits(rule: &str, said: &[String]) -> bool {
    rule.split(' ').all(|part| match part.strip_prefix('!') {
        Some(exception) => !stands_in(exception, said),
        None => stands_in(part, said),
    })
}

fn stands_in(part: &str, said: &[String]) -> bool {
    let sequence: Vec<&str> = part.split('_').collect();
    said.windows(sequence.len()).any(|window| {
        window
            .iter()
            .zip(&sequence)
            .all(|(word, pattern)| match pattern.strip_suffix('*') {
                Some(beginning) => word.starts_with(beginning),
                None => word == pattern,
            })
    })
}

#[cfg(test)]
mod tests;
