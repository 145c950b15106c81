//! What several measurements of the same thing come to.

/// The middle and both ends. No mean: one slow round among nine would move it.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Half of the values are below, half above.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// All of them, in the order of the rounds.
    pub values: Vec<f64>,
}

impl Summary {
    /// Sums up. `None` where there is nothing, or something that is no number.
    pub fn of(values: Vec<f64>) -> Option<Self> {
        if !values.iter().all(|value| value.is_finite()) {
            return None;
        }
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let (&min, &max) = (sorted.first()?, sorted.last()?);
        Some(Self {
            median: median(&sorted)?,
            min,
            max,
            values,
        })
    }

    /// What `self` has more than `other`, round by round: what disturbs one round disturbs both.
    /// `None` where the rounds are not the same number.
    pub fn minus(&self, other: &Self) -> Option<Self> {
        if self.values.len() != other.values.len() {
            return None;
        }
        let pairs = self.values.iter().zip(&other.values);
        Self::of(pairs.map(|(one, other)| one - other).collect())
    }
}

/// The middle of sorted values; of an even number, halfway between the two in the middle.
fn median(sorted: &[f64]) -> Option<f64> {
    let (low, high) = (sorted.len().checked_sub(1)? / 2, sorted.len() / 2);
    Some(f64::midpoint(*sorted.get(low)?, *sorted.get(high)?))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the numbers are exact")]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Summary {
        Summary::of(values.to_vec()).expect("numbers")
    }

    #[test]
    fn the_median_is_in_the_middle_and_one_slow_round_does_not_move_it() {
        let summary = of(&[3.0, 1.0, 900.0, 2.0, 4.0]);
        assert_eq!(summary.median, 3.0);
        assert_eq!((summary.min, summary.max), (1.0, 900.0));
    }

    #[test]
    fn of_an_even_number_it_is_between_the_two_in_the_middle() {
        assert_eq!(of(&[4.0, 1.0, 2.0, 10.0]).median, 3.0);
        assert_eq!(of(&[1.0, 2.0]).median, 1.5);
    }

    #[test]
    fn one_value_is_its_own_summary() {
        let summary = of(&[7.5]);
        assert_eq!((summary.min, summary.median, summary.max), (7.5, 7.5, 7.5));
    }

    #[test]
    fn values_keep_the_order_of_the_rounds() {
        assert_eq!(of(&[3.0, 1.0, 2.0]).values, [3.0, 1.0, 2.0]);
    }

    #[test]
    fn negative_values_sort_as_numbers() {
        let summary = of(&[0.5, -2.0, -0.0, -1.0, 3.0]);
        assert_eq!((summary.min, summary.median, summary.max), (-2.0, 0.0, 3.0));
    }

    #[test]
    fn nothing_and_no_numbers_have_no_summary() {
        assert_eq!(Summary::of(Vec::new()), None);
        assert_eq!(Summary::of(vec![1.0, f64::NAN]), None);
        assert_eq!(Summary::of(vec![f64::INFINITY]), None);
    }

    #[test]
    fn a_difference_is_taken_round_by_round() {
        // The second round was slow for both. Medians alone would say 10 - 2 = 8.
        let (with, without) = (of(&[5.0, 30.0, 10.0]), of(&[1.0, 26.0, 2.0]));
        let added = with.minus(&without).expect("as many rounds");
        assert_eq!(added.values, [4.0, 4.0, 8.0]);
        assert_eq!(added.median, 4.0);
    }

    #[test]
    fn rounds_that_do_not_match_have_no_difference() {
        assert_eq!(of(&[1.0, 2.0]).minus(&of(&[1.0])), None);
    }
}
