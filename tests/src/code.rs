//! Codes, made by the tests' own arithmetic from the contract: an error in the core's shows.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A number that nobody had before.
pub fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A fresh code, as a page would make it.
pub fn fresh() -> String {
    let seed = random();
    let mut values: Vec<u64> = (0..9).map(|index| (seed >> (5 * index)) & 31).collect();
    let sum: u64 = (1..)
        .zip(&values)
        .map(|(weight, value): (u64, _)| weight * value)
        .sum();
    values.push(sum % 31);
    let letters: String = values
        .iter()
        .map(|value| char::from(ALPHABET[usize::try_from(*value).expect("below 32")]))
        .collect();
    format!("{}-{}", &letters[..5], &letters[5..])
}
