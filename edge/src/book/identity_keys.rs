//! Which WhatsApp installation a person writes from, and whether they are paused because it is
//! another one.

use super::sql::{Sql, bind};
use super::{Desk, consents};
use saludo_core::consent::{Act, Deed};
use saludo_core::identity_key::{IdentityKeys, Sighting};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

/// Every key that was seen of a person.
pub(super) fn of(sql: &Sql, person: &str) -> Result<IdentityKeys> {
    #[derive(Deserialize)]
    struct Row {
        hash: String,
        first_at: Millis,
        is_change: i64,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT hash, first_at, is_change FROM identity_keys WHERE person = ?",
        bind![person],
    )?;
    let sighting = |row: Row| Sighting {
        hash: row.hash,
        first_at: row.first_at,
        is_change: row.is_change != 0,
    };
    Ok(IdentityKeys::new(rows.into_iter().map(sighting).collect()))
}

/// Whether nothing is to be sent to a person: their number was registered anew after their last
/// yes, and the shop wants that confirmed (`pause_on_identity_change`).
pub(super) fn is_paused(desk: &Desk<'_>, person: &str) -> Result<bool> {
    if !desk.settings.pause_on_identity_change {
        return Ok(false);
    }
    let keys = of(desk.sql, person)?;
    if keys.changed_at().is_none() {
        return Ok(false);
    }
    let state = consents::state(desk.sql, person)?;
    let is_own_yes = |act: &&Act| {
        matches!(
            act.deed(),
            Deed::Grant {
                imported: false,
                ..
            }
        )
    };
    let last_yes = state.acts().filter(is_own_yes).map(Act::at).max();
    Ok(keys.changed_since(last_yes))
}
