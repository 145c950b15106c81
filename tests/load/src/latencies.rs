//! What many waits come to.

/// Waits in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Latencies(Vec<f64>);

/// The figures of one kind of request.
#[derive(Debug, PartialEq)]
pub(crate) struct Figures {
    pub(crate) count: usize,
    pub(crate) median: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
    /// How many of a hundred took over a second.
    pub(crate) over_a_second: f64,
}

impl Latencies {
    pub(crate) fn new(waits: Vec<f64>) -> Self {
        Self(waits)
    }

    pub(crate) fn add(&mut self, milliseconds: f64) {
        self.0.push(milliseconds);
    }

    /// Sums up; nothing where there was nothing.
    pub(crate) fn figures(&self) -> Option<Figures> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        // The smallest wait that so many of a hundred do not exceed.
        let of_a_hundred = |share: usize| {
            let place = (sorted.len() * share).div_ceil(100).saturating_sub(1);
            sorted.get(place).copied()
        };
        let slow = sorted.iter().filter(|wait| **wait > 1000.0).count();
        Some(Figures {
            count: sorted.len(),
            median: of_a_hundred(50)?,
            p95: of_a_hundred(95)?,
            p99: of_a_hundred(99)?,
            max: *sorted.last()?,
            over_a_second: share(slow, sorted.len()),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hundredth_of_a_hundred_is_the_slowest() {
        let waits = (1..=200).rev().map(|wait| f64::from(wait) * 10.0).collect();
        let figures = Figures {
            count: 200,
            median: 1000.0,
            p95: 1900.0,
            p99: 1980.0,
            max: 2000.0,
            over_a_second: 50.0,
        };
        assert_eq!(Latencies::new(waits).figures(), Some(figures));
        assert_eq!(Latencies::default().figures(), None);
    }
}
