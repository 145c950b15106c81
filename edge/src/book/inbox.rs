//! The inbox: every update of every webhook, committed before Meta gets its 200.

use super::sql::{Sql, bind};
use super::{Desk, process};
use saludo_core::shops::Concerned;
use saludo_core::time::{DAY, Millis, SECOND};
use saludo_core::webhook::{Keys, Kind, Update, UpdateKey, split};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use worker::{Result, console_error};

/// Meta may send an update again for seven days; its key is kept one more.
const KEYS_KEPT: Millis = 8 * DAY;
/// What is not understood is kept for a person to look at.
const UNKNOWN_KEPT: Millis = 3 * DAY;
/// An update that failed this often is set aside, so that the rest goes on.
const MAX_ATTEMPTS: i64 = 3;
/// An update that failed once is tried again after so long, and after three times as long next.
const RETRY: Millis = 2 * SECOND;
/// One round takes so many, so that messages leave in between.
const BATCH: i64 = 500;
/// A contact is a name and two ids. A larger one is not kept: it could push its row over 2 MB.
const MAX_CONTACT: usize = 64 * 1024;
/// Larger items are kept in parts: a row has at most 2 MB.
const PART: usize = 1024 * 1024;

/// A stored update, without its item.
#[derive(Deserialize)]
pub(super) struct Stored {
    pub(super) seq: i64,
    kind: i64,
    own: i64,
    pub(super) at: Millis,
    attempts: i64,
}

/// What an update says.
pub(super) struct Contents {
    /// The item as it came.
    pub(super) item: Vec<u8>,
    /// The sender's contact.
    pub(super) contact: Option<Vec<u8>>,
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

    /// What it says.
    pub(super) fn contents(&self, sql: &Sql) -> Result<Contents> {
        #[derive(Deserialize)]
        struct Row {
            item: Option<ByteBuf>,
            contact: Option<ByteBuf>,
        }
        #[derive(Deserialize)]
        struct Part {
            bytes: ByteBuf,
        }
        let row: Option<Row> = sql.row(
            "SELECT item, contact FROM inbox WHERE seq = ?",
            bind![self.seq],
        )?;
        let (item, contact) = row.map_or((None, None), |row| (row.item, row.contact));
        let item = if let Some(item) = item {
            item.into_vec()
        } else {
            let parts: Vec<Part> = sql.rows(
                "SELECT bytes FROM inbox_parts WHERE seq = ? ORDER BY part",
                bind![self.seq],
            )?;
            parts
                .into_iter()
                .flat_map(|part| part.bytes.into_vec())
                .collect()
        };
        Ok(Contents {
            item,
            contact: contact.map(ByteBuf::into_vec),
        })
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
        "INSERT INTO inbox (key, kind, own, item, contact, at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO NOTHING RETURNING seq",
        bind![
            key,
            number_of(update.kind),
            i64::from(own),
            (!in_parts).then(|| update.item.to_vec()),
            update
                .contact
                .filter(|contact| contact.len() <= MAX_CONTACT)
                .map(<[u8]>::to_vec),
            desk.now,
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

/// Takes the next updates that are due and counts the attempt, so that one that stops the whole
/// instance is known by it. One that failed before is taken alone: if it fails again, nothing else
/// is held up or blamed. Runs inside a transaction, which must be on disk before the work begins.
pub(super) fn take(desk: &Desk<'_>) -> Result<Vec<Stored>> {
    let sql = desk.sql;
    let mut due: Vec<Stored> = sql.rows(
        "SELECT seq, kind, own, at, attempts FROM inbox WHERE done = 0 AND next_at <= ?
         ORDER BY next_at, seq LIMIT ?",
        bind![desk.now, BATCH],
    )?;
    let fresh = due.iter().take_while(|stored| stored.attempts == 0).count();
    due.truncate(fresh.max(1));
    for stored in &due {
        if stored.attempts >= MAX_ATTEMPTS {
            console_error!(
                "update {} is set aside after {} attempts",
                stored.seq,
                stored.attempts
            );
            sql.run("UPDATE inbox SET done = 2 WHERE seq = ?", bind![stored.seq])?;
        } else {
            let wait =
                RETRY.saturating_mul(3_i64.saturating_pow(stored.attempts.try_into().unwrap_or(0)));
            sql.run(
                "UPDATE inbox SET attempts = attempts + 1, next_at = ? WHERE seq = ?",
                bind![desk.now + wait, stored.seq],
            )?;
        }
    }
    Ok(due)
}

/// Acts on one update and marks it done. Runs inside a transaction.
pub(super) fn work_off(desk: &Desk<'_>, stored: &Stored) -> Result<()> {
    if stored.attempts >= MAX_ATTEMPTS {
        return Ok(());
    }
    process::act(desk, stored)?;
    // A status whose key is in `statuses` is done with.
    desk.sql.run(
        "DELETE FROM inbox WHERE seq = ? AND key IS NULL",
        bind![stored.seq],
    )?;
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
