//! The words of the chat: `templates/<language>/console/chat.json`.

use crate::console::words;
use crate::webhook::MediaKind;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `{…}` is named as what stands there, fields as what the English file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChatWords {
    pub(super) back: String,
    pub(super) their_page: String,
    pub(super) unnamed: String,
    pub(super) waiting: String,
    pub(super) answered: String,
    pub(super) window: String,
    pub(super) window_closed: String,
    pub(super) tag: String,
    pub(super) tag_hint: String,
    pub(super) hand_over: String,
    pub(super) done: String,
    pub(super) done_hint: String,
    pub(super) log: String,
    pub(super) older: String,
    pub(super) nothing: String,
    pub(super) elsewhere: String,
    pub(super) automatic: String,
    pub(super) template: String,
    pub(super) forwarded: String,
    pub(super) edited: String,
    pub(super) revoked: String,
    pub(super) not_shown: String,
    pub(super) gone: String,
    pub(super) waits: String,
    pub(super) reaction: String,
    pub(super) taken_yes: String,
    pub(super) taken_no: String,
    pub(super) location: String,
    pub(super) map: String,
    pub(super) contact: String,
    pub(super) basket: String,
    pub(super) media: MediaWords,
    pub(super) states: BTreeMap<String, String>,
    pub(super) reasons: BTreeMap<String, String>,
    pub(super) kinds: BTreeMap<String, String>,
    pub(super) reply: ReplyWords,
    pub(super) nobody: NobodyWords,
    pub(super) cautions: CautionWords,
    pub(super) closed: ClosedWords,
    pub(super) told: ToldWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MediaWords {
    image: String,
    video: String,
    audio: String,
    document: String,
    sticker: String,
}

/// The box to answer in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyWords {
    pub(super) title: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) hint_canned: String,
    pub(super) send: String,
    pub(super) canned: String,
    pub(super) choose: String,
    pub(super) insert: String,
    pub(super) delay: String,
    pub(super) again: String,
    pub(super) again_hint: String,
    pub(super) reader: String,
}

/// Where there is no such person (any more).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NobodyWords {
    pub(super) title: String,
    pub(super) text: String,
}

/// What whoever answers should know.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CautionWords {
    pub(super) stopped: String,
    pub(super) natively_stopped: String,
    pub(super) erased: String,
    pub(super) identity_changed: String,
}

/// Why there is no box, and what is possible.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClosedWords {
    pub(super) title: String,
    pub(super) window: String,
    pub(super) unreachable: String,
    pub(super) blocked: String,
    pub(super) suppressed: String,
    pub(super) possible: String,
    pub(super) impossible: String,
}

/// What came of what was done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldWords {
    pub(super) sent: String,
    pub(super) done: String,
    pub(super) handed_over: String,
    pub(super) untagged: String,
    pub(super) again: String,
    pub(super) empty: String,
    pub(super) too_long: String,
    pub(super) bad_tag: String,
    pub(super) window_closed: String,
    pub(super) barred: String,
    pub(super) answered_meanwhile: String,
    pub(super) used_key: String,
    pub(super) not_uncertain: String,
    pub(super) no_such_reply: String,
    pub(super) malformed: String,
}

words!(ChatWords, "chat.json");

impl ChatWords {
    pub(super) fn of_medium(&self, kind: MediaKind) -> &str {
        match kind {
            MediaKind::Image => &self.media.image,
            MediaKind::Video => &self.media.video,
            MediaKind::Audio => &self.media.audio,
            MediaKind::Document => &self.media.document,
            MediaKind::Sticker => &self.media.sticker,
        }
    }

    /// Where a message stands; a word that is not here stands for itself.
    pub(super) fn state<'a>(&'a self, word: &'a str) -> &'a str {
        self.states.get(word).map_or(word, String::as_str)
    }

    pub(super) fn reason<'a>(&'a self, word: &'a str) -> &'a str {
        self.reasons.get(word).map_or(word, String::as_str)
    }

    pub(super) fn kind<'a>(&'a self, word: &'a str) -> &'a str {
        self.kinds.get(word).map_or(word, String::as_str)
    }
}
