//! The set-up check that was made last.

use crate::book::Desk;
use crate::book::sql::{Sql, bind};
use saludo_core::setup_check::Report;
use serde::Deserialize;
use worker::Result;

/// Keeps a report; of two that were made at the same time, the later.
pub(super) fn keep(desk: &Desk<'_>, report: &Report) -> Result<()> {
    desk.sql.run(
        "INSERT INTO setup_report (id, at, report) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET at = ?1, report = ?2 WHERE at <= ?1",
        bind![report.at, serde_json::to_string(report)?],
    )?;
    Ok(())
}

/// The last one, as JSON; `null` where there is none.
pub(super) fn last(sql: &Sql) -> Result<String> {
    #[derive(Deserialize)]
    struct Row {
        report: String,
    }
    let row: Option<Row> = sql.row("SELECT report FROM setup_report", bind![])?;
    Ok(row.map_or_else(|| "null".to_owned(), |row| row.report))
}
