//! Events as the shop reads them, and sends them again.

use super::is_on;
use crate::book::Desk;
use crate::book::sql::{BookError, Sql, bind};
use crate::http::Problem;
use saludo_core::time::{Millis, rfc3339};
use serde::Deserialize;
use serde_json::{Value, json};

/// Events on one page.
const PAGE: usize = 100;

#[derive(Deserialize)]
struct Row {
    id: String,
    r#type: String,
    body: String,
    state: String,
    attempts: i64,
    status: Option<i64>,
    at: Millis,
    delivered_at: Option<Millis>,
}

/// The events after one, by its id, the oldest first; from the first that is kept without one.
pub(in crate::book) fn list(
    sql: &Sql,
    after: Option<&str>,
) -> std::result::Result<Value, BookError> {
    let after = place(sql, after)?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows: Vec<Row> = sql.rows(
        "SELECT id, type, body, state, attempts, status, at, delivered_at FROM events
         WHERE seq > ? AND last = 0 AND body IS NOT NULL ORDER BY seq LIMIT ?",
        bind![after, limit],
    )?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| has_more).map(|row| row.id.clone());
    let item = |row: Row| {
        let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
        json!({
            "id": row.id,
            "type": row.r#type,
            "body": body,
            "state": if row.state == "sending" { "queued" } else { &row.state },
            "attempts": row.attempts,
            "status": row.status,
            "written_at": rfc3339(row.at),
            "delivered_at": row.delivered_at.map(rfc3339),
        })
    };
    let items: Vec<Value> = rows.into_iter().map(item).collect();
    Ok(json!({ "items": items, "next": next }))
}

/// Sends one event again, under its own id.
pub(in crate::book) fn replay(desk: &Desk<'_>, id: &str) -> std::result::Result<Value, BookError> {
    needs_receiver(desk)?;
    let seq = seq_of(desk.sql, id)?.ok_or_else(|| {
        Problem::new(
            404,
            "unknown_event",
            "There is no event of this id; events are kept for 30 days, those of somebody who was erased not at all.",
        )
    })?;
    let replayed = again(desk, "seq = ?2", seq)?;
    Ok(json!({ "replayed": replayed }))
}

/// Sends all events after one again, by its id; all that are kept without one.
pub(in crate::book) fn replay_all(
    desk: &Desk<'_>,
    after: Option<&str>,
) -> std::result::Result<Value, BookError> {
    needs_receiver(desk)?;
    let after = place(desk.sql, after)?;
    let replayed = again(desk, "seq > ?2", after)?;
    Ok(json!({ "replayed": replayed }))
}

fn needs_receiver(desk: &Desk<'_>) -> std::result::Result<(), BookError> {
    if is_on(desk) {
        return Ok(());
    }
    Err(Problem::new(
        409,
        "events_off",
        "Nobody is told of events: set EVENTS_URL and EVENTS_SECRET first.",
    )
    .into())
}

/// Queues events anew; one that is under way is on its way already. Answers how many.
fn again(desk: &Desk<'_>, which: &str, place: i64) -> std::result::Result<usize, BookError> {
    #[derive(Deserialize)]
    struct Replayed {
        #[expect(dead_code, reason = "only counted")]
        seq: i64,
    }
    let rows: Vec<Replayed> = desk.sql.rows(
        &format!(
            "UPDATE events SET state = 'queued', attempts = 0, since = ?1, next_at = ?1,
                delivered_at = NULL
             WHERE {which} AND last = 0 AND body IS NOT NULL AND state <> 'sending'
             RETURNING seq"
        ),
        bind![desk.now, place],
    )?;
    Ok(rows.len())
}

fn seq_of(sql: &Sql, id: &str) -> worker::Result<Option<i64>> {
    #[derive(Deserialize)]
    struct Seq {
        seq: i64,
    }
    let row: Option<Seq> = sql.row("SELECT seq FROM events WHERE id = ?", bind![id])?;
    Ok(row.map(|row| row.seq))
}

fn place(sql: &Sql, after: Option<&str>) -> std::result::Result<i64, BookError> {
    let Some(id) = after else {
        return Ok(0);
    };
    seq_of(sql, id)?.ok_or_else(|| {
        Problem::new(
            400,
            "malformed_after",
            "Give after as the id of an event that is still kept, or leave it out to begin with the oldest.",
        )
        .into()
    })
}
