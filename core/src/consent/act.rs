//! What a person, or time, did to their consent: the events of the ledger as far as they count.

use crate::ledger::{Event, Lifts, Method, Reach};
use crate::purpose::PurposeId;
use crate::statement::StatementId;
use crate::time::{Millis, SECOND};
use serde::{Deserialize, Serialize};

/// One act. Acts sort by time and, within one second, the stricter last, so that it wins.
///
/// Time is in whole seconds, because Meta's clock is: a STOP written at 12:00:00.9 reaches us as
/// 12:00:00, and must still win over a yes on the page at 12:00:00.5.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Act {
    at: Millis,
    deed: Deed,
}

/// What was done. The order of the variants is from mild to strict. A product is named as whoever
/// keeps the acts names it: the book by the shop's id, the ledger by its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// START: brings back what a stop ended, as far as it may.
    Start,
    /// WhatsApp's own resume: lifts its own stop, and nothing else.
    NativeResume,
    /// A consent from elsewhere without its proof.
    Unproven {
        /// To what.
        purposes: Vec<PurposeId>,
    },
    /// A yes.
    Grant {
        /// To what.
        purposes: Vec<PurposeId>,
        /// For which product alone.
        product: Option<String>,
        /// Under which words, where they are known.
        statement: Option<StatementId>,
        /// Whether it was given elsewhere. Such a yes undoes no withdrawal: the shop brought it,
        /// not the person.
        imported: bool,
    },
    /// A no to a question. It ends nothing; it only spares the person further questions.
    Refuse,
    /// WhatsApp's own stop, or Meta's error 131050: no marketing until its own resume.
    NativeStop,
    /// The time ran out.
    Expire {
        /// For what.
        purposes: Vec<PurposeId>,
        /// For which product alone.
        product: Option<String>,
    },
    /// STOP in the chat or on a template's button: everything, until START or a new yes.
    Stop,
    /// A withdrawal by purpose.
    Withdraw {
        /// Of what.
        purposes: Vec<PurposeId>,
        /// For which product alone.
        product: Option<String>,
    },
    /// A withdrawal of everything that is no STOP: START does not lift it.
    WithdrawAll,
    /// The person had themselves erased: only their own new yes lifts it.
    Erase,
}

impl Act {
    /// An act at a moment in Unix milliseconds, by the clock of who did it.
    pub fn new(at: Millis, deed: Deed) -> Self {
        Self {
            at: at.div_euclid(SECOND) * SECOND,
            deed,
        }
    }

    /// When, in Unix milliseconds, cut to the second.
    pub fn at(&self) -> Millis {
        self.at
    }

    /// What.
    pub fn deed(&self) -> &Deed {
        &self.deed
    }

    /// What an event of the ledger does to its person's consent; nothing, for most.
    pub fn of(event: &Event) -> Option<Self> {
        let (at, deed) = match event {
            Event::OptInConfirmed(consent) => {
                let deed = Deed::Grant {
                    purposes: consent.purposes.clone(),
                    product: consent.product.map(|key| key.to_string()),
                    statement: Some(consent.statement),
                    imported: false,
                };
                (consent.happened_at, deed)
            }
            Event::Refused(consent) => (consent.happened_at, Deed::Refuse),
            Event::Imported(import) => {
                let purposes = import.purposes.clone();
                let deed = if import.proven {
                    Deed::Grant {
                        purposes,
                        product: None,
                        statement: import.statement,
                        imported: true,
                    }
                } else {
                    Deed::Unproven { purposes }
                };
                (import.happened_at, deed)
            }
            Event::PurposeWithdrawn(withdrawal) => {
                let purposes = withdrawal.purposes.clone();
                let product = withdrawal.product.map(|key| key.to_string());
                let deed = match (withdrawal.reach, withdrawal.method) {
                    (Reach::All, Method::Message | Method::Button) => Deed::Stop,
                    (Reach::All, _) => Deed::WithdrawAll,
                    (Reach::Marketing, _) => Deed::NativeStop,
                    (Reach::Named, Method::Expiry) => Deed::Expire { purposes, product },
                    (Reach::Named, _) => Deed::Withdraw { purposes, product },
                };
                (withdrawal.happened_at, deed)
            }
            Event::PurposeResumed(resumption) => {
                let deed = match resumption.lifts {
                    Lifts::NativeStop => Deed::NativeResume,
                    Lifts::Stop => Deed::Start,
                };
                (resumption.happened_at, deed)
            }
            Event::Blocked(blocking) => (blocking.happened_at, Deed::Erase),
            // Two persons who are one: the book puts their acts together.
            Event::IdentityLinked(_)
            // The person stays the person.
            | Event::NumberChanged(_)
            // Blocked before.
            | Event::Destroyed(_)
            | Event::Genesis(_)
            | Event::StatementPublished(_)
            | Event::KeyChanged(_)
            | Event::StaffActed(_) => return None,
        };
        Some(Self::new(at.millis(), deed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Moment, PersonId, Withdrawal};

    #[test]
    fn within_one_second_the_stricter_comes_last() {
        let noon = 1_750_000_000_000;
        let stop = Act::new(noon, Deed::Stop);
        let yes = |at| {
            let deed = Deed::Grant {
                purposes: vec![],
                product: None,
                statement: None,
                imported: false,
            };
            Act::new(at, deed)
        };
        assert!(yes(noon + 999) < stop);
        assert!(stop < yes(noon + 1000));
        assert!(Act::new(noon, Deed::Start) < stop);
        assert!(Act::new(noon, Deed::NativeResume) < Act::new(noon, Deed::NativeStop));
    }

    #[test]
    fn only_a_stop_in_the_chat_is_one_that_start_may_lift() {
        let deed = |reach, method| {
            let event = Event::PurposeWithdrawn(Withdrawal {
                commitment: None,
                controller: "Sol S.L.".into(),
                happened_at: Moment::new(1_500),
                method,
                person: PersonId::parse("a").unwrap(),
                product: None,
                purposes: vec![],
                reach,
            });
            let act = Act::of(&event).unwrap();
            assert_eq!(act.at(), 1_000);
            act.deed().clone()
        };
        assert_eq!(deed(Reach::All, Method::Message), Deed::Stop);
        assert_eq!(deed(Reach::All, Method::Button), Deed::Stop);
        assert_eq!(deed(Reach::All, Method::Preferences), Deed::WithdrawAll);
        assert_eq!(deed(Reach::All, Method::Import), Deed::WithdrawAll);
        assert_eq!(
            deed(Reach::Marketing, Method::NativePreference),
            Deed::NativeStop
        );
    }
}
