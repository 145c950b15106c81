//! Which rows of a file say what an earlier one said: a dry run writes nothing that would tell.

use super::Entry;
use crate::phone::WaId;
use crate::time::{Millis, SECOND};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many hashes take 19 MB, and 28 while the set grows to them: a worker has 128 MB. Repetitions
/// of what comes later in a file are not counted as such.
const MOST: usize = (1 << 21) / 8 * 7;

/// The rows so far, as hashes. Only for counting: a collision makes a number wrong by one.
#[derive(Debug, Default)]
pub struct Seen(HashSet<u64>);

impl Seen {
    /// Whether an earlier row said the same of the same person.
    pub fn repeats(&mut self, entry: &Entry) -> bool {
        let undated = hash(entry, None);
        match entry.act.at() {
            None => !self.insert(undated),
            Some(at) => {
                let is_new = self.insert(hash(entry, Some(at.div_euclid(SECOND))));
                // The same without its date would say nothing new.
                self.insert(undated);
                !is_new
            }
        }
    }

    fn insert(&mut self, hash: u64) -> bool {
        if self.0.len() >= MOST {
            return !self.0.contains(&hash);
        }
        self.0.insert(hash)
    }
}

fn hash(entry: &Entry, second: Option<Millis>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let number = entry.wa_id.as_deref().and_then(|id| WaId::parse(id).ok());
    number
        .map(|id| id.normal_form().as_str().to_owned())
        .hash(&mut hasher);
    entry.user_id.hash(&mut hasher);
    // A deed of names and flags always has a JSON form.
    serde_json::to_string(&entry.act.deed())
        .unwrap_or_default()
        .hash(&mut hasher);
    second.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ImportedAct;

    fn opt_out(wa_id: &str, at: Option<Millis>) -> Entry {
        Entry {
            line: 2,
            wa_id: Some(wa_id.to_owned()),
            user_id: None,
            name: None,
            act: ImportedAct::OptOut {
                purposes: vec![],
                at,
            },
        }
    }

    #[test]
    fn the_same_of_the_same_person_repeats() {
        let mut seen = Seen::default();
        assert!(!seen.repeats(&opt_out("5215512345678", Some(1_000))));
        // Mexico's two spellings are one subscriber, and acts are kept by the second.
        assert!(seen.repeats(&opt_out("525512345678", Some(1_999))));
        assert!(!seen.repeats(&opt_out("525512345678", Some(2_000))));
        assert!(!seen.repeats(&opt_out("34600000001", Some(1_000))));
        // Undated it says no more than dated; dated it does.
        assert!(seen.repeats(&opt_out("34600000001", None)));
        assert!(!seen.repeats(&opt_out("34600000002", None)));
        assert!(!seen.repeats(&opt_out("34600000002", Some(1_000))));
    }
}
