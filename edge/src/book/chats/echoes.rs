//! What the shop's people write with another tool, as far as Meta echoes it.

use super::super::Desk;
use super::super::sql::{Sql, bind};
use saludo_core::console::chat::Shown;
use saludo_core::received::Received;
use saludo_core::time::Millis;
use saludo_core::webhook::{Content, Echo, Message};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use serde_json::Value;
use worker::Result;

/// A row has at most 2 MB.
const MAX_ECHO: usize = 1024 * 1024;

/// Keeps what was written and notes what it answered: all that was sent before it, in whatever order
/// they come to us. (What came within the same second of Meta's clock crossed it on the way.) Nothing
/// else that somebody does in another tool is an answer.
pub(in super::super) fn keep_echo(
    desk: &Desk<'_>,
    person: &str,
    item: &[u8],
    echo: &Echo,
    at: Millis,
) -> Result<()> {
    if item.len() > MAX_ECHO {
        return Ok(());
    }
    match &echo.content {
        Content::Reaction { .. } | Content::System { .. } => return Ok(()),
        Content::Revoke { original } => {
            desk.sql.run(
                "DELETE FROM echoes WHERE person = ? AND message_id = ?",
                bind![person, original.as_str()],
            )?;
            return Ok(());
        }
        Content::Edit { original, .. } => {
            desk.sql.run(
                "UPDATE echoes SET item = ? WHERE person = ? AND message_id = ?",
                bind![item.to_vec(), person, original.as_str()],
            )?;
            return Ok(());
        }
        _ => {}
    }
    desk.sql.run(
        "INSERT INTO echoes (person, message_id, item, sent_at, at) VALUES (?, ?, ?, ?, ?)",
        bind![person, echo.id.clone(), item.to_vec(), at, desk.now],
    )?;
    desk.sql.run(
        "UPDATE messages SET is_answered = 1 WHERE person = ? AND is_answered = 0 AND sent_at < ?",
        bind![person, at],
    )?;
    Ok(())
}

/// One of them.
#[derive(Deserialize)]
pub(in super::super) struct Echoed {
    pub(in super::super) id: u32,
    item: ByteBuf,
    pub(in super::super) sent_at: Millis,
}

impl Echoed {
    /// As it came.
    pub(in super::super) fn raw(&self) -> Value {
        serde_json::from_slice(&self.item).unwrap_or_default()
    }

    /// As it is shown: an echo says what it says in the words of a message.
    pub(in super::super) fn shown(&self) -> Result<Shown> {
        let message = Message::parse(&self.item).unwrap_or_default();
        let received = serde_json::to_value(Received::of(&message))?;
        Ok(serde_json::from_value(received)?)
    }
}

/// The newest of what was written to a person, the newest first.
pub(in super::super) fn echoed(sql: &Sql, person: &str, most: i64) -> Result<Vec<Echoed>> {
    sql.rows(
        "SELECT id, item, sent_at FROM echoes WHERE person = ? ORDER BY sent_at DESC, id DESC LIMIT ?",
        bind![person, most.min(super::super::received::SHOWN)],
    )
}
