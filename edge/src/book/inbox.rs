//! The inbox: every update of every webhook, committed before Meta gets its 200.

use super::forwarding::{self, Envelope};
use super::sql::{Sql, bind, list};
use super::{Desk, marks, outbox, process};
use saludo_core::forward::Whose;
use saludo_core::shops::Concerned;
use saludo_core::time::{DAY, Millis, SECOND};
use saludo_core::webhook::{Kind, Update, UpdateKey, split};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::cell::OnceCell;
use worker::{Result, SqlStorageValue, console_error};

/// Meta may send an update again for seven days; its key is kept one more.
const KEYS_KEPT: Millis = 8 * DAY;
/// What is not understood is kept for a person to look at.
const UNKNOWN_KEPT: Millis = 3 * DAY;
/// An update that failed this often is set aside, so that the rest goes on.
const MAX_ATTEMPTS: i64 = 3;
/// An update that failed once is tried again after so long, and after three times as long next.
const RETRY: Millis = 2 * SECOND;
/// One round takes so many. It is one turn of the book, and a webhook that comes meanwhile waits for
/// its end: so a round is short even where every update of it confirms an opt-in. At most 99, for a
/// statement that names all of them.
const ROUND: i64 = 32;
/// Values of a list, where one more is bound: a statement binds at most 100.
const MAX_LIST: usize = 99;
/// An item up to so many bytes is read with its row; the memory of a larger one is taken when its
/// turn comes, and one at a time.
const READ_WITH_ROW: i64 = 16 * 1024;
/// A contact is a name and two ids. A larger one is not kept: it could push its row over 2 MB.
const MAX_CONTACT: usize = 64 * 1024;
/// Larger items are kept in parts: a row has at most 2 MB.
const PART: usize = 1024 * 1024;

/// A stored update.
#[derive(Deserialize)]
pub(super) struct Stored {
    pub(super) seq: i64,
    kind: i64,
    own: i64,
    pub(super) at: Millis,
    /// When Meta said it, of what is about the account.
    pub(super) said_at: Option<Millis>,
    attempts: i64,
    /// Empty where the item is large or in parts.
    item: Option<ByteBuf>,
    contact: Option<ByteBuf>,
    in_parts: i64,
    /// Whose it is, once that is known.
    #[serde(skip)]
    person: OnceCell<String>,
}

/// What an update says.
pub(super) struct Contents {
    /// The item as it came.
    pub(super) item: Vec<u8>,
    /// The sender's contact.
    pub(super) contact: Option<Vec<u8>>,
}

impl Stored {
    /// Notes whose it is, for whoever looks for it.
    pub(super) fn is_of(&self, person: &str) {
        self.person.get_or_init(|| person.to_owned());
    }

    /// What it is.
    pub(super) fn kind(&self) -> Kind {
        match self.kind {
            0 => Kind::Message,
            1 => Kind::Status,
            2 => Kind::Preference,
            3 => Kind::Echo,
            4 => Kind::Other,
            6 => Kind::Change,
            7 => Kind::History,
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
        }
        let contact = self.contact.clone().map(ByteBuf::into_vec);
        let item = if let Some(item) = &self.item {
            item.to_vec()
        } else if self.in_parts != 0 {
            self.parts(sql)?
        } else {
            let row: Option<Row> =
                sql.row("SELECT item FROM inbox WHERE seq = ?", bind![self.seq])?;
            row.and_then(|row| row.item).unwrap_or_default().into_vec()
        };
        Ok(Contents { item, contact })
    }

    fn parts(&self, sql: &Sql) -> Result<Vec<u8>> {
        #[derive(Deserialize)]
        struct Part {
            bytes: ByteBuf,
        }
        let parts: Vec<Part> = sql.rows(
            "SELECT bytes FROM inbox_parts WHERE seq = ? ORDER BY part",
            bind![self.seq],
        )?;
        Ok(parts
            .into_iter()
            .flat_map(|part| part.bytes.into_vec())
            .collect())
    }

    /// Whether it failed too often to be tried again.
    fn is_set_aside(&self) -> bool {
        self.attempts >= MAX_ATTEMPTS
    }

    /// What was understood is not needed raw any more; the rest is kept for a person to see.
    fn keeps_item(&self) -> bool {
        !self.is_own() || matches!(self.kind(), Kind::Other | Kind::Unreadable)
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
        Kind::Change => 6,
        Kind::History => 7,
    }
}

/// Commits those updates of a body that belong to this book, and answers whether any of them is still
/// to be acted on. Runs inside a transaction.
pub(super) fn commit(desk: &Desk<'_>, body: &[u8], envelope: &Envelope) -> Result<bool> {
    let mut updates = split(body, desk.keys);
    let mut survey = forwarding::survey(desk, &updates);
    updates.retain(|update| belongs(desk, update));
    let marked: Vec<_> = updates
        .iter()
        .filter_map(|update| match update.key {
            UpdateKey::Mark(key, delivery) => Some((key, delivery)),
            UpdateKey::Once(_) => None,
        })
        .collect();
    let mut is_new = marks::note(desk.sql, desk.now, &marked)?.into_iter();
    let statuses = updates.iter().filter_map(|update| update.status.as_ref());
    let ours = outbox::ours_among(desk, statuses)?;
    let (mut fresh, mut repeated, mut unknown) = (0_i64, 0_i64, 0_i64);
    let mut is_work = false;
    for update in &updates {
        let own = is_own(desk, update);
        let stored = match (&update.key, &update.status) {
            (UpdateKey::Once(key), _) => {
                let row = insert(desk, update, Some(key), own)?;
                is_work |= row.is_some();
                if let (Some(row), Some(survey)) = (row, &mut survey) {
                    survey.stored(update, own, row);
                }
                row.is_some()
            }
            (UpdateKey::Mark(..), status) => {
                let stored = is_new.next().unwrap_or_default();
                // Most are of messages that other programs sent: their row in `statuses` is all
                // there is to do.
                let says_something = status.as_ref().is_none_or(|status| ours.concern(status));
                if stored && own && says_something {
                    insert(desk, update, None, own)?;
                    is_work = true;
                }
                stored
            }
        };
        if !stored {
            repeated += 1;
            continue;
        }
        fresh += 1;
        if let Some(survey) = &mut survey {
            survey.is_new();
        }
        if !own || matches!(update.kind, Kind::Other | Kind::Unreadable) {
            unknown += 1;
        }
    }
    if let Some(survey) = survey {
        forwarding::keep(desk, &survey, body, envelope)?;
    }
    for (name, n) in [
        ("updates", fresh),
        ("duplicates", repeated),
        ("unknown", unknown),
    ] {
        if n > 0 {
            count(desk.sql, name, n)?;
        }
    }
    Ok(is_work)
}

fn count(sql: &Sql, name: &str, n: i64) -> Result<()> {
    sql.run(
        "INSERT INTO counters (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n",
        bind![name, n],
    )?;
    Ok(())
}

/// Whether an update is this shop's to act on: it came for its number, or is about its account. A
/// number of the account that is no shop's is nobody's message, so nobody's to act on.
fn is_own(desk: &Desk<'_>, update: &Update<'_>) -> bool {
    match &update.phone_number_id {
        Some(id) => *id == desk.shop.phone_number_id,
        None => update.kind == Kind::Change && update.waba_id.as_ref() == Some(&desk.shop.waba_id),
    }
}

/// Whether an update is this book's to keep.
fn belongs(desk: &Desk<'_>, update: &Update<'_>) -> bool {
    if update.phone_number_id.as_deref() == Some(desk.shop.phone_number_id.as_str()) {
        return true;
    }
    let concerned = desk
        .config
        .shops
        .concerned(update.phone_number_id.as_deref(), update.waba_id.as_deref());
    match concerned {
        Concerned::Shops(slugs) => slugs.contains(&desk.slug),
        Concerned::Unclaimed(first) => *first == *desk.slug,
    }
}

/// Stores an update unless its key was seen before. A status has none here. Answers its row.
fn insert(
    desk: &Desk<'_>,
    update: &Update<'_>,
    key: Option<&[u8; 16]>,
    own: bool,
) -> Result<Option<i64>> {
    #[derive(Deserialize)]
    struct Row {
        seq: i64,
    }
    let sql = desk.sql;
    let in_parts = update.item.len() > PART;
    let rows: Vec<Row> = sql.rows(
        "INSERT INTO inbox (key, kind, own, item, contact, at, next_at, said_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO NOTHING RETURNING seq",
        bind![
            key.map(|key| key.to_vec()),
            number_of(update.kind),
            i64::from(own),
            (!in_parts).then(|| update.item.to_vec()),
            update
                .contact
                .filter(|contact| contact.len() <= MAX_CONTACT)
                .map(<[u8]>::to_vec),
            desk.now,
            desk.now,
            update.said_at,
        ],
    )?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    if in_parts {
        for (part, bytes) in (0_i64..).zip(update.item.chunks(PART)) {
            sql.run(
                "INSERT INTO inbox_parts (seq, part, bytes) VALUES (?, ?, ?)",
                bind![row.seq, part, bytes.to_vec()],
            )?;
        }
    }
    Ok(Some(row.seq))
}

/// Takes the next updates that are due and counts the attempt, so that one that stops the whole
/// instance is known by it. One that failed before is taken alone: if it fails again, nothing else
/// is held up or blamed. Runs inside a transaction, which must be on disk before the work begins.
pub(super) fn take(desk: &Desk<'_>) -> Result<Vec<Stored>> {
    let sql = desk.sql;
    // The limit is written out: SQLite plans anew whenever one is bound.
    let mut due: Vec<Stored> = sql.rows(
        &format!(
            "SELECT seq, kind, own, at, said_at, attempts, contact, item IS NULL AS in_parts,
                iif(length(item) <= ?1, item, NULL) AS item
             FROM inbox WHERE done = 0 AND next_at <= ?2 ORDER BY next_at, seq LIMIT {ROUND}"
        ),
        bind![READ_WITH_ROW, desk.now],
    )?;
    let fresh = due.iter().take_while(|stored| stored.attempts == 0).count();
    due.truncate(fresh.max(1));
    let Some(first) = due.first() else {
        return Ok(due);
    };
    if first.is_set_aside() {
        console_error!(
            "update {} is set aside after {} attempts",
            first.seq,
            first.attempts
        );
        sql.run("UPDATE inbox SET done = 2 WHERE seq = ?", bind![first.seq])?;
        // What nobody here could read, people may.
        forwarding::acted_on(desk, first.seq, Whose::People)?;
        return Ok(due);
    }
    let wait = RETRY.saturating_mul(3_i64.saturating_pow(first.attempts.try_into().unwrap_or(0)));
    let (which, seqs) = list(
        due.iter().map(|stored| stored.seq.into()).collect(),
        MAX_LIST,
    );
    let mut values: Vec<SqlStorageValue> = bind![desk.now + wait];
    values.extend(seqs);
    sql.run(
        &format!("UPDATE inbox SET attempts = attempts + 1, next_at = ? WHERE seq IN ({which})"),
        values,
    )?;
    Ok(due)
}

/// Acts on updates and marks them done: on all or, where one fails, on none. Runs inside a
/// transaction.
pub(super) fn work_off(desk: &Desk<'_>, round: &[Stored]) -> Result<()> {
    let (mut spent, mut kept) = (Vec::new(), Vec::new());
    for stored in round.iter().filter(|stored| !stored.is_set_aside()) {
        let whose = process::act(desk, stored)?;
        forwarding::acted_on(desk, stored.seq, whose)?;
        let seq = SqlStorageValue::from(stored.seq);
        if whose == Whose::Unread {
            // Its head was read when it came, and the whole says something twice, or the like.
            let unreadable = number_of(Kind::Unreadable);
            desk.sql.run(
                "UPDATE inbox SET kind = ? WHERE seq = ?",
                bind![unreadable, stored.seq],
            )?;
            count(desk.sql, "unknown", 1)?;
            kept.push(seq);
        } else if stored.keeps_item() {
            kept.push(seq);
        } else {
            if stored.in_parts != 0 {
                desk.sql
                    .run("DELETE FROM inbox_parts WHERE seq = ?", bind![stored.seq])?;
            }
            // At once: the next update may show that this person is another's other half.
            if let Some(person) = stored.person.get() {
                desk.sql.run(
                    "UPDATE inbox SET done = 1, item = NULL, contact = NULL, person = ? WHERE seq = ?",
                    bind![person.as_str(), stored.seq],
                )?;
            } else {
                spent.push(seq);
            }
        }
    }
    for (seqs, item_too) in [(spent, true), (kept, false)] {
        if seqs.is_empty() {
            continue;
        }
        let (which, seqs) = list(seqs, MAX_LIST);
        let item = if item_too {
            // A status whose key is in `statuses` is done with.
            desk.sql.run(
                &format!("DELETE FROM inbox WHERE key IS NULL AND seq IN ({which})"),
                seqs.clone(),
            )?;
            ", item = NULL, contact = NULL"
        } else {
            ""
        };
        desk.sql.run(
            &format!("UPDATE inbox SET done = 1{item} WHERE seq IN ({which})"),
            seqs,
        )?;
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
