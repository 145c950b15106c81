//! Choices that follow from a seed (splitmix64): the same seed sends the same traffic.

#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From zero to below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// One of some words.
    pub(crate) fn of<const N: usize>(&mut self, words: &[&'static str; N]) -> &'static str {
        let at = usize::try_from(self.below(N as u64)).unwrap_or_default();
        words.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            let next = self.next().to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(next) {
                *to = from;
            }
        }
        bytes
    }
}
