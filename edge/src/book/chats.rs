//! Chats with the shop's people: what waits for an answer, what was answered here or with another
//! tool, and whose a chat is.
//!
//! A message waits until somebody here had read it and answered, or said that it is done; or until an
//! echo tells that another tool wrote after it. Each message knows for itself, so the order in which
//! webhooks come does not matter, and what nobody had read is not taken for answered.

mod echoes;
mod replies;
mod waiting;

pub(super) use echoes::{Echoed, echoed, keep_echo};
pub(super) use replies::{Written, again, hand_over, reply, text_of, written};
pub(super) use waiting::{
    answered_up_to, by_tag, last_words, people_waiting, waiting_of, who_waits,
};

use super::sql::{Sql, bind};
use saludo_core::time::{DAY, Millis, rfc3339};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Result;

/// Both sides of a chat are kept for as long.
const KEPT: Millis = 30 * DAY;

/// Whose a chat is.
pub(super) fn tag(sql: &Sql, person: &str) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Row {
        tag: String,
    }
    let row: Option<Row> = sql.row("SELECT tag FROM chat_tags WHERE person = ?", bind![person])?;
    Ok(row.map(|row| row.tag))
}

/// A list that is chosen from need not be longer.
const MOST_TAGS: i64 = 100;

/// Tags in use, whoever has answered, and whoever may come in.
pub(super) fn tags(sql: &Sql) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Row {
        tag: String,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT tag FROM chat_tags UNION SELECT author AS tag FROM replies
         UNION SELECT name AS tag FROM tokens WHERE revoked_at IS NULL ORDER BY tag LIMIT ?",
        bind![MOST_TAGS],
    )?;
    Ok(rows.into_iter().map(|row| row.tag).collect())
}

/// What the shop's people wrote to somebody, here and elsewhere, and who is to answer: for the record
/// of all that is held.
pub(super) fn of(sql: &Sql, person: &str) -> Result<Value> {
    let replies: Vec<Value> = written(sql, person, i64::MAX)?
        .into_iter()
        .map(|one| json!({ "at": rfc3339(one.at), "by": one.author, "text": one.body }))
        .collect();
    let elsewhere: Vec<Value> = echoed(sql, person, i64::MAX)?
        .into_iter()
        .map(|one| json!({ "sent_at": rfc3339(one.sent_at), "message": one.raw() }))
        .collect();
    Ok(json!({ "replies": replies, "elsewhere": elsewhere, "tag": tag(sql, person)? }))
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    for table in ["replies", "echoes"] {
        sql.run(
            &format!("DELETE FROM {table} WHERE at <= ?"),
            bind![now - KEPT],
        )?;
    }
    sql.run(
        "DELETE FROM chat_tags WHERE at <= ?
            AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.person = chat_tags.person)",
        bind![now - KEPT],
    )?;
    Ok(())
}
