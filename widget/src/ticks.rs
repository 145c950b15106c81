//! Which of the shop's purposes are ticked.

/// Which of the purposes are ticked, by their place in the panel; the product's own, where the
/// shop has one, stands behind them. A shop has at most eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ticks(pub(crate) u32);

impl Ticks {
    /// With purpose `index` ticked or not.
    #[cfg(test)]
    pub(crate) fn with(self, index: u32, on: bool) -> Self {
        let bit = 1_u32.checked_shl(index).unwrap_or_default();
        Self(if on { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether purpose `index` is ticked.
    #[cfg(test)]
    pub(crate) fn has(self, index: u32) -> bool {
        self.0.checked_shr(index).unwrap_or_default() & 1 == 1
    }

    /// Whether nothing is ticked.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_come_and_go() {
        let ticks = Ticks::default().with(1, true).with(7, true);
        assert!(ticks.has(1) && ticks.has(7) && !ticks.has(0) && !ticks.has(99));
        assert!(ticks.with(1, false).with(7, false).is_empty());
        assert_eq!(ticks.with(99, true), ticks);
    }
}
