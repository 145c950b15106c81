//! Updates of Meta's webhooks, as far as they are kept.

use super::{Conditions, PAGE, Reach, is_wamid, people};
use crate::book::Desk;
use crate::book::sql::bind;
use saludo_core::console::log::{Query, Rows, UPDATE_KINDS, Update, UpdateState, View, Whose};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

#[derive(Deserialize)]
struct Row {
    seq: u32,
    kind: usize,
    own: i64,
    person: Option<String>,
    name: Option<String>,
    wa_id: Option<String>,
    attempts: u32,
    at: Millis,
    done: i64,
    has_raw: i64,
}

pub(super) fn list(desk: &Desk<'_>, query: &Query) -> Result<View> {
    let sql = desk.sql;
    let conditions = conditions(desk, query)?;
    let reach = Reach::new(sql, "inbox", "seq", query, conditions.is_led)?;
    let mut values = conditions.values.clone();
    values.extend(bind![
        reach.before,
        reach.from,
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
    ]);
    let mut rows: Vec<Row> = sql.rows(
        &format!(
            "SELECT i.seq, i.kind, i.own, i.person, p.name, p.wa_id, i.attempts, i.at, i.done,
                i.item IS NOT NULL OR EXISTS (SELECT 1 FROM inbox_parts WHERE seq = i.seq) AS has_raw
             FROM (SELECT seq AS wanted FROM inbox {} WHERE {} AND seq < ? AND seq >= ?
                ORDER BY seq DESC LIMIT ?) JOIN inbox i ON i.seq = wanted
                LEFT JOIN people p ON p.id = i.person
             ORDER BY i.seq DESC",
            conditions.index,
            conditions.sql()
        ),
        values,
    )?;
    let is_full = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows
        .last()
        .filter(|_| is_full)
        .map(|row| i64::from(row.seq));
    let (next, looked_to) = reach.next((sql, "inbox", "seq"), "at", last)?;
    Ok(View {
        rows: Rows::Updates(rows.into_iter().map(update).collect()),
        next,
        looked_to,
    })
}

fn conditions(desk: &Desk<'_>, query: &Query) -> Result<Conditions> {
    let mut conditions = Conditions::default();
    if is_wamid(&query.q) {
        // The id itself is kept nowhere: the key of its message is a hash of it.
        conditions.is_led = true;
        conditions.add("key = ?", bind![desk.keys.message(&query.q).to_vec()]);
    } else if !query.q.is_empty() {
        conditions.of_people(&people(desk.sql, &query.q)?);
    }
    if let Some(kind) = query.update_kind {
        conditions.add("kind = ?", bind![i64::try_from(kind).unwrap_or(-1)]);
    }
    // Each with the very words of the index that leads to it.
    if let Some(state) = query.update_state {
        let (term, index) = match state {
            UpdateState::Waiting => ("done = 0", Some("INDEXED BY inbox_pending")),
            UpdateState::Aside => ("done = 2", Some("INDEXED BY inbox_aside")),
            UpdateState::Kept => (
                "done <> 0 AND item IS NOT NULL AND done = 1",
                Some("INDEXED BY inbox_raw"),
            ),
            UpdateState::Done => ("done = 1 AND item IS NULL", None),
        };
        if let Some(index) = index {
            conditions.lead_by(index);
        }
        conditions.add(term, bind![]);
    }
    Ok(conditions)
}

fn update(row: Row) -> Update {
    let has_raw = row.has_raw != 0;
    let state = match row.done {
        0 => UpdateState::Waiting,
        2 => UpdateState::Aside,
        _ if has_raw => UpdateState::Kept,
        _ => UpdateState::Done,
    };
    Update {
        seq: row.seq,
        kind: UPDATE_KINDS
            .get(row.kind)
            .copied()
            .unwrap_or("other")
            .to_owned(),
        state,
        is_own: row.own != 0,
        whose: row.person.map(|id| Whose {
            id,
            name: row.name,
            phone: row.wa_id,
        }),
        attempts: row.attempts,
        at: row.at,
        has_raw,
    }
}
