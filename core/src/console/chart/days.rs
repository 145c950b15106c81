//! The axis of days: each has its place, and some have their date under it.

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use std::ops::Range;

/// Some days in a row.
pub(super) struct Days {
    count: f64,
    /// Where dates stand: under the newest, and back from there.
    dated: Vec<f64>,
}

impl Days {
    /// `count` days, with at most `most` dates.
    pub(super) fn new(count: usize, most: usize) -> Self {
        let step = count.div_ceil(most.max(1)).max(1);
        Self {
            count: as_float(count.max(1)),
            dated: (0..count).rev().step_by(step).map(middle).collect(),
        }
    }
}

/// Where a day's bar stands.
pub(super) fn middle(index: usize) -> f64 {
    as_float(index) + 0.5
}

fn as_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

impl Ranged for Days {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, at: &f64, (left, right): (i32, i32)) -> i32 {
        let along = f64::from(right.saturating_sub(left)) * at / self.count;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast of a float saturates"
        )]
        let along = along.round() as i32;
        left.saturating_add(along)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.dated.clone()
    }

    fn range(&self) -> Range<f64> {
        0.0..self.count
    }
}
