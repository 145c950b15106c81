//! The sealed record of a blocked person: what proof needs, for courts and authorities.

use super::seal::{OpenError, OpeningKey, SealKey};
use crate::ledger::{Moment, PersonId};
use crate::shops::Slug;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The most bytes of a part before it is sealed: a row of the book has room for 2 MB. One line
/// alone may be longer; the longest is an opt-in, which a post of 16 KiB made.
pub const MAX_PART: usize = 1024 * 1024;

/// A part of a sealed record, as it is exported: one a line. All but `record` is said in the ledger
/// too. Most persons have one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRecord {
    /// When processing ended.
    pub blocked_at: Moment,
    /// When it will be destroyed.
    pub destroy_at: Moment,
    /// Which part, from 0.
    pub part: u32,
    /// Who, by their pseudonym in the ledger.
    pub person: PersonId,
    /// The sealed bytes, in base64. Opened they are lines of JSON, each with its `type`: `person`,
    /// `salt`, `facts`, `opt_in`, `act`.
    pub record: String,
    /// Whose book it is from.
    pub shop: Slug,
}

impl SealedRecord {
    /// Seals one part of a person's record. Nothing only where the key is none.
    pub fn seal(
        key: &SealKey,
        shop: &Slug,
        person: &PersonId,
        part: u32,
        text: &str,
        random: [u8; 32],
    ) -> Option<Vec<u8>> {
        key.seal(&label(shop, person, part), text.as_bytes(), random)
    }

    /// Writes sealed bytes as they are exported.
    pub fn encode(sealed: &[u8]) -> String {
        STANDARD.encode(sealed)
    }

    /// Opens it.
    ///
    /// # Errors
    /// Where it was sealed to another key, was changed, or names another person or part.
    pub fn open(&self, key: &OpeningKey) -> Result<String, OpenError> {
        let sealed = STANDARD.decode(&self.record).map_err(|_| OpenError)?;
        let text = key.open(&label(&self.shop, &self.person, self.part), &sealed)?;
        String::from_utf8(text).map_err(|_| OpenError)
    }
}

/// What a part is sealed with, so that none passes for another. Neither a slug nor a pseudonym has
/// a slash.
fn label(shop: &Slug, person: &PersonId, part: u32) -> Vec<u8> {
    format!("{shop}/{person}/{part}").into_bytes()
}

/// Lays lines into parts of at most [`MAX_PART`] bytes, in order.
pub fn parts(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in lines {
        match parts.last_mut() {
            Some(part) if part.len() + line.len() < MAX_PART => {
                part.push_str(&line);
                part.push('\n');
            }
            _ => parts.push(line + "\n"),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shop() -> Slug {
        Slug::parse("demo").unwrap()
    }

    fn person(id: &str) -> PersonId {
        PersonId::parse(id).unwrap()
    }

    fn record(part: u32) -> (OpeningKey, SealedRecord) {
        let (opening, key) = OpeningKey::pair(&[7; 32]);
        let sealed =
            SealedRecord::seal(&key, &shop(), &person("ana"), part, "{}\n", [3; 32]).unwrap();
        let record = SealedRecord {
            blocked_at: Moment::new(0),
            destroy_at: Moment::new(1),
            part,
            person: person("ana"),
            record: SealedRecord::encode(&sealed),
            shop: shop(),
        };
        (opening, record)
    }

    #[test]
    fn a_part_opens_as_what_it_is_and_as_nothing_else() {
        let (key, record) = record(1);
        assert_eq!(record.open(&key), Ok("{}\n".to_owned()));
        let another = SealedRecord {
            person: person("bea"),
            ..record.clone()
        };
        assert_eq!(another.open(&key), Err(OpenError));
        let first = SealedRecord {
            part: 0,
            ..record.clone()
        };
        assert_eq!(first.open(&key), Err(OpenError));
        let cut = SealedRecord {
            record: "abc".to_owned(),
            ..record
        };
        assert_eq!(cut.open(&key), Err(OpenError));
    }

    #[test]
    fn it_is_one_line_of_json() {
        let (_, record) = record(0);
        let line = serde_json::to_string(&record).unwrap();
        assert!(
            line.starts_with(
                r#"{"blocked_at":"1970-01-01T00:00:00.000Z","destroy_at":"1970-01-01T00:00:00.001Z","part":0,"person":"ana","record":""#
            ),
            "{line}"
        );
        assert_eq!(serde_json::from_str::<SealedRecord>(&line).unwrap(), record);
    }

    proptest! {
        #[test]
        fn parts_hold_every_line_in_order_within_the_limit(
            lengths in prop::collection::vec(0_usize..400_000, 0..12)
        ) {
            let lines: Vec<String> = lengths.iter().map(|length| "x".repeat(*length)).collect();
            let parts = parts(lines.clone());
            let read: Vec<String> = parts.concat().lines().map(str::to_owned).collect();
            prop_assert_eq!(read, lines);
            prop_assert!(parts.iter().all(|part| part.len() <= MAX_PART));
        }
    }
}
