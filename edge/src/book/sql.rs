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

/// The lengths that lists in statements have. workerd keeps a statement that it has read by its text,
/// and reading one with a hundred places takes as long as running it.
const LENGTHS: [usize; 8] = [100, 49, 32, 16, 8, 4, 2, 1];

/// A list for `IN`, filled up with its last value to one of few lengths: the places, and what is bound
/// to them. At most `most` values, as many as the statement has room for.
pub(crate) fn list(
    mut values: Vec<SqlStorageValue>,
    most: usize,
) -> (String, Vec<SqlStorageValue>) {
    let lengths = LENGTHS.into_iter().rev();
    let length = lengths.chain([most]).find(|length| *length >= values.len());
    let length = length.unwrap_or(most).min(most.max(values.len()));
    if let Some(last) = values.last().cloned() {
        values.resize(length, last);
    }
    (places("?", values.len()), values)
}

/// Cuts rows into as few parts as there are with one of few lengths, `most` or less.
pub(crate) fn parts<T>(mut rows: &[T], most: usize) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let fits = |length: &usize| *length <= most && *length <= rows.len();
        let length = LENGTHS.into_iter().find(fits)?;
        let (part, rest) = rows.split_at_checked(length)?;
        rows = rest;
        Some(part)
    })
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
