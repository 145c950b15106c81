//! What the shop's own systems are told, written in the transaction of what it tells of and sent
//! until it is taken. `saludo_core::events_out` says what stands in it.

mod list;
mod tell;

pub(super) use list::{list, replay, replay_all};
pub(super) use tell::{
    Heard, before, changed, confirmed, erased, failed, has_become, of_erasure, received,
};

use super::deliveries::{self, count, counted};
use super::sql::{Sql, bind};
use super::{Desk, people};
use crate::internal::{HandedOutcome, Pipe};
use saludo_core::events_out::{About, Event, KEPT_FOR};
use saludo_core::time::{Millis, rfc3339};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{Response, Result};

/// The header of the standard with an event's id.
pub(crate) const ID: &str = "webhook-id";

const DELIVERED: &str = "events_delivered";

/// Whether anybody is told.
fn is_on(desk: &Desk<'_>) -> bool {
    desk.config.events.is_some()
}

/// Writes an event, which is kept with its person. `at` is when it happened.
fn write(desk: &Desk<'_>, event: &Event, about: &About, at: Millis) -> Result<()> {
    insert(desk, event, about, at, false)
}

/// Writes the last event about somebody who is not there any more, so it is kept with nobody.
fn write_last(desk: &Desk<'_>, event: &Event, about: &About, at: Millis) -> Result<()> {
    insert(desk, event, about, at, true)
}

fn insert(desk: &Desk<'_>, event: &Event, about: &About, at: Millis, is_last: bool) -> Result<()> {
    desk.sql.run(
        "INSERT INTO events (id, person, type, body, state, at, since, next_at, last)
         VALUES (?1, ?2, ?3, ?4, 'queued', ?5, ?5, ?5, ?6)",
        bind![
            format!("evt_{}", people::random_id::<24>()?),
            about.person.clone().filter(|_| !is_last),
            event.kind().as_str(),
            event.body(about, at)?,
            desk.now,
            i64::from(is_last),
        ],
    )?;
    Ok(())
}

/// What is sent of an event that was claimed.
pub(super) fn parcel(sql: &Sql, seq: i64) -> Result<Option<Response>> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        body: Option<String>,
    }
    let row: Option<Row> = sql.row("SELECT id, body FROM events WHERE seq = ?", bind![seq])?;
    let Some((id, body)) = row.and_then(|row| Some((row.id, row.body?))) else {
        return Ok(None);
    };
    let response = Response::ok(body)?;
    response.headers().set(ID, &id)?;
    Ok(Some(response))
}

/// Notes what the receiver answered last.
pub(super) fn answered(sql: &Sql, seq: i64, outcome: &HandedOutcome) -> Result<()> {
    let status = match outcome {
        HandedOutcome::Answered { status, .. } => Some(i64::from(*status)),
        HandedOutcome::NoAnswer | HandedOutcome::NotMade => None,
    };
    sql.run(
        "UPDATE events SET status = ? WHERE seq = ?",
        bind![status, seq],
    )?;
    Ok(())
}

/// It was taken, or given up. Of somebody who was erased nothing is kept then.
pub(super) fn is_over(desk: &Desk<'_>, seq: i64, is_delivered: bool) -> Result<()> {
    if is_delivered {
        count(desk.sql, DELIVERED, 1)?;
        desk.sql.run(
            "UPDATE events SET delivered_at = ? WHERE seq = ?",
            bind![desk.now, seq],
        )?;
    }
    desk.sql.run(
        "UPDATE events SET body = NULL WHERE seq = ? AND last = 1",
        bind![seq],
    )?;
    Ok(())
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run("DELETE FROM events WHERE at <= ?", bind![now - KEPT_FOR])?;
    Ok(())
}

/// Counts for the shop.
pub(super) fn stats(desk: &Desk<'_>) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        waiting: i64,
        oldest: Option<Millis>,
        failed: i64,
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT count(*) AS waiting, min(at) AS oldest,
            (SELECT count(*) FROM events WHERE state = 'failed') AS failed
         FROM events WHERE state IN ('queued', 'sending')",
        bind![],
    )?;
    Ok(json!({
        "waiting": row.as_ref().map_or(0, |row| row.waiting),
        "delivered": counted(desk.sql, DELIVERED)?,
        "failed": row.as_ref().map_or(0, |row| row.failed),
        "oldest": row.and_then(|row| row.oldest).map(rfc3339),
        "disabled": is_on(desk) && deliveries::is_gone(desk, Pipe::Events)?,
    }))
}
