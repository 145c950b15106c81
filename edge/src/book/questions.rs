//! Who is due the question in the chat (the in-thread opt-in), and why. Recorded, not yet sent.

use super::sql::{Sql, bind};
use saludo_core::confirm::Doubt;
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::{Error, Result};

/// Notes that a person is due the question. Answers its row.
pub(super) fn due(sql: &Sql, person: &str, doubt: Doubt, now: Millis) -> Result<i64> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
    }
    let row: Option<Row> = sql.row(
        "INSERT INTO questions (person, doubt, at) VALUES (?, ?, ?) RETURNING id",
        bind![person, doubt.as_str(), now],
    )?;
    row.map(|row| row.id)
        .ok_or_else(|| Error::from("a question was not stored"))
}

/// Takes a question back.
pub(super) fn drop(sql: &Sql, id: i64) -> Result<()> {
    sql.run("DELETE FROM questions WHERE id = ?", bind![id])?;
    Ok(())
}
