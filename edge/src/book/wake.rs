//! When the book has to wake next: everything timed hangs on one alarm, so it must not die.

use super::sql::{Sql, bind};
use super::{Desk, lanes, sends};
use saludo_core::confirm::{CONFIRM_WITHIN, EARLY_GRACE, HOLD_FOR};
use saludo_core::time::{HOUR, MINUTE, Millis, SECOND};
use serde::Deserialize;
use worker::Result;

/// An alarm handler sets this alarm before it does anything: if it dies, it is tried again.
pub(super) const RETRY_AFTER: Millis = 15 * SECOND;
/// While the worker is not set up, or the shop is not in `SHOPS`, nothing can be done.
pub(super) const NOT_SET_UP: Millis = 10 * MINUTE;
/// Housekeeping.
const UPKEEP_EVERY: Millis = 6 * HOUR;

/// The next moment at which something is due. Where nothing may be sent now, what waits to be
/// sent is passed over: whoever is done sending looks again.
pub(super) fn next(desk: &Desk<'_>, may_send: bool) -> Result<Millis> {
    let (sql, now) = (desk.sql, desk.now);
    let mut due = timed(desk, Inbox::Too)?;
    if let Some(sending) = may_send.then(|| lanes::next(desk)).transpose()?.flatten() {
        due = due.min(sending);
    }
    if let Some(making) = sends::next(sql)? {
        due = due.min(making);
    }
    Ok(due.clamp(now, now + UPKEEP_EVERY))
}

/// Whether there is more to do than what is in the inbox: a time is over, or something is to be sent.
pub(super) fn is_more_due(desk: &Desk<'_>) -> Result<bool> {
    Ok(timed(desk, Inbox::Apart)? <= desk.now || lanes::next(desk)?.is_some())
}

/// Whether what waits in the inbox counts.
#[derive(Clone, Copy)]
enum Inbox {
    Too,
    Apart,
}

/// When the next time is over.
fn timed(desk: &Desk<'_>, inbox: Inbox) -> Result<Millis> {
    #[derive(Deserialize)]
    struct Next {
        at: Millis,
    }
    let next: Option<Next> = desk.sql.row(
        // Scalar queries and no UNION: a compound may have five terms here.
        "SELECT min(
            iif(?6, coalesce((SELECT min(next_at) FROM inbox WHERE done = 0), ?5), ?5),
            coalesce((SELECT min(next_at) FROM outbox WHERE state = 'sending'), ?5),
            coalesce((SELECT min(requested_at) + ?1 FROM opt_ins WHERE state = 'requested'), ?5),
            coalesce((SELECT min(at) + ?2 FROM held WHERE question IS NULL), ?5),
            coalesce((SELECT min(at) + ?3 FROM held), ?5),
            coalesce((SELECT min(destroy_at) FROM sealed), ?5),
            coalesce((SELECT n + ?4 FROM counters WHERE name = 'upkeep_at'), 0)
         ) AS at",
        bind![
            CONFIRM_WITHIN,
            EARLY_GRACE,
            HOLD_FOR,
            UPKEEP_EVERY,
            desk.now + UPKEEP_EVERY,
            i64::from(matches!(inbox, Inbox::Too)),
        ],
    )?;
    Ok(next.map_or(desk.now, |next| next.at))
}

/// Whether housekeeping is due; if so, notes that it is done now.
pub(super) fn upkeep_is_due(sql: &Sql, now: Millis) -> Result<bool> {
    let noted = sql.run(
        "INSERT INTO counters (name, n) VALUES ('upkeep_at', ?1)
         ON CONFLICT (name) DO UPDATE SET n = ?1 WHERE n <= ?2",
        bind![now, now - UPKEEP_EVERY],
    )?;
    Ok(noted > 0)
}
