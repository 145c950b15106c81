//! Checks an exported ledger, line by line, in constant memory.

use super::event::{Event, VERSION};
use super::fault::{Fault, Flaw};
use super::head::{Head, PublicKey, VerifyHeadError};
use super::moment::Moment;
use super::record::{Hash, line};
use crate::shops::Slug;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A ledger being read.
///
/// Only the envelope of a record is understood, and the events that the chain itself is made of;
/// so a ledger that holds events of a later version verifies too.
#[derive(Debug, Default)]
pub struct Verifier {
    lines: u64,
    /// The last sound record; none before the first.
    last: Option<Last>,
    /// A record that stood too early, until the next line tells why.
    early: Option<Early>,
    /// Heads that are still to come, by place.
    heads: BTreeMap<u64, Vec<Head>>,
    /// Heads of records that stand as they say, by a key that is still to come.
    by_later_keys: Vec<ByLaterKey>,
    agreed: Option<u64>,
    heads_checked: u64,
}

#[derive(Debug)]
struct Last {
    shop: Slug,
    key: PublicKey,
    at: Moment,
    hash: Hash,
    seq: u64,
}

/// A receipt is signed when it is asked for, so with the key of that day, which may be a later one
/// than that of its record's time. A key that was given up signs nothing that came after it.
#[derive(Debug, Clone, Copy)]
struct ByLaterKey {
    line: u64,
    seq: u64,
    key: PublicKey,
}

#[derive(Debug, Clone, Copy)]
struct Early {
    line: u64,
    expected: u64,
    found: u64,
}

/// The envelope; the event as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    at: Moment,
    #[serde(borrow)]
    event: &'a RawValue,
    hash: Hash,
    prev: Hash,
    seq: u64,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: String,
}

/// A ledger that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose it is.
    pub shop: Slug,
    /// How many records it has.
    pub records: u64,
    /// When the last was appended.
    pub at: Moment,
    /// The hash of the last.
    pub hash: Hash,
    /// The key that signs heads now.
    pub key: PublicKey,
    /// How many heads it was compared with.
    pub heads: u64,
}

impl Verifier {
    /// Begins before the first line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has the ledger compared with a head that somebody kept. To be called before the first
    /// line; memory grows with the heads, not with the ledger.
    ///
    /// # Errors
    /// A head whose own signature does not hold proves nothing.
    pub fn against(&mut self, head: Head) -> Result<(), VerifyHeadError> {
        head.verify()?;
        self.heads.entry(head.seq).or_default().push(head);
        Ok(())
    }

    /// Reads the next line, without its line break.
    ///
    /// # Errors
    /// Where the line, or the one before it, does not hold: a record that stands too early is
    /// told once the next line shows whether the two were swapped or something is missing.
    pub fn line(&mut self, text: &[u8]) -> Result<(), Fault> {
        self.lines += 1;
        let read = read(text);
        if let Some(early) = self.early {
            let swapped = read.is_some_and(|envelope| envelope.seq == early.expected);
            return Err(early.fault(swapped));
        }
        let Some(envelope) = read else {
            return self.fault(Flaw::Malformed);
        };
        let expected = self.last.as_ref().map_or(0, |last| last.seq + 1);
        let found = envelope.seq;
        if found > expected {
            self.early = Some(Early {
                line: self.lines,
                expected,
                found,
            });
            return Ok(());
        }
        if found < expected {
            return self.fault(Flaw::Repeated { expected, found });
        }
        self.link(&envelope)
            .or_else(|flaw| self.fault(flaw))
            .and_then(|()| self.compare())
    }

    /// Tells whether everything held up to the last line.
    ///
    /// # Errors
    /// Where the file is empty, ends in a gap, or ends before a head.
    pub fn finish(self) -> Result<Verified, Fault> {
        if let Some(early) = self.early {
            return Err(early.fault(false));
        }
        let line = self.lines;
        let Some(last) = self.last else {
            return Err(Fault {
                line: 1,
                flaw: Flaw::NoGenesis,
            });
        };
        if let Some(ByLaterKey { line, .. }) = self.by_later_keys.first().copied() {
            let flaw = Flaw::ForeignKey;
            return Err(Fault { line, flaw });
        }
        if let Some(head) = self.heads.keys().next().copied() {
            let flaw = Flaw::CutOff { head };
            return Err(Fault { line, flaw });
        }
        Ok(Verified {
            shop: last.shop,
            records: last.seq + 1,
            at: last.at,
            hash: last.hash,
            key: last.key,
            heads: self.heads_checked,
        })
    }

    fn fault(&self, flaw: Flaw) -> Result<(), Fault> {
        Err(Fault {
            line: self.lines,
            flaw,
        })
    }

    /// Checks a record that stands at its place, and makes it the last.
    fn link(&mut self, envelope: &Envelope<'_>) -> Result<(), Flaw> {
        let event = envelope.event.get();
        let prev = self.last.as_ref().map_or(Hash::NONE, |last| last.hash);
        if envelope.prev != prev {
            return Err(Flaw::BrokenLink);
        }
        if Hash::of_record(&prev, envelope.at, event, envelope.seq) != envelope.hash {
            return Err(Flaw::Altered);
        }
        if self.last.as_ref().is_some_and(|last| envelope.at < last.at) {
            return Err(Flaw::TimeRunsBack);
        }
        let kind: Kind = serde_json::from_str(event).map_err(|_| Flaw::Malformed)?;
        let own = match kind.kind.as_str() {
            "genesis" | "key_changed" => serde_json::from_str::<Event>(event).ok(),
            _ => None,
        };
        self.last = Some(match (self.last.take(), kind.kind.as_str(), own) {
            (None, _, Some(Event::Genesis(genesis))) if genesis.version == VERSION => Last {
                shop: genesis.shop,
                key: genesis.key,
                at: envelope.at,
                hash: envelope.hash,
                seq: envelope.seq,
            },
            (None, ..) => return Err(Flaw::NoGenesis),
            (Some(_), "genesis", _) => return Err(Flaw::SecondGenesis),
            (Some(last), "key_changed", own) => match own {
                Some(Event::KeyChanged(change)) if change.previous == last.key => Last {
                    key: change.key,
                    ..last.followed_by(envelope)
                },
                _ => return Err(Flaw::WrongKeyChange),
            },
            (Some(last), ..) => last.followed_by(envelope),
        });
        Ok(())
    }

    /// Compares the last record with the heads for its place.
    fn compare(&mut self) -> Result<(), Fault> {
        let Some(last) = &self.last else {
            return Ok(());
        };
        for head in self.heads.remove(&last.seq).unwrap_or_default() {
            let flaw = if head.shop != last.shop {
                Flaw::OtherShop
            } else if head.hash != last.hash {
                Flaw::Fork {
                    agreed: self.agreed,
                    signed_at: head.at,
                }
            } else {
                self.by_later_keys.push(ByLaterKey {
                    line: self.lines,
                    seq: last.seq,
                    key: head.key,
                });
                continue;
            };
            return self.fault(flaw);
        }
        let in_force = last.key;
        for head in self
            .by_later_keys
            .extract_if(.., |head| head.key == in_force)
        {
            self.agreed = self.agreed.max(Some(head.seq));
            self.heads_checked += 1;
        }
        Ok(())
    }
}

impl Last {
    fn followed_by(self, envelope: &Envelope<'_>) -> Self {
        Self {
            at: envelope.at,
            hash: envelope.hash,
            seq: envelope.seq,
            ..self
        }
    }
}

impl Early {
    fn fault(self, swapped: bool) -> Fault {
        let Self {
            line,
            expected,
            found,
        } = self;
        let flaw = if swapped {
            Flaw::Swapped
        } else {
            Flaw::Missing { expected, found }
        };
        Fault { line, flaw }
    }
}

/// Reads a line that is exactly the canonical JSON of a record: so every byte of a file counts.
fn read(text: &[u8]) -> Option<Envelope<'_>> {
    let envelope: Envelope<'_> = serde_json::from_slice(text).ok()?;
    let event: serde_json::Value = serde_json::from_str(envelope.event.get()).ok()?;
    let canonical = serde_json_canonicalizer::to_string(&event).ok()?;
    let whole = line(
        envelope.at,
        &canonical,
        &envelope.hash,
        &envelope.prev,
        envelope.seq,
    );
    (whole.as_bytes() == text).then_some(envelope)
}
