//! Cloudflare's list prices, as its documentation had them on 30 November 2026. None of it was read off a
//! bill.

/// Where and when they were read: printed with every result.
pub(super) const SOURCE: &str = "https://developers.cloudflare.com/workers/platform/pricing and \
     https://developers.cloudflare.com/durable-objects/platform/pricing, read on 30 November 2026";

/// What is billed by use: so much a month is in the plan, and each unit beyond has a price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Price {
    pub(super) name: &'static str,
    /// What is in the plan.
    pub(super) included: f64,
    /// So many are a unit.
    pub(super) unit: f64,
    /// What a unit costs, in US dollars.
    pub(super) dollars: f64,
}

const MILLION: f64 = 1e6;

/// Workers Paid, a month.
pub(super) const PLAN: f64 = 5.0;

/// Requests from outside. What a worker asks through its bindings is free, and so are static files.
pub(super) const REQUESTS: Price = Price {
    name: "Workers: requests",
    included: 10.0 * MILLION,
    unit: MILLION,
    dollars: 0.30,
};

/// Milliseconds of the processor.
pub(super) const PROCESSOR: Price = Price {
    name: "Workers: processor time, ms",
    included: 30.0 * MILLION,
    unit: MILLION,
    dollars: 0.02,
};

/// Calls of Durable Objects, and their alarms.
pub(super) const BOOK_REQUESTS: Price = Price {
    name: "Durable Objects: requests",
    included: MILLION,
    unit: MILLION,
    dollars: 0.15,
};

/// Gigabyte-seconds while an object is at work or waits for somebody's answer.
pub(super) const DURATION: Price = Price {
    name: "Durable Objects: duration, GB-s",
    included: 400_000.0,
    unit: MILLION,
    dollars: 12.50,
};

/// What an object is billed for, whatever it uses (128 MB of 1 GB, as the examples there count).
pub(super) const OBJECT_GB: f64 = 0.128;

pub(super) const ROWS_READ: Price = Price {
    name: "SQLite: rows read",
    included: 25_000.0 * MILLION,
    unit: MILLION,
    dollars: 0.001,
};

/// Rows of tables and of indexes; an alarm that is set is one.
pub(super) const ROWS_WRITTEN: Price = Price {
    name: "SQLite: rows written",
    included: 50.0 * MILLION,
    unit: MILLION,
    dollars: 1.00,
};

/// Gigabytes kept for a month.
pub(super) const STORAGE: Price = Price {
    name: "SQLite: storage, GB",
    included: 5.0,
    unit: 1.0,
    dollars: 0.20,
};

/// What one object can keep, in gigabytes (durable-objects/platform/limits, read on the same day).
pub(super) const OBJECT_HOLDS_GB: f64 = 10.0;

impl Price {
    /// What so much costs beyond the plan. Parts of a unit are counted as parts.
    pub(super) fn of(&self, used: f64) -> f64 {
        (used - self.included).max(0.0) / self.unit * self.dollars
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_plan_costs_nothing_more() {
        assert_eq!(REQUESTS.of(0.0), 0.0);
        assert_eq!(REQUESTS.of(10.0 * MILLION), 0.0);
        assert_eq!(REQUESTS.of(15.0 * MILLION), 1.5);
        assert_eq!(STORAGE.of(15.0), 2.0);
    }

    #[test]
    fn the_documentation_s_own_examples_come_to_the_same() {
        // Workers, examples 1 and 4: 7 ms for each of 15 and of 100 million requests.
        let workers = |requests: f64| PLAN + REQUESTS.of(requests) + PROCESSOR.of(requests * 7.0);
        assert_eq!(workers(15.0 * MILLION), 8.0);
        assert_eq!(workers(100.0 * MILLION), 45.4);
        // Durable Objects, example 1: a million seconds are in the plan.
        assert_eq!(DURATION.of(MILLION * OBJECT_GB), 0.0);
        // Example 2: 10,659,200 GB-s beyond it, which is rounded up to eleven million there.
        assert_eq!(DURATION.of(86_400_000.0 * OBJECT_GB), 133.24);
    }
}
