//! Which WhatsApp installation a person writes from, and whether they are paused because it is
//! another one.

use super::sql::{Sql, bind};
use super::{Desk, consents, moves, people};
use saludo_core::consent::{Act, Deed};
use saludo_core::identity_key::{IdentityKeys, Sighting};
use saludo_core::purpose::PurposeId;
use saludo_core::time::{Millis, SECOND};
use saludo_core::webhook::NewKey;
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

/// The purposes of the form that whoever has the number now agreed to: none while they are paused.
pub(super) fn held_purposes(desk: &Desk<'_>, person: &str) -> Result<Vec<PurposeId>> {
    if is_paused(desk, person)? {
        return Ok(Vec::new());
    }
    consents::held_purposes(desk.sql, person)
}

/// Notes the key that a message or a status shows. Runs inside a transaction.
pub(super) fn saw(desk: &Desk<'_>, person: &str, hash: &str, at: Millis) -> Result<()> {
    see(desk, person, hash, at, false)
}

/// Notes that Meta told of a new key; its hash may be missing. Of somebody who is not known there
/// is nothing to note. Runs inside a transaction.
pub(super) fn told(desk: &Desk<'_>, key: &NewKey, received_at: Millis) -> Result<()> {
    let known = people::known(desk.sql, key.wa_id.as_ref(), key.user_id.as_ref())?;
    let Some(person) = known else {
        return Ok(());
    };
    let at = key.at.unwrap_or(received_at);
    let hash = key.hash.clone().unwrap_or_else(|| Sighting::untold(at));
    see(desk, &person, &hash, at, true)
}

/// Meta's hashes have 12 characters.
const MAX_HASH: usize = 200;

fn see(desk: &Desk<'_>, person: &str, hash: &str, at: Millis, is_change: bool) -> Result<()> {
    if hash.len() > MAX_HASH {
        return Ok(());
    }
    // A yes is as exact as Meta's clock: the message of a yes may show the key first.
    let at = at.div_euclid(SECOND) * SECOND;
    let written = desk.sql.run(
        "INSERT INTO identity_keys (person, hash, first_at, is_change) VALUES (?, ?, ?, ?)
         ON CONFLICT (person, hash) DO UPDATE SET
            first_at = min(first_at, excluded.first_at), is_change = max(is_change, excluded.is_change)
            WHERE excluded.first_at < first_at OR excluded.is_change > is_change",
        bind![person, hash, at, i64::from(is_change)],
    )?;
    if written > 0 && is_paused(desk, person)? {
        // Whoever has the number now opens no page with what is in its old chats.
        moves::end_links(desk.sql, person)?;
    }
    Ok(())
}

/// A number that its person changed in WhatsApp itself brings a new key, which is theirs.
pub(super) fn forget_up_to(sql: &Sql, person: &str, at: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM identity_keys WHERE person = ? AND first_at <= ?",
        bind![person, at],
    )?;
    Ok(())
}

/// Takes over the keys of somebody who turned out to be the same person.
pub(super) fn merge(sql: &Sql, keep: &str, drop: &str) -> Result<()> {
    sql.run(
        "INSERT INTO identity_keys (person, hash, first_at, is_change)
         SELECT ?1, hash, first_at, is_change FROM identity_keys WHERE person = ?2
         ON CONFLICT (person, hash) DO UPDATE SET
            first_at = min(first_at, excluded.first_at), is_change = max(is_change, excluded.is_change)",
        bind![keep, drop],
    )?;
    sql.run("DELETE FROM identity_keys WHERE person = ?", bind![drop])?;
    Ok(())
}
