//! What an opt-in, a webhook and a page cost in books that grow, and how large the books are.

use std::{collections::BTreeMap, fmt::Write as _, process::Command};

use anyhow::{Context, Result, ensure};

use super::{bars::bar, load};
use crate::{build, files, ports, process, root, say};

/// How the book grows.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct GrowthOptions {
    /// People in the book; several are measured one after the other. A million take a quarter of an hour
    #[arg(long, default_values_t = [1000, 100_000])]
    people: Vec<u32>,
}

/// Of the book as a whole: a figure and its heading.
const ROWS: [(&str, &str); 7] = [
    ("book_mib", "the book, MiB"),
    (
        "import_bytes",
        "what a person who is imported adds to it, bytes",
    ),
    ("import_processor_us", "importing one: processor time, µs"),
    ("opt_in_bytes", "what an opt-in adds to it, bytes"),
    (
        "search_holds_up_ms",
        "beside a search, the slowest other answer, ms",
    ),
    ("memory_mib", "workerd, memory at the end, MiB"),
    ("memory_most_mib", "workerd, most memory, MiB"),
];

/// What is done at each size, and its heading.
const DONE: [(&str, &str); 9] = [
    ("opt_in", "an opt-in, posted, confirmed and welcomed"),
    ("update", "an update of a webhook of 100"),
    ("overview", "console: overview"),
    ("people", "console: people"),
    ("search", "console: people, a search that finds nobody"),
    ("person", "console: one person"),
    ("unanswered", "console: unanswered"),
    ("list", "the list of opt-ins, as JSON"),
    ("stats", "the counts, as JSON"),
];

/// What is told of each, and its heading.
const MEASURES: [(&str, &str); 4] = [
    ("processor_us", "processor time, µs"),
    (
        "median_ms",
        "median, ms (of posting it; of a whole webhook)",
    ),
    ("rows_read", "rows that SQLite read"),
    ("rows_written", "rows written, those of indexes too"),
];

/// Grows a book and measures.
///
/// # Errors
/// When something cannot be built or started, or a run breaks off.
pub(super) fn measure(options: &GrowthOptions) -> Result<Growth> {
    build::shipped()?;
    load::build_generator()?;
    let dir = root::join(".state/growth");
    files::remove_dir(&dir)?;
    let graph = ports::pick()?;
    let worker = load::counted_worker(&dir, graph)?;
    let process = worker.process_id().context("the worker has no process")?;
    say::step("growing a book, and measuring on the way");
    let mut command = Command::new(load::program());
    command
        .arg("growth")
        .arg(format!("--worker={}", worker.port()))
        .arg(format!("--graph={graph}"))
        .arg(format!("--process={process}"));
    for people in &options.people {
        command.arg(format!("--people={people}"));
    }
    let (lines, status) = process::read(&mut command)?;
    ensure!(
        status.success(),
        "the growth was not measured ({status}); the log is {}",
        worker.log().display()
    );
    Growth::read(&lines)
}

/// All that was measured, by people and figure.
#[derive(Debug, Default)]
pub(super) struct Growth(BTreeMap<u32, BTreeMap<String, f64>>);

impl Growth {
    fn read(lines: &str) -> Result<Self> {
        let mut all = Self::default();
        for line in lines.lines() {
            let parts: Vec<&str> = line.split_whitespace().collect();
            let read = || {
                let [people, figure, value] = parts.as_slice() else {
                    return None;
                };
                Some((
                    people.parse().ok()?,
                    (*figure).to_owned(),
                    value.parse().ok()?,
                ))
            };
            let (people, figure, value) =
                read().with_context(|| format!("an unknown result: {line}"))?;
            all.0.entry(people).or_default().insert(figure, value);
        }
        Ok(all)
    }

    /// For people.
    pub(super) fn table(&self) -> String {
        let mut table = String::new();
        self.heading(&mut table, "a book of so many people");
        for (figure, title) in ROWS {
            self.row(&mut table, title, figure);
        }
        for (measure, title) in MEASURES {
            table.push('\n');
            self.heading(&mut table, title);
            for (what, title) in DONE {
                self.row(&mut table, title, &format!("{what}_{measure}"));
            }
        }
        self.chart(&mut table);
        table
    }

    fn heading(&self, table: &mut String, title: &str) {
        let _ = write!(table, "{title:<50}");
        for people in self.0.keys() {
            let _ = write!(table, "{people:>14}");
        }
        table.push('\n');
    }

    fn row(&self, table: &mut String, title: &str, figure: &str) {
        let _ = write!(table, "{title:<50}");
        for figures in self.0.values() {
            let cell = figures
                .get(figure)
                .map_or("-".to_owned(), |value| format!("{value:.1}"));
            let _ = write!(table, "{cell:>14}");
        }
        table.push('\n');
    }

    /// How the processor time of each thing grows: a bar a size, as long as its part of the most.
    fn chart(&self, table: &mut String) {
        for (what, title) in DONE {
            let figure = format!("{what}_processor_us");
            let times = self.0.iter();
            let times: Vec<(u32, f64)> = times
                .filter_map(|(people, figures)| Some((*people, *figures.get(&figure)?)))
                .collect();
            let most = times.iter().map(|(_, time)| *time).fold(0.0, f64::max);
            let _ = writeln!(table, "\n{title}: processor time, µs");
            for (people, time) in times {
                let _ = writeln!(table, "{people:>10} {} {time:.0}", bar(time, most));
            }
        }
    }

    /// For programs: an object with the one member `growth`.
    pub(super) fn json(&self) -> String {
        serde_json::json!({ "growth": self.0 }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_column_and_what_it_lacks_is_a_dash() -> Result<()> {
        let growth = Growth::read("1000 book_mib 2.5\n100000 stats_median_ms 4\n")?;
        assert_eq!(
            growth.json(),
            r#"{"growth":{"1000":{"book_mib":2.5},"100000":{"stats_median_ms":4.0}}}"#
        );
        let table = growth.table();
        let cells = |row: &str| -> Vec<String> {
            let row = table.lines().find(|line| line.starts_with(row));
            let cells = row.unwrap_or_default().split_whitespace().rev().take(2);
            cells.map(str::to_owned).collect()
        };
        assert_eq!(cells("the book, MiB"), ["-", "2.5"]);
        assert!(table.contains(&format!("{:<50}{:>14}{:>14}", DONE[8].1, "-", "4.0")));
        Ok(())
    }

    #[test]
    fn the_chart_has_a_bar_for_each_size() -> Result<()> {
        let growth = Growth::read("1000 stats_processor_us 50\n100000 stats_processor_us 100\n")?;
        let (half, whole) = ("█".repeat(20), "█".repeat(40));
        let chart = format!("      1000 {half} 50\n    100000 {whole} 100\n");
        assert!(growth.table().ends_with(&chart));
        Ok(())
    }

    #[test]
    fn what_is_no_result_is_an_error() {
        for wrong in ["1000 book_mib", "many book_mib 1", "1000 book_mib x"] {
            assert!(Growth::read(wrong).is_err(), "{wrong}");
        }
    }
}
