//! What the visits came to, as a table with a column for each tag, a chart, and JSON.

use super::tag::Tag;
use super::{Visit, Visits};
use crate::machine::Machine;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use xtask::bench::bars;
use xtask::bench::summary::Summary;

/// All that was measured.
pub(crate) struct Comparison {
    machine: Machine,
    rounds: usize,
    all: Vec<(Tag, Visits)>,
}

/// A row: its key, its heading, how many decimals it has, and where it is read.
type Row = (&'static str, &'static str, usize, fn(&Visit) -> Option<f64>);

const ROWS: [Row; 11] = [
    ("bytes", "bytes transferred", 0, |visit| {
        Some(visit.traffic.bytes)
    }),
    ("requests", "requests answered", 0, |visit| {
        Some(visit.traffic.requests.into())
    }),
    (
        "failed",
        "requests to other hosts, not reachable here",
        0,
        |visit| Some(visit.traffic.failed.into()),
    ),
    ("bubble", "bubble to be seen after, ms", 0, |visit| {
        visit.bubble
    }),
    ("script", "script time, ms", 1, |visit| {
        Some(visit.spent.script + visit.spent.compile)
    }),
    ("main_thread", "main thread busy, ms", 1, |visit| {
        Some(visit.spent.all)
    }),
    ("long_tasks", "long tasks", 0, |visit| {
        Some(visit.long_tasks)
    }),
    ("layout_shift", "layout shift", 4, |visit| {
        Some(visit.layout_shift)
    }),
    ("lcp", "largest contentful paint, ms", 0, |visit| visit.lcp),
    ("doors", "tap on the bubble to the doors, ms", 0, |visit| {
        visit.doors
    }),
    (
        "fields",
        "tap on \"Get updates\" to the form, ms",
        0,
        |visit| visit.fields,
    ),
];
/// What is drawn: the rows that a shop feels.
const DRAWN: [&str; 3] = ["bytes", "bubble", "script"];

impl Comparison {
    pub(super) fn new(machine: Machine, rounds: usize, all: Vec<(Tag, Visits)>) -> Self {
        Self {
            machine,
            rounds,
            all,
        }
    }

    /// Whether every tag was measured.
    pub(crate) fn is_whole(&self) -> bool {
        self.all.iter().all(|(_, visits)| visits.is_ok())
    }

    /// For people.
    pub(crate) fn table(&self) -> String {
        let mut table = format!(
            "{}\n{} rounds, tags interleaved; nothing in the cache, processor slowed 4 times, slow 4G; \
             median (smallest to largest)\n\n{:<44}",
            self.machine.line(),
            self.rounds,
            "a page view with"
        );
        for (tag, _) in &self.all {
            let _ = write!(table, "{:>26}", tag.name());
        }
        for (_, title, decimals, read) in &ROWS {
            let _ = write!(table, "\n{title:<44}");
            for (_, visits) in &self.all {
                let cell =
                    summary(visits, *read).map_or("-".to_owned(), |it| shown(&it, *decimals));
                let _ = write!(table, "{cell:>26}");
            }
        }
        table.push('\n');
        self.charts(&mut table);
        for (tag, visits) in &self.all {
            if let Err(why) = visits {
                let _ = writeln!(table, "{} was not measured: {why}", tag.name());
            }
        }
        table
    }

    fn charts(&self, table: &mut String) {
        for (key, title, decimals, read) in &ROWS {
            if !DRAWN.contains(key) {
                continue;
            }
            let _ = write!(table, "\n{title}\n");
            let medians: Vec<(Tag, f64)> = self
                .all
                .iter()
                .filter_map(|(tag, visits)| Some((*tag, summary(visits, *read)?.median)))
                .collect();
            let most = medians
                .iter()
                .map(|(_, median)| *median)
                .fold(0.0, f64::max);
            for (tag, median) in medians {
                let bar = bars::bar(median, most);
                let _ = writeln!(table, "{:<26}{bar} {median:.decimals$}", tag.name());
            }
        }
    }

    /// For programs: an object with the one member `side_by_side`.
    pub(crate) fn json(&self) -> String {
        let tags: Map<String, Value> = self
            .all
            .iter()
            .map(|(tag, visits)| {
                let rows = ROWS.iter().map(|(key, _, _, read)| {
                    let cell = summary(visits, *read).map_or(Value::Null, |it| {
                        json!({"median": it.median, "min": it.min, "max": it.max, "values": it.values})
                    });
                    ((*key).to_owned(), cell)
                });
                let mut rows: Map<String, Value> = rows.collect();
                if let Err(why) = visits {
                    rows.insert("not_measured".to_owned(), json!(why));
                }
                (tag.name().to_owned(), Value::Object(rows))
            })
            .collect();
        json!({ "side_by_side": {
            "machine": self.machine.json(), "rounds": self.rounds, "tags": tags,
        } })
        .to_string()
    }
}

fn summary(visits: &Visits, read: fn(&Visit) -> Option<f64>) -> Option<Summary> {
    let values: Option<Vec<f64>> = visits.as_ref().ok()?.iter().map(read).collect();
    Summary::of(values?)
}

fn shown(summary: &Summary, decimals: usize) -> String {
    let number = |value: f64| format!("{value:.decimals$}");
    let (median, min, max) = (
        number(summary.median),
        number(summary.min),
        number(summary.max),
    );
    if min == max {
        median
    } else {
        format!("{median} ({min} to {max})")
    }
}
