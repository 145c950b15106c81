//! SQLite, with the platform's limits that local workerd does not enforce.

use crate::http::Problem;
use serde::de::DeserializeOwned;
use worker::{Error, Result, SqlCursor, SqlStorage, SqlStorageValue};

/// What one statement may bind.
const MAX_BINDINGS: usize = 100;
/// What one string or blob may have, with room for the rest of its row (2 MB).
const MAX_VALUE: usize = 1_900_000;

/// Why a change to the book was not made.
#[derive(Debug)]
pub(crate) enum BookError {
    /// Whoever asked is told why.
    Refused(Box<Problem>),
    /// A fault of our own.
    Fault(Error),
}

impl From<Error> for BookError {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

impl From<serde_json::Error> for BookError {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Problem> for BookError {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

/// The values of a statement, in order.
macro_rules! bind {
    ($($value:expr),* $(,)?) => { vec![$(worker::SqlStorageValue::from($value)),*] };
}
pub(crate) use bind;

/// `count` times the same place for a value, as `?, ?, ?` or `(?, ?), (?, ?)`.
pub(crate) fn places(place: &str, count: usize) -> String {
    vec![place; count].join(", ")
}

/// The book's tables.
pub(crate) struct Sql(SqlStorage);

impl Sql {
    pub(crate) fn new(sql: SqlStorage) -> Self {
        Self(sql)
    }

    /// Runs a statement and answers how many rows (of tables and indexes) it wrote.
    pub(crate) fn run(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<usize> {
        Ok(self.exec(query, values)?.rows_written())
    }

    /// All rows.
    pub(crate) fn rows<T: DeserializeOwned>(
        &self,
        query: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<T>> {
        self.exec(query, values)?.to_array()
    }

    /// The first row, if any.
    pub(crate) fn row<T: DeserializeOwned>(
        &self,
        query: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Option<T>> {
        Ok(self.rows(query, values)?.into_iter().next())
    }

    fn exec(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<SqlCursor> {
        let too_long = values.iter().any(|value| match value {
            SqlStorageValue::String(text) => text.len() > MAX_VALUE,
            SqlStorageValue::Blob(bytes) => bytes.len() > MAX_VALUE,
            _ => false,
        });
        if too_long || values.len() > MAX_BINDINGS {
            return Err(Error::from("a statement is over the platform's limits"));
        }
        self.0.exec(query, values)
    }
}
