//! What the book tells of people.

use super::query::Place;
use crate::locale::Locale;
use crate::opt_in::Source;
use crate::person_page::Standing;
use crate::purpose::PurposeId;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The last seen first.
    pub people: Vec<Row>,
    /// Where the next page begins, as [`Place::shown`] has it.
    pub next: Option<String>,
    /// How many people the book knows.
    pub total: u32,
    /// What may be filtered by.
    pub choices: Choices,
    /// The request of the code that was searched for, where nobody has sent it yet.
    pub unsent: Option<Unsent>,
}

impl View {
    /// Where the next page begins.
    pub fn next(&self) -> Option<Place> {
        self.next.as_deref().and_then(Place::parse)
    }
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Their id.
    pub id: String,
    /// Their name, as WhatsApp shows it.
    pub name: Option<String>,
    /// Their number, with a plus; else their user ID.
    pub known_as: Option<String>,
    /// The language they are written to in.
    pub locale: Option<String>,
    /// What they said to each purpose.
    pub standings: Vec<Scope>,
    /// Where they last agreed.
    pub source: Option<Source>,
    /// When they last wrote, or were first known.
    pub seen_at: Millis,
}

/// How things stand for a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The purpose, by its label.
    pub label: String,
    /// The product it is for alone; empty for the purpose as a whole.
    pub product: String,
    /// How it stands.
    pub standing: Standing,
}

/// What may be filtered by, and written about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The shop's purposes with their labels, the product's last.
    pub purposes: Vec<(PurposeId, String)>,
    /// The purpose of the product's button, where there is one.
    pub product: Option<PurposeId>,
    /// The shop's languages.
    pub locales: Vec<Locale>,
    /// The names of templates that may be sent now.
    pub templates: Vec<String>,
    /// Products that somebody waits for, the most wanted first.
    pub wanted: Vec<Wanted>,
}

/// A product and how many wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The shop's id of it.
    pub product: String,
    /// How many people.
    pub people: u32,
}

/// A request whose message has not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// The code, as it is shown.
    pub code: String,
    /// `requested` or `expired`.
    pub state: String,
    /// When the form was posted.
    pub requested_at: Millis,
}
