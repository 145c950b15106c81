//! People: known by a number, a user ID, or both, as Meta shows them.

use super::sql::{Sql, bind};
use super::{Desk, consents, events, evidence, identity_keys, pace, suppression};
use crate::platform;
use saludo_core::graph::Recipient;
use saludo_core::locale::Locale;
use saludo_core::outgoing::Reason;
use saludo_core::phone::{Country, UserId, WaId};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::{Result, SqlStorageValue};

/// One person.
#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) wa_id: Option<String>,
    pub(super) user_id: Option<String>,
    /// When they last wrote or tapped.
    pub(super) last_wrote_at: Option<Millis>,
    /// When somebody of the shop last wrote to them.
    pub(super) human_wrote_at: Option<Millis>,
    locale: Option<String>,
    /// Why nobody can write to them any more: a word of `Reason`.
    pub(super) never: Option<String>,
    /// Until when Meta lets them rest from marketing.
    pub(super) rests_until: Option<Millis>,
    /// What the pair rate remembers of them.
    pub(super) pair_pace: Option<i64>,
}

impl Person {
    /// Their number, exactly as Meta gave it.
    pub(super) fn number(&self) -> Option<WaId> {
        self.wa_id.as_deref().and_then(|id| WaId::parse(id).ok())
    }

    /// Their user ID.
    pub(super) fn user(&self) -> Option<UserId> {
        self.user_id
            .as_deref()
            .and_then(|id| UserId::parse(id).ok())
    }

    /// The country of their number, else of their user ID.
    pub(super) fn country(&self) -> Option<Country> {
        let of_number = self.number().and_then(|id| id.country());
        of_number.or_else(|| self.user().map(|id| id.country()))
    }

    /// The language they are written to in.
    pub(super) fn locale(&self, desk: &Desk<'_>) -> Option<Locale> {
        let own = self
            .locale
            .as_deref()
            .and_then(|tag| Locale::parse(tag).ok());
        desk.settings.locale_for(own.as_ref()).cloned()
    }

    /// Whether they have another user ID than this one by now.
    fn has_other_user_id(&self, shown: &UserId) -> bool {
        let own = self.user_id.as_deref();
        own.is_some_and(|own| own != shown.as_str())
    }

    /// Whether they have these ids already, in Meta's spelling of today.
    fn is_shown_as(&self, wa_id: Option<&WaId>, user_id: Option<&UserId>) -> bool {
        wa_id.is_none_or(|id| self.wa_id.as_deref() == Some(id.as_str()))
            && user_id.is_none_or(|id| self.user_id.as_deref() == Some(id.as_str()))
    }

    /// How Graph is told who they are: by their number as Meta gave it, else by their user ID.
    pub(super) fn recipient(&self) -> Option<Recipient> {
        let number = self.number().map(Recipient::Phone);
        number.or_else(|| self.user().map(Recipient::User))
    }
}

/// What [`Person`] is read from.
const COLUMNS: &str =
    "id, wa_id, user_id, last_wrote_at, human_wrote_at, locale, never, rests_until, pair_pace";

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
    if wa_id.is_none() && user_id.is_none() {
        return Ok(None);
    }
    // Most messages show nothing new of their sender.
    if let Some(person) = shown_before(sql, wa_id, user_id)? {
        return Ok(Some(person));
    }
    let by_phone = with_number(sql, wa_id)?;
    let by_user = with_user_id(sql, user_id)?;
    if let (Some(id), Some(shown)) = (&by_user, user_id)
        && let Some(person) = get(sql, id)?
        && person.has_other_user_id(shown)
    {
        // It came late, from before a move: the number that it shows may be somebody else's by now.
        return Ok(Some(person));
    }
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
    learn(desk, &id, wa_id, user_id)?;
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

/// The person who was shown by just these ids before, in Meta's spelling of today.
fn shown_before(
    sql: &Sql,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<Option<Person>> {
    let (phone, user) = (phone_key(wa_id), user_key(user_id));
    let (kind, value) = if phone.is_some() {
        ("phone", phone)
    } else {
        ("user", user.clone())
    };
    let person: Option<Person> = sql.row(
        &format!(
            "SELECT {COLUMNS} FROM identities JOIN people ON people.id = identities.person
             WHERE kind = ?1 AND value = ?2 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM identities one
                WHERE one.kind = 'user' AND one.value = ?3 AND one.person = people.id))"
        ),
        bind![kind, value, user],
    )?;
    Ok(person.filter(|person| person.is_shown_as(wa_id, user_id)))
}

/// Takes in that a status shows two ids of somebody who was written to by one of them.
pub(super) fn shown_together(
    desk: &Desk<'_>,
    id: &str,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<()> {
    let lacks_one =
        get(desk.sql, id)?.is_some_and(|own| own.wa_id.is_none() || own.user_id.is_none());
    if !lacks_one {
        return Ok(());
    }
    let by_phone = with_number(desk.sql, wa_id)?;
    let by_user = with_user_id(desk.sql, user_id)?;
    // Neither is somebody else's by now.
    let is_theirs = [&by_phone, &by_user]
        .into_iter()
        .flatten()
        .any(|one| one == id);
    if is_theirs {
        resolve(desk, wa_id, user_id)?;
    }
    Ok(())
}

/// The person of a number or a user ID, by the number first. Nobody is made, and no two are joined.
pub(super) fn known(
    sql: &Sql,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<Option<String>> {
    match with_number(sql, wa_id)? {
        Some(person) => Ok(Some(person)),
        None => find(sql, "user", user_key(user_id)),
    }
}

/// Gives a name to a person who has none.
pub(super) fn named(sql: &Sql, id: &str, name: &str) -> Result<()> {
    sql.run(
        "UPDATE people SET name = ? WHERE id = ? AND name IS NULL",
        bind![name, id],
    )?;
    Ok(())
}

/// Notes by what a person is known, and what is remembered of it from before an erasure. Whether
/// any of it is new.
pub(super) fn learn(
    desk: &Desk<'_>,
    person: &str,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<bool> {
    let mut is_new = false;
    for (kind, key) in [("phone", phone_key(wa_id)), ("user", user_key(user_id))] {
        if let Some(key) = key {
            let written = desk.sql.run(
                "INSERT INTO identities (kind, value, person) VALUES (?, ?, ?)
                 ON CONFLICT (kind, value) DO NOTHING",
                bind![kind, key.as_str(), person],
            )?;
            if written > 0 {
                is_new = true;
                suppression::recall(desk, person, kind, &key)?;
            }
        }
    }
    Ok(is_new)
}

/// The person who has a number.
pub(super) fn with_number(sql: &Sql, wa_id: Option<&WaId>) -> Result<Option<String>> {
    find(sql, "phone", phone_key(wa_id))
}

/// The person who has a user ID, or had it.
pub(super) fn with_user_id(sql: &Sql, user_id: Option<&UserId>) -> Result<Option<String>> {
    find(sql, "user", user_key(user_id))
}

fn phone_key(wa_id: Option<&WaId>) -> Option<String> {
    wa_id.map(|id| id.normal_form().as_str().to_owned())
}

fn user_key(user_id: Option<&UserId>) -> Option<String> {
    user_id.map(|id| id.as_str().to_owned())
}

/// Whether the ledger tells of a person.
pub(super) fn is_in_ledger(sql: &Sql, person: &str) -> Result<bool> {
    let known: Option<Known> = sql.row(
        "SELECT person FROM salts WHERE person = ? LIMIT 1",
        bind![person],
    )?;
    Ok(known.is_some())
}

/// A person by id.
pub(super) fn get(sql: &Sql, id: &str) -> Result<Option<Person>> {
    sql.row(
        &format!("SELECT {COLUMNS} FROM people WHERE id = ?"),
        bind![id],
    )
}

/// Notes that a person wrote: their name for themselves, and since when the 24 hours run. Who writes
/// can be written to.
pub(super) fn wrote(sql: &Sql, id: &str, name: Option<&str>, sent_at: Millis) -> Result<()> {
    sql.run(
        "UPDATE people SET name = coalesce(?, name), last_wrote_at = max(coalesce(last_wrote_at, 0), ?),
            never = NULL WHERE id = ?",
        bind![name.map(str::to_owned), sent_at, id],
    )?;
    Ok(())
}

/// Notes the language that a person uses.
pub(super) fn speaks(sql: &Sql, id: &str, locale: &Locale) -> Result<()> {
    sql.run(
        "UPDATE people SET locale = ?1 WHERE id = ?2 AND locale IS NOT ?1",
        bind![locale.as_str(), id],
    )?;
    Ok(())
}

/// Notes that somebody of the shop wrote to a person: machines are silent for a while.
pub(super) fn human_wrote(sql: &Sql, id: &str, at: Millis) -> Result<()> {
    sql.run(
        "UPDATE people SET human_wrote_at = max(coalesce(human_wrote_at, 0), ?) WHERE id = ?",
        bind![at, id],
    )?;
    Ok(())
}

/// Notes that nobody can write to a person any more, and why.
pub(super) fn never_again(sql: &Sql, id: &str, reason: Reason) -> Result<()> {
    sql.run(
        "UPDATE people SET never = ? WHERE id = ?",
        bind![reason.as_str(), id],
    )?;
    Ok(())
}

/// Notes until when Meta lets a person rest from marketing.
pub(super) fn rests_until(sql: &Sql, id: &str, until: Millis) -> Result<()> {
    sql.run(
        "UPDATE people SET rests_until = max(coalesce(rests_until, 0), ?) WHERE id = ?",
        bind![until, id],
    )?;
    Ok(())
}

fn find(sql: &Sql, kind: &str, value: Option<String>) -> Result<Option<String>> {
    let Some(value) = value else {
        return Ok(None);
    };
    let known: Option<Known> = sql.row(
        "SELECT person FROM identities WHERE kind = ? AND value = ?",
        bind![kind, value],
    )?;
    Ok(known.map(|known| known.person))
}

/// Every table that names persons.
const TABLES: [&str; 21] = [
    "identities",
    "opt_ins",
    "acts",
    "standings",
    "outbox",
    "messages",
    "events",
    "held",
    "questions",
    "proofs",
    "page_tokens",
    "sends",
    "facts",
    "salts",
    "identity_keys",
    "referrals",
    "message_marks",
    "failures",
    "replies",
    "echoes",
    "chat_tags",
];

/// Takes a person out of every table. The ledger has their pseudonym and nothing else of them.
pub(super) fn remove(sql: &Sql, id: &str) -> Result<()> {
    for table in TABLES {
        sql.run(&format!("DELETE FROM {table} WHERE person = ?"), bind![id])?;
    }
    sql.run("UPDATE inbox SET person = NULL WHERE person = ?", bind![id])?;
    pace::forget(sql, id)?;
    sql.run("DELETE FROM people WHERE id = ?", bind![id])?;
    Ok(())
}

/// Makes two persons one: what they hold follows from the acts of both.
pub(super) fn merge(desk: &Desk<'_>, keep: &str, drop: &str) -> Result<()> {
    let sql = desk.sql;
    if is_in_ledger(sql, drop)? {
        evidence::linked(desk, keep, drop)?;
    }
    let (kept_before, dropped_before) = (events::before(desk, keep)?, events::before(desk, drop)?);
    let both = || bind![keep, drop];
    // The same act of both is one.
    sql.run(
        "UPDATE OR IGNORE acts SET person = ? WHERE person = ?",
        both(),
    )?;
    sql.run("DELETE FROM acts WHERE person = ?", bind![drop])?;
    sql.run("DELETE FROM standings WHERE person = ?", bind![drop])?;
    for table in [
        "identities",
        "opt_ins",
        "outbox",
        "held",
        "questions",
        "messages",
        "page_tokens",
        "proofs",
        "sends",
        "salts",
        "facts",
        "failures",
        "replies",
        "echoes",
        "inbox",
    ] {
        sql.run(
            &format!("UPDATE {table} SET person = ? WHERE person = ?"),
            both(),
        )?;
    }
    // The same of both is one.
    for table in ["referrals", "message_marks", "chat_tags"] {
        sql.run(
            &format!("UPDATE OR IGNORE {table} SET person = ? WHERE person = ?"),
            both(),
        )?;
        sql.run(
            &format!("DELETE FROM {table} WHERE person = ?"),
            bind![drop],
        )?;
    }
    identity_keys::merge(sql, keep, drop)?;
    let values: Vec<SqlStorageValue> = bind![drop, keep];
    sql.run(
        "UPDATE people SET
            name = coalesce(people.name, other.name),
            wa_id = coalesce(people.wa_id, other.wa_id),
            user_id = coalesce(people.user_id, other.user_id),
            locale = coalesce(people.locale, other.locale),
            last_wrote_at = nullif(max(coalesce(people.last_wrote_at, 0), coalesce(other.last_wrote_at, 0)), 0),
            human_wrote_at = nullif(max(coalesce(people.human_wrote_at, 0), coalesce(other.human_wrote_at, 0)), 0),
            never = coalesce(people.never, other.never),
            rests_until = nullif(max(coalesce(people.rests_until, 0), coalesce(other.rests_until, 0)), 0),
            pair_pace = nullif(max(coalesce(people.pair_pace, 0), coalesce(other.pair_pace, 0)), 0),
            created_at = min(people.created_at, other.created_at)
         FROM (SELECT * FROM people WHERE id = ?) AS other
         WHERE people.id = ?",
        values,
    )?;
    pace::forget(sql, drop)?;
    sql.run("DELETE FROM people WHERE id = ?", bind![drop])?;
    consents::settle(desk, keep)?;
    events::has_become(desk, (drop, &dropped_before), (keep, &kept_before))
}
