//! What the shop is told of an import: a line for each batch and each bad row, and the sum.

use super::{FileFault, ImportedAct, RawRow, RowFault};
use crate::export::csv;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What the book says to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was new, and is noted now.
    Noted,
    /// The same is in the book already.
    Duplicate,
    /// The person had themselves erased; nothing of the row is kept.
    Suppressed,
}

/// How many rows were what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// All, without the first.
    pub rows: u64,
    /// Opt-outs that are noted.
    pub opt_outs: u64,
    /// Consents with their proof that are noted.
    pub consents: u64,
    /// Consents without it. They are kept, and nothing is ever sent by them.
    pub unproven: u64,
    /// Rows that say what an earlier one, or the book, says.
    pub duplicates: u64,
    /// Rows of people who had themselves erased.
    pub suppressed: u64,
    /// Rows of people who neither agreed nor opted out.
    pub silent: u64,
    /// Rows that could not be read.
    pub bad: u64,
}

impl Summary {
    /// Counts a row that the book has seen.
    pub fn count(&mut self, act: &ImportedAct, outcome: Outcome) {
        self.rows += 1;
        *match (outcome, act) {
            (Outcome::Duplicate, _) => &mut self.duplicates,
            (Outcome::Suppressed, _) => &mut self.suppressed,
            (Outcome::Noted, ImportedAct::OptOut { .. }) => &mut self.opt_outs,
            (Outcome::Noted, ImportedAct::Consent { .. }) => &mut self.consents,
            (Outcome::Noted, ImportedAct::Unproven { .. }) => &mut self.unproven,
        } += 1;
    }

    /// Counts a row that says nothing.
    pub fn count_silent(&mut self) {
        self.rows += 1;
        self.silent += 1;
    }

    /// Counts a bad row.
    pub fn count_bad(&mut self) {
        self.rows += 1;
        self.bad += 1;
    }
}

/// How an answer is written.
#[derive(Debug, Clone)]
pub enum Report {
    /// As JSON lines: progress, bad rows, the sum.
    Lines,
    /// The bad rows alone, as CSV with the file's own separator and columns.
    BadRows {
        /// The separator.
        separator: u8,
    },
}

/// The column that says what is wrong, behind the file's own.
const REASON: &str = "saludo_reason";

impl Report {
    /// What stands above everything.
    pub fn head(&self, header: &[String], out: &mut Vec<u8>) {
        if let Self::BadRows { separator } = self {
            let names = header.iter().map(String::as_str);
            // A file that was mended and sent again has the column already.
            let names = names.filter(|name| *name != REASON).chain([REASON]);
            out.extend_from_slice(csv::BYTE_ORDER_MARK);
            csv::write_row(out, *separator, names);
        }
    }

    /// How far it is.
    pub fn progress(&self, summary: &Summary, out: &mut Vec<u8>) {
        if matches!(self, Self::Lines) {
            line(out, "progress", summary, None);
        }
    }

    /// A row that could not be read.
    pub fn bad_row(&self, header: &[String], row: &RawRow, fault: RowFault, out: &mut Vec<u8>) {
        // Cells that stand under no column come last, so that nothing of the row is lost.
        let beyond = row.cells.get(header.len()..).unwrap_or_default();
        match self {
            Self::Lines => {
                let names = header.iter().cloned();
                let cells = row.cells.iter().cloned().map(Value::from);
                let columns: Map<String, Value> = names.zip(cells).collect();
                let mut value = json!({
                    "type": "bad",
                    "line": row.line,
                    "code": fault.code(),
                    "reason": fault.to_string(),
                    "row": columns,
                });
                if !beyond.is_empty() {
                    value["beyond"] = json!(beyond);
                }
                out.extend_from_slice(value.to_string().as_bytes());
                out.push(b'\n');
            }
            Self::BadRows { separator } => {
                let own = header
                    .iter()
                    .enumerate()
                    .filter(|(_, name)| *name != REASON);
                let cells = own.map(|(index, _)| row.cells.get(index).map_or("", String::as_str));
                let reason = fault.to_string();
                let beyond = beyond.iter().map(String::as_str);
                csv::write_row(
                    out,
                    *separator,
                    cells.chain([reason.as_str()]).chain(beyond),
                );
            }
        }
    }

    /// The end: all of it was read, or why not. What was noted before stays.
    pub fn end(&self, summary: &Summary, end: &End, out: &mut Vec<u8>) {
        if matches!(self, Self::Lines) {
            line(out, "summary", summary, Some(end));
        } else if let Some(stop) = &end.stopped {
            // The last row, so that nobody takes the file for whole.
            if let Self::BadRows { separator } = self {
                csv::write_row(out, *separator, [stop.reason.as_str()].into_iter());
            }
        }
    }
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct End {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Whether every row was read.
    pub complete: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stop>,
}

/// Why an import did not get to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// A stable word for it.
    pub code: &'static str,
    /// What to do.
    pub reason: String,
}

impl End {
    /// Every row was read.
    pub fn complete(dry_run: bool) -> Self {
        Self {
            dry_run,
            complete: true,
            stopped: None,
        }
    }

    /// It stopped before.
    pub fn stopped(dry_run: bool, stop: &Stop) -> Self {
        let next = if dry_run {
            "Nothing was written."
        } else {
            "The rows before are done; when the file is sent again, they change nothing."
        };
        Self {
            dry_run,
            complete: false,
            stopped: Some(Stop {
                code: stop.code,
                reason: format!("{}. {next}", stop.reason),
            }),
        }
    }
}

impl From<FileFault> for Stop {
    fn from(fault: FileFault) -> Self {
        Self {
            code: fault.code(),
            reason: fault.to_string(),
        }
    }
}

impl Stop {
    /// The connection broke.
    pub fn connection() -> Self {
        Self {
            code: "connection_lost",
            reason: "the file did not arrive whole; send it again".to_owned(),
        }
    }

    /// The book failed.
    pub fn internal() -> Self {
        Self {
            code: "internal",
            reason: "something went wrong on our side; send the file again".to_owned(),
        }
    }
}

fn line(out: &mut Vec<u8>, kind: &str, summary: &Summary, end: Option<&End>) {
    let mut value = json!({ "type": kind });
    let parts = [serde_json::to_value(summary), serde_json::to_value(end)];
    for part in parts.into_iter().flatten() {
        if let (Some(all), Value::Object(more)) = (value.as_object_mut(), part) {
            all.extend(more);
        }
    }
    out.extend_from_slice(value.to_string().as_bytes());
    out.push(b'\n');
}
