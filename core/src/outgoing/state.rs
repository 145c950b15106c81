//! Where a message stands.

use crate::webhook::Delivery;
use serde::Serialize;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageState {
    /// Waits for its turn.
    Queued,
    /// Claimed and on its way to Graph. Towards the outside still "queued".
    #[serde(rename = "queued")]
    Sending,
    /// Graph took it.
    Accepted,
    /// Nobody knows whether Graph took it.
    Uncertain,
    /// On WhatsApp's servers.
    Sent,
    /// On the person's device.
    Delivered,
    /// Seen.
    Read,
    /// It will not arrive.
    Failed,
    /// It was not to be sent any more before it left.
    Cancelled,
}

impl MessageState {
    /// Every state, in the order of a message's life.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Accepted,
        Self::Uncertain,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Uncertain => "uncertain",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word in the book.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// What a status says.
    pub(super) fn of(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Sent => Self::Sent,
            Delivery::Delivered => Self::Delivered,
            Delivery::Read | Delivery::Played => Self::Read,
            Delivery::Failed => Self::Failed,
        }
    }

    /// States join upwards: a late `sent` never undoes a `read`, and a failure sticks. What was
    /// never sent cannot get a status of its own, so those states stand lowest.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Queued | Self::Cancelled => 0,
            Self::Sending | Self::Uncertain | Self::Accepted => 1,
            Self::Sent => 2,
            Self::Delivered => 3,
            Self::Read => 4,
            Self::Failed => 5,
        }
    }

    /// Whether a call was made whose outcome is not settled.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Sending | Self::Uncertain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_in_the_book_read_back() {
        for state in MessageState::ALL {
            assert_eq!(MessageState::parse(state.as_str()), Some(state));
        }
        assert_eq!(
            serde_json::to_string(&MessageState::Sending).unwrap(),
            "\"queued\""
        );
    }
}
