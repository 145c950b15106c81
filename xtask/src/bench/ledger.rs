//! How long a ledger takes to append to and to verify, and with how much memory, as it grows.
//!
//! The bench target of `saludo-verify-ledger` measures, in processes of their own; here its lines
//! are summed up.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Context, Result, bail, ensure};

use super::summary::Summary;
use crate::{process, tools};

/// Runs the bench target.
///
/// # Errors
/// When it cannot be built, or something could not be measured.
pub(super) fn measure() -> Result<Ledger> {
    let (lines, status) = process::read(
        tools::cargo()
            .args(["bench", "--quiet", "--profile", "quick"])
            .args(["--package", "saludo-verify-ledger", "--bench", "ledger"]),
    )?;
    ensure!(status.success(), "measuring the ledger failed ({status})");
    Ledger::read(&lines)
}

/// All that was measured, by what was done and the length of the ledger.
#[derive(Debug, Default)]
pub(super) struct Ledger(BTreeMap<(String, u32), Measured>);

#[derive(Debug, Default)]
struct Measured {
    /// Processor time for each event, in microseconds.
    micros: Vec<f64>,
    /// The most memory at a time, in MiB.
    peaks: Vec<f64>,
}

/// A row: its key, its heading, its unit and what it is about.
type Row = (&'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 4] = [
    (
        "append_time",
        "append: processor time an event, µs",
        "us",
        "append",
    ),
    ("append_memory", "append: most memory, MiB", "MiB", "append"),
    (
        "verify_time",
        "verify: processor time an event, µs",
        "us",
        "verify",
    ),
    ("verify_memory", "verify: most memory, MiB", "MiB", "verify"),
];

impl Ledger {
    fn read(lines: &str) -> Result<Self> {
        let mut all = Self::default();
        for line in lines.lines() {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let [what, events, micros, kib] = parts.as_slice() else {
                bail!("an unknown result: {line}");
            };
            let number = |text: &str| text.parse::<u32>().map(f64::from).context(line.to_owned());
            let events: u32 = events.parse().context(line.to_owned())?;
            let measured = all.0.entry(((*what).to_owned(), events)).or_default();
            measured.micros.push(number(micros)? / f64::from(events));
            measured.peaks.push(number(kib)? / 1024.0);
        }
        Ok(all)
    }

    /// The lengths that were measured, and what a row has for each.
    fn cells(&self, (key, .., what): &Row) -> Vec<(u32, Summary)> {
        let own = self.0.iter().filter(|((done, _), _)| done == what);
        own.filter_map(|((_, events), measured)| {
            let values = if key.ends_with("time") {
                &measured.micros
            } else {
                &measured.peaks
            };
            Some((*events, Summary::of(values.clone())?))
        })
        .collect()
    }

    /// For people.
    pub(super) fn table(&self) -> String {
        let mut table = String::new();
        for row in &ROWS {
            let cells = self.cells(row);
            if table.is_empty() {
                let _ = write!(table, "{:<40}", "a ledger of so many events");
                for (events, _) in &cells {
                    let _ = write!(table, "{events:>26}");
                }
                table.push('\n');
            }
            let _ = write!(table, "{:<40}", row.1);
            for (_, summary) in &cells {
                let Summary {
                    median, min, max, ..
                } = summary;
                let text = format!("{median:.2} ({min:.2} to {max:.2})");
                let _ = write!(table, "{text:>26}");
            }
            table.push('\n');
        }
        table
    }

    /// For programs: an object with the one member `ledger`.
    pub(super) fn json(&self) -> String {
        let rows = ROWS.iter().map(|row| {
            let cells = self.cells(row).into_iter().map(|(events, summary)| {
                let Summary {
                    median,
                    min,
                    max,
                    values,
                } = summary;
                format!(
                    r#""{events}":{{"median":{median},"min":{min},"max":{max},"values":{values:?}}}"#
                )
            });
            let cells: Vec<String> = cells.collect();
            format!(r#""{}":{{"unit":"{}",{}}}"#, row.0, row.2, cells.join(","))
        });
        let rows: Vec<String> = rows.collect();
        format!(r#"{{"ledger":{{{}}}}}"#, rows.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "append 10 50 2048\nverify 10 100 1024\nappend 10 30 2048\nverify 10 100 3072\nappend 10 40 2048\nverify 10 100 2048\n";

    #[test]
    fn times_are_for_each_event_and_memory_for_the_whole() -> Result<()> {
        let ledger = Ledger::read(LINES)?;
        assert_eq!(
            ledger.json(),
            concat!(
                r#"{"ledger":{"append_time":{"unit":"us","10":{"median":4,"min":3,"max":5,"values":[5.0, 3.0, 4.0]}},"#,
                r#""append_memory":{"unit":"MiB","10":{"median":2,"min":2,"max":2,"values":[2.0, 2.0, 2.0]}},"#,
                r#""verify_time":{"unit":"us","10":{"median":10,"min":10,"max":10,"values":[10.0, 10.0, 10.0]}},"#,
                r#""verify_memory":{"unit":"MiB","10":{"median":2,"min":1,"max":3,"values":[1.0, 3.0, 2.0]}}}}"#
            )
        );
        assert!(ledger.table().contains("4.00 (3.00 to 5.00)"));
        Ok(())
    }

    #[test]
    fn what_is_no_result_is_an_error() {
        for wrong in ["append 10 50", "append ten 50 2048", "append 10 x 2048"] {
            assert!(Ledger::read(wrong).is_err(), "{wrong}");
        }
    }
}
