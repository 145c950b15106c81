//! A shop's file of people from elsewhere: rows of CSV, each read into what it says, or into why
//! it says nothing.
//!
//! A row is an opt-out, a consent with its proof (words, date and method), a consent without, or
//! neither. What follows of it is [`consent`](crate::consent)'s business: an imported yes undoes no
//! withdrawal, so the order of rows does not matter.
//!
//! The file comes in chunks and nothing of it is held but the row that is being read.

mod act;
mod columns;
mod cutter;
mod date;
mod file;
mod options;
mod preset;
mod report;
mod row;
mod seen;

#[cfg(test)]
mod tests;

pub use act::{Entry, ImportedAct};
pub use columns::ColumnsFault;
pub use cutter::{Cutter, MAX_COLUMNS, MAX_FILE, MAX_ROW, RawRow};
pub use date::DateOrder;
pub use file::FileFault;
pub use options::{Options, OptionsFault};
pub use preset::Preset;
pub use report::{End, Outcome, Report, Stop, Summary};
pub use row::{Reader, RowFault};
pub use seen::Seen;
