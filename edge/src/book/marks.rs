//! What happened to each message, ours or another program's: one row by keyed hash, a bit for each
//! status. Most of what Meta sends is this, so it is looked up and written by the hundred.

use super::sql::{Sql, bind, places};
use saludo_core::time::Millis;
use saludo_core::webhook::Delivery;
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use worker::{Result, SqlStorageValue};

/// The keyed hash of one message and one recipient.
type Key = [u8; 16];

/// A statement binds at most 100 values.
const LOOKED_UP_AT_ONCE: usize = 100;
/// Two values a row, and the time.
const WRITTEN_AT_ONCE: usize = 49;

/// Notes statuses, in their order, and answers of each whether it is new. Runs inside a transaction.
pub(super) fn note(sql: &Sql, now: Millis, statuses: &[(Key, Delivery)]) -> Result<Vec<bool>> {
    let mut marks = known(sql, statuses)?;
    let mut changed = BTreeMap::new();
    let mut fresh = Vec::with_capacity(statuses.len());
    for (key, delivery) in statuses {
        let bit = delivery.bit();
        let all = marks.entry(*key).or_default();
        let is_new = *all & bit == 0;
        if is_new {
            *all |= bit;
            changed.insert(*key, *all);
        }
        fresh.push(is_new);
    }
    let changed: Vec<(Key, u8)> = changed.into_iter().collect();
    for rows in changed.chunks(WRITTEN_AT_ONCE) {
        let mut values: Vec<SqlStorageValue> = bind![now];
        let mut places = Vec::with_capacity(rows.len());
        for (key, marks) in rows {
            let at = values.len();
            places.push(format!("(?{}, ?{}, ?1)", at + 1, at + 2));
            values.extend(bind![key.to_vec(), i64::from(*marks)]);
        }
        sql.run(
            &format!(
                "INSERT INTO statuses (key, marks, at) VALUES {}
                 ON CONFLICT (key) DO UPDATE SET marks = excluded.marks, at = excluded.at",
                places.join(", ")
            ),
            values,
        )?;
    }
    Ok(fresh)
}

fn known(sql: &Sql, statuses: &[(Key, Delivery)]) -> Result<BTreeMap<Key, u8>> {
    #[derive(Deserialize)]
    struct Row {
        key: ByteBuf,
        marks: u8,
    }
    let mut known = BTreeMap::new();
    for chunk in statuses.chunks(LOOKED_UP_AT_ONCE) {
        let keys = chunk.iter().map(|(key, _)| key.to_vec().into()).collect();
        let rows: Vec<Row> = sql.rows(
            &format!(
                "SELECT key, marks FROM statuses WHERE key IN ({})",
                places("?", chunk.len())
            ),
            keys,
        )?;
        for row in rows {
            if let Ok(key) = Key::try_from(row.key.as_slice()) {
                known.insert(key, row.marks);
            }
        }
    }
    Ok(known)
}
