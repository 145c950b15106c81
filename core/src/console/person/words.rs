//! `person.json`.

use crate::console::words;
use crate::ledger::Method;
use crate::outgoing::{Kind, MessageState};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonWords {
    pub(super) nameless: String,
    pub(super) all_people: String,
    pub(super) chat: String,
    pub(super) profile: ProfileWords,
    pub(super) consent: ConsentWords,
    pub(super) timeline: TimelineWords,
    pub(super) receipts: ReceiptWords,
    pub(super) data: DataWords,
    pub(super) erase: EraseWords,
    methods: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    states: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileWords {
    pub(super) title: String,
    pub(super) phone: String,
    pub(super) user_id: String,
    pub(super) locale: String,
    pub(super) first_seen: String,
    pub(super) last_wrote: String,
    pub(super) shop_wrote: String,
    pub(super) paused: String,
    pub(super) paused_text: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentWords {
    pub(super) title: String,
    pub(super) none: String,
    pub(super) since: String,
    pub(super) ended: String,
    pub(super) words: String,
    pub(super) elsewhere: String,
    pub(super) native_stop: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimelineWords {
    pub(super) title: String,
    pub(super) requested: String,
    pub(super) confirmed: String,
    pub(super) refused: String,
    pub(super) imported: String,
    pub(super) imported_unproven: String,
    pub(super) withdrawn: String,
    pub(super) withdrawn_all: String,
    pub(super) withdrawn_marketing: String,
    pub(super) resumed: String,
    pub(super) linked: String,
    pub(super) changed: String,
    pub(super) blocked: String,
    pub(super) no_effect: String,
    pub(super) wrote: String,
    pub(super) sent: String,
    pub(super) asked: String,
    pub(super) answered: String,
    pub(super) page: String,
    pub(super) browser: String,
    pub(super) code: String,
    pub(super) campaign: String,
    pub(super) statement: String,
    pub(super) said: String,
    pub(super) record: String,
    pub(super) receipt: String,
    pub(super) evidence: String,
    pub(super) medium: String,
    pub(super) fallback: String,
    pub(super) about: String,
    pub(super) product: String,
    pub(super) reason: String,
    pub(super) reacted: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptWords {
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) file: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataWords {
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) button: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EraseWords {
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) sealed: String,
    pub(super) open: String,
    pub(super) label: String,
    pub(super) word: String,
    pub(super) wrong: String,
    pub(super) button: String,
}

words!(PersonWords, "person.json");

impl PersonWords {
    pub(super) fn method(&self, method: Method) -> &str {
        self.of_method(&method.word())
    }

    /// How consent was given or taken back, by the method's word.
    pub(super) fn of_method(&self, word: &str) -> &str {
        self.methods.get(word).map_or("", String::as_str)
    }

    pub(super) fn kind(&self, kind: Option<Kind>) -> &str {
        let word = kind.map(Kind::as_str).unwrap_or_default();
        self.kinds.get(word).map_or("", String::as_str)
    }

    pub(super) fn state(&self, state: Option<MessageState>) -> &str {
        let word = state.map(MessageState::as_str).unwrap_or_default();
        self.states.get(word).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Lang;

    #[test]
    fn each_method_kind_and_state_has_words() {
        for lang in Lang::ALL {
            let words = words(lang);
            for kind in Kind::ALL {
                assert_ne!(words.kind(Some(kind)), "", "{kind:?}");
            }
            for state in MessageState::ALL {
                assert_ne!(words.state(Some(state)), "", "{state:?}");
            }
            assert_eq!(words.methods.len(), 15);
            for word in words.methods.keys() {
                assert!(Method::parse(word).is_some(), "{word}");
            }
        }
    }

    #[test]
    fn what_is_to_be_typed_stands_in_the_button_s_label() {
        for lang in Lang::ALL {
            let words = &words(lang).erase;
            assert!(words.label.contains(&words.word), "{}", words.label);
        }
    }
}
