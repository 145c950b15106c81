//! What Meta says of the shop's number.

use super::latest::Latest;
use super::limit::MessagingLimit;
use super::word::words;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

words! {
    /// How people take the messages of a template or a number.
    Quality {
        /// Too few messages to tell.
        Unknown = "UNKNOWN" | "NONE",
        /// Well.
        Green = "GREEN" | "HIGH",
        /// So so.
        Yellow = "YELLOW" | "MEDIUM",
        /// Badly: they block and report.
        Red = "RED" | "LOW",
    }
}

words! {
    /// What Meta decided about the name that is shown.
    NameVerdict {
        /// It is shown.
        Approved = "APPROVED",
        /// Put off.
        Deferred = "DEFERRED",
        /// Meta is looking at it.
        Pending = "PENDING",
        /// Refused.
        Rejected = "REJECTED",
    }
}

words! {
    /// Where the number's username stands.
    UsernameStatus {
        /// It is the number's.
        Approved = "APPROVED",
        /// Kept for the number, not shown yet.
        Reserved = "RESERVED",
        /// The number has none any more.
        Deleted = "DELETED",
    }
}

words! {
    /// What was done about the number's two-step PIN.
    SecurityEvent {
        /// The reset that was asked for came to pass.
        PinRequestSuccess = "PIN_REQUEST_SUCCESS",
        /// Somebody asked to reset it.
        PinResetRequest = "PIN_RESET_REQUEST",
        /// Somebody changed it.
        PinChanged = "PIN_CHANGED",
    }
}

/// What Meta decided about a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameDecision {
    /// What.
    pub verdict: NameVerdict,
    /// About which name.
    pub name: Option<String>,
    /// Why not.
    pub reason: Option<String>,
}

/// The number's username.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Username {
    /// Where it stands.
    pub status: UsernameStatus,
    /// Without `@`; none once it was deleted.
    pub name: Option<String>,
}

/// One thing that Meta says of the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberSays {
    /// How people take its messages.
    Quality(Quality),
    /// How many people may be written to first.
    Limit(MessagingLimit),
    /// How many messages a second go in and out.
    Throughput(u32),
    /// The name that is shown.
    Name(NameDecision),
    /// The username.
    Username(Username),
    /// The two-step PIN.
    Security(SecurityEvent),
}

/// What Meta says of the shop's number. What it has not said is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberState {
    /// How people take its messages. Meta's webhooks tell only that it became bad (`FLAGGED`) or is
    /// not bad any more (`UNFLAGGED`, read as yellow, which is the least that it can be then).
    pub quality: Latest<Quality>,
    /// How many people may be written to first in a rolling day. (Reversed: the smaller is the
    /// stricter.)
    pub limit: Latest<Reverse<MessagingLimit>>,
    /// Messages a second, in and out together.
    pub throughput: Latest<u32>,
    /// The name that is shown.
    pub name: Latest<NameDecision>,
    /// The username.
    pub username: Latest<Username>,
    /// The two-step PIN.
    pub security: Latest<SecurityEvent>,
}

impl NumberState {
    /// Takes in what Meta said at a moment.
    pub fn take(&mut self, says: NumberSays, at: Millis) {
        match says {
            NumberSays::Quality(quality) => self.quality.take(quality, at),
            NumberSays::Limit(limit) => self.limit.take(Reverse(limit), at),
            NumberSays::Throughput(rate) => self.throughput.take(rate, at),
            NumberSays::Name(decision) => self.name.take(decision, at),
            NumberSays::Username(username) => self.username.take(username, at),
            NumberSays::Security(event) => self.security.take(event, at),
        };
    }

    /// How people take its messages; none while Meta has said nothing.
    pub fn quality(&self) -> Option<&Quality> {
        self.quality.get()
    }

    /// How many people may be written to first; none while Meta has said nothing.
    pub fn limit(&self) -> Option<MessagingLimit> {
        self.limit.get().map(|limit| limit.0)
    }

    /// Messages a second, in and out together; none while Meta has said nothing (then it is 80).
    pub fn throughput(&self) -> Option<u32> {
        self.throughput.get().copied()
    }
}
