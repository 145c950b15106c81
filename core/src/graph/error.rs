//! Meta's refusals: one table, for answers of Graph and for `failed` statuses alike.
//!
//! Meta: build error handling around codes, not around subcodes or HTTP statuses.
//! Source: Meta's list of error codes of the Cloud API, September 2026.

use crate::outgoing::Reason;
use crate::time::{DAY, MINUTE, Millis, SECOND};

/// How often an error that may be our own fault is tried.
const FEW_TRIES: u32 = 5;
/// Meta's code for: this person stopped marketing messages from this shop.
pub const STOPPED_MARKETING: i64 = 131_050;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphError {
    /// Meta's code.
    pub code: i64,
    /// Meta says that it will pass.
    pub is_transient: bool,
    /// When to try again, where the answer says so (`Retry-After`).
    pub retry_after: Option<Millis>,
}

/// What to do about the message that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Try again after a while.
    RetryAfter(Millis),
    /// The template does not take this; the same words may go as free text, where they may.
    UseFreeText,
    /// The template cannot be used now, or not in this language. The same words may go as free
    /// text, where they may; else it waits for the template.
    WaitForTemplate,
    /// Free text may not go any more: a template may, where there is one.
    UseTemplate,
    /// It waits until the number, or this kind of message from it, may send again.
    WaitForNumber,
    /// It will not work for this message.
    GiveUp,
}

/// What a refusal says beyond the one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// Nobody can write to this person from here any more.
    NeverAgain,
    /// The person stopped marketing in WhatsApp itself: the same as its own webhook of that.
    StoppedMarketing,
    /// The person is to get no marketing for so long.
    RestFromMarketing(Millis),
    /// The person's number may be somebody else's by now.
    ConfirmIdentity,
    /// The template cannot be used in this language: paused, disabled or missing.
    TemplateStops,
    /// No template of this number can be used: Meta limits them.
    TemplatesStop,
    /// No marketing goes from this number in this way.
    MarketingStops,
    /// Nothing goes from this number until somebody, or time, mends it.
    NumberStops,
}

/// How often and how fast to try again: `first`, then each time `factor` as long, up to `most`.
#[derive(Clone, Copy)]
struct Backoff {
    first: Millis,
    factor: Millis,
    most: Millis,
    tries: Option<u32>,
}

#[derive(Clone, Copy)]
enum Remedy {
    Retry(Backoff),
    Do(Advice),
}

struct Rule {
    reason: Reason,
    remedy: Remedy,
    effect: Effect,
}

/// Rates and servers that are busy or down.
const SOON: Backoff = Backoff {
    first: 2 * SECOND,
    factor: 2,
    most: 10 * MINUTE,
    tries: None,
};
/// One message in 6 s to one person: 4^X s, X from 0.
const PAIR: Backoff = Backoff {
    first: SECOND,
    factor: 4,
    ..SOON
};
/// "Invalid request or server error", "unknown error": a few times, then no more.
const FEW: Backoff = Backoff {
    tries: Some(FEW_TRIES),
    ..SOON
};
/// An upgrade or a migration of the number: a minute, or minutes.
const MAINTENANCE: Backoff = Backoff {
    first: MINUTE,
    factor: 2,
    most: 30 * MINUTE,
    tries: None,
};
/// A new template takes some ten minutes to reach the API for marketing.
const SYNC: Backoff = Backoff {
    first: 10 * MINUTE,
    factor: 1,
    most: 10 * MINUTE,
    tries: None,
};

fn rule(code: i64) -> Option<Rule> {
    let retry = |reason, backoff| Rule {
        reason,
        remedy: Remedy::Retry(backoff),
        effect: Effect::Nothing,
    };
    let give_up = |reason, effect| Rule {
        reason,
        remedy: Remedy::Do(Advice::GiveUp),
        effect,
    };
    let number = |reason| Rule {
        reason,
        remedy: Remedy::Do(Advice::WaitForNumber),
        effect: Effect::NumberStops,
    };
    let template = |reason, advice, effect| Rule {
        reason,
        remedy: Remedy::Do(advice),
        effect,
    };
    let (none, stops) = (Effect::Nothing, Effect::TemplateStops);
    Some(match code {
        // Passing: rates of the app, the account and the number; servers.
        4 | 80_007 | 130_429 | 2 | 131_016 | 133_004 | 134_102 => retry(Reason::MetaBusy, SOON),
        1 | 131_000 => retry(Reason::MetaBusy, FEW),
        131_056 => retry(Reason::PairRate, PAIR),
        131_057 | 2_494_100 => retry(Reason::Maintenance, MAINTENANCE),
        134_101 => retry(Reason::TemplatePending, SYNC),

        // The number, until its owner mends it.
        0 | 190 => number(Reason::Token),
        3 | 10 | 200..=299 | 131_005 => number(Reason::Permission),
        368 | 131_031 => number(Reason::AccountRestricted),
        131_048 => number(Reason::SpamLimit),
        131_042 | 134_011 => number(Reason::Payment),
        131_045 | 133_000 | 133_005 | 133_006 | 133_008 | 133_009 | 133_010 | 133_015 | 133_016 => {
            number(Reason::NotRegistered)
        }
        33 => number(Reason::NumberDeleted),
        131_037 => number(Reason::DisplayName),

        // The template.
        132_015 => template(Reason::TemplatePaused, Advice::WaitForTemplate, stops),
        132_016 => template(Reason::TemplateDisabled, Advice::WaitForTemplate, stops),
        132_001 => template(Reason::TemplateMissing, Advice::WaitForTemplate, stops),
        132_000 | 132_005 | 132_007 | 132_012 | 132_018 => {
            template(Reason::TemplateMismatch, Advice::UseFreeText, none)
        }
        131_064 => template(
            Reason::TemplatesLimited,
            Advice::WaitForTemplate,
            Effect::TemplatesStop,
        ),
        131_063 => template(
            Reason::MarketingApi,
            Advice::WaitForNumber,
            Effect::MarketingStops,
        ),
        131_055 | 134_100 | 1_752_041 => give_up(Reason::MarketingApi, none),
        132_068 | 132_069 => give_up(Reason::Invalid, none),

        // The person.
        131_047 => template(Reason::WindowClosed, Advice::UseTemplate, none),
        131_026 => give_up(Reason::Unreachable, Effect::NeverAgain),
        130_403 => give_up(Reason::Blocked, Effect::NeverAgain),
        STOPPED_MARKETING => give_up(Reason::NativeStop, Effect::StoppedMarketing),
        131_049 => give_up(Reason::MarketingRest, Effect::RestFromMarketing(DAY)),
        130_472 => give_up(Reason::Experiment, none),
        137_000 => give_up(Reason::IdentityChanged, Effect::ConfirmIdentity),
        131_062 => give_up(Reason::PhoneNeeded, none),
        130_497 => give_up(Reason::Country, none),
        131_021 => give_up(Reason::OwnNumber, none),
        131_030 => give_up(Reason::TestNumber, none),

        // The message.
        100 | 131_008 | 131_009 | 131_051 | 131_052 | 131_053 | 135_000 => {
            give_up(Reason::Invalid, none)
        }
        _ => return None,
    })
}

impl GraphError {
    /// The failure that a status names: only its code is told there.
    pub fn of_status(code: i64) -> Self {
        Self {
            code,
            is_transient: false,
            retry_after: None,
        }
    }

    /// What to do after the `attempt`th try (from 1) met this refusal.
    pub fn advice(&self, attempt: u32) -> Advice {
        match rule(self.code).map(|rule| rule.remedy) {
            Some(Remedy::Retry(backoff)) => self.after(backoff, attempt),
            Some(Remedy::Do(Advice::GiveUp)) | None if self.is_transient => {
                self.after(FEW, attempt)
            }
            Some(Remedy::Do(advice)) => advice,
            None => Advice::GiveUp,
        }
    }

    /// What to do about a message that Graph took and that then failed by a status. Only what says
    /// for certain that nobody got it is tried again: a limit, or a number that may not send.
    pub fn advice_after_acceptance(&self, attempt: u32) -> Advice {
        match self.advice(attempt) {
            Advice::RetryAfter(_) if matches!(self.code, 1 | 2 | 131_000 | 131_016) => {
                Advice::GiveUp
            }
            advice => advice,
        }
    }

    fn after(&self, backoff: Backoff, attempt: u32) -> Advice {
        if backoff.tries.is_some_and(|tries| attempt >= tries) {
            return Advice::GiveUp;
        }
        // Ten steps are over every `most`.
        let steps = attempt.saturating_sub(1).min(10);
        let wait = backoff.factor.saturating_pow(steps);
        let wait = wait.saturating_mul(backoff.first).min(backoff.most);
        Advice::RetryAfter(self.retry_after.unwrap_or(wait).clamp(SECOND, DAY))
    }

    /// Why the message waits, or ended, in a word.
    pub fn reason(&self) -> Reason {
        match rule(self.code) {
            Some(rule) => rule.reason,
            None if self.is_transient => Reason::MetaBusy,
            None => Reason::Refused,
        }
    }

    /// What it says beyond the one message. What passes says nothing.
    pub fn effect(&self) -> Effect {
        match rule(self.code) {
            Some(Rule {
                remedy: Remedy::Do(Advice::GiveUp),
                ..
            }) if self.is_transient => Effect::Nothing,
            Some(rule) => rule.effect,
            None => Effect::Nothing,
        }
    }
}

#[cfg(test)]
mod tests;
