//! Why a message waits, or ended without arriving.

use super::MessageState;
use serde::Serialize;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $word:literal $end:ident,)*) => {
        /// Why a message waits, or ended without arriving: a stable word in the book, in counts
        /// and in alerts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// How a message ends that is given up for it: it failed where it could not arrive,
            /// and is cancelled where it was not to be sent any more.
            pub fn end(self) -> MessageState {
                match self { $(Self::$name => MessageState::$end),* }
            }
        }
    };
}

reasons! {
    // It waits for its turn.
    /// The number sends as fast as Meta lets it.
    Throughput "throughput" Failed,
    /// This person was written to very often just now.
    PairRate "pair_rate" Failed,
    /// As many people as Meta allows in 24 hours were written to.
    MessagingLimit "messaging_limit" Failed,
    /// Meta has a limit or trouble that passes.
    MetaBusy "meta_busy" Failed,
    /// Meta is moving or upgrading the number.
    Maintenance "maintenance" Failed,
    /// Our own call was not made.
    NotMade "not_made" Failed,

    // It waits for the person.
    /// It is night or a day of rest where they are.
    QuietHours "quiet_hours" Failed,
    /// They had as many about this as the shop promised at most.
    FrequencyCap "frequency_cap" Failed,
    /// Meta lets them rest from marketing.
    MarketingRest "marketing_rest" Failed,
    /// Somebody of the shop is talking with them.
    HumanInChat "human_in_chat" Cancelled,
    /// Their number may be somebody else's by now.
    IdentityChanged "identity_changed" Cancelled,

    // It waits for the shop, its number or its template.
    /// Meta paused the template.
    TemplatePaused "template_paused" Failed,
    /// Meta has not approved the template yet.
    TemplatePending "template_pending" Failed,
    /// Meta limits templates, because some were of another category than they said.
    TemplatesLimited "templates_limited" Failed,
    /// People complain: the number's quality is red.
    QualityRed "quality_red" Failed,
    /// Marketing from this number goes through Meta's other API alone.
    MarketingApi "marketing_api" Failed,
    /// The access token is not valid (any more).
    Token "token" Failed,
    /// The access token may not send.
    Permission "permission" Failed,
    /// Meta restricted or disabled the account.
    AccountRestricted "account_restricted" Failed,
    /// Too many people blocked or reported the number.
    SpamLimit "spam_limit" Failed,
    /// Meta cannot charge the account.
    Payment "payment" Failed,
    /// The number is not registered with the Cloud API.
    NotRegistered "not_registered" Failed,
    /// The number does not exist any more.
    NumberDeleted "number_deleted" Failed,
    /// The display name is not approved.
    DisplayName "display_name" Failed,

    // It ended.
    /// They took it back.
    Withdrawn "withdrawn" Cancelled,
    /// They have not agreed to it.
    NoConsent "no_consent" Cancelled,
    /// They stopped marketing in WhatsApp itself.
    NativeStop "native_stop" Cancelled,
    /// They had themselves erased.
    Suppressed "suppressed" Cancelled,
    /// There is nothing to be said any more.
    NotNeeded "not_needed" Cancelled,
    /// They have no WhatsApp that could get it.
    Unreachable "unreachable" Failed,
    /// The shop blocked them.
    Blocked "blocked" Failed,
    /// They last wrote over 24 hours ago.
    WindowClosed "window_closed" Failed,
    /// Meta delivers no marketing to numbers of the United States.
    MarketingToUs "marketing_to_us" Failed,
    /// The template is missing in every language that would do.
    TemplateMissing "template_missing" Failed,
    /// Meta disabled the template.
    TemplateDisabled "template_disabled" Failed,
    /// The template takes other parameters, or other words, than it was given.
    TemplateMismatch "template_mismatch" Failed,
    /// Its time was over before it could leave.
    TooLate "too_late" Failed,
    /// They are in an experiment of Meta's and get no marketing.
    Experiment "experiment" Failed,
    /// Meta allows no messages to their country from this shop.
    Country "country" Failed,
    /// It is the shop's own number.
    OwnNumber "own_number" Failed,
    /// A test number writes to listed people alone, and they are not listed.
    TestNumber "test_number" Failed,
    /// This message needs their number, and only their user ID is known.
    PhoneNeeded "phone_needed" Failed,
    /// Meta does not take this message as it is.
    Invalid "invalid" Failed,
    /// Meta refused with a code that we do not know, or gave up on it.
    Refused "refused" Failed,
    /// A fault of our own.
    Fault "fault" Failed,
}

impl Reason {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_words_read_back_and_none_stands_twice() {
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(*reason));
            assert_eq!(
                serde_json::to_string(reason).unwrap(),
                format!("\"{}\"", reason.as_str())
            );
        }
        let words: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(words.len(), Reason::ALL.len());
    }
}
