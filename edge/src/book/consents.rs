//! What a person agreed to and took back, by purpose.

use super::sql::{Sql, bind};
use super::{outbox, questions};
use saludo_core::purpose::PurposeId;
use saludo_core::time::Millis;
use saludo_core::welcome::Input;
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

/// Takes back everything that was granted up to `at`, and cancels what was to be sent about it.
/// What came after a stop is not touched, whichever webhook came first.
pub(super) fn withdraw_all(sql: &Sql, person: &str, at: Millis) -> Result<()> {
    sql.run(
        "UPDATE people SET stopped_at = max(coalesce(stopped_at, 0), ?) WHERE id = ?",
        bind![at, person],
    )?;
    sql.run(
        "UPDATE consents SET withdrawn_at = ? WHERE person = ? AND withdrawn_at IS NULL AND granted_at <= ?",
        bind![at, person, at],
    )?;
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
