//! Why messages of ours failed, in Meta's words: the outbox itself has the code.

use super::sql::{Sql, bind};
use saludo_core::time::{Millis, rfc3339};
use saludo_core::webhook::Status;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use worker::Result;

/// Meta's explanations are a sentence or two.
const MAX_WORDS: usize = 1_000;

/// Keeps why a message failed. Runs inside a transaction.
pub(super) fn keep(
    sql: &Sql,
    message: i64,
    person: &str,
    status: &Status,
    received_at: Millis,
) -> Result<()> {
    let Some(error) = status.errors.first() else {
        return Ok(());
    };
    let cut = |text: &Option<String>| -> Option<String> {
        let text = text.as_ref()?;
        Some(text.chars().take(MAX_WORDS).collect())
    };
    let title = cut(&error.title).or_else(|| cut(&error.message));
    sql.run(
        "INSERT INTO failures (message, person, code, title, details, href, at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (message) DO UPDATE SET code = excluded.code, title = excluded.title,
            details = excluded.details, href = excluded.href, at = excluded.at
            WHERE excluded.at >= failures.at",
        bind![
            message,
            person,
            error.code,
            title,
            cut(&error.details),
            cut(&error.href),
            status.at.unwrap_or(received_at),
        ],
    )?;
    Ok(())
}

/// Why messages to a person failed, by row of the outbox.
pub(super) fn of(sql: &Sql, person: &str) -> Result<BTreeMap<i64, Value>> {
    #[derive(Deserialize)]
    struct Row {
        message: i64,
        code: Option<i64>,
        title: Option<String>,
        details: Option<String>,
        href: Option<String>,
        at: Millis,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT message, code, title, details, href, at FROM failures WHERE person = ?",
        bind![person],
    )?;
    let of = |row: Row| {
        let failure = json!({
            "code": row.code,
            "title": row.title,
            "details": row.details,
            "href": row.href,
            "at": rfc3339(row.at),
        });
        (row.message, failure)
    };
    Ok(rows.into_iter().map(of).collect())
}
