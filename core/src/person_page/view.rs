//! What the book tells of a person, as far as whoever asks may know it.

use super::act::Act;
use crate::code::Code;
use crate::ledger::Receipt;
use crate::locale::Locale;
use crate::purpose::{Category, PurposeId};
use crate::statement::Statement;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// Somebody at the page: what they show, and what they want to see.
#[derive(Clone, Serialize, Deserialize)]
pub struct Visit {
    /// The whole token of the address.
    pub token: String,
    /// What the cookie of an earlier proof holds.
    pub secret: Option<String>,
    /// The language that the address asks for.
    pub lang: Option<Locale>,
    /// What is wanted beside the page itself.
    pub ask: Ask,
}

/// Token and cookie are secrets, so they do not show.
impl fmt::Debug for Visit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Visit(…)")
    }
}

/// Somebody who pressed a button of the page.
#[derive(Clone, Serialize, Deserialize)]
pub struct Press {
    /// The whole token of the address.
    pub token: String,
    /// What the cookie of an earlier proof holds.
    pub secret: Option<String>,
    /// What the button asks for.
    pub act: Act,
}

/// Token and cookie are secrets, so they do not show.
impl fmt::Debug for Press {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Press(…)")
    }
}

/// What is wanted beside the page itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Nothing.
    Page,
    /// The receipt of a record of the ledger, by its place.
    Receipt(u64),
    /// All that is held about the person.
    Data,
}

/// How much whoever asks may see and do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// They have the link: a masked view, and withdrawing.
    Link,
    /// The same, and a code that waits for its message.
    Asked {
        /// The code, as it is shown.
        code: String,
    },
    /// They showed a moment ago that the number is theirs.
    Proven,
}

impl Access {
    /// The code that waits for its message.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Asked { code } => Code::from_shown(code),
            Self::Link | Self::Proven => None,
        }
    }
}

/// A person's consent, and with a proof everything else.
#[derive(Clone, Serialize, Deserialize)]
pub struct View {
    /// The language to answer in.
    pub locale: Locale,
    /// The person's name, masked without a proof.
    pub name: Option<String>,
    /// Their number, masked without a proof. None where they are known by a user ID alone.
    pub phone: Option<String>,
    /// How much may be seen and done.
    pub access: Access,
    /// Grows with each act of the person: a form that was made before the last one is out of date.
    pub version: i64,
    /// What the person gets, or got, or could get, in the shop's order.
    pub topics: Vec<Topic>,
    /// Whether WhatsApp's own stop of marketing is in force.
    pub native_stop: bool,
    /// What a switch agrees to now; with a proof only.
    pub offered: Option<Statement>,
    /// The person's receipts, newest first; with a proof only.
    pub receipts: Vec<ReceiptLine>,
    /// How many days a record is kept sealed after erasing.
    pub block_days: u32,
    /// The receipt that was asked for, with a proof, where it is the person's.
    pub receipt: Option<Receipt>,
    /// All that is held, where it was asked for with a proof.
    pub data: Option<Value>,
}

impl View {
    /// Whether whoever asks showed a moment ago that the number is theirs.
    pub fn is_proven(&self) -> bool {
        self.access == Access::Proven
    }
}

/// Personal data does not show.
impl fmt::Debug for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("View(…)")
    }
}

/// One thing that the shop may write about, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The purpose.
    pub purpose: PurposeId,
    /// The product it is for alone: the shop's id of it. Empty for the purpose as a whole.
    pub product: String,
    /// That product's name.
    pub product_title: Option<String>,
    /// Its name for people.
    pub label: String,
    /// What the person has of it.
    pub value: String,
    /// How often, at most.
    pub frequency: String,
    /// Meta's category of its messages.
    pub category: Category,
    /// How it stands.
    pub standing: Standing,
    /// Since when it stands granted.
    pub since: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// The words that were agreed to, whole.
    pub agreed: Option<Statement>,
    /// Whether the shop still offers it, so that it may be switched on here.
    pub is_offered: bool,
}

impl Topic {
    /// Whether the person gets messages about it.
    pub fn is_on(&self) -> bool {
        self.standing == Standing::Granted
    }
}

/// How a topic stands: the words of the book's table `standings`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing was ever said.
    Never,
    /// Brought from elsewhere, without its proof.
    Unproven,
    /// Agreed to.
    Granted,
    /// Ended by STOP.
    Stopped,
    /// Taken back in another way.
    Withdrawn,
    /// Ran out.
    Expired,
    /// Erased.
    Erased,
}

/// A receipt in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// The place of its record in the ledger.
    pub seq: u64,
    /// When the person agreed.
    pub at: Millis,
    /// To what, in the words of its statement.
    pub labels: Vec<String>,
}

impl Topic {
    /// Its name, with the product it is for.
    pub fn name(&self) -> String {
        match &self.product_title {
            Some(title) => format!("{} ({title})", self.label),
            None => self.label.clone(),
        }
    }
}
