//! Randomness good enough for identifiers of a developer's tool.

use std::fmt::Write;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A number that is different on every call and on every run.
pub(crate) fn number() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(COUNTER.fetch_add(1, Ordering::Relaxed));
    hasher.finish()
}

/// That many upper-case hexadecimal digits.
pub(crate) fn hex_upper(digits: usize) -> String {
    let mut text = String::with_capacity(digits + 16);
    while text.len() < digits {
        // Writing to a String cannot fail.
        let _ = write!(text, "{:016X}", number());
    }
    text.truncate(digits);
    text
}

/// That many letters and digits, as in Meta's `fbtrace_id`.
pub(crate) fn alphanumeric(length: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..length)
        .map(|_| {
            let index = usize::try_from(number() % 62).unwrap_or(0);
            char::from(ALPHABET.get(index).copied().unwrap_or(b'A'))
        })
        .collect()
}

/// Puts the items in another order than the one they have, if there is another.
pub(crate) fn disorder<T>(items: &mut [T]) {
    let length = items.len();
    if length < 2 {
        return;
    }
    // A rotation by at least one never leaves the order as it was; the swaps before it vary the rest.
    for index in (2..length).rev() {
        let other = usize::try_from(number() % (index as u64)).unwrap_or(0) + 1;
        items.swap(index, other.min(length - 1));
    }
    let by = usize::try_from(number() % (length as u64 - 1)).unwrap_or(0) + 1;
    items.rotate_left(by);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disorder_never_leaves_the_order_as_it_was() {
        for length in 2..6_usize {
            for _ in 0..200 {
                let ordered: Vec<usize> = (0..length).collect();
                let mut items = ordered.clone();
                disorder(&mut items);
                assert_ne!(items, ordered);
                items.sort_unstable();
                assert_eq!(items, ordered);
            }
        }
    }

    #[test]
    fn identifiers_have_the_asked_length_and_differ() {
        assert_eq!(hex_upper(18).len(), 18);
        assert_eq!(alphanumeric(23).len(), 23);
        assert_ne!(hex_upper(20), hex_upper(20));
    }
}
