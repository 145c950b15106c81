//! How long what comes to one object waits, where it comes at random and each kind of step takes what it
//! takes (M/G/1; with one kind alone M/D/1). An object does one thing at a time.

use super::traffic::{MONTH, PEAK};

/// What comes to the object with one opt-in.
#[derive(Debug)]
pub(super) struct Load {
    /// How often, and how many seconds it takes.
    steps: Vec<(f64, f64)>,
}

impl Load {
    pub(super) fn new(steps: impl IntoIterator<Item = (f64, f64)>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
        }
    }

    /// Seconds of work that an opt-in is.
    pub(super) fn seconds(&self) -> f64 {
        self.steps.iter().map(|(times, takes)| times * takes).sum()
    }

    /// What part of its time an object works, at so many opt-ins a second.
    pub(super) fn busy(&self, a_second: f64) -> f64 {
        self.seconds() * a_second
    }

    /// The opt-ins of a month at whose peak an object works this part of its time.
    pub(super) fn a_month_at(&self, busy: f64) -> f64 {
        busy / self.seconds() * MONTH / PEAK
    }

    /// Seconds that a step waits in the mean until its turn, where the object works this part of its time
    /// (Pollaczek and Khinchine). Without end where it never rests.
    pub(super) fn waits(&self, busy: f64) -> f64 {
        if busy >= 1.0 {
            return f64::INFINITY;
        }
        let squares: f64 = self
            .steps
            .iter()
            .map(|(times, takes)| times * takes * takes)
            .sum();
        busy * squares / self.seconds() / (2.0 * (1.0 - busy))
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn of_one_kind_half_the_time_busy_is_half_a_step_s_wait() {
        // M/D/1: busy / (2 (1 - busy)) steps.
        let load = Load::new([(4.0, 0.5)]);
        assert_eq!(load.seconds(), 2.0);
        assert_eq!(load.busy(0.25), 0.5);
        assert_eq!(load.waits(0.5), 0.25);
        assert_eq!(load.waits(0.75), 0.75);
        assert_eq!(load.waits(0.0), 0.0);
        assert_eq!(load.waits(1.0), f64::INFINITY);
    }

    #[test]
    fn a_long_step_among_short_ones_makes_all_wait_longer() {
        // The same work; one step of it has half.
        let load = Load::new([(2.0, 0.5), (1.0, 1.0)]);
        assert_eq!(load.seconds(), 2.0);
        assert_eq!(load.waits(0.5), 0.375);
    }

    #[test]
    fn the_peak_decides_how_many_opt_ins_an_object_takes() {
        let load = Load::new([(1.0, 0.02)]);
        // 25 a second at the peak, a tenth of it on average, for 30 days.
        assert_eq!(load.a_month_at(0.5), 6_480_000.0);
    }
}
