//! The inbox: every update of every webhook, committed before Meta gets its 200.

use super::sql::{Sql, bind};
use super::{Desk, process};
use saludo_core::shops::Concerned;
use saludo_core::time::{DAY, Millis};
use saludo_core::webhook::{Keys, Kind, Update, UpdateKey, split};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use worker::Result;

/// Meta may send an update again for seven days; its key is kept one more.
const KEYS_KEPT: Millis = 8 * DAY;
/// What is not understood is kept for a person to look at.
const UNKNOWN_KEPT: Millis = 3 * DAY;
/// An item that failed this often is set aside, so that the rest goes on.
const MAX_ATTEMPTS: i64 = 3;
/// One alarm takes so many, so that it ends in time and messages leave in between.
const BATCH: i64 = 500;
/// Larger items are kept in parts: a row has at most 2 MB.
const PART: usize = 1024 * 1024;

/// A stored update.
#[derive(Deserialize)]
pub(super) struct Stored {
    pub(super) seq: i64,
    kind: i64,
    own: i64,
    item: Option<ByteBuf>,
    contact: Option<ByteBuf>,
    pub(super) at: Millis,
}

impl Stored {
    /// What it is.
    pub(super) fn kind(&self) -> Kind {
        match self.kind {
            0 => Kind::Message,
            1 => Kind::Status,
            2 => Kind::Preference,
            3 => Kind::Echo,
            4 => Kind::Other,
            _ => Kind::Unreadable,
        }
    }

    /// Whether it came for this shop's own number.
    pub(super) fn is_own(&self) -> bool {
        self.own != 0
    }

    /// The sender's contact.
    pub(super) fn contact(&self) -> Option<&[u8]> {
        self.contact.as_ref().map(|bytes| bytes.as_slice())
    }

    /// The item as it came.
    pub(super) fn item(&self, sql: &Sql) -> Result<Vec<u8>> {
        #[derive(Deserialize)]
        struct Part {
            bytes: ByteBuf,
        }
        if let Some(item) = &self.item {
            return Ok(item.to_vec());
        }
        let parts: Vec<Part> = sql.rows(
            "SELECT bytes FROM inbox_parts WHERE seq = ? ORDER BY part",
            bind![self.seq],
        )?;
        Ok(parts
            .iter()
            .flat_map(|part| part.bytes.iter().copied())
            .collect())
    }
}

fn number_of(kind: Kind) -> i64 {
    match kind {
        Kind::Message => 0,
        Kind::Status => 1,
        Kind::Preference => 2,
        Kind::Echo => 3,
        Kind::Other => 4,
        Kind::Unreadable => 5,
    }
}

/// Commits those updates of a body that belong to this book. Runs inside a transaction.
pub(super) fn commit(desk: &Desk<'_>, keys: &Keys, body: &[u8]) -> Result<()> {
    let (mut fresh, mut repeated, mut unknown) = (0_i64, 0_i64, 0_i64);
    for update in split(body, keys) {
        let concerned = desk
            .config
            .shops
            .concerned(update.phone_number_id.as_deref(), update.waba_id.as_deref());
        let belongs = match &concerned {
            Concerned::Shops(slugs) => slugs.contains(&desk.slug),
            Concerned::Unclaimed(first) => *first == desk.slug,
        };
        if !belongs {
            continue;
        }
        // A number of the account that is no shop's is nobody's message, so nobody's to act on.
        let own = update.phone_number_id.as_deref() == Some(desk.shop.phone_number_id.as_str());
        if insert(desk, &update, own)? {
            fresh += 1;
            if !own || matches!(update.kind, Kind::Other | Kind::Unreadable) {
                unknown += 1;
            }
        } else {
            repeated += 1;
        }
    }
    for (name, n) in [
        ("updates", fresh),
        ("duplicates", repeated),
        ("unknown", unknown),
    ] {
        if n > 0 {
            desk.sql.run(
                "INSERT INTO counters (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n",
                bind![name, n],
            )?;
        }
    }
    Ok(())
}

/// Stores an update unless it was seen before.
fn insert(desk: &Desk<'_>, update: &Update<'_>, own: bool) -> Result<bool> {
    #[derive(Deserialize)]
    struct Row {
        seq: i64,
    }
    let sql = desk.sql;
    let key = match update.key {
        UpdateKey::Once(key) => Some(key.to_vec()),
        UpdateKey::Mark(key, delivery) => {
            let bit = i64::from(delivery.bit());
            let wrote = sql.run(
                "INSERT INTO statuses (key, marks, at) VALUES (?, ?, ?)
                 ON CONFLICT (key) DO UPDATE SET marks = marks | excluded.marks, at = excluded.at
                 WHERE marks & excluded.marks = 0",
                bind![key.to_vec(), bit, desk.now],
            )?;
            if wrote == 0 {
                return Ok(false);
            }
            None
        }
    };
    let in_parts = update.item.len() > PART;
    let rows: Vec<Row> = sql.rows(
        "INSERT INTO inbox (key, kind, own, item, contact, at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO NOTHING RETURNING seq",
        bind![
            key,
            number_of(update.kind),
            i64::from(own),
            (!in_parts).then(|| update.item.to_vec()),
            update.contact.map(<[u8]>::to_vec),
            desk.now,
        ],
    )?;
    let Some(row) = rows.first() else {
        return Ok(false);
    };
    if in_parts {
        for (part, bytes) in (0_i64..).zip(update.item.chunks(PART)) {
            sql.run(
                "INSERT INTO inbox_parts (seq, part, bytes) VALUES (?, ?, ?)",
                bind![row.seq, part, bytes.to_vec()],
            )?;
        }
    }
    Ok(true)
}

/// Takes the next updates and counts the attempt, so that one that stops the whole instance is
/// known by it. Runs inside a transaction, which must be on disk before the work begins.
pub(super) fn take(sql: &Sql) -> Result<Vec<Stored>> {
    sql.run(
        "UPDATE inbox SET done = 2 WHERE done = 0 AND attempts >= ?",
        bind![MAX_ATTEMPTS],
    )?;
    let taken: Vec<Stored> = sql.rows(
        "SELECT seq, kind, own, item, contact, at FROM inbox WHERE done = 0 ORDER BY seq LIMIT ?",
        bind![BATCH],
    )?;
    if let Some(last) = taken.last() {
        sql.run(
            "UPDATE inbox SET attempts = attempts + 1 WHERE done = 0 AND seq <= ?",
            bind![last.seq],
        )?;
    }
    Ok(taken)
}

/// Acts on one update and marks it done. Runs inside a transaction.
pub(super) fn work_off(desk: &Desk<'_>, stored: &Stored) -> Result<()> {
    process::act(desk, stored)?;
    match stored.kind() {
        // Its key is in `statuses`.
        Kind::Status => desk.sql.run(
            "DELETE FROM inbox WHERE seq = ? AND key IS NULL",
            bind![stored.seq],
        )?,
        _ => 0,
    };
    // What was understood is not needed raw any more; the rest is kept for a person to see.
    let keeps_item = !stored.is_own() || matches!(stored.kind(), Kind::Other | Kind::Unreadable);
    let query = if keeps_item {
        "UPDATE inbox SET done = 1 WHERE seq = ?"
    } else {
        "UPDATE inbox SET done = 1, item = NULL, contact = NULL WHERE seq = ?"
    };
    desk.sql.run(query, bind![stored.seq])?;
    if !keeps_item {
        desk.sql
            .run("DELETE FROM inbox_parts WHERE seq = ?", bind![stored.seq])?;
    }
    Ok(())
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM inbox_parts WHERE seq IN (SELECT seq FROM inbox WHERE done <> 0 AND at <= ?)",
        bind![now - UNKNOWN_KEPT],
    )?;
    sql.run(
        "UPDATE inbox SET item = NULL, contact = NULL WHERE done <> 0 AND at <= ? AND item IS NOT NULL",
        bind![now - UNKNOWN_KEPT],
    )?;
    sql.run(
        "DELETE FROM inbox WHERE done <> 0 AND at <= ?",
        bind![now - KEYS_KEPT],
    )?;
    sql.run("DELETE FROM statuses WHERE at <= ?", bind![now - KEYS_KEPT])?;
    Ok(())
}
