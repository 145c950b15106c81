//! A record of the chain, and the making of the next.

use super::event::{Event, Genesis, VERSION};
use super::head::PublicKey;
use super::hex::{hex_bytes, shown_as_hex};
use super::moment::Moment;
use crate::shops::Slug;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

hex_bytes! {
    /// The fingerprint of a record and, through the one before it, of all before.
    Hash, 32
}
shown_as_hex!(Hash);

impl Hash {
    /// What stands before the first record: 32 zero bytes.
    pub const NONE: Self = Self::new([0; 32]);

    /// `SHA-256(prev || {"at":…,"event":…,"seq":…})`, the latter in canonical JSON.
    pub(super) fn of_record(prev: &Self, at: Moment, event_json: &str, seq: u64) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(prev.bytes());
        hasher.update(format!(
            r#"{{"at":"{at}","event":{event_json},"seq":{seq}}}"#
        ));
        Self::new(hasher.finalize().into())
    }
}

/// One record: a line of the exported ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// When it was appended; never before its predecessor.
    pub at: Moment,
    /// What happened.
    pub event: Event,
    /// Its fingerprint.
    pub hash: Hash,
    /// The fingerprint of its predecessor.
    pub prev: Hash,
    /// Its place, from 0.
    pub seq: u64,
}

impl Record {
    /// The first record of a ledger.
    pub fn genesis(shop: Slug, key: PublicKey, now: Moment) -> Self {
        let genesis = Event::Genesis(Genesis {
            key,
            shop,
            version: VERSION,
        });
        record(Hash::NONE, 0, now, genesis)
    }

    /// The line of the export, without a line break: its canonical JSON.
    pub fn line(&self) -> String {
        line(
            self.at,
            &self.event.canonical_json(),
            &self.hash,
            &self.prev,
            self.seq,
        )
    }

    /// Whether the fingerprint is that of what it says.
    pub fn is_sound(&self) -> bool {
        Hash::of_record(&self.prev, self.at, &self.event.canonical_json(), self.seq) == self.hash
    }

    /// What the next record follows.
    pub fn tip(&self) -> Tip {
        Tip {
            at: self.at,
            hash: self.hash,
            seq: self.seq,
        }
    }
}

/// Writes a line of the export.
pub(super) fn line(at: Moment, event_json: &str, hash: &Hash, prev: &Hash, seq: u64) -> String {
    format!(r#"{{"at":"{at}","event":{event_json},"hash":"{hash}","prev":"{prev}","seq":{seq}}}"#)
}

/// The last record, as far as the next needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// When it was appended.
    pub at: Moment,
    /// Its fingerprint.
    pub hash: Hash,
    /// Its place.
    pub seq: u64,
}

impl Tip {
    /// The record after this one. A clock that was put back does not show in the ledger.
    pub fn append(&self, event: Event, now: Moment) -> Record {
        record(self.hash, self.seq + 1, now.max(self.at), event)
    }
}

fn record(prev: Hash, seq: u64, at: Moment, event: Event) -> Record {
    Record {
        at,
        hash: Hash::of_record(&prev, at, &event.canonical_json(), seq),
        event,
        prev,
        seq,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::example;

    #[test]
    fn the_hash_is_of_the_bytes_that_are_documented() {
        let [first, second, ..] = &example::records()[..] else {
            panic!("two records");
        };
        let content = first.line();
        let cut = content.find(r#","hash""#).unwrap();
        let bytes = format!(r#"{},"seq":0}}"#, &content[..cut]);
        let mut hasher = Sha256::new();
        hasher.update([0; 32]);
        hasher.update(bytes);
        assert_eq!(first.hash, Hash::new(hasher.finalize().into()));
        assert_eq!((second.prev, second.seq), (first.hash, 1));
    }

    #[test]
    fn a_line_is_canonical_json_and_is_read_back() {
        for record in example::records() {
            let line = record.line();
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), line);
            assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), record);
            assert!(record.is_sound());
        }
    }

    #[test]
    fn the_first_record_is_as_it_always_was() {
        // The format is for ever: if this changes, ledgers out there do not verify any more.
        assert_eq!(
            example::records()[0].line(),
            concat!(
                r#"{"at":"2025-06-08T20:59:43.000Z","event":{"#,
                r#""key":"8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c","#,
                r#""shop":"demo","type":"genesis","version":1},"#,
                r#""hash":"e766d8aa5a4993ee9e34471a10b07952918c014d0b97ad413554c2dcb1a49215","#,
                r#""prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":0}"#
            )
        );
    }

    #[test]
    fn a_clock_that_was_put_back_does_not_show() {
        let first = &example::records()[0];
        let event = example::records()[1].event.clone();
        let next = first.tip().append(event, Moment::new(0));
        assert_eq!(next.at, first.at);
        assert!(next.is_sound());
    }
}
