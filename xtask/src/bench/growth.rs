//! What an opt-in, a webhook and a page cost in books that grow, and how large the books are.

use std::{collections::BTreeMap, fmt::Write as _, process::Command};

use anyhow::{Context, Result, ensure};

use super::load;
use crate::{build, files, ports, process, root, say};

/// How the book grows.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct GrowthOptions {
    /// People in the book; several are measured one after the other. A million take half an hour
    #[arg(long, default_values_t = [1000, 100_000])]
    people: Vec<u32>,
}

/// A figure and its heading.
const ROWS: [(&str, &str); 10] = [
    ("book_mib", "the book, MiB"),
    ("bytes_a_person", "of which for each person, bytes"),
    (
        "opt_in_processor_us",
        "an opt-in, confirmed and welcomed: processor time, µs",
    ),
    ("opt_in_median_ms", "posting it, median, ms"),
    (
        "update_processor_us",
        "an update of a webhook of 100: processor time, µs",
    ),
    ("webhook_median_ms", "such a webhook, median, ms"),
    ("list_median_ms", "the list of opt-ins, median, ms"),
    ("search_median_ms", "a search in it, median, ms"),
    ("stats_median_ms", "the counts, median, ms"),
    ("settings_median_ms", "the settings, median, ms"),
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
    let worker = load::worker(&dir, graph)?;
    let process = worker.process_id().context("the worker has no process")?;
    say::step("growing a book, and measuring on the way");
    let mut command = Command::new(load::program());
    command
        .arg("growth")
        .arg(format!("--worker={}", worker.port()))
        .arg(format!("--graph={graph}"))
        .arg(format!("--process={process}"))
        .arg(format!("--state={}", dir.join("state").display()));
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
        let mut table = format!("{:<60}", "a book of so many people");
        for people in self.0.keys() {
            let _ = write!(table, "{people:>14}");
        }
        for (figure, title) in ROWS {
            let _ = write!(table, "\n{title:<60}");
            for figures in self.0.values() {
                let cell = figures
                    .get(figure)
                    .map_or("-".to_owned(), |value| format!("{value:.1}"));
                let _ = write!(table, "{cell:>14}");
            }
        }
        table.push('\n');
        table
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
        let row = table.lines().find(|line| line.starts_with("the counts"));
        let cells: Vec<&str> = row.unwrap_or_default().split_whitespace().collect();
        assert_eq!(cells, ["the", "counts,", "median,", "ms", "-", "4.0"]);
        Ok(())
    }

    #[test]
    fn what_is_no_result_is_an_error() {
        for wrong in ["1000 book_mib", "many book_mib 1", "1000 book_mib x"] {
            assert!(Growth::read(wrong).is_err(), "{wrong}");
        }
    }
}
