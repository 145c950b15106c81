//! What a receiver answered.

use crate::time::Millis;

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A status of 200 to 299: the receiver has it.
    Taken,
    /// Any other status. Redirects are not followed, so they are refusals too.
    Refused {
        /// The HTTP status.
        status: u16,
        /// `Retry-After`, in milliseconds.
        retry_after: Option<Millis>,
    },
    /// The call was made and no answer came: the receiver may have it.
    None,
    /// The call was certainly not made, by a fault of our own.
    NotMade,
}

/// The receiver wants nothing any more (RFC 9110, 15.5.11).
const GONE: u16 = 410;

impl Answer {
    /// Reads a status.
    pub fn of(status: u16, retry_after: Option<Millis>) -> Self {
        if (200..300).contains(&status) {
            Self::Taken
        } else {
            Self::Refused {
                status,
                retry_after,
            }
        }
    }

    /// The HTTP status of a refusal.
    pub fn refusal(self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(status),
            Self::Taken | Self::None | Self::NotMade => None,
        }
    }

    /// Whether the receiver wants nothing any more.
    pub fn is_gone(self) -> bool {
        self.refusal() == Some(GONE)
    }
}
