//! When the book has to wake next: everything timed hangs on one alarm, so it must not die.

use super::sql::{Sql, bind};
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
pub(super) fn next(sql: &Sql, now: Millis, may_send: bool) -> Result<Millis> {
    #[derive(Deserialize)]
    struct Next {
        at: Option<Millis>,
    }
    let next: Option<Next> = sql.row(
        "SELECT min(at) AS at FROM (
            SELECT min(next_at) AS at FROM inbox WHERE done = 0
            UNION ALL SELECT min(next_at) FROM outbox WHERE state = 'sending' OR (?1 AND state = 'queued')
            UNION ALL SELECT min(requested_at) + ?2 FROM opt_ins WHERE state = 'requested'
            UNION ALL SELECT min(at) + ?3 FROM held WHERE question IS NULL
            UNION ALL SELECT min(at) + ?4 FROM held
            UNION ALL SELECT coalesce(max(n), 0) + ?5 FROM counters WHERE name = 'upkeep_at')",
        bind![
            i64::from(may_send),
            CONFIRM_WITHIN,
            EARLY_GRACE,
            HOLD_FOR,
            UPKEEP_EVERY
        ],
    )?;
    let due = next.and_then(|next| next.at).unwrap_or(now);
    Ok(due.clamp(now, now + UPKEEP_EVERY))
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
