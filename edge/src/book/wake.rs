//! When the book has to wake next: everything timed hangs on one alarm, so it must not die.

use super::sql::{Sql, bind};
use saludo_core::confirm::EARLY_GRACE;
use saludo_core::time::{DAY, HOUR, Millis, SECOND};
use serde::Deserialize;
use worker::Result;

/// An alarm handler sets this alarm before it does anything: if it dies, it is tried again.
pub(super) const RETRY_AFTER: Millis = 15 * SECOND;
/// An update that failed is tried again after so long.
const FAILED_RETRY: Millis = 2 * SECOND;
/// Housekeeping.
const UPKEEP_EVERY: Millis = 6 * HOUR;

/// The next moment at which something is due. Never later than the next housekeeping.
pub(super) fn next(sql: &Sql, now: Millis) -> Result<Millis> {
    #[derive(Deserialize)]
    struct Next {
        at: Option<Millis>,
    }
    let next: Option<Next> = sql.row(
        "SELECT min(at) AS at FROM (
            SELECT CASE WHEN attempts = 0 THEN ?1 ELSE ?1 + ?2 END AS at
                FROM (SELECT attempts FROM inbox WHERE done = 0 ORDER BY seq LIMIT 1)
            UNION ALL SELECT min(next_at) FROM outbox WHERE state IN ('queued', 'sending')
            UNION ALL SELECT min(requested_at) + ?3 FROM opt_ins WHERE state = 'requested'
            UNION ALL SELECT min(at) + ?4 FROM held WHERE question IS NULL)",
        bind![now, FAILED_RETRY, DAY, EARLY_GRACE],
    )?;
    let due = next.and_then(|next| next.at).unwrap_or(Millis::MAX);
    Ok(due.clamp(now, now + UPKEEP_EVERY))
}
