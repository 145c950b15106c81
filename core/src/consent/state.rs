//! The consent state of one person: their acts, put in order, and what follows.

use super::act::{Act, Deed};
use crate::purpose::{Category, PurposeId};
use crate::statement::StatementId;
use crate::time::Millis;
use chrono::{DateTime, Months};
use std::collections::BTreeSet;

/// How long after a STOP a START may bring back what it ended.
pub const RESTART_WITHIN_MONTHS: u32 = 12;

/// How long consent lasts without a sign of life.
pub const DORMANT_AFTER_MONTHS: u32 = 24;

/// What may be written about: a purpose and, where the person waits for one, a product.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope {
    /// The purpose.
    pub purpose: PurposeId,
    /// The product; none for the purpose as a whole.
    pub product: Option<String>,
}

/// How things stand for one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was ever said.
    Never,
    /// A consent was brought from elsewhere without its proof.
    Unproven,
    /// The person agreed, and it stands.
    Granted(Grant),
    /// Ended by a STOP in the chat.
    Stopped {
        /// When, in Unix milliseconds.
        at: Millis,
    },
    /// Taken back in another way.
    Withdrawn {
        /// When, in Unix milliseconds.
        at: Millis,
    },
    /// Ran out.
    Expired {
        /// When, in Unix milliseconds.
        at: Millis,
    },
    /// The person had themselves erased and has not agreed since.
    Erased {
        /// When, in Unix milliseconds.
        at: Millis,
    },
}

impl Standing {
    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Unproven => "unproven",
            Self::Granted(_) => "granted",
            Self::Stopped { .. } => "stopped",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Expired { .. } => "expired",
            Self::Erased { .. } => "erased",
        }
    }

    /// When it ended, if it did.
    pub fn ended_at(self) -> Option<Millis> {
        match self {
            Self::Never | Self::Unproven | Self::Granted(_) => None,
            Self::Stopped { at }
            | Self::Withdrawn { at }
            | Self::Expired { at }
            | Self::Erased { at } => Some(at),
        }
    }
}

/// What one act changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect<'a> {
    /// The act.
    pub act: &'a Act,
    /// What it ended, in order. Of WhatsApp's own stop: everything that was ever agreed to, as far
    /// as it is marketing.
    pub ended: Vec<Scope>,
    /// What it gave, or gave back.
    pub gained: Vec<Scope>,
}

/// A consent that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// When it was given, in Unix milliseconds.
    pub since: Millis,
    /// When it was last said: given, or brought back by START.
    pub said_at: Millis,
    /// Under which words, where they are known.
    pub statement: Option<StatementId>,
}

/// A message that is about to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sending<'a> {
    /// What it is about.
    pub scope: &'a Scope,
    /// Meta's category of its template.
    pub category: Category,
    /// When the person last wrote or tapped, in Unix milliseconds.
    pub last_heard: Option<Millis>,
    /// The time, in Unix milliseconds.
    pub now: Millis,
}

/// Why a message may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Barrier {
    /// There is no consent that stands.
    #[error("the person has not agreed to this, or not any more")]
    NoConsent(Standing),
    /// There is one, but nothing was heard for 24 months.
    #[error("nothing was heard of the person for 24 months")]
    Dormant,
    /// The person stopped marketing in WhatsApp itself.
    #[error("the person stopped marketing in WhatsApp")]
    NativeStop,
}

/// All acts of one person. The order in which they became known and how often does not matter:
/// the state follows from the acts, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentState {
    acts: BTreeSet<Act>,
}

impl ConsentState {
    /// Adds an act; tells whether it was new.
    pub fn add(&mut self, act: Act) -> bool {
        self.acts.insert(act)
    }

    /// Takes over the acts of somebody who turned out to be the same person.
    pub fn merge(&mut self, other: Self) {
        self.acts.extend(other.acts);
    }

    /// Every scope that a yes was ever said to.
    pub fn scopes(&self) -> BTreeSet<Scope> {
        let granted = |act: &Act| match act.deed() {
            Deed::Grant {
                purposes, product, ..
            } => scopes(purposes, product.as_deref()),
            Deed::Unproven { purposes } => scopes(purposes, None),
            _ => Vec::new(),
        };
        self.acts.iter().flat_map(granted).collect()
    }

    /// Every act, in order.
    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        self.acts.iter()
    }

    /// What each act changed, in order; acts without an effect are left out. An act that becomes
    /// known late may give an earlier one an effect, or take it.
    pub fn effects(&self, is_current: impl Fn(&StatementId, Millis) -> bool) -> Vec<Effect<'_>> {
        let scopes = self.scopes();
        let mut replays: Vec<(Scope, Replay)> = scopes
            .iter()
            .map(|scope| (scope.clone(), Replay::default()))
            .collect();
        let mut stopped = false;
        let mut effects = Vec::new();
        for act in &self.acts {
            let mut effect = Effect {
                act,
                ended: Vec::new(),
                gained: Vec::new(),
            };
            for (scope, replay) in &mut replays {
                let before = replay.is_granted();
                replay.step(act, scope, &is_current);
                match (before, replay.is_granted()) {
                    (true, false) => effect.ended.push(scope.clone()),
                    (false, true) => effect.gained.push(scope.clone()),
                    _ => {}
                }
            }
            let stops = match act.deed() {
                Deed::NativeStop => true,
                Deed::NativeResume => false,
                _ => stopped,
            };
            let all = || scopes.iter().cloned().collect();
            match (stopped, stops) {
                (false, true) => effect.ended = all(),
                (true, false) => effect.gained = all(),
                _ => {}
            }
            stopped = stops;
            if !effect.ended.is_empty() || !effect.gained.is_empty() {
                effects.push(effect);
            }
        }
        effects
    }

    /// When a yes that was said to a scope at a moment (cut to the second) ended, if it did: a
    /// later yes is another, a START brings back the same.
    pub fn end_of(
        &self,
        scope: &Scope,
        said_at: Millis,
        is_current: impl Fn(&StatementId, Millis) -> bool,
    ) -> Option<Millis> {
        let mut replay = Replay::default();
        let mut said = false;
        let mut ended = None;
        for act in &self.acts {
            let (before, stop) = (replay.is_granted(), replay.stopped.map(|(_, at)| at));
            replay.step(act, scope, &is_current);
            let is_it = act.at() == said_at
                && matches!(act.deed(), Deed::Grant { purposes, product, .. }
                    if covers(purposes, product.as_deref(), scope));
            if is_it {
                said = true;
                ended = replay.standing.ended_at();
            } else if said {
                match (before, replay.is_granted()) {
                    (true, false) => ended = ended.or(Some(act.at())),
                    (false, true) if *act.deed() == Deed::Start && ended == stop => ended = None,
                    _ => {}
                }
            }
        }
        ended
    }

    /// How things stand for a scope. `is_current` tells whether a statement was the one shown at
    /// a moment: that is what a START needs.
    ///
    /// A yes to a purpose as a whole covers each of its products; a yes to one product covers
    /// that one. The later word counts, and the stricter within one second.
    pub fn standing(
        &self,
        scope: &Scope,
        is_current: impl Fn(&StatementId, Millis) -> bool,
    ) -> Standing {
        let mut replay = Replay::default();
        for act in &self.acts {
            replay.step(act, scope, &is_current);
        }
        replay.standing
    }

    /// Whether WhatsApp's own stop is in force: everything that is marketing is barred, whatever
    /// the person agreed to, until WhatsApp's own resume.
    pub fn is_natively_stopped(&self) -> bool {
        self.acts
            .iter()
            .rev()
            .find_map(|act| match act.deed() {
                Deed::NativeStop => Some(true),
                Deed::NativeResume => Some(false),
                _ => None,
            })
            .unwrap_or(false)
    }

    /// The last no: a refusal, or a withdrawal of any kind, in Unix milliseconds.
    pub fn last_no(&self) -> Option<Millis> {
        let is_no = |act: &&Act| {
            matches!(
                act.deed(),
                Deed::Refuse
                    | Deed::NativeStop
                    | Deed::Stop
                    | Deed::Withdraw { .. }
                    | Deed::WithdrawAll
                    | Deed::Erase
            )
        };
        self.acts.iter().rev().find(is_no).map(Act::at)
    }

    /// Whether a message may be sent now: to be asked at the moment of sending.
    ///
    /// # Errors
    /// Says why not.
    pub fn may_send(
        &self,
        sending: &Sending<'_>,
        is_current: impl Fn(&StatementId, Millis) -> bool,
    ) -> Result<Grant, Barrier> {
        let grant = match self.standing(sending.scope, is_current) {
            Standing::Granted(grant) => grant,
            other => return Err(Barrier::NoConsent(other)),
        };
        if sending.category == Category::Marketing && self.is_natively_stopped() {
            return Err(Barrier::NativeStop);
        }
        if sending.now >= grant.dormant_from(sending.last_heard) {
            return Err(Barrier::Dormant);
        }
        Ok(grant)
    }
}

impl Grant {
    /// From when on the consent is dormant: 24 months after the last sign of life, in Unix
    /// milliseconds. `last_heard` is when the person last wrote or tapped.
    pub fn dormant_from(&self, last_heard: Option<Millis>) -> Millis {
        let last = last_heard.map_or(self.said_at, |heard| heard.max(self.said_at));
        after_months(last, DORMANT_AFTER_MONTHS)
    }
}

/// The acts so far, for one scope.
struct Replay {
    standing: Standing,
    /// What a START may bring back, and when the STOP was.
    stopped: Option<(Grant, Millis)>,
}

impl Default for Replay {
    fn default() -> Self {
        Self {
            standing: Standing::Never,
            stopped: None,
        }
    }
}

impl Replay {
    fn is_granted(&self) -> bool {
        matches!(self.standing, Standing::Granted(_))
    }

    fn step(
        &mut self,
        act: &Act,
        scope: &Scope,
        is_current: impl Fn(&StatementId, Millis) -> bool,
    ) {
        let at = act.at();
        match act.deed() {
            Deed::Grant {
                purposes,
                product,
                statement,
                imported,
            } if covers(purposes, product.as_deref(), scope) => {
                let undoes = !imported
                    || matches!(
                        self.standing,
                        Standing::Never | Standing::Unproven | Standing::Granted(_)
                    );
                if undoes {
                    self.stopped = None;
                    self.standing = Standing::Granted(Grant {
                        since: at,
                        said_at: at,
                        statement: *statement,
                    });
                }
            }
            Deed::Unproven { purposes }
                if covers(purposes, None, scope) && self.standing == Standing::Never =>
            {
                self.standing = Standing::Unproven;
            }
            Deed::Start => self.restart(at, is_current),
            Deed::Stop => self.stop(at),
            Deed::Withdraw { purposes, product } if covers(purposes, product.as_deref(), scope) => {
                self.end(Standing::Withdrawn { at });
            }
            Deed::Expire { purposes, product } if covers(purposes, product.as_deref(), scope) => {
                self.expire(at);
            }
            Deed::WithdrawAll => self.end(Standing::Withdrawn { at }),
            Deed::Erase => self.end(Standing::Erased { at }),
            Deed::Grant { .. }
            | Deed::Unproven { .. }
            | Deed::Withdraw { .. }
            | Deed::Expire { .. }
            | Deed::Refuse
            | Deed::NativeStop
            | Deed::NativeResume => {}
        }
    }

    fn stop(&mut self, at: Millis) {
        match self.standing {
            Standing::Granted(grant) => {
                self.stopped = Some((grant, at));
                self.standing = Standing::Stopped { at };
            }
            Standing::Never | Standing::Unproven => self.standing = Standing::Stopped { at },
            // It ended before, and less can be lifted from that.
            Standing::Stopped { .. }
            | Standing::Withdrawn { .. }
            | Standing::Expired { .. }
            | Standing::Erased { .. } => {}
        }
    }

    fn expire(&mut self, at: Millis) {
        // What was taken back does not run out, but START brings it back no more.
        self.stopped = None;
        if matches!(self.standing, Standing::Granted(_)) {
            self.standing = Standing::Expired { at };
        }
    }

    fn restart(&mut self, at: Millis, is_current: impl Fn(&StatementId, Millis) -> bool) {
        let Some((grant, stopped_at)) = self.stopped else {
            return;
        };
        let in_time = at <= after_months(stopped_at, RESTART_WITHIN_MONTHS);
        let same_words = grant.statement.is_some_and(|id| is_current(&id, at));
        if in_time && same_words {
            self.stopped = None;
            self.standing = Standing::Granted(Grant {
                said_at: at,
                ..grant
            });
        }
    }

    fn end(&mut self, standing: Standing) {
        self.stopped = None;
        self.standing = standing;
    }
}

fn scopes(purposes: &[PurposeId], product: Option<&str>) -> Vec<Scope> {
    let scope = |purpose: &PurposeId| Scope {
        purpose: purpose.clone(),
        product: product.map(str::to_owned),
    };
    purposes.iter().map(scope).collect()
}

/// Whether words about these purposes and this product reach a scope.
fn covers(purposes: &[PurposeId], product: Option<&str>, scope: &Scope) -> bool {
    purposes.contains(&scope.purpose) && (product.is_none() || product == scope.product.as_deref())
}

/// Who was silent since this moment or longer is dormant `now`; both in Unix milliseconds.
pub fn dormant_if_silent_since(now: Millis) -> Millis {
    DateTime::from_timestamp_millis(now)
        .and_then(|moment| moment.checked_sub_months(Months::new(DORMANT_AFTER_MONTHS)))
        .map_or(Millis::MIN, |moment| moment.timestamp_millis())
}

/// The same day and time so many months later, or the month's last day.
fn after_months(at: Millis, months: u32) -> Millis {
    DateTime::from_timestamp_millis(at)
        .and_then(|moment| moment.checked_add_months(Months::new(months)))
        .map_or(Millis::MAX, |moment| moment.timestamp_millis())
}
