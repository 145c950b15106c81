//! Quick questions under the chat door.

use super::fault::Faults;
use crate::locale::Locale;
use std::collections::BTreeMap;

/// Four lines fit above the fold of a phone; more is a page of its own.
const MAX_QUESTIONS: usize = 4;
/// Two lines of the panel; and the text that is typed keeps its limit.
const MAX_QUESTION: usize = 80;

/// All languages have questions or none has: whoever reads one of them misses nothing.
pub(super) fn check(questions: &BTreeMap<Locale, Vec<String>>, faults: &mut Faults<'_>) {
    if questions.is_empty() {
        return;
    }
    for (path, questions) in faults.in_each_locale("questions", questions) {
        faults.need(
            (1..=MAX_QUESTIONS).contains(&questions.len()),
            &path,
            format!("give 1 to {MAX_QUESTIONS} questions, or none in any language"),
        );
        for (index, question) in questions.iter().enumerate() {
            faults.line(&format!("{path}.{index}"), question, MAX_QUESTION);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{faults, faulty};
    use serde_json::{Value, json};

    #[test]
    fn questions_stand_in_every_published_language_or_in_none() {
        assert_eq!(faulty(&json!({"questions": {}})), [""; 0]);
        let whole = json!({"en": ["Where is my order?"], "es": ["¿Dónde está?"], "sv": []});
        assert_eq!(faulty(&json!({ "questions": whole })), [""; 0]);
        assert_eq!(
            faults(&json!({"questions": {"en": ["Where is my order?"]}})),
            [(
                "questions.es".to_owned(),
                "give its words in this language".to_owned()
            )]
        );
    }

    #[test]
    fn questions_are_few_and_short() {
        let with = |questions: Value| faulty(&json!({"questions": {"en": questions, "es": ["x"]}}));
        assert_eq!(with(json!(["x", "x", "x", "x"])), [""; 0]);
        assert_eq!(with(json!(["x", "x", "x", "x", "x"])), ["questions.en"]);
        assert_eq!(with(json!([])), ["questions.en"]);
        assert_eq!(
            with(json!(["x".repeat(80), " ", "x".repeat(81), "a\nb"])),
            ["questions.en.1", "questions.en.2", "questions.en.3"]
        );
    }
}
