//! What happened to each message, ours or another program's: one row by keyed hash, a bit for each
//! status. Most of what Meta sends is this, so it is looked up and written by the hundred.

use super::sql::{Sql, bind, list, parts};
use saludo_core::time::{DAY, Millis};
use saludo_core::webhook::Delivery;
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};
use worker::{Result, SqlStorageValue};

/// The keyed hash of one message and one recipient.
type Key = [u8; 16];

/// A statement binds at most 100 values.
const LOOKED_UP_AT_ONCE: usize = 100;
/// Two values a row, and the time.
const WRITTEN_AT_ONCE: usize = 49;

/// When a message was last heard of is kept to the day: a row whose moment changes with every status
/// is moved in its index each time, which is a page more to write. A row is kept for 8 days, so for 7
/// at least from the last status on, as long as Meta may send it again.
const EXACT_TO: Millis = DAY;

/// What is known of one message.
#[derive(Clone, Copy, Default)]
struct Known {
    marks: u8,
    at: Option<Millis>,
}

/// Notes statuses, in their order, and answers of each whether it is new. Runs inside a transaction.
pub(super) fn note(sql: &Sql, now: Millis, statuses: &[(Key, Delivery)]) -> Result<Vec<bool>> {
    let mut all = known(sql, statuses)?;
    let mut changed = BTreeSet::new();
    let mut fresh = Vec::with_capacity(statuses.len());
    for (key, delivery) in statuses {
        let bit = delivery.bit();
        let known = all.entry(*key).or_default();
        let is_new = known.marks & bit == 0;
        if is_new {
            known.marks |= bit;
            changed.insert(*key);
        }
        fresh.push(is_new);
    }
    let changed = changed
        .into_iter()
        .filter_map(|key| all.get_key_value(&key));
    let (old, recent): (Vec<_>, Vec<_>) =
        changed.partition(|(_, known)| known.at.is_some_and(|at| at < now - EXACT_TO));
    put(sql, now, &recent, "marks = excluded.marks")?;
    put(sql, now, &old, "marks = excluded.marks, at = excluded.at")?;
    Ok(fresh)
}

fn put(sql: &Sql, now: Millis, rows: &[(&Key, &Known)], change: &str) -> Result<()> {
    for rows in parts(rows, WRITTEN_AT_ONCE) {
        let mut values: Vec<SqlStorageValue> = bind![now];
        let mut places = Vec::with_capacity(rows.len());
        for (key, known) in rows {
            let at = values.len();
            places.push(format!("(?{}, ?{}, ?1)", at + 1, at + 2));
            values.extend(bind![key.to_vec(), i64::from(known.marks)]);
        }
        sql.run(
            &format!(
                "INSERT INTO statuses (key, marks, at) VALUES {}
                 ON CONFLICT (key) DO UPDATE SET {change}",
                places.join(", ")
            ),
            values,
        )?;
    }
    Ok(())
}

fn known(sql: &Sql, statuses: &[(Key, Delivery)]) -> Result<BTreeMap<Key, Known>> {
    #[derive(Deserialize)]
    struct Row {
        key: ByteBuf,
        marks: u8,
        at: Millis,
    }
    let mut known = BTreeMap::new();
    for chunk in statuses.chunks(LOOKED_UP_AT_ONCE) {
        let keys = chunk.iter().map(|(key, _)| key.to_vec().into()).collect();
        let (which, keys) = list(keys, LOOKED_UP_AT_ONCE);
        let rows: Vec<Row> = sql.rows(
            &format!("SELECT key, marks, at FROM statuses WHERE key IN ({which})"),
            keys,
        )?;
        for row in rows {
            if let Ok(key) = Key::try_from(row.key.as_slice()) {
                let (marks, at) = (row.marks, Some(row.at));
                known.insert(key, Known { marks, at });
            }
        }
    }
    Ok(known)
}
