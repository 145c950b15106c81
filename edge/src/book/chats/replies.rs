//! What the shop's people write in the console.

use super::super::sql::{BookError, Sql, bind};
use super::super::{Desk, outbox, people};
use super::waiting::answered_up_to;
use crate::http::Problem;
use saludo_core::console::Tag;
use saludo_core::console::chat::{Reply, Seen};
use saludo_core::outgoing::{Kind, Reason};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::{Error, Result};

/// Sends a reply, in this transaction or not at all. The same form again changes nothing.
pub(in super::super) fn reply(
    desk: &Desk<'_>,
    person: &str,
    reply: &Reply,
) -> std::result::Result<(), BookError> {
    if is_sent(desk.sql, person, reply)? {
        return Ok(());
    }
    if somebody_else_answered(desk, person, reply.seen)? {
        return Err(Problem::new(
            409,
            "answered_meanwhile",
            "Somebody else answered since this page was read. Nothing was sent; look, and send again if it is still needed.",
        )
        .into());
    }
    let row: Option<Id> = desk.sql.row(
        "INSERT INTO replies (key, person, body, author, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        bind![
            reply.key.as_str(),
            person,
            reply.text.as_str(),
            desk.by,
            desk.now
        ],
    )?;
    let row = row.ok_or_else(|| Error::from("a reply was not kept"))?;
    let message = outbox::queue_for(desk, Kind::Reply, person, row.id)?;
    // Whoever wrote it is told at once, and nothing of it is kept.
    match outbox::refuse_at_once(desk, message)? {
        None => {}
        Some(Reason::WindowClosed) => {
            return Err(Problem::new(
                409,
                "window_closed",
                "The person last wrote over 24 hours ago. Nothing was sent.",
            )
            .into());
        }
        Some(reason) => {
            return Err(Problem::new(
                409,
                "reply_barred",
                format!("This person cannot be written to: {}.", reason.as_str()),
            )
            .into());
        }
    }
    answered_up_to(desk.sql, person, reply.seen.message)?;
    // From now on machines are silent to them.
    people::human_wrote(desk.sql, person, desk.now)?;
    Ok(())
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

/// Whether this very form was sent before. With other words it is another reply, which whoever wrote
/// it must know of.
fn is_sent(sql: &Sql, person: &str, reply: &Reply) -> std::result::Result<bool, BookError> {
    #[derive(Deserialize)]
    struct Row {
        person: String,
        body: String,
    }
    let before: Option<Row> = sql.row(
        "SELECT person, body FROM replies WHERE key = ?",
        bind![reply.key.as_str()],
    )?;
    match before {
        None => Ok(false),
        Some(before) if before.person == person && before.body == reply.text.as_str() => Ok(true),
        Some(_) => Err(Problem::new(
            409,
            "used_key",
            "This form was sent before, with other words. Nothing was sent now.",
        )
        .into()),
    }
}

/// Whether a colleague, or another tool, answered what the writer had not read of.
fn somebody_else_answered(desk: &Desk<'_>, person: &str, seen: Seen) -> Result<bool> {
    let newer: Option<Id> = desk.sql.row(
        "SELECT id FROM replies WHERE person = ?1 AND id > ?2 AND author <> ?3
         UNION ALL SELECT id FROM echoes WHERE person = ?1 AND id > ?4 LIMIT 1",
        bind![person, i64::from(seen.reply), desk.by, i64::from(seen.echo)],
    )?;
    Ok(newer.is_some())
}

/// Sends a reply again of which nobody knows whether it went.
pub(in super::super) fn again(
    desk: &Desk<'_>,
    person: &str,
    message: u32,
) -> std::result::Result<(), BookError> {
    let known: Option<Id> = desk.sql.row(
        "SELECT id FROM outbox WHERE id = ? AND person = ? AND kind = ?",
        bind![i64::from(message), person, Kind::Reply.as_str()],
    )?;
    let resent = known
        .map(|row| outbox::resend(desk, row.id))
        .transpose()?
        .flatten();
    match resent {
        Some(true) => {
            people::human_wrote(desk.sql, person, desk.now)?;
            Ok(())
        }
        Some(false) => Err(Problem::new(
            409,
            "not_uncertain",
            "It is known what became of this message, so it is not sent again.",
        )
        .into()),
        None => Err(Problem::new(404, "unknown_message", "There is no such reply.").into()),
    }
}

/// Makes a chat somebody's, or nobody's.
pub(in super::super) fn hand_over(desk: &Desk<'_>, person: &str, tag: Option<&Tag>) -> Result<()> {
    match tag {
        Some(tag) => desk.sql.run(
            "INSERT INTO chat_tags (person, tag, at) VALUES (?, ?, ?)
             ON CONFLICT (person) DO UPDATE SET tag = excluded.tag, at = excluded.at",
            bind![person, tag.as_str(), desk.now],
        )?,
        None => desk
            .sql
            .run("DELETE FROM chat_tags WHERE person = ?", bind![person])?,
    };
    Ok(())
}

/// The words of a reply; nothing where they are gone.
pub(in super::super) fn text_of(sql: &Sql, id: i64) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let row: Option<Row> = sql.row("SELECT body FROM replies WHERE id = ?", bind![id])?;
    Ok(row.map(|row| row.body))
}

/// What somebody of the shop wrote.
#[derive(Deserialize)]
pub(in super::super) struct Written {
    pub(in super::super) id: u32,
    pub(in super::super) body: String,
    pub(in super::super) author: String,
    pub(in super::super) at: Millis,
}

/// The newest of what was written to a person here, the newest first.
pub(in super::super) fn written(sql: &Sql, person: &str, most: i64) -> Result<Vec<Written>> {
    sql.rows(
        "SELECT id, body, author, at FROM replies WHERE person = ? ORDER BY id DESC LIMIT ?",
        bind![person, most.min(super::super::received::SHOWN)],
    )
}
