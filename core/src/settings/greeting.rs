//! A line beside the bubble.

use super::fault::Faults;
use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A visit is rarely longer; at 0 the line would be in the way before anything is read.
const AFTER: std::ops::RangeInclusive<u16> = 1..=120;
/// Two or three lines beside the bubble on a phone.
const MAX_GREETING: usize = 100;

/// A line that appears beside the bubble after a while, once a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// Seconds after the page has loaded.
    pub after: u16,
    /// The line, by language.
    pub words: BTreeMap<Locale, String>,
}

impl Greeting {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.need(
            AFTER.contains(&self.after),
            "greeting.after",
            format!("give {} to {} seconds", AFTER.start(), AFTER.end()),
        );
        for (path, line) in faults.in_each_locale("greeting.words", &self.words) {
            faults.line(&path, line, MAX_GREETING);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::faulty;
    use serde_json::{Value, json};

    fn with(after: u16, words: &Value) -> Vec<String> {
        faulty(&json!({"greeting": {"after": after, "words": words}}))
    }

    #[test]
    fn a_greeting_comes_after_a_while_in_every_language() {
        let words = json!({"en": "Need a hand?", "es": "x".repeat(100)});
        assert_eq!(with(1, &words), [""; 0]);
        assert_eq!(with(120, &words), [""; 0]);
        assert_eq!(with(0, &words), ["greeting.after"]);
        assert_eq!(with(121, &words), ["greeting.after"]);
        assert_eq!(
            with(10, &json!({"en": "x".repeat(101)})),
            ["greeting.words.es", "greeting.words.en"]
        );
    }
}
