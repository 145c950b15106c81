//! What the book tells for the overview.

use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// How far back the overview looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    /// A week.
    Week,
    /// A month: 30 days.
    #[default]
    Month,
    /// A quarter: 90 days.
    Quarter,
}

impl Range {
    /// All, the shortest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// Of so many days.
    pub fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// Reads `?days=`; what is no range is the usual one.
    pub fn parse(days: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|range| range.days().to_string() == days)
            .unwrap_or_default()
    }
}

/// What happened in a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the steps of the funnel, as in the book's tallies"
)]
pub struct Tally {
    pub seen: i64,
    pub opened: i64,
    pub continued: i64,
    pub confirmed: i64,
    /// A yes that no form asked for.
    pub in_chat: i64,
    pub withdrawn: i64,
    pub reached: i64,
    pub read: i64,
}

impl Tally {
    /// Every yes.
    pub fn agreed(&self) -> i64 {
        self.confirmed + self.in_chat
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.seen += other.seen;
        self.opened += other.opened;
        self.continued += other.continued;
        self.confirmed += other.confirmed;
        self.in_chat += other.in_chat;
        self.withdrawn += other.withdrawn;
        self.reached += other.reached;
        self.read += other.read;
    }
}

/// What happened in an hour of UTC since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// Which.
    pub hour: i64,
    /// What.
    #[serde(flatten)]
    pub tally: Tally,
}

/// So many opt-ins came from the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The form, or how else.
    pub source: String,
    /// The language of the words.
    pub locale: String,
    /// The country of the number; empty where it is not known.
    pub country: String,
    /// What was agreed to, as JSON.
    pub purposes: String,
    /// How many.
    pub n: i64,
}

/// So many opt-ins came from a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCount {
    /// Its address.
    pub page: String,
    /// How many.
    pub n: i64,
}

/// A purpose of the shop's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurposeNow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// How many people may be written to about it now, where that is counted.
    pub people: Option<i64>,
}

/// Something that is wrong, or that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Its word in `overview.json`: that of a reason (`crate::outgoing::Reason`), or one of
    /// [`OWN_PROBLEMS`].
    pub kind: String,
    /// What it is about: a template with its language, a receiver, a number of rows.
    #[serde(default)]
    pub subject: Option<String>,
    /// Since when.
    #[serde(default)]
    pub since: Option<Millis>,
    /// Meta's number of the error.
    #[serde(default)]
    pub code: Option<i64>,
}

/// Problems that are no reason of a message's.
pub const OWN_PROBLEMS: [&str; 13] = [
    "form_unpublished",
    "confirmation_unusable",
    "setup_red",
    "quality_yellow",
    "limit_near",
    "name_rejected",
    "account_alert",
    "uncertain",
    "updates_late",
    "updates_aside",
    "forward_failing",
    "events_failing",
    "events_refused",
];

/// The number, as Meta tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberNow {
    /// Meta's word for its quality.
    pub quality: Option<String>,
    /// How many people may be written to first in 24 hours; none where that has no limit.
    pub limit: Option<u32>,
    /// Whether nobody told the limit, so that it is assumed.
    pub limit_is_assumed: bool,
    /// How many were.
    pub used: i64,
    /// Messages a second.
    pub throughput: Option<u32>,
}

/// A template in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateNow {
    /// Its name.
    pub name: String,
    /// In Meta's spelling.
    pub language: String,
    /// Meta's word for its state.
    pub status: Option<String>,
    /// Meta's word for its quality.
    pub quality: Option<String>,
    /// Meta's word for its category.
    pub category: Option<String>,
    /// Until when it is paused.
    pub paused_until: Option<Millis>,
}

/// Messages that wait for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingNow {
    /// The reason's word.
    pub reason: String,
    /// How many.
    pub messages: i64,
    /// When the first was queued.
    pub since: Millis,
    /// When the first is looked at again.
    pub until: Millis,
}

/// Messages that ended without arriving, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSent {
    /// The reason's word.
    pub reason: String,
    /// How many.
    pub messages: i64,
}

/// All that the overview shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Now.
    pub now: Millis,
    /// How far the shop's clock is ahead of UTC.
    pub offset: Millis,
    /// Its zone; none where nobody named it, then it is UTC.
    pub zone: Option<String>,
    /// How far back.
    pub range: Range,
    /// Whether views are counted.
    pub counts_views: bool,
    /// Every hour in which something happened, of the range and of two weeks at least.
    pub hours: Vec<Hour>,
    /// Of the range, by where they came from.
    pub facets: Vec<Facet>,
    /// Of the range, by page: the first ones.
    pub pages: Vec<PageCount>,
    /// The shop's purposes.
    pub purposes: Vec<PurposeNow>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The number.
    pub number: NumberNow,
    /// The templates: the first ones.
    pub templates: Vec<TemplateNow>,
    /// What waits.
    pub waiting: Vec<WaitingNow>,
    /// What did not arrive within the range.
    pub not_sent: Vec<NotSent>,
}

/// Purposes by id, with what they are called.
pub(super) fn labels(purposes: &[PurposeNow]) -> BTreeMap<&str, &str> {
    let pairs = purposes.iter();
    pairs
        .map(|purpose| (purpose.id.as_str(), purpose.label.as_str()))
        .collect()
}
