//! Chats from before a number was connected: the field `history`, of numbers that the WhatsApp
//! Business app uses too. What stands in them is old. It answers nothing of ours, it agrees to
//! nothing and stops nothing, so only how far the copying has come is read.

use super::loose;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A part of the old chats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryChunk {
    /// 0 for the last day, 1 for up to 90 days, 2 for up to 180.
    pub phase: Option<i64>,
    /// Its place in its phase.
    pub order: Option<i64>,
    /// How much of all has come, in percent.
    pub progress: Option<i64>,
    /// How many chats are in it.
    pub chats: usize,
    /// How many messages.
    pub messages: usize,
    /// Meta's codes, where there is none: 2593109 if the shop does not share it.
    pub errors: Vec<i64>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ChangeValue<'a> {
    #[serde(borrow, default)]
    history: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, default)]
    threads: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    #[serde(deserialize_with = "loose::integer")]
    phase: Option<i64>,
    #[serde(deserialize_with = "loose::integer")]
    chunk_order: Option<i64>,
    #[serde(deserialize_with = "loose::integer")]
    progress: Option<i64>,
}

#[derive(Deserialize)]
struct Thread<'a> {
    #[serde(borrow, default)]
    messages: Option<Vec<&'a RawValue>>,
}

impl HistoryChunk {
    /// Reads a change with a list `history`; nothing where it has none.
    pub fn of_change(change: &[u8]) -> Option<Vec<Self>> {
        let change: Change<'_> = loose::read(change)?;
        let value: ChangeValue<'_> = loose::part(change.value)?;
        let list = value.history.filter(|raw| raw.get().starts_with('['))?;
        let chunk = |chunk: Chunk<'_>| {
            let metadata: Metadata = loose::part(chunk.metadata).unwrap_or_default();
            let threads: Vec<Thread<'_>> = loose::parts(chunk.threads);
            let errors: Vec<super::MetaError> = loose::parts(chunk.errors);
            Self {
                phase: metadata.phase,
                order: metadata.chunk_order,
                progress: metadata.progress,
                chats: threads.len(),
                messages: threads
                    .iter()
                    .map(|thread| thread.messages.as_ref().map_or(0, Vec::len))
                    .sum(),
                errors: errors.into_iter().filter_map(|error| error.code).collect(),
            }
        };
        Some(loose::parts(Some(list)).into_iter().map(chunk).collect())
    }
}
