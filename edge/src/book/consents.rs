//! What a person agreed to and took back, by purpose.

use super::evidence::{self, Said};
use super::sql::{Sql, bind};
use super::{Desk, outbox, questions};
use saludo_core::ledger::{Method, Reach};
use saludo_core::purpose::PurposeId;
use saludo_core::time::Millis;
use saludo_core::welcome::Input;
use serde::Deserialize;
use worker::Result;

/// What a person said yes to.
pub(super) struct Yes<'a> {
    pub(super) purposes: &'a [PurposeId],
    /// The product it is for alone: each is a consent of its own. Empty for a form's.
    pub(super) product: &'a str,
    pub(super) opt_in: i64,
}

/// Notes a yes to each purpose, at the time the person sent it.
pub(super) fn grant(sql: &Sql, person: &str, yes: &Yes<'_>, at: Millis) -> Result<()> {
    for purpose in yes.purposes {
        sql.run(
            "INSERT INTO consents (person, purpose, product, granted_at, opt_in) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (person, purpose, product) DO UPDATE SET
                opt_in = excluded.opt_in, granted_at = excluded.granted_at, withdrawn_at = NULL
             WHERE excluded.granted_at > coalesce(withdrawn_at, granted_at)",
            bind![person, purpose.as_str(), yes.product, at, yes.opt_in],
        )?;
    }
    Ok(())
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    purpose: PurposeId,
}

/// Whether a person ever agreed to something.
pub(super) fn any(sql: &Sql, person: &str) -> Result<bool> {
    let found: Option<Ended> = sql.row(
        "SELECT purpose FROM consents WHERE person = ? LIMIT 1",
        bind![person],
    )?;
    Ok(found.is_some())
}

/// Takes back everything that was granted up to `at`, and cancels what was to be sent about it.
/// What came after a stop is not touched, whichever webhook came first.
pub(super) fn withdraw_all(desk: &Desk<'_>, stop: &Said<'_>, method: Method) -> Result<()> {
    let (sql, person, at) = (desk.sql, stop.person, stop.at);
    sql.run(
        "UPDATE people SET stopped_at = max(coalesce(stopped_at, 0), ?) WHERE id = ?",
        bind![at, person],
    )?;
    let mut ended: Vec<Ended> = sql.rows(
        "UPDATE consents SET withdrawn_at = ?
         WHERE person = ? AND withdrawn_at IS NULL AND granted_at <= ? RETURNING purpose",
        bind![at, person, at],
    )?;
    ended.sort();
    ended.dedup();
    // The ledger tells of what was held: a stop of somebody who held nothing ends nothing, and the
    // internet must not be able to make it grow.
    if !ended.is_empty() {
        let purposes = ended.into_iter().map(|row| row.purpose).collect();
        evidence::withdrawn(desk, stop, (Reach::All, method), purposes)?;
    }
    sql.run(
        "UPDATE opt_ins SET state = 'withdrawn', withdrawn_at = max(?, confirmed_at)
         WHERE person = ? AND state = 'confirmed' AND sent_at <= ?",
        bind![at, person, at],
    )?;
    sql.run(
        "DELETE FROM held WHERE person = ? AND sent_at <= ?",
        bind![person, at],
    )?;
    questions::take_back_of(sql, person, at)?;
    for id in outbox::open_of_withdrawn(sql, person)? {
        outbox::apply(sql, id, Input::Withdrawn, at)?;
    }
    Ok(())
}
