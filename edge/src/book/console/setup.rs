//! The set-up check that was made last.

use crate::book::Desk;
use crate::book::sql::{Sql, bind};
use saludo_core::setup_check::Report;
use saludo_core::time::Millis;
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

/// What of the last check must be mended.
#[derive(Deserialize)]
pub(super) struct Red {
    /// When it was made.
    pub(super) at: Millis,
    /// How many lines are red.
    pub(super) lines: u32,
}

/// It, where there is something: counted here, so that no page asks Meta for it.
pub(super) fn red(sql: &Sql) -> Result<Option<Red>> {
    let red: Option<Red> = sql.row(
        "SELECT at, (SELECT count(*) FROM json_each(report, '$.checks') line
             WHERE json_extract(line.value, '$.state') = 'red') AS lines
         FROM setup_report",
        bind![],
    )?;
    Ok(red.filter(|red| red.lines > 0))
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
