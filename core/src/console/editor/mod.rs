//! The editor: everything that a shop's owner decides about bubble, form and words, as one form.
//!
//! The form is a flat list of names and values ([`Form`]); it is written from settings, read back
//! into settings ([`Draft`]) and drawn from what was typed, so that nothing is lost when something is
//! wrong. What the form does not show (how the number sends, what goes to other systems) stays as it
//! is.

mod changes;
mod contrast;
mod form;
mod merge;
mod missing;
mod order;
mod page;
mod parts;
mod preview;
mod publish;
mod read;
mod sections;
mod ui;
mod words;

#[cfg(test)]
mod tests;

pub use changes::{StatementChange, changes, fingerprint, removed};
pub use contrast::{Contrast, contrasts};
pub use form::Form;
pub use merge::{Difference, Merged, merge};
pub use order::{Moved, Way, move_topic};
pub use page::page;
pub use preview::{Choice, Parts, Show, drawable, preview_page};
pub use publish::confirm_page;
pub use read::{Draft, form_of};
pub use ui::{Editor, Note, Section};
pub use words::{EditorWords, editor_words};

use crate::settings::Settings;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the book tells the editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The settings' version; 0 stands for what a new shop starts with.
    pub version: i64,
    /// The settings.
    pub settings: Settings,
    /// When they were saved.
    pub saved_at: Option<Millis>,
    /// Whether their words are published.
    pub published: bool,
    /// The settings that a form was made from, where it asks for an older version.
    pub before: Option<Settings>,
    /// How many people agreed to each purpose and still do, where that was asked.
    pub held: BTreeMap<String, u64>,
    /// How many people that is.
    pub people: u64,
    /// Purposes that people have ever agreed to: their names are not given to others.
    pub taken: BTreeSet<String>,
}
