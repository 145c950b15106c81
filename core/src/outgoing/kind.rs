//! What messages are for.

use crate::time::{DAY, HOUR, Millis};

/// A confirmation that comes a day late confuses more than it confirms; and free text may go only
/// within 24 hours of the person's message.
const ANSWER_WITHIN: Millis = 23 * HOUR;
/// "Somebody asked just now whether…" is not true any more the day after.
const ASK_WITHIN: Millis = DAY;
/// What a shop writes may have to wait for Meta's daily limit for some days; news of last week is
/// none.
const NEWS_WITHIN: Millis = 7 * DAY;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Confirms an opt-in.
    Welcome,
    /// Asks in the chat what the shop may write about.
    Question,
    /// Asks whether an unclear message meant stop.
    Unclear,
    /// Confirms a stop.
    Stopped,
    /// Confirms a START.
    Resumed,
    /// The link to the person's own page, which they asked for.
    Preferences,
    /// The coupon that was promised with an opt-in: a second message, so that the welcome stays
    /// free of promotion.
    Coupon,
    /// One of the shop's own templates, about a purpose that the person agreed to.
    ShopTemplate,
    /// Asks a typed number whether it was they who asked (`confirm = "template"`).
    ConfirmRequest,
    /// What somebody of the shop wrote in the console, to somebody who had written.
    Reply,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Welcome,
        Self::Question,
        Self::Unclear,
        Self::Stopped,
        Self::Resumed,
        Self::Preferences,
        Self::Coupon,
        Self::ShopTemplate,
        Self::ConfirmRequest,
        Self::Reply,
    ];

    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Question => "question",
            Self::Unclear => "unclear",
            Self::Stopped => "stopped",
            Self::Resumed => "resumed",
            Self::Preferences => "preferences",
            Self::Coupon => "coupon",
            Self::ShopTemplate => "shop_template",
            Self::ConfirmRequest => "confirm_request",
            Self::Reply => "reply",
        }
    }

    /// Reads the word in the book.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// For how long after it was queued it is tried. Then it is given up.
    pub fn try_for(self) -> Millis {
        match self {
            Self::ShopTemplate => NEWS_WITHIN,
            Self::ConfirmRequest => ASK_WITHIN,
            _ => ANSWER_WITHIN,
        }
    }

    /// Whether the same words may go as free text where the template cannot be used. The shop's
    /// own template has words that we do not know, and the question to a typed number goes to
    /// somebody who did not write.
    pub fn has_free_text(self) -> bool {
        !matches!(self, Self::ShopTemplate | Self::ConfirmRequest)
    }

    /// Whether it may be sent again by hand once nobody knows what became of it.
    pub fn may_be_resent(self) -> bool {
        self != Self::Welcome
    }

    /// Whether a person of the shop wrote it. What is said to it was not said to a machine.
    pub fn is_written_by_hand(self) -> bool {
        self == Self::Reply
    }

    /// Which messages it waits with, given whether it is marketing.
    pub fn lane(self, is_marketing: bool) -> Lane {
        match self {
            Self::ShopTemplate if is_marketing => Lane::Marketing,
            Self::ShopTemplate | Self::ConfirmRequest => Lane::Notices,
            _ => Lane::Answers,
        }
    }
}

/// Messages that are held up together: who waits for an answer never stands behind a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// To somebody who just wrote.
    Answers,
    /// What the shop starts and does not promote with.
    Notices,
    /// What the shop starts and promotes with.
    Marketing,
}

impl Lane {
    /// Every lane, the first to go first.
    pub const ALL: [Self; 3] = [Self::Answers, Self::Notices, Self::Marketing];

    /// Of something for each lane, in the order of [`Lane::ALL`], this one's.
    pub fn of<T: Copy>(self, each: &[Option<T>; 3]) -> Option<T> {
        let [answers, notices, marketing] = *each;
        match self {
            Self::Answers => answers,
            Self::Notices => notices,
            Self::Marketing => marketing,
        }
    }

    /// Its number in the book.
    pub fn number(self) -> i64 {
        match self {
            Self::Answers => 0,
            Self::Notices => 1,
            Self::Marketing => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_in_the_book_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::parse("x"), None);
    }

    #[test]
    fn only_what_the_shop_starts_stands_behind_answers() {
        for kind in Kind::ALL {
            let started = matches!(kind, Kind::ShopTemplate | Kind::ConfirmRequest);
            assert_eq!(kind.lane(false) == Lane::Answers, !started, "{kind:?}");
        }
        assert_eq!(Kind::ShopTemplate.lane(true), Lane::Marketing);
        assert_eq!(Kind::Coupon.lane(true), Lane::Answers);
    }
}
