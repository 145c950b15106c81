//! The book's tables, as numbered migrations: a book is brought up to date when it wakes.
//!
//! Moments are Unix milliseconds. Only add to the end: a migration that was deployed is never
//! changed. A file a subject.

mod access;
mod act_texts;
mod asking;
mod chats;
mod events;
mod forwarding;
mod founding;
mod meta;
mod people_list;
mod received;
mod sending;
mod sends;
mod setup;
mod tallies;

use super::sql::{Sql, bind};
use serde::Deserialize;
use worker::Result;

/// One a line, so that additions do not meet.
const MIGRATIONS: &[&str] = &[
    founding::FIRST,
    founding::SECOND,
    founding::THIRD,
    founding::FOURTH,
    founding::FIFTH,
    act_texts::ACT_TEXTS,
    meta::STATES,
    meta::IDENTITY_KEYS,
    received::RECEIVED,
    sending::OUTBOX,
    asking::NUMBERS,
    sends::SENDS,
    forwarding::FORWARDING,
    events::EVENTS,
    sending::GIVE_UP,
    access::ACCESS,
    people_list::PEOPLE_LIST,
    chats::CHATS,
    setup::REPORT,
    tallies::TALLIES,
    tallies::LOOKING,
    received::FEWER_INDEXES,
];

#[derive(Deserialize)]
struct Version {
    version: usize,
}

/// Brings the tables up to date. Runs inside a transaction.
pub(super) fn migrate(sql: &Sql) -> Result<()> {
    sql.run(
        "CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL)",
        bind![],
    )?;
    let done: Option<Version> = sql.row("SELECT version FROM schema", bind![])?;
    let done = if let Some(row) = done {
        row.version
    } else {
        sql.run("INSERT INTO schema (version) VALUES (0)", bind![])?;
        0
    };
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        sql.run(migration, bind![])?;
        let version = i64::try_from(index + 1).unwrap_or(i64::MAX);
        sql.run("UPDATE schema SET version = ?", bind![version])?;
    }
    Ok(())
}
