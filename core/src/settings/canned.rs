//! What the shop's people answer often: texts with a short cut each.

use super::fault::{Faults, has_length, has_repeats};
use crate::console::MAX_REPLY;
use crate::fold::fold;
use serde::{Deserialize, Serialize};

/// More nobody finds in a list, or remembers.
const MAX_REPLIES: usize = 100;
/// A word that is typed.
const MAX_SHORTCUT: usize = 30;

/// A text that the shop answers with, and the word behind a slash that stands for it while typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedReply {
    /// The word, without its slash: letters, digits and hyphens.
    pub shortcut: String,
    /// What is written for it.
    pub text: String,
}

pub(super) fn check(replies: &[CannedReply], faults: &mut Faults<'_>) {
    faults.need(
        replies.len() <= MAX_REPLIES,
        "replies",
        format!("give at most {MAX_REPLIES} canned replies"),
    );
    faults.need(
        !has_repeats(replies.iter().map(|reply| fold(&reply.shortcut))),
        "replies",
        "give each short cut once; they are compared without case and accents",
    );
    for (index, reply) in replies.iter().enumerate() {
        faults.need(
            is_shortcut(&reply.shortcut),
            &format!("replies.{index}.shortcut"),
            format!(
                "give one word of 1 to {MAX_SHORTCUT} letters, digits and hyphens, without the slash"
            ),
        );
        faults.need(
            has_length(&reply.text, MAX_REPLY),
            &format!("replies.{index}.text"),
            format!("give a text of 1 to {MAX_REPLY} characters"),
        );
    }
}

fn is_shortcut(text: &str) -> bool {
    (1..=MAX_SHORTCUT).contains(&text.chars().count())
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '-')
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::faulty;
    use serde_json::json;

    #[test]
    fn a_canned_reply_has_one_word_of_its_own_and_a_text() {
        let good = json!({"shortcut": "envío-24", "text": "Sale hoy.\nLlega mañana."});
        assert_eq!(faulty(&json!({"replies": [good]})), [""; 0]);
        assert_eq!(
            faulty(&json!({"replies": [
                good,
                {"shortcut": "two words", "text": "x"},
                {"shortcut": "", "text": " "},
                {"shortcut": "Envio-24", "text": "x".repeat(4_097)},
            ]})),
            [
                "replies",
                "replies.1.shortcut",
                "replies.2.shortcut",
                "replies.2.text",
                "replies.3.text"
            ]
        );
        let many: Vec<_> = (0..101)
            .map(|n| json!({"shortcut": format!("r{n}"), "text": "x"}))
            .collect();
        assert_eq!(faulty(&json!({ "replies": many })), ["replies"]);
    }
}
