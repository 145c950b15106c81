//! What a shop takes out of its book: people and opt-ins, a record a line.
//!
//! Records come in one order that stays: people by id, then opt-ins by number. Each has a
//! [`Cursor`], and whoever was cut off goes on behind the last whole record that they have.

pub mod csv;
mod cursor;
mod record;
mod table;

#[cfg(test)]
mod tests;

pub use cursor::{Cursor, ParseCursorError};
pub use record::{Entry, OptIn, Person, Record, ScopeStanding};
pub use table::{COLUMNS, write_header, write_record};
