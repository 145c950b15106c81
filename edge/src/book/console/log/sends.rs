//! Messages to people.

use super::{Conditions, PAGE, Reach, is_wamid, people};
use crate::book::Desk;
use crate::book::sql::bind;
use saludo_core::console::log::{Query, Rows, Sent, View, Whose};
use saludo_core::locale::Locale;
use saludo_core::outgoing::{Kind, MessageState};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

#[derive(Deserialize)]
struct Row {
    id: u32,
    kind: String,
    state: String,
    reason: Option<String>,
    error: Option<i64>,
    title: Option<String>,
    details: Option<String>,
    person: String,
    name: Option<String>,
    wa_id: Option<String>,
    wamid: Option<String>,
    template: Option<String>,
    language: Option<String>,
    attempts: u32,
    queued_at: Millis,
    left_at: Option<Millis>,
    next_at: Millis,
}

/// The states that `outbox_ended` has. SQLite uses it only where the query says just this.
const ENDED: &str = "state IN ('failed', 'cancelled', 'uncertain')";

pub(super) fn list(desk: &Desk<'_>, query: &Query) -> Result<View> {
    let sql = desk.sql;
    let conditions = conditions(desk, query)?;
    let reach = Reach::new(sql, "outbox", "id", query, conditions.is_led)?;
    let mut values = conditions.values.clone();
    values.extend(bind![
        reach.before,
        reach.from,
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
    ]);
    let mut rows: Vec<Row> = sql.rows(
        &format!(
            "SELECT o.id, o.kind, o.state, o.reason, o.error, f.title, f.details, o.person, p.name,
                p.wa_id, o.wamid, o.template, coalesce(o.went_in, o.language) AS language,
                o.attempts, o.queued_at, o.left_at, o.next_at
             FROM (SELECT id AS own FROM outbox {} WHERE {} AND id < ? AND id >= ?
                ORDER BY id DESC LIMIT ?) JOIN outbox o ON o.id = own
                LEFT JOIN people p ON p.id = o.person LEFT JOIN failures f ON f.message = o.id
             ORDER BY o.id DESC",
            conditions.index,
            conditions.sql()
        ),
        values,
    )?;
    let is_full = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| is_full).map(|row| i64::from(row.id));
    let (next, looked_to) = reach.next((sql, "outbox", "id"), "queued_at", last)?;
    Ok(View {
        rows: Rows::Sends(rows.into_iter().map(sent).collect()),
        next,
        looked_to,
    })
}

fn conditions(desk: &Desk<'_>, query: &Query) -> Result<Conditions> {
    let mut conditions = Conditions::default();
    if is_wamid(&query.q) {
        conditions.is_led = true;
        conditions.add("wamid = ?", bind![query.q.as_str()]);
    } else if !query.q.is_empty() {
        conditions.of_people(&people(desk.sql, &query.q)?);
    }
    // Words of an enum of ours, written into the query so that SQLite sees which index has them.
    if let Some(state) = query.state {
        let is_ended = matches!(
            state,
            MessageState::Failed | MessageState::Cancelled | MessageState::Uncertain
        );
        if is_ended {
            conditions.add(ENDED, bind![]);
            conditions.lead_by("INDEXED BY outbox_ended");
        } else if state == MessageState::Queued {
            conditions.lead_by("INDEXED BY outbox_reason");
        }
        conditions.add(format!("state = '{}'", state.as_str()), bind![]);
    }
    if let Some(reason) = query.reason {
        conditions.add("reason = ?", bind![reason.as_str()]);
    }
    if let Some(kind) = query.kind {
        // Most messages are of one kind: an index of kinds leads nowhere.
        conditions.add("+kind = ?", bind![kind.as_str()]);
    }
    Ok(conditions)
}

fn sent(row: Row) -> Sent {
    let may_retry =
        row.state == "uncertain" && Kind::parse(&row.kind).is_some_and(Kind::may_be_resent);
    let spelled = |tag: String| {
        let locale = Locale::parse(&tag).ok();
        locale.map_or(tag, |locale| locale.template_language())
    };
    Sent {
        id: row.id,
        kind: row.kind,
        code: row.error,
        said: row.details.or(row.title),
        whose: Some(Whose {
            id: row.person,
            name: row.name,
            phone: row.wa_id,
        }),
        wamid: row.wamid,
        template: row.template,
        language: row.language.map(spelled),
        attempts: row.attempts,
        queued_at: row.queued_at,
        left_at: row.left_at,
        next_at: (row.state == "queued").then_some(row.next_at),
        state: row.state,
        reason: row.reason,
        may_retry,
    }
}
