//! Old chats, and what is kept raw.

use crate::one;
use saludo_core::webhook::{HistoryChunk, Kind};

const HISTORY: [&str; 4] = [
    "history_chunk",
    "history_declined",
    "history_image",
    "history_text_among_messages",
];

const UNKNOWN: [&str; 5] = [
    "unknown_flow_status",
    "unknown_group_settings",
    "unknown_calls",
    "unknown_errors_alone",
    "unknown_field",
];

pub(crate) fn names() -> Vec<&'static str> {
    HISTORY.into_iter().chain(UNKNOWN).collect()
}

#[test]
fn old_chats_are_never_taken_for_messages() {
    for name in HISTORY {
        one(name, Kind::History, |_| ());
    }
}

#[test]
fn of_old_chats_it_is_read_how_far_they_have_come() {
    let chunks = |name: &str| {
        one(name, Kind::History, |update| {
            HistoryChunk::of_change(update.item)
        })
    };
    let expected = HistoryChunk {
        phase: Some(0),
        order: Some(1),
        progress: Some(55),
        chats: 1,
        messages: 2,
        errors: Vec::new(),
    };
    assert_eq!(chunks("history_chunk"), Some(vec![expected]));
    let declined = HistoryChunk {
        errors: vec![2_593_109],
        ..HistoryChunk::default()
    };
    assert_eq!(chunks("history_declined"), Some(vec![declined]));
}

#[test]
fn what_is_not_known_is_kept_raw() {
    for name in UNKNOWN {
        one(name, Kind::Other, |update| {
            assert!(update.item.starts_with(b"{"), "{name}");
        });
    }
}
