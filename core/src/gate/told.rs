//! What follows for the gate from what Meta told (`crate::meta`) and from what Graph refused.

use super::facts::{Hold, Number};
use super::language::Usability;
use super::{LOOK_AGAIN, Millis};
use crate::meta::{
    AccountState, NumberState, Quality, Restriction, TemplateState, TemplateStatus, Until,
};
use crate::outgoing::Reason;
use crate::time::{DAY, HOUR};

/// A template that Graph refused to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// When, in Unix milliseconds.
    pub at: Millis,
    /// Until when that is believed.
    pub until: Millis,
}

impl Refusal {
    /// How long a refusal is believed where Meta tells nothing else: a pause is of 3 hours at first;
    /// what was missing or disabled may have been mended the next day.
    pub fn believed_for(reason: Reason) -> Millis {
        match reason {
            Reason::TemplatePaused => 3 * HOUR,
            _ => DAY,
        }
    }
}

impl Usability {
    /// Of a template in one language. Whichever was said last counts.
    pub fn of(state: &TemplateState, refused: Option<Refusal>) -> Self {
        let told_at = state.verdict.at();
        if let Some(refused) = refused.filter(|refused| told_at.is_none_or(|at| at < refused.at)) {
            return match refused.reason {
                Reason::TemplatePaused => {
                    // Meta told how long, if it told of a pause at all.
                    let until = state.paused_until().unwrap_or(refused.until);
                    Self::NotYet(Some(until), refused.reason)
                }
                reason => Self::Gone(reason),
            };
        }
        let Some(status) = state.status() else {
            return Self::Usable;
        };
        match status {
            TemplateStatus::Paused => Self::NotYet(state.paused_until(), Reason::TemplatePaused),
            TemplateStatus::Pending | TemplateStatus::InAppeal | TemplateStatus::LimitExceeded => {
                Self::NotYet(None, Reason::TemplatePending)
            }
            TemplateStatus::Disabled => Self::Gone(Reason::TemplateDisabled),
            TemplateStatus::Rejected
            | TemplateStatus::Archived
            | TemplateStatus::PendingDeletion
            | TemplateStatus::Deleted => Self::Gone(Reason::TemplateMissing),
            // A word that we do not know is no reason to stop: Graph refuses what it will not send.
            TemplateStatus::Approved
            | TemplateStatus::Flagged
            | TemplateStatus::Locked
            | TemplateStatus::Other(_) => Self::Usable,
        }
    }
}

impl Number {
    /// What Meta told of the number and its account.
    pub fn told(number: &NumberState, account: &AccountState, now: Millis) -> Self {
        let hold = |until: Option<Millis>, reason| Hold {
            until: until.unwrap_or(now + LOOK_AGAIN),
            reason,
        };
        let mut told = Self::default();
        if number.quality() == Some(&Quality::Red) {
            told.marketing = Some(hold(None, Reason::QualityRed));
        }
        if account.is_banned(now) {
            told.stop = Some(hold(None, Reason::AccountRestricted));
        }
        for (restriction, until) in account.restrictions(now) {
            let until = match until {
                Until::Moment(until) => Some(until),
                Until::FurtherNotice => None,
            };
            let hold = hold(until, Reason::AccountRestricted);
            match restriction {
                Restriction::BusinessInitiated => told.outside = Some(hold),
                Restriction::CustomerInitiated => told.stop = Some(hold),
                Restriction::AddPhoneNumber | Restriction::Other(_) => {}
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::{AccountSays, Ban, BanState, NumberSays, Pause, TemplateSays, Verdict};

    const NOW: Millis = 1_780_000_000_000;

    fn template(status: TemplateStatus, pause: Option<Pause>) -> TemplateState {
        let mut state = TemplateState::default();
        let verdict = Verdict {
            pause,
            ..Verdict::from(status)
        };
        state.take(TemplateSays::Status(verdict, None), NOW);
        state
    }

    fn refused(reason: Reason, at: Millis) -> Refusal {
        let until = at + Refusal::believed_for(reason);
        Refusal { reason, at, until }
    }

    #[test]
    fn every_status_of_metas_says_whether_a_template_can_be_used() {
        let missing = Usability::Gone(Reason::TemplateMissing);
        let pending = Usability::NotYet(None, Reason::TemplatePending);
        for (status, usability) in [
            (TemplateStatus::Approved, Usability::Usable),
            (TemplateStatus::Flagged, Usability::Usable),
            (TemplateStatus::Locked, Usability::Usable),
            (TemplateStatus::Other("NEW_WORD".into()), Usability::Usable),
            (TemplateStatus::Pending, pending),
            (TemplateStatus::InAppeal, pending),
            (TemplateStatus::LimitExceeded, pending),
            (
                TemplateStatus::Paused,
                Usability::NotYet(None, Reason::TemplatePaused),
            ),
            (
                TemplateStatus::Disabled,
                Usability::Gone(Reason::TemplateDisabled),
            ),
            (TemplateStatus::Rejected, missing),
            (TemplateStatus::Archived, missing),
            (TemplateStatus::PendingDeletion, missing),
            (TemplateStatus::Deleted, missing),
        ] {
            assert_eq!(
                Usability::of(&template(status.clone(), None), None),
                usability,
                "{status:?}"
            );
        }
        assert_eq!(
            Usability::of(&TemplateState::default(), None),
            Usability::Usable
        );
    }

    #[test]
    fn a_pause_lasts_as_long_as_meta_says() {
        for (pause, hours) in [(Pause::First, 3), (Pause::Second, 6)] {
            let state = template(TemplateStatus::Paused, Some(pause));
            assert_eq!(
                Usability::of(&state, None),
                Usability::NotYet(Some(NOW + hours * HOUR), Reason::TemplatePaused)
            );
            assert_eq!(
                Usability::of(&state, Some(refused(Reason::TemplatePaused, NOW + 5))),
                Usability::NotYet(Some(NOW + hours * HOUR), Reason::TemplatePaused)
            );
        }
    }

    #[test]
    fn of_metas_word_and_a_refusal_the_later_counts() {
        let approved = template(TemplateStatus::Approved, None);
        for (reason, usability) in [
            (
                Reason::TemplateMissing,
                Usability::Gone(Reason::TemplateMissing),
            ),
            (
                Reason::TemplateDisabled,
                Usability::Gone(Reason::TemplateDisabled),
            ),
            (
                Reason::TemplatePaused,
                Usability::NotYet(Some(NOW + 1 + 3 * HOUR), Reason::TemplatePaused),
            ),
        ] {
            assert_eq!(
                Usability::of(&approved, Some(refused(reason, NOW + 1))),
                usability
            );
            assert_eq!(
                Usability::of(&approved, Some(refused(reason, NOW))),
                Usability::Usable
            );
            assert_eq!(
                Usability::of(&TemplateState::default(), Some(refused(reason, NOW + 1))),
                usability
            );
        }
    }

    #[test]
    fn a_red_number_promotes_nothing_until_it_is_better() {
        let mut number = NumberState::default();
        number.take(NumberSays::Quality(Quality::Red), NOW);
        let told = Number::told(&number, &AccountState::default(), NOW);
        let red = Hold {
            until: NOW + LOOK_AGAIN,
            reason: Reason::QualityRed,
        };
        assert_eq!(
            told,
            Number {
                marketing: Some(red),
                ..Number::default()
            }
        );
        number.take(NumberSays::Quality(Quality::Yellow), NOW + 1);
        assert_eq!(
            Number::told(&number, &AccountState::default(), NOW),
            Number::default()
        );
    }

    #[test]
    fn a_banned_or_restricted_account_stops_as_much_as_meta_says() {
        let number = NumberState::default();
        let hold = |until| {
            Some(Hold {
                until,
                reason: Reason::AccountRestricted,
            })
        };
        let mut account = AccountState::default();
        let until = Until::Moment(NOW + 7);
        account.take(
            AccountSays::Restricted(vec![(Restriction::BusinessInitiated, until)]),
            NOW,
        );
        assert_eq!(Number::told(&number, &account, NOW).outside, hold(NOW + 7));
        assert_eq!(Number::told(&number, &account, NOW).stop, None);
        assert_eq!(Number::told(&number, &account, NOW + 7), Number::default());
        let ban = Ban {
            state: BanState::Disabled,
            on: None,
        };
        account.take(AccountSays::Ban(ban), NOW);
        assert_eq!(
            Number::told(&number, &account, NOW).stop,
            hold(NOW + LOOK_AGAIN)
        );
    }
}
