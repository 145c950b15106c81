//! People: known by a number, a user ID, or both, as Meta shows them.

use super::evidence::{self, Said};
use super::sql::{Sql, bind};
use super::{Desk, consents};
use crate::platform;
use saludo_core::ledger::Method;
use saludo_core::phone::{UserId, WaId};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::{Result, SqlStorageValue};

/// One person.
#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) wa_id: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) stopped_at: Option<Millis>,
}

#[derive(Deserialize)]
struct Known {
    person: String,
}

/// Crockford's base32 in small letters, for ids that are opaque and may stand in addresses.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `N` random base32 characters, five bits each.
pub(super) fn random_id<const N: usize>() -> Result<String> {
    let bytes = platform::random::<N>()?;
    Ok(bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect())
}

/// Finds or makes the person of a sender, and remembers what was shown of them. Where the two
/// ids belonged to two persons, they are one from now on.
pub(super) fn resolve(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<Option<Person>> {
    let (sql, now) = (desk.sql, desk.now);
    let phone_key = wa_id.map(|id| id.normal_form().as_str().to_owned());
    let user_key = user_id.map(|id| id.as_str().to_owned());
    if phone_key.is_none() && user_key.is_none() {
        return Ok(None);
    }
    let by_phone = find(sql, "phone", phone_key.as_deref())?;
    let by_user = find(sql, "user", user_key.as_deref())?;
    let id = match (by_phone, by_user) {
        (Some(one), Some(other)) if one != other => {
            merge(desk, &one, &other)?;
            one
        }
        (Some(id), _) | (None, Some(id)) => id,
        (None, None) => {
            let id = random_id::<20>()?;
            sql.run(
                "INSERT INTO people (id, created_at) VALUES (?, ?)",
                bind![id.as_str(), now],
            )?;
            id
        }
    };
    for (kind, key) in [("phone", phone_key), ("user", user_key)] {
        if let Some(key) = key {
            sql.run(
                "INSERT INTO identities (kind, value, person) VALUES (?, ?, ?)
                 ON CONFLICT (kind, value) DO NOTHING",
                bind![kind, key, id.as_str()],
            )?;
        }
    }
    sql.run(
        "UPDATE people SET wa_id = coalesce(?, wa_id), user_id = coalesce(?, user_id) WHERE id = ?",
        bind![
            wa_id.map(|id| id.as_str().to_owned()),
            user_id.map(|id| id.as_str().to_owned()),
            id.as_str()
        ],
    )?;
    get(sql, &id)
}

/// A person by id.
pub(super) fn get(sql: &Sql, id: &str) -> Result<Option<Person>> {
    sql.row(
        "SELECT id, wa_id, user_id, stopped_at FROM people WHERE id = ?",
        bind![id],
    )
}

/// Notes that a person wrote: their name for themselves, and since when the 24 hours run.
pub(super) fn wrote(sql: &Sql, id: &str, name: Option<&str>, sent_at: Millis) -> Result<()> {
    sql.run(
        "UPDATE people SET name = coalesce(?, name), last_wrote_at = max(coalesce(last_wrote_at, 0), ?) WHERE id = ?",
        bind![name.map(str::to_owned), sent_at, id],
    )?;
    Ok(())
}

fn find(sql: &Sql, kind: &str, value: Option<&str>) -> Result<Option<String>> {
    let Some(value) = value else {
        return Ok(None);
    };
    let known: Option<Known> = sql.row(
        "SELECT person FROM identities WHERE kind = ? AND value = ?",
        bind![kind, value],
    )?;
    Ok(known.map(|known| known.person))
}

/// Makes two persons one. The stricter word on each purpose and product wins: the later of grant
/// and withdrawal counts, and at a tie the withdrawal.
fn merge(desk: &Desk<'_>, keep: &str, drop: &str) -> Result<()> {
    let sql = desk.sql;
    let known: Option<Known> = sql.row(
        "SELECT person FROM salts WHERE person = ? LIMIT 1",
        bind![drop],
    )?;
    if known.is_some() {
        evidence::linked(desk, keep, drop)?;
    }
    let both = || bind![keep, drop];
    sql.run(
        "INSERT INTO consents (person, purpose, product, granted_at, withdrawn_at, opt_in)
         SELECT ?, purpose, product, granted_at, withdrawn_at, opt_in FROM consents WHERE person = ?
         ON CONFLICT (person, purpose, product) DO UPDATE SET
            opt_in = CASE WHEN excluded.granted_at > granted_at THEN excluded.opt_in ELSE opt_in END,
            granted_at = max(granted_at, excluded.granted_at),
            withdrawn_at = CASE
                WHEN max(coalesce(withdrawn_at, -1), coalesce(excluded.withdrawn_at, -1))
                    >= max(granted_at, excluded.granted_at)
                THEN max(coalesce(withdrawn_at, -1), coalesce(excluded.withdrawn_at, -1))
            END",
        both(),
    )?;
    sql.run("DELETE FROM consents WHERE person = ?", bind![drop])?;
    for table in [
        "identities",
        "opt_ins",
        "outbox",
        "held",
        "questions",
        "messages",
        "page_tokens",
        "salts",
        "facts",
    ] {
        sql.run(
            &format!("UPDATE {table} SET person = ? WHERE person = ?"),
            both(),
        )?;
    }
    let values: Vec<SqlStorageValue> = bind![drop, keep];
    sql.run(
        "UPDATE people SET
            name = coalesce(people.name, other.name),
            wa_id = coalesce(people.wa_id, other.wa_id),
            user_id = coalesce(people.user_id, other.user_id),
            last_wrote_at = nullif(max(coalesce(people.last_wrote_at, 0), coalesce(other.last_wrote_at, 0)), 0),
            stopped_at = nullif(max(coalesce(people.stopped_at, 0), coalesce(other.stopped_at, 0)), 0),
            native_stop_at = nullif(max(coalesce(people.native_stop_at, 0), coalesce(other.native_stop_at, 0)), 0),
            native_resume_at = nullif(max(coalesce(people.native_resume_at, 0), coalesce(other.native_resume_at, 0)), 0),
            created_at = min(people.created_at, other.created_at)
         FROM (SELECT * FROM people WHERE id = ?) AS other
         WHERE people.id = ?",
        values,
    )?;
    sql.run("DELETE FROM people WHERE id = ?", bind![drop])?;
    // A stop that one of them sent holds for what the other had granted before it.
    if let Some(stopped_at) = get(sql, keep)?.and_then(|person| person.stopped_at) {
        let stop = Said {
            person: keep,
            text: None,
            at: stopped_at,
        };
        consents::withdraw_all(desk, &stop, Method::Message)?;
    }
    Ok(())
}
