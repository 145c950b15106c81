//! `log.json`.

use crate::console::words;
use serde::Deserialize;

/// What the log says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogWords {
    pub(super) title: String,
    pub(super) show: String,
    pub(super) shows: Shows,
    pub(super) search: String,
    pub(super) search_hint: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) any: String,
    pub(super) find: String,
    pub(super) reset: String,
    pub(super) csv: String,
    pub(super) head: Head,
    pub(super) csv_head: CsvHead,
    /// `{at}`.
    pub(super) queued: String,
    /// `{at}`.
    pub(super) left: String,
    /// `{at}`.
    pub(super) next: String,
    /// `{code}`.
    pub(super) code: String,
    pub(super) other_number: String,
    pub(super) nobody: String,
    pub(super) retry: String,
    pub(super) retry_hint: String,
    pub(super) raw: String,
    pub(super) raw_gone: String,
    /// `{seq}`.
    pub(super) raw_of: String,
    pub(super) raw_note: String,
    pub(super) contact: String,
    pub(super) cut: String,
    pub(super) back: String,
    pub(super) older: String,
    pub(super) newest: String,
    pub(super) none: String,
    pub(super) none_yet: String,
    pub(super) no_updates: String,
    /// `{at}`.
    pub(super) looked_to: String,
    pub(super) updates_note: String,
    pub(super) done: Done,
    pub(super) not_retried: String,
    pub(super) sent_again_gone: String,
}

/// The lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shows {
    pub(super) sends: String,
    pub(super) updates: String,
}

/// Columns.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) what: String,
    pub(super) person: String,
    pub(super) state: String,
    pub(super) when: String,
    pub(super) update: String,
    #[serde(rename = "do")]
    pub(super) action: String,
}

/// Columns of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CsvHead {
    pub(super) queued: String,
    pub(super) left: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) code: String,
    pub(super) person: String,
    pub(super) phone: String,
    pub(super) wamid: String,
    pub(super) template: String,
    pub(super) language: String,
    pub(super) attempts: String,
    pub(super) at: String,
    pub(super) seq: String,
}

/// What was done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Done {
    pub(super) retried: String,
}

words!(LogWords, "log.json");
