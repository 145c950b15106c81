//! The results as rows, and the rows as a table or as JSON.

mod rows;
mod text;

use crate::machine::Machine;
use crate::rounds::AllVisits;
use serde_json::{Map, Value, json};
use xtask::bench::summary::Summary;

/// All that was measured.
pub(crate) struct Report {
    machine: Machine,
    rounds: usize,
    tables: Vec<Table>,
}

/// Rows with the same columns.
struct Table {
    key: &'static str,
    title: &'static str,
    /// Key and heading of each column.
    columns: Vec<(&'static str, &'static str)>,
    /// The first column that a row's bar is for; those before lead up to it.
    judged: usize,
    rows: Vec<Row>,
}

/// One thing that was measured.
struct Row {
    key: &'static str,
    what: &'static str,
    unit: Unit,
    /// One for each column.
    cells: Vec<Cell>,
    /// The most that a median should be, in the columns that it is for. Reported, not asserted.
    bar: Option<f64>,
}

/// What a row counts in.
#[derive(Clone, Copy)]
enum Unit {
    Milliseconds,
    Bytes,
    /// Whole things.
    Count,
    /// The browser's score of layout shift.
    Shift,
    /// So many times.
    Times,
}

/// A value of a row.
enum Cell {
    Measured(Summary),
    /// Why not.
    Failed(String),
    /// There is nothing to measure, as a bubble on a page without one.
    None,
}

impl Report {
    /// Sums the visits up.
    pub(crate) fn of(machine: Machine, rounds: usize, visits: &AllVisits) -> Self {
        Self {
            machine,
            rounds,
            tables: rows::of(visits),
        }
    }

    /// Whether every row was measured.
    pub(crate) fn is_whole(&self) -> bool {
        let mut rows = self.tables.iter().flat_map(|table| &table.rows);
        rows.all(|row| !row.cells.iter().any(|cell| matches!(cell, Cell::Failed(_))))
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        let tables: Map<String, Value> = self
            .tables
            .iter()
            .map(|table| (table.key.to_owned(), table.json()))
            .collect();
        let browser = json!({
            "machine": self.machine.json(), "rounds": self.rounds, "tables": tables,
        });
        json!({ "browser": browser }).to_string()
    }

    /// For people.
    pub(crate) fn table(&self) -> String {
        let mut lines = vec![
            self.machine.line(),
            format!(
                "{} rounds, kinds of visit interleaved; median (smallest to largest)",
                self.rounds
            ),
        ];
        for table in &self.tables {
            lines.push(String::new());
            lines.extend(table.lines());
        }
        lines.join("\n")
    }
}

impl Table {
    fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let mut json = Map::new();
            json.insert("unit".to_owned(), json!(row.unit.name()));
            for ((column, _), cell) in self.columns.iter().zip(&row.cells) {
                json.insert((*column).to_owned(), cell.json());
            }
            if let Some(bar) = row.bar {
                json.insert("bar".to_owned(), json!(bar));
                json.insert("met".to_owned(), json!(row.meets_bar(self.judged)));
            }
            (row.key.to_owned(), Value::Object(json))
        });
        Value::Object(rows.collect())
    }
}

impl Row {
    /// Whether the medians keep to the bar in every column from `judged` on; unknown where one of
    /// them was not measured.
    fn meets_bar(&self, judged: usize) -> Option<bool> {
        let bar = self.bar?;
        let keeps = self.cells.iter().skip(judged).map(|cell| match cell {
            Cell::Measured(summary) => Some(summary.median <= bar),
            Cell::Failed(_) | Cell::None => None,
        });
        keeps.reduce(|all, one| Some(all? && one?)).flatten()
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Bytes => "bytes",
            Self::Count => "count",
            Self::Shift => "layout shift score",
            Self::Times => "times",
        }
    }
}

impl Cell {
    fn json(&self) -> Value {
        match self {
            Self::Measured(summary) => json!({
                "median": summary.median, "min": summary.min, "max": summary.max,
                "values": summary.values,
            }),
            Self::Failed(why) => json!({ "not_measured": why }),
            Self::None => Value::Null,
        }
    }
}

/// The one place that prints results.
#[expect(clippy::print_stdout, reason = "results belong on standard output")]
pub(crate) fn print(text: &str) {
    println!("{text}");
}
