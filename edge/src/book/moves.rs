//! Somebody's number or user ID becomes another. They stay who they are, with all that they agreed
//! to and took back; the old number is freed, because whoever has it next is somebody else.

use super::people::{self, Person};
use super::sql::{Sql, bind};
use super::{Desk, evidence, identity_keys};
use saludo_core::phone::{UserId, WaId};
use saludo_core::time::Millis;
use saludo_core::webhook::Moved;
use worker::{Error, Result};

/// Notes a move. Of somebody who is not known, and of a move that is known, there is nothing to
/// note.
pub(super) fn note(desk: &Desk<'_>, moved: &Moved, at: Millis) -> Result<()> {
    let sql = desk.sql;
    // The user ID first: an old number may be somebody else's by now.
    let by_user = people::with_user_id(sql, moved.old_user_id.as_ref())?;
    let known = match by_user {
        Some(id) => Some(id),
        None => people::with_number(sql, moved.old_wa_id.as_ref())?,
    };
    let Some(id) = known else {
        return Ok(());
    };
    let before = get(sql, &id)?;
    let new_user_id = moved.new_user_id.as_ref().map(UserId::as_str);
    let mut user_id = new_user_id.map(str::to_owned).or(before.user_id.clone());
    let mut changed = false;
    for other in [
        people::with_number(sql, moved.new_wa_id.as_ref())?,
        people::with_user_id(sql, moved.new_user_id.as_ref())?,
    ] {
        // The first may have been made one with this one in between.
        let Some(other) = other.filter(|other| *other != id) else {
            continue;
        };
        let Some(other) = people::get(sql, &other)? else {
            continue;
        };
        people::merge(desk, &id, &other.id)?;
        if new_user_id.is_none() {
            user_id = other.user_id.or(user_id);
        }
        changed = true;
    }
    changed |= free_numbers(sql, &id, moved.new_wa_id.as_ref())?;
    changed |= people::learn(
        desk,
        &id,
        moved.new_wa_id.as_ref(),
        moved.new_user_id.as_ref(),
    )?;
    let written = sql.run(
        "UPDATE people SET wa_id = ?1, user_id = ?2
         WHERE id = ?3 AND (wa_id IS NOT ?1 OR user_id IS NOT ?2)",
        bind![
            moved.new_wa_id.as_ref().map(|id| id.as_str().to_owned()),
            user_id,
            id.as_str()
        ],
    )?;
    if !changed && written == 0 {
        return Ok(());
    }
    end_links(sql, &id)?;
    identity_keys::forget_up_to(sql, &id, at)?;
    if people::is_in_ledger(sql, &id)? {
        evidence::number_changed(desk, &before, &get(sql, &id)?, at)?;
    }
    Ok(())
}

fn get(sql: &Sql, id: &str) -> Result<Person> {
    people::get(sql, id)?.ok_or_else(|| Error::from("a known identity without its person"))
}

/// Lets go of every number of a person but the one that they have. Whether there was one.
fn free_numbers(sql: &Sql, person: &str, kept: Option<&WaId>) -> Result<bool> {
    let freed = sql.run(
        "DELETE FROM identities WHERE kind = 'phone' AND person = ?1 AND value IS NOT ?2",
        bind![
            person,
            kept.map(|kept| kept.normal_form().as_str().to_owned())
        ],
    )?;
    Ok(freed > 0)
}

/// Whoever holds the old phone, or finds it, opens no page with what is in its chats.
pub(super) fn end_links(sql: &Sql, person: &str) -> Result<()> {
    for table in ["page_tokens", "proofs"] {
        sql.run(
            &format!("DELETE FROM {table} WHERE person = ?"),
            bind![person],
        )?;
    }
    Ok(())
}
