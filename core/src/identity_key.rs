//! Whether a number is still in the same hands.
//!
//! WhatsApp gives each installation a key, and Meta its hash (`identity_key_hash`, where the shop
//! has switched that on). Another hash means that the number was registered anew: on another
//! phone of the same person, or by whoever has the number now. Nobody can tell which.

use crate::time::Millis;

/// A hash, and the first moment at which it was seen, by Meta's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The hash, as Meta writes it, or [`Sighting::untold`].
    pub hash: String,
    /// When it was first seen, in Unix milliseconds.
    pub first_at: Millis,
    /// Whether Meta said in so many words that it is a new one (`customer_identity_changed`).
    pub is_change: bool,
}

impl Sighting {
    /// What stands for the hash of a key of which Meta told no hash: one for each moment, so that
    /// the next is another.
    pub fn untold(at: Millis) -> String {
        format!("{UNTOLD}{at}")
    }
}

/// No hash begins so: they are base64.
const UNTOLD: char = '?';

/// Every hash of a person, in the order in which they were first seen. A key is never used again
/// once there is another, so the order in which they became known does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityKeys(Vec<Sighting>);

impl IdentityKeys {
    /// Puts sightings in order.
    pub fn new(mut sightings: Vec<Sighting>) -> Self {
        sightings
            .sort_by(|one, other| (one.first_at, &one.hash).cmp(&(other.first_at, &other.hash)));
        Self(sightings)
    }

    /// The hash of whoever has the number now: what a send may carry as
    /// `recipient_identity_key_hash`, so that Meta refuses it (137000) if there is yet another.
    pub fn current(&self) -> Option<&str> {
        let last = self.0.last().map(|sighting| sighting.hash.as_str());
        last.filter(|hash| !hash.starts_with(UNTOLD))
    }

    /// When the number was last registered anew, if it was, in Unix milliseconds.
    pub fn changed_at(&self) -> Option<Millis> {
        let mut changes = self
            .0
            .iter()
            .enumerate()
            .filter(|(index, sighting)| *index > 0 || sighting.is_change);
        changes.next_back().map(|(_, sighting)| sighting.first_at)
    }

    /// Whether it was registered anew after the person's last yes. The message of a yes may be the
    /// one that shows the new key.
    pub fn changed_since(&self, last_yes: Option<Millis>) -> bool {
        self.changed_at()
            .is_some_and(|changed| last_yes.is_none_or(|yes| yes < changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(hash: &str, first_at: Millis) -> Sighting {
        Sighting {
            hash: hash.into(),
            first_at,
            is_change: false,
        }
    }

    #[test]
    fn the_first_key_is_no_change_and_the_next_is() {
        let keys = IdentityKeys::new(vec![seen("a", 5)]);
        assert_eq!((keys.current(), keys.changed_at()), (Some("a"), None));
        let keys = IdentityKeys::new(vec![seen("b", 9), seen("a", 5)]);
        assert_eq!((keys.current(), keys.changed_at()), (Some("b"), Some(9)));
        assert_eq!(IdentityKeys::new(vec![]).current(), None);
    }

    #[test]
    fn meta_may_say_that_a_first_key_is_new() {
        let told = Sighting {
            is_change: true,
            ..seen("a", 5)
        };
        assert_eq!(IdentityKeys::new(vec![told]).changed_at(), Some(5));
        let untold = Sighting {
            hash: Sighting::untold(9),
            first_at: 9,
            is_change: true,
        };
        let keys = IdentityKeys::new(vec![seen("a", 5), untold]);
        assert_eq!((keys.current(), keys.changed_at()), (None, Some(9)));
    }

    #[test]
    fn a_yes_after_the_change_or_with_it_is_of_the_new_hands() {
        let keys = IdentityKeys::new(vec![seen("a", 5), seen("b", 9)]);
        assert!(keys.changed_since(None));
        assert!(keys.changed_since(Some(8)));
        assert!(!keys.changed_since(Some(9)));
        assert!(!IdentityKeys::new(vec![seen("a", 5)]).changed_since(None));
    }
}
