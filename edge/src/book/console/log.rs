//! What the log lists: messages to people and updates of Meta's, the newest first.
//!
//! A page looks at so many rows at most, unless an index leads to what is looked for: a book may
//! have a million messages, and the next page goes on where this one stopped looking.

mod raw;
mod sends;
mod updates;

pub(super) use raw::raw;

use crate::book::sql::{BookError, Sql, bind, places};
use crate::book::{Desk, pattern};
use crate::http;
use saludo_core::console::log::{Query, Show, View};
use saludo_core::phone::Phone;
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::{Request, Response, Result, SqlStorageValue};

/// Rows on one page.
const PAGE: usize = 50;
/// A page looks at so many rows: some tens of milliseconds.
const LOOK_AT: i64 = 50_000;
/// So many people are looked at whose name or number fits.
const PEOPLE: i64 = 50;
/// With fewer digits it is no number to look for.
const MIN_DIGITS: usize = 4;

pub(super) fn get(desk: &Desk<'_>, request: &Request) -> std::result::Result<Response, BookError> {
    let url = request.url()?;
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let query = Query::parse(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let view: View = match query.show {
        Show::Sends => sends::list(desk, &query)?,
        Show::Updates => updates::list(desk, &query)?,
    };
    Ok(http::json(200, &view)?)
}

/// Conditions on rows, with their values.
#[derive(Default)]
struct Conditions {
    terms: Vec<String>,
    values: Vec<SqlStorageValue>,
    /// Whether an index leads to what is looked for, however far back it is.
    is_led: bool,
    /// Which, where SQLite would not find it.
    index: &'static str,
}

impl Conditions {
    fn add(&mut self, term: impl Into<String>, values: Vec<SqlStorageValue>) {
        self.terms.push(term.into());
        self.values.extend(values);
    }

    /// An index leads there, unless something better does.
    fn lead_by(&mut self, index: &'static str) {
        if !self.is_led {
            (self.is_led, self.index) = (true, index);
        }
    }

    /// Rows of these people alone.
    fn of_people(&mut self, people: &[String]) {
        self.is_led = true;
        if people.is_empty() {
            self.add("0", bind![]);
            return;
        }
        let values = people.iter().map(|id| id.as_str().into()).collect();
        self.add(format!("person IN ({})", places("?", people.len())), values);
    }

    fn sql(&self) -> String {
        if self.terms.is_empty() {
            return "1".to_owned();
        }
        self.terms.join(" AND ")
    }
}

/// Where a page begins and, where no index leads, to which row it looks.
struct Reach {
    before: i64,
    from: i64,
}

impl Reach {
    fn new(sql: &Sql, table: &str, key: &str, query: &Query, is_led: bool) -> Result<Self> {
        #[derive(Deserialize)]
        struct Last {
            last: Option<i64>,
        }
        let before = if let Some(before) = query.before {
            i64::from(before)
        } else {
            let last: Option<Last> =
                sql.row(&format!("SELECT max({key}) AS last FROM {table}"), bind![])?;
            last.and_then(|last| last.last).unwrap_or(0) + 1
        };
        let from = if is_led { 0 } else { (before - LOOK_AT).max(0) };
        Ok(Self { before, from })
    }

    /// Where the next page begins, and how far back this one looked: behind its last row where it is
    /// full, and else behind what it looked at, if there is more.
    fn next(
        &self,
        (sql, table, key): (&Sql, &str, &str),
        moment: &str,
        last_of_full: Option<i64>,
    ) -> Result<(Option<u32>, Option<Millis>)> {
        #[derive(Deserialize)]
        struct Row {
            id: i64,
            at: Millis,
        }
        if let Some(last) = last_of_full {
            return Ok((u32::try_from(last).ok(), None));
        }
        if self.from == 0 {
            return Ok((None, None));
        }
        let row: Option<Row> = sql.row(
            &format!(
                "SELECT {key} AS id, {moment} AS at FROM {table} WHERE {key} < ? ORDER BY {key} DESC LIMIT 1"
            ),
            bind![self.from],
        )?;
        let next = row.as_ref().and_then(|row| u32::try_from(row.id + 1).ok());
        Ok((next, row.map(|row| row.at)))
    }
}

/// People whom some words may mean: by their number in any spelling, a part of it, the beginning of
/// their name, or their id.
fn people(sql: &Sql, words: &str) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
    }
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= MIN_DIGITS
        && words
            .chars()
            .all(|character| character.is_ascii_digit() || "+-() .".contains(character));
    let rows: Vec<Row> = if is_number {
        let exact = Phone::parse(&format!("+{digits}"), None).ok();
        let exact = exact.map(|phone| phone.normal_form().as_str().to_owned());
        let known: Vec<Row> = sql.rows(
            "SELECT person AS id FROM identities WHERE kind = 'phone' AND value = ?",
            bind![exact.unwrap_or_default()],
        )?;
        if known.is_empty() {
            sql.rows(
                "SELECT id FROM people WHERE wa_id LIKE ? LIMIT ?",
                bind![
                    format!("%{}%", pattern::cut(&digits, pattern::ROOM)),
                    PEOPLE
                ],
            )?
        } else {
            known
        }
    } else {
        let plain = pattern::escaped(words, pattern::ROOM);
        sql.rows(
            "SELECT id FROM people WHERE id = ? OR name LIKE ? ESCAPE '\\' LIMIT ?",
            bind![words, format!("{plain}%"), PEOPLE],
        )?
    };
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Whether it is an id of a message of Meta's.
fn is_wamid(words: &str) -> bool {
    words.starts_with("wamid.")
}
