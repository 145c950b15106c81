//! The gate: whether a message may leave, asked at the moment of sending, for every kind.
//!
//! One truth table. What forbids a message for good is asked first and wins; else, of everything
//! that makes it wait, what lasts longest. So the answer does not depend on the order of the
//! questions, and a message is looked at again only when all that is known to hold it up is over.
//!
//! | | welcome | answers | answer to a stop | coupon | shop's template | confirm request | reply by hand |
//! |---|---|---|---|---|---|---|---|
//! | person unreachable, blocked | never | never | never | never | never | never | never |
//! | suppressed | | | | never | never | never | never² |
//! | what it rests on was taken back | never | never | | never | never | | |
//! | WhatsApp's own stop | as text¹ | | | never | never if marketing | | |
//! | number of the United States | as text¹ | | | | never if marketing | | |
//! | window closed | template alone | never | never | never | | | never |
//! | template cannot be used | as text | | | | waits | waits | |
//! | number stopped | waits | waits | waits | waits | waits | waits | waits |
//! | templates limited | as text | | | | waits | waits | |
//! | marketing stopped, quality red | as text¹ | | | | waits if marketing | | |
//! | messaging limit, window closed | | | | | waits | waits | |
//! | human in the chat | | never | | waits | waits | waits | |
//! | identity changed | | | | waits | waits | | |
//! | Meta lets them rest | as text¹ | | | | waits if marketing | | |
//! | purpose's own limit | | | | | waits | | |
//! | quiet hours | | | | | waits if marketing | | |
//! | pair rate | waits | waits | waits | waits | waits | waits | waits |
//!
//! ¹ Only where Meta approved the confirmation as marketing.
//! ² Unless they have written since: then it answers them, and nobody asked to be left without answer.

mod colombia;
mod facts;
mod language;
mod quiet;
mod told;
mod zone;

pub use facts::{Asked, Hold, Number, Person};
pub use language::{TemplateChoice, Usability, choose};
pub use quiet::{Hours as MarketingHours, ParseHoursError};
pub use told::Refusal;

use crate::outgoing::{Form, Kind, Reason};
use crate::purpose::Category;
use crate::question::{QUIET_AFTER_HUMAN, WINDOW};
use crate::time::{DAY, Millis};

/// What the gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may leave now, as this.
    Send(Form),
    /// Not yet.
    Wait {
        /// When to ask again.
        until: Millis,
        /// Why.
        reason: Reason,
    },
    /// Not any more.
    Never(Reason),
}

/// What has no end that is known is looked at again after so long; whoever lifts it wakes what
/// waits for it.
pub const LOOK_AGAIN: Millis = DAY;

/// Asks.
pub fn ask(asked: &Asked, person: &Person, number: &Number, now: Millis) -> Verdict {
    if let Some(reason) = forbidden(asked, person, now) {
        return Verdict::Never(reason);
    }
    let is_window_open = within(person.last_wrote_at, WINDOW, now).is_some();
    let may_be_text = is_window_open && asked.kind.has_free_text();
    let (form, of_template) = match asked.form {
        Form::Text => (Form::Text, None),
        Form::Template => match template(asked, person, number, now) {
            Verdict::Send(_) => (Form::Template, None),
            _ if may_be_text => (Form::Text, None),
            Verdict::Wait { until, reason } => (Form::Template, Some(Hold { until, reason })),
            never @ Verdict::Never(_) => return never,
        },
    };
    if form == Form::Text && !is_window_open {
        return Verdict::Never(Reason::WindowClosed);
    }
    let limit = number
        .outside
        .filter(|_| asked.is_started_by_shop() && !is_window_open && !person.is_counted);
    let holds = waits_of_person(asked, person, number, now);
    let holds = holds.into_iter().chain([number.stop, of_template, limit]);
    let longest = holds
        .flatten()
        .filter(|hold| hold.until > now)
        .max_by_key(|hold| hold.until);
    match longest {
        Some(Hold { until, reason }) => Verdict::Wait { until, reason },
        None => Verdict::Send(form),
    }
}

/// What no waiting changes.
fn forbidden(asked: &Asked, person: &Person, now: Millis) -> Option<Reason> {
    let of_purpose = asked.kind == Kind::ShopTemplate;
    let bound = of_purpose || asked.kind == Kind::Coupon;
    let started = bound || asked.is_started_by_shop();
    // Whether somebody has written since their erasure, whoever tells us knows.
    let bars_suppressed = started || asked.kind.is_written_by_hand();
    let marketing = of_purpose && asked.category == Category::Marketing;
    person
        .never
        .or((person.is_suppressed && bars_suppressed).then_some(Reason::Suppressed))
        .or((!asked.stands).then_some(if of_purpose {
            Reason::NoConsent
        } else {
            Reason::Withdrawn
        }))
        .or((person.is_natively_stopped && bound && asked.promotes()).then_some(Reason::NativeStop))
        .or((person.is_in_us() && marketing).then_some(Reason::MarketingToUs))
        .or(
            (is_chat(asked.kind) && human_in_chat(person, now).is_some())
                .then_some(Reason::HumanInChat),
        )
}

/// Whether the template itself can be used.
fn template(asked: &Asked, person: &Person, number: &Number, now: Millis) -> Verdict {
    let wait = |hold: Hold| Verdict::Wait {
        until: hold.until,
        reason: hold.reason,
    };
    match &asked.template {
        Some(TemplateChoice::Never(reason)) => return Verdict::Never(*reason),
        Some(TemplateChoice::Wait(hold)) if hold.until > now => return wait(*hold),
        Some(TemplateChoice::Use(_) | TemplateChoice::Wait(_)) => {}
        None => return Verdict::Never(Reason::TemplateMissing),
    }
    if asked.category == Category::Marketing {
        // Of a shop's own template this was asked before.
        if person.is_natively_stopped {
            return Verdict::Never(Reason::NativeStop);
        }
        if person.is_in_us() {
            return Verdict::Never(Reason::MarketingToUs);
        }
        let rests = person.rests_until.map(|until| Hold {
            until,
            reason: Reason::MarketingRest,
        });
        let holds = [number.marketing, rests].into_iter().flatten();
        if let Some(hold) = holds
            .filter(|hold| hold.until > now)
            .max_by_key(|hold| hold.until)
        {
            return wait(hold);
        }
    }
    match number.templates.filter(|hold| hold.until > now) {
        Some(hold) => wait(hold),
        None => Verdict::Send(Form::Template),
    }
}

/// What makes a message wait for its person.
fn waits_of_person(
    asked: &Asked,
    person: &Person,
    number: &Number,
    now: Millis,
) -> [Option<Hold>; 5] {
    let hold = |until: Option<Millis>, reason| until.map(|until| Hold { until, reason });
    let of_purpose = asked.kind == Kind::ShopTemplate;
    let bound = of_purpose || asked.kind == Kind::Coupon;
    let human = human_in_chat(person, now).filter(|_| bound || asked.is_started_by_shop());
    let identity = (person.is_identity_changed && bound).then_some(now + LOOK_AGAIN);
    let quiet = (of_purpose && asked.category == Category::Marketing)
        .then(|| quiet::until(person.country, number.hours, now))
        .flatten();
    [
        hold(human, Reason::HumanInChat),
        hold(identity, Reason::IdentityChanged),
        hold(
            asked.cap_free_at.filter(|_| of_purpose),
            Reason::FrequencyCap,
        ),
        hold(quiet, Reason::QuietHours),
        hold(person.pair_free_at, Reason::PairRate),
    ]
}

/// Answers that a person of the shop makes superfluous. The answer to a stop and the welcome are
/// none of these (design §2.10), and whether the question is asked decides for itself.
fn is_chat(kind: Kind) -> bool {
    matches!(kind, Kind::Unclear | Kind::Resumed | Kind::Preferences)
}

/// Until when machines are silent, because somebody of the shop is talking with them.
fn human_in_chat(person: &Person, now: Millis) -> Option<Millis> {
    within(person.human_wrote_at, QUIET_AFTER_HUMAN, now)
}

/// When something that lasts so long after a moment is over, where it is not.
fn within(since: Option<Millis>, lasts: Millis, now: Millis) -> Option<Millis> {
    since
        .map(|since| since + lasts)
        .filter(|until| *until > now)
}

#[cfg(test)]
mod tests;
