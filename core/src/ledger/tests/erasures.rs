//! Erasing persons leaves the chain whole, and nothing of them in it or beside it.

use super::super::example::*;
use super::super::*;
use super::verify;
use crate::erasure::traces;
use crate::time::SECOND;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What may happen, to one of a few people.
#[derive(Debug, Clone, Copy)]
enum Step {
    Yes(usize),
    Stop(usize),
    Links(usize, usize),
    Block(usize),
    Destroy(usize),
    SignHead,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..4_usize;
    prop_oneof![
        4 => who().prop_map(Step::Yes),
        2 => who().prop_map(Step::Stop),
        1 => (who(), who()).prop_map(|(one, other)| Step::Links(one, other)),
        2 => who().prop_map(Step::Block),
        2 => who().prop_map(Step::Destroy),
        1 => Just(Step::SignHead),
    ]
}

/// A book as far as the ledger is concerned: what is chained, and what stands beside it.
struct Book {
    records: Vec<Record>,
    heads: Vec<Head>,
    salts: BTreeMap<PersonId, Salt>,
    facts: BTreeMap<u64, (PersonId, Facts)>,
    blocked: BTreeSet<PersonId>,
    /// How often each of the people came back as somebody new.
    lives: [usize; 4],
}

fn number(who: usize) -> String {
    format!("3460012340{who}")
}

impl Book {
    fn new() -> Self {
        Self {
            records: chain([]),
            heads: Vec::new(),
            salts: BTreeMap::new(),
            facts: BTreeMap::new(),
            blocked: BTreeSet::new(),
            lives: [0; 4],
        }
    }

    fn pseudonym(&self, who: usize) -> PersonId {
        PersonId::parse(&format!("p{who}l{}", self.lives[who])).unwrap()
    }

    fn append(&mut self, event: Event) -> u64 {
        let tip = self.records[self.records.len() - 1].tip();
        let record = tip.append(event, Moment::new(tip.at.millis() + SECOND));
        self.records.push(record);
        tip.seq + 1
    }

    fn about(&mut self, who: usize, make: impl FnOnce(PersonId, Commitment) -> Event) {
        let person = self.pseudonym(who);
        let fresh = Salt::new([u8::try_from(self.records.len() % 256).unwrap(); 32]);
        let salt = *self.salts.entry(person.clone()).or_insert(fresh);
        let facts = Facts {
            code: Some(format!("K7Q2M9XT{who}D")),
            name: Some(format!("Ana Example {who}")),
            text: Some("Hello, Demo: I would like to receive offers".into()),
            wa_id: Some(number(who)),
            ..Facts::default()
        };
        let seq = self.append(make(person.clone(), salt.commit(&facts)));
        self.facts.insert(seq, (person, facts));
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Yes(who) => self.about(who, |person, commitment| {
                Event::OptInConfirmed(Consent {
                    commitment,
                    person,
                    ..consent()
                })
            }),
            Step::Stop(who) => self.about(who, |person, commitment| {
                Event::PurposeWithdrawn(Withdrawal {
                    commitment: Some(commitment),
                    person,
                    ..withdrawal()
                })
            }),
            Step::Links(one, other) => {
                let with = self.pseudonym(other);
                self.about(one, |person, commitment| {
                    Event::IdentityLinked(Link {
                        commitment,
                        happened_at: Moment::new(START),
                        person,
                        with,
                    })
                });
            }
            Step::Block(who) => {
                let person = self.pseudonym(who);
                self.lives[who] += 1;
                self.blocked.insert(person.clone());
                self.append(Event::Blocked(Blocking {
                    by: None,
                    happened_at: Moment::new(START),
                    method: Method::Preferences,
                    person,
                }));
            }
            Step::Destroy(index) => {
                let Some(person) = self.blocked.iter().nth(index).cloned() else {
                    return;
                };
                self.blocked.remove(&person);
                self.salts.remove(&person);
                self.facts.retain(|_, (whose, _)| *whose != person);
                self.append(Event::Destroyed(Destruction { person }));
            }
            Step::SignHead => self.heads.push(head(&self.records)),
        }
    }

    fn lines(&self) -> Vec<String> {
        self.records.iter().map(Record::line).collect()
    }
}

proptest! {
    #[test]
    fn after_any_history_with_any_erasures_the_chain_verifies(
        steps in prop::collection::vec(step(), 1..40)
    ) {
        let mut book = Book::new();
        let mut before = Vec::new();
        for step in steps {
            book.step(step);
            let lines = book.lines();
            prop_assert!(lines.starts_with(&before), "nothing that stood was changed");
            before = lines;
        }
        let verified = verify(&before, &book.heads);
        prop_assert!(verified.is_ok(), "{verified:?}");

        // Who was not destroyed can still prove everything.
        for (seq, (person, facts)) in &book.facts {
            let record = &book.records[usize::try_from(*seq).unwrap()];
            let commitment = match &record.event {
                Event::OptInConfirmed(consent) => consent.commitment,
                Event::PurposeWithdrawn(withdrawal) => withdrawal.commitment.unwrap(),
                Event::IdentityLinked(link) => link.commitment,
                other => panic!("no facts behind {other:?}"),
            };
            prop_assert!(book.salts[person].opens(&commitment, facts));
        }
        // Who was has nothing left that would open anything.
        for record in &book.records {
            if let Event::Destroyed(destruction) = &record.event {
                prop_assert!(!book.salts.contains_key(&destruction.person));
            }
        }
        // And the chain itself never knew anybody.
        let text = before.join("\n");
        for who in 0..4 {
            for trace in traces(&number(who)) {
                let trace = String::from_utf8(trace).unwrap();
                prop_assert!(!text.contains(&trace));
            }
            prop_assert!(!text.contains(&::hex::encode(number(who))));
        }
        for word in ["Ana Example", "K7Q2M", "receive offers"] {
            prop_assert!(!text.contains(word));
        }
    }
}
