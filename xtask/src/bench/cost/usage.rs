//! What a month takes and what it costs, from what was measured for one of each step.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::prices::{
    BOOK_REQUESTS, DURATION, OBJECT_GB, OBJECT_HOLDS_GB, PLAN, PROCESSOR, Price, REQUESTS,
    ROWS_READ, ROWS_WRITTEN, STORAGE,
};
use super::queue::Load;
use super::traffic::{BUSY_AT_MOST, GRAPH_TAKES, MONTH, MONTHS_KEPT, PEAK, STEPS, Step, WAITED};

/// What one of something takes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Taken {
    pub(super) processor_us: f64,
    pub(super) requests: f64,
    pub(super) book_requests: f64,
    pub(super) rows_read: f64,
    pub(super) rows_written: f64,
    pub(super) bytes: f64,
}

impl Taken {
    fn plus(self, other: Self, times: f64) -> Self {
        Self {
            processor_us: self.processor_us + other.processor_us * times,
            requests: self.requests + other.requests * times,
            book_requests: self.book_requests + other.book_requests * times,
            rows_read: self.rows_read + other.rows_read * times,
            rows_written: self.rows_written + other.rows_written * times,
            bytes: self.bytes + other.bytes * times,
        }
    }
}

/// All steps, as they were measured.
#[derive(Debug)]
pub(in crate::bench) struct Measured(pub(super) Vec<(Step, Taken)>);

impl Measured {
    /// Lines of a step, a figure and a value. Every figure of every step must be there.
    pub(super) fn read(lines: &str) -> Result<Self> {
        let mut figures = BTreeMap::new();
        for line in lines.lines() {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let read = || {
                let [step, figure, value] = parts.as_slice() else {
                    return None;
                };
                Some(((*step, *figure), value.parse::<f64>().ok()?))
            };
            let (key, value) = read().with_context(|| format!("an unknown result: {line}"))?;
            figures.insert(key, value);
        }
        let taken = |step: &Step| -> Result<Taken> {
            let figure = |name: &str| {
                let value = figures.get(&(step.name, name)).copied();
                value.with_context(|| format!("{name} of {} was not measured", step.name))
            };
            Ok(Taken {
                processor_us: figure("processor_us")?,
                requests: figure("requests")?,
                book_requests: figure("book_requests")?,
                rows_read: figure("rows_read")?,
                rows_written: figure("rows_written")?,
                bytes: figure("bytes")?,
            })
        };
        let all = STEPS.iter().map(|step| Ok((*step, taken(step)?)));
        Ok(Self(all.collect::<Result<_>>()?))
    }

    /// What one opt-in takes with all that comes with it.
    pub(super) fn an_opt_in(&self) -> Taken {
        let steps = self.0.iter();
        steps.fold(Taken::default(), |sum, (step, taken)| {
            sum.plus(*taken, step.times)
        })
    }

    /// What comes to the book with one opt-in.
    pub(super) fn load(&self) -> Load {
        let books = self.0.iter().filter(|(step, _)| step.is_books);
        Load::new(books.map(|(step, taken)| (step.times, taken.processor_us / 1e6)))
    }

    /// The opt-ins of a month with which an object comes to be full.
    pub(super) fn a_month_that_fits(&self) -> f64 {
        OBJECT_HOLDS_GB * 1e9 / self.an_opt_in().bytes / MONTHS_KEPT
    }

    /// So many opt-ins a month.
    pub(super) fn month(&self, opt_ins: f64) -> Month {
        let taken = Taken::default().plus(self.an_opt_in(), opt_ins);
        let gigabytes = taken.bytes * MONTHS_KEPT / 1e9;
        let load = self.load();
        let by_load = load.busy(opt_ins * PEAK / MONTH) / BUSY_AT_MOST;
        let books = by_load.max(gigabytes / OBJECT_HOLDS_GB).ceil().max(1.0);
        // Nobody pays an object's hour twice, however many wait in it.
        let active = opt_ins * (WAITED + GRAPH_TAKES + load.seconds());
        let duration = active.min(books * MONTH) * OBJECT_GB;
        let lines = [
            (REQUESTS, taken.requests),
            (PROCESSOR, taken.processor_us / 1e3),
            (BOOK_REQUESTS, taken.book_requests),
            (DURATION, duration),
            (ROWS_READ, taken.rows_read),
            (ROWS_WRITTEN, taken.rows_written),
            (STORAGE, gigabytes),
        ];
        Month {
            opt_ins,
            books,
            lines,
        }
    }
}

/// A month's bill.
#[derive(Debug)]
pub(super) struct Month {
    pub(super) opt_ins: f64,
    /// How many objects it takes.
    pub(super) books: f64,
    /// What is billed by use, and how much is used.
    pub(super) lines: [(Price, f64); 7],
}

impl Month {
    /// In US dollars.
    pub(super) fn dollars(&self) -> f64 {
        let lines = self.lines.iter();
        PLAN + lines.map(|(price, used)| price.of(*used)).sum::<f64>()
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the numbers are exact")]
mod tests {
    use super::*;

    /// Every step takes the same: a millisecond, one request, two of the book's, five rows read, ten
    /// written, ten bytes.
    fn measured() -> Measured {
        let lines: String = STEPS
            .iter()
            .flat_map(|step| {
                [
                    ("processor_us", 1000),
                    ("requests", 1),
                    ("book_requests", 2),
                    ("rows_read", 5),
                    ("rows_written", 10),
                    ("bytes", 10),
                ]
                .map(|(figure, value)| format!("{} {figure} {value}\n", step.name))
            })
            .collect();
        Measured::read(&lines).unwrap()
    }

    fn used(month: &Month, price: Price) -> f64 {
        let line = month.lines.iter().find(|(of, _)| *of == price);
        line.map_or(f64::NAN, |(_, used)| *used)
    }

    #[test]
    fn an_opt_in_is_all_that_comes_with_it() {
        // 100 views, 3 panels, and 20 steps of the book's.
        let taken = measured().an_opt_in();
        assert_eq!(
            taken,
            Taken {
                processor_us: 123_000.0,
                requests: 123.0,
                book_requests: 246.0,
                rows_read: 615.0,
                rows_written: 1230.0,
                bytes: 1230.0,
            }
        );
    }

    #[test]
    fn an_object_is_full_after_as_many_as_ten_gigabytes_hold() {
        // 1,230 bytes each, of twelve months.
        assert_eq!(measured().a_month_that_fits().round(), 677_507.0);
    }

    #[test]
    fn a_small_shop_pays_for_the_plan_alone() {
        let month = measured().month(1000.0);
        assert_eq!(month.dollars(), 5.0);
        assert_eq!(month.books, 1.0);
        assert_eq!(used(&month, ROWS_WRITTEN), 1_230_000.0);
        // 31.02 s each of 0.128 GB.
        assert_eq!(used(&month, DURATION).round(), 3971.0);
    }

    #[test]
    fn an_object_is_never_paid_for_longer_than_the_month_lasts() {
        // 100,000 of 31.02 s are more than the 2,592,000 s of a month.
        let month = measured().month(100_000.0);
        assert_eq!(month.books, 1.0);
        assert_eq!(used(&month, DURATION), 331_776.0);
        // Beyond the plan: 2,300,000 requests, 23,600,000 of the book's, 73,000,000 rows written.
        assert!((month.dollars() - (5.0 + 0.69 + 3.54 + 73.0)).abs() < 1e-9);
    }

    #[test]
    fn a_larger_shop_takes_as_many_objects_as_its_book_or_its_busiest_hour_wants() {
        // 147.6 GB of twelve months want 15. The busiest hour, 10,000,000 × 10 × 0.02 s of 2,592,000 s,
        // half full, wants 2.
        let month = measured().month(10_000_000.0);
        assert_eq!(month.books, 15.0);
        assert_eq!(used(&month, DURATION), 15.0 * 331_776.0);
        let quick = Measured(
            measured()
                .0
                .into_iter()
                .map(|(step, taken)| {
                    (
                        step,
                        Taken {
                            bytes: 0.0,
                            ..taken
                        },
                    )
                })
                .collect(),
        );
        assert_eq!(quick.month(10_000_000.0).books, 2.0);
    }

    #[test]
    fn a_large_shop_s_bill_is_the_sum_of_its_lines() {
        let month = measured().month(10_000_000.0);
        // Requests 1.23e9, processor 1.23e9 ms, the book's 2.46e9, duration 4,976,640 GB-s, rows read
        // 6.15e9 (in the plan), rows written 1.23e10, storage 147.6 GB.
        let lines = 366.0 + 24.0 + 368.85 + 57.208 + 0.0 + 12_250.0 + 28.52;
        assert!((month.dollars() - (5.0 + lines)).abs() < 1e-6);
    }

    #[test]
    fn what_was_not_measured_is_an_error() {
        let error = Measured::read("view processor_us 1\n")
            .unwrap_err()
            .to_string();
        assert_eq!(error, "requests of view was not measured");
        assert!(Measured::read("view requests").is_err());
        assert!(Measured::read("view requests many").is_err());
    }
}
