//! What people wrote to the shop's people, with what they did to it later: reactions, edits and
//! revocations apply to the message that they name, in whatever order they come.

use super::Desk;
use super::inbox::Stored;
use super::sql::{Sql, bind};
use saludo_core::console::chat::Shown;
use saludo_core::received::Received;
use saludo_core::time::{DAY, Millis, rfc3339};
use saludo_core::webhook::{Content, Message};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use worker::{Result, console_error};

/// A row has at most 2 MB.
const MAX_MESSAGE: usize = 1024 * 1024;
/// What people wrote is kept for so long.
const KEPT: Millis = 30 * DAY;
/// What is left of a message that its sender took back.
const REVOKED: &[u8] = br#"{"type":"revoked"}"#;
/// The newest of what somebody wrote: what people write within 30 days is a tenth of it, and a
/// machine that writes without end must not fill the book's memory.
pub(super) const SHOWN: i64 = 1_000;

/// Keeps a message for people; `id` is Meta's. Runs inside a transaction.
pub(super) fn keep(
    desk: &Desk<'_>,
    stored: &Stored,
    person: Option<&str>,
    id: Option<&str>,
    item: &[u8],
    sent_at: Millis,
) -> Result<()> {
    // WhatsApp's own limit for a text is 4,096 characters. What is beyond a row is no message to
    // answer, and its words go with its inbox row.
    if item.len() > MAX_MESSAGE {
        console_error!("update {} is too large to keep", stored.seq);
        return Ok(());
    }
    // What was taken back needs no answer; what another tool answered had one before it came to us.
    desk.sql.run(
        "INSERT INTO messages (person, item, sent_at, at, message_id, is_answered)
         SELECT ?1, iif(is_revoked, ?6, ?2), ?3, ?4, ?5,
            is_revoked OR EXISTS (SELECT 1 FROM echoes WHERE person = ?1 AND sent_at > ?3)
         FROM (SELECT EXISTS (SELECT 1 FROM message_marks
            WHERE person = ?1 AND message_id = ?5 AND kind = 'revoke') AS is_revoked)",
        bind![
            person.map(str::to_owned),
            item.to_vec(),
            sent_at,
            desk.now,
            id.map(str::to_owned),
            REVOKED.to_vec(),
        ],
    )?;
    Ok(())
}

/// Notes what a person did to a message, if that is what they did: the later word holds, and a
/// message that was taken back stays so, its words gone. Whether it was that.
pub(super) fn mark(
    desk: &Desk<'_>,
    person: &str,
    item: &[u8],
    content: &Content,
    sent_at: Millis,
) -> Result<bool> {
    let (kind, target, item) = match content {
        Content::Reaction { to, .. } => ("reaction", to, Some(item)),
        Content::Edit { original, .. } => ("edit", original, Some(item)),
        Content::Revoke { original } => ("revoke", original, None),
        _ => return Ok(false),
    };
    if item.is_some_and(|item| item.len() > MAX_MESSAGE) {
        return Ok(true);
    }
    if kind == "edit" && is_revoked(desk.sql, person, target)? {
        return Ok(true);
    }
    desk.sql.run(
        "INSERT INTO message_marks (person, message_id, kind, item, sent_at, at)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (person, message_id, kind) DO UPDATE
            SET item = excluded.item, sent_at = excluded.sent_at, at = excluded.at
            WHERE excluded.sent_at >= message_marks.sent_at",
        bind![
            person,
            target.as_str(),
            kind,
            item.map(<[u8]>::to_vec),
            sent_at,
            desk.now
        ],
    )?;
    if kind == "revoke" {
        desk.sql.run(
            "UPDATE messages SET item = ?, is_answered = 1 WHERE person = ? AND message_id = ?",
            bind![REVOKED.to_vec(), person, target.as_str()],
        )?;
        desk.sql.run(
            "DELETE FROM message_marks WHERE person = ? AND message_id = ? AND kind = 'edit'",
            bind![person, target.as_str()],
        )?;
    }
    Ok(true)
}

fn is_revoked(sql: &Sql, person: &str, message: &str) -> Result<bool> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(rename = "sent_at")]
        _sent_at: Millis,
    }
    let row: Option<Row> = sql.row(
        "SELECT sent_at FROM message_marks WHERE person = ? AND message_id = ? AND kind = 'revoke'",
        bind![person, message],
    )?;
    Ok(row.is_some())
}

/// What a person wrote, the oldest first, each as it came (`message`) and as it stands (`shown`).
pub(super) fn of(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        item: ByteBuf,
        sent_at: Millis,
        message_id: Option<String>,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT item, sent_at, message_id FROM messages WHERE person = ?
         ORDER BY sent_at DESC, id DESC LIMIT ?",
        bind![person, SHOWN],
    )?;
    let marks = Marks::of(sql, person)?;
    let shown = |row: Row| {
        let raw: Value = serde_json::from_slice(&row.item).unwrap_or_default();
        json!({
            "sent_at": rfc3339(row.sent_at),
            "message": raw,
            "shown": marks.shown(&row.item, row.message_id.as_deref()),
        })
    };
    Ok(rows.into_iter().rev().map(shown).collect())
}

/// A message as the chat has it.
#[derive(Deserialize)]
pub(super) struct Kept {
    pub(super) id: u32,
    item: ByteBuf,
    pub(super) sent_at: Millis,
    message_id: Option<String>,
    pub(super) is_answered: i64,
}

/// The newest of what a person wrote that meet a condition, the newest first.
pub(super) fn kept(sql: &Sql, person: &str, condition: &str, most: i64) -> Result<Vec<Kept>> {
    sql.rows(
        &format!(
            "SELECT id, item, sent_at, message_id, is_answered FROM messages
             WHERE person = ? AND {condition} ORDER BY sent_at DESC, id DESC LIMIT ?"
        ),
        bind![person, most],
    )
}

/// What is shown of them, in their order.
pub(super) fn shown(sql: &Sql, person: &str, kept: &[Kept]) -> Result<Vec<Shown>> {
    let marks = Marks::of(sql, person)?;
    kept.iter()
        .map(|kept| {
            let shown = marks.shown(&kept.item, kept.message_id.as_deref());
            serde_json::from_value(shown).map_err(Into::into)
        })
        .collect()
}

/// Reactions to messages that the shop sent, by Meta's id of the message.
pub(super) fn reactions(sql: &Sql, person: &str) -> Result<BTreeMap<String, String>> {
    Ok(Marks::of(sql, person)?.reactions)
}

/// What a person did to messages, by Meta's id of the message.
#[derive(Default)]
struct Marks {
    reactions: BTreeMap<String, String>,
    edits: BTreeMap<String, (Content, Millis)>,
    revoked: BTreeMap<String, Millis>,
}

impl Marks {
    fn of(sql: &Sql, person: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Row {
            message_id: String,
            item: Option<ByteBuf>,
            sent_at: Millis,
        }
        let rows: Vec<Row> = sql.rows(
            "SELECT message_id, item, sent_at FROM message_marks WHERE person = ?
             ORDER BY sent_at DESC LIMIT ?",
            bind![person, SHOWN],
        )?;
        let mut marks = Self::default();
        for row in rows {
            let message = row.item.as_ref().and_then(|item| Message::parse(item));
            match message.map(|message| message.content) {
                None => {
                    marks.revoked.insert(row.message_id, row.sent_at);
                }
                Some(Content::Reaction {
                    emoji: Some(emoji), ..
                }) => {
                    marks.reactions.insert(row.message_id, emoji);
                }
                Some(Content::Edit { content, .. }) => {
                    marks.edits.insert(row.message_id, (*content, row.sent_at));
                }
                Some(_) => {}
            }
        }
        Ok(marks)
    }

    fn shown(&self, item: &[u8], id: Option<&str>) -> Value {
        let mut message = Message::parse(item).unwrap_or_default();
        let edited = id.and_then(|id| self.edits.get(id));
        if let Some((content, _)) = edited {
            message.content = content.clone();
        }
        let mut shown = serde_json::to_value(Received::of(&message)).unwrap_or_default();
        let more = [
            ("id", json!(id)),
            ("reaction", json!(id.and_then(|id| self.reactions.get(id)))),
            ("edited_at", json!(edited.map(|(_, at)| rfc3339(*at)))),
            (
                "revoked_at",
                json!(
                    id.and_then(|id| self.revoked.get(id))
                        .map(|at| rfc3339(*at))
                ),
            ),
        ];
        if let Some(shown) = shown.as_object_mut() {
            shown.extend(more.map(|(name, value)| (name.to_owned(), value)));
        }
        shown
    }
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    for table in ["messages", "message_marks"] {
        sql.run(
            &format!("DELETE FROM {table} WHERE at <= ?"),
            bind![now - KEPT],
        )?;
    }
    Ok(())
}
