//! Suppression: what must be known of those who were erased, so that nobody writes to them again.
//!
//! Keyed hashes of their identifiers, asked about a sender or a row of an import that is in hand,
//! and used for nothing else (`saludo_core::erasure`). Four kinds: `erased`, which a fresh confirmed
//! opt-in of that very sender lifts; `native_stop`, WhatsApp's own stop, which only its own resume
//! lifts; `native_resume`, that resume while the person is `erased`; and `declined`: whoever said that
//! they did not ask is not asked again because somebody types their number (`confirm_requests`),
//! until they agree to something by themselves.

use super::consents::{self, Doing};
use super::sql::{Sql, bind, list};
use super::{Desk, people};
use saludo_core::consent::Deed;
use saludo_core::erasure::Suppressor;
use saludo_core::ledger::Method;
use saludo_core::phone::{UserId, WaId};
use saludo_core::time::Millis;
use saludo_core::webhook::{Preference, PreferenceValue};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;
use worker::Result;

const ERASED: &str = "erased";
const NATIVE_STOP: &str = "native_stop";
/// WhatsApp's own resume of somebody who was erased, so that an older stop that comes later does not
/// count.
const NATIVE_RESUME: &str = "native_resume";
const DECLINED: &str = "declined";

#[derive(Deserialize)]
struct At {
    at: Millis,
}

#[derive(Deserialize)]
struct Identity {
    kind: String,
    value: String,
}

/// Remembers that a person had themselves erased, by every identifier that is known of them, and
/// WhatsApp's own stop where it is in force.
pub(super) fn suppress(desk: &Desk<'_>, person: &str) -> Result<()> {
    for hash in hashes_of_person(desk, person)? {
        put(desk.sql, &hash, ERASED, desk.now)?;
    }
    keep_native_stop(desk, person)
}

/// Remembers WhatsApp's own stop, where it is in force, of somebody who is about to be forgotten.
pub(super) fn keep_native_stop(desk: &Desk<'_>, person: &str) -> Result<()> {
    let state = consents::state(desk.sql, person)?;
    if !state.is_natively_stopped() {
        return Ok(());
    }
    let stops = state.acts().filter(|act| *act.deed() == Deed::NativeStop);
    if let Some(at) = stops.map(saludo_core::consent::Act::at).max() {
        for hash in hashes_of_person(desk, person)? {
            put(desk.sql, &hash, NATIVE_STOP, at)?;
        }
    }
    Ok(())
}

/// Tells the acts of somebody who is suppressed to the person they are from now on: called when an
/// identifier is bound to a person. So every rule of consent knows of them, and an imported yes
/// undoes neither.
pub(super) fn recall(desk: &Desk<'_>, person: &str, kind: &str, value: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        kind: String,
        at: Millis,
    }
    let Some(hash) = hash(desk, kind, value) else {
        return Ok(());
    };
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT kind, at FROM suppressions WHERE hash = ? AND kind <> ?",
        bind![hash, DECLINED],
    )?;
    for row in rows {
        let (deed, method) = match row.kind.as_str() {
            ERASED => (Deed::Erase, Method::Preferences),
            NATIVE_STOP => (Deed::NativeStop, Method::NativePreference),
            _ => (Deed::NativeResume, Method::NativePreference),
        };
        let doing = Doing {
            person,
            at: row.at,
            deed,
            method,
            text: None,
            opt_in: None,
            seq: None,
        };
        consents::note(desk, &doing)?;
    }
    Ok(())
}

/// Forgets the erasure of a person who has just agreed anew, and that they did not ask once.
/// WhatsApp's own stop stays.
pub(super) fn lift(desk: &Desk<'_>, person: &str) -> Result<()> {
    for hash in hashes_of_person(desk, person)? {
        desk.sql.run(
            "DELETE FROM suppressions WHERE hash = ? AND kind IN (?, ?, ?)",
            bind![hash, ERASED, NATIVE_RESUME, DECLINED],
        )?;
    }
    Ok(())
}

/// Remembers that somebody did not ask for what they were asked about.
pub(super) fn decline(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
    at: Millis,
) -> Result<()> {
    for hash in hashes_of_sender(desk, wa_id, user_id) {
        put(desk.sql, &hash, DECLINED, at)?;
    }
    Ok(())
}

/// When somebody said that they did not ask, if they have not agreed to anything since.
pub(super) fn declined_at(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<Option<Millis>> {
    latest(desk, wa_id, user_id, DECLINED)
}

/// When somebody was erased, if they were and have not agreed since.
pub(super) fn erased_at(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<Option<Millis>> {
    latest(desk, wa_id, user_id, ERASED)
}

fn latest(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
    kind: &str,
) -> Result<Option<Millis>> {
    let mut latest = None;
    for hash in hashes_of_sender(desk, wa_id, user_id) {
        let row: Option<At> = desk.sql.row(
            "SELECT at FROM suppressions WHERE hash = ? AND kind = ?",
            bind![hash, kind],
        )?;
        latest = latest.max(row.map(|row| row.at));
    }
    Ok(latest)
}

/// Whether a message was written before its sender was erased, and came after: such a one is
/// counted and dropped. Within the second of the erasure, which is as exact as Meta's clock, the
/// erasure wins.
pub(super) fn is_late(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
    sent_at: Millis,
) -> Result<bool> {
    // Nearly always there is no such erasure, and nothing to be hashed.
    let any: Option<At> = desk.sql.row(
        "SELECT at FROM suppressions WHERE kind = ? AND at >= ? LIMIT 1",
        bind![ERASED, sent_at],
    )?;
    if any.is_none() || erased_at(desk, wa_id, user_id)?.is_none_or(|at| at < sent_at) {
        return Ok(false);
    }
    count_dropped(desk.sql)?;
    Ok(true)
}

/// Whether somebody was erased and is not known anew. What is only about them, and nothing they
/// did, is then counted and dropped: a status, a message of the shop's own.
pub(super) fn drops(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Result<bool> {
    // Nearly always nobody was erased, and nothing is to be hashed.
    if !is_anybody_erased(desk)?
        || people::known(desk.sql, wa_id, user_id)?.is_some()
        || erased_at(desk, wa_id, user_id)?.is_none()
    {
        return Ok(false);
    }
    count_dropped(desk.sql)?;
    Ok(true)
}

/// Those of some people who were erased.
pub(super) struct Erased {
    suppressor: Suppressor,
    hashes: BTreeSet<Vec<u8>>,
}

impl Erased {
    /// Whether somebody of those who were looked up was erased.
    pub(super) fn has(&self, wa_id: Option<&WaId>, user_id: Option<&UserId>) -> bool {
        let hashes = || hashes_under(&self.suppressor, wa_id, user_id);
        !self.hashes.is_empty() && hashes().iter().any(|hash| self.hashes.contains(hash))
    }
}

/// Looks up who of many was erased.
pub(super) fn erased_among(
    desk: &Desk<'_>,
    people: impl Iterator<Item = (Option<WaId>, Option<UserId>)>,
) -> Result<Erased> {
    #[derive(Deserialize)]
    struct Row {
        hash: ByteBuf,
    }
    // A statement binds at most 100 values.
    const AT_ONCE: usize = 99;
    let suppressor = suppressor(desk);
    let mut erased = BTreeSet::new();
    // Nearly always nobody was erased, and nothing is to be hashed.
    if is_anybody_erased(desk)? {
        let asked: BTreeSet<Vec<u8>> = people
            .flat_map(|(wa_id, user_id)| {
                hashes_under(&suppressor, wa_id.as_ref(), user_id.as_ref())
            })
            .collect();
        let asked: Vec<Vec<u8>> = asked.into_iter().collect();
        for chunk in asked.chunks(AT_ONCE) {
            let hashes = chunk.iter().map(|hash| hash.clone().into()).collect();
            let (which, hashes) = list(hashes, AT_ONCE);
            let mut values = bind![ERASED];
            values.extend(hashes);
            let rows: Vec<Row> = desk.sql.rows(
                &format!("SELECT hash FROM suppressions WHERE kind = ? AND hash IN ({which})"),
                values,
            )?;
            erased.extend(rows.into_iter().map(|row| row.hash.into_vec()));
        }
    }
    Ok(Erased {
        suppressor,
        hashes: erased,
    })
}

fn is_anybody_erased(desk: &Desk<'_>) -> Result<bool> {
    let any: Option<At> = desk.sql.row(
        "SELECT at FROM suppressions WHERE kind = ? LIMIT 1",
        bind![ERASED],
    )?;
    Ok(any.is_some())
}

/// Takes in WhatsApp's own stop or resume of somebody who was erased and is not known anew: their
/// choice holds and makes no person of them. Answers whether it did.
pub(super) fn takes_preference(
    desk: &Desk<'_>,
    preference: &Preference,
    at: Millis,
) -> Result<bool> {
    let (wa_id, user_id) = (preference.wa_id.as_ref(), preference.user_id.as_ref());
    let stops = match preference.value {
        PreferenceValue::Stop => true,
        PreferenceValue::Resume => {
            resume(desk, wa_id, user_id, at)?;
            false
        }
        PreferenceValue::Signup => return is_late(desk, wa_id, user_id, at),
        PreferenceValue::Other(_) => return Ok(false),
    };
    if !drops(desk, wa_id, user_id)? {
        return Ok(false);
    }
    if stops {
        stop_natively(desk, wa_id, user_id, at)?;
    } else {
        for hash in hashes_of_sender(desk, wa_id, user_id) {
            put(desk.sql, &hash, NATIVE_RESUME, at)?;
        }
    }
    Ok(true)
}

/// Remembers WhatsApp's own stop of somebody who was erased, unless they have resumed since.
pub(super) fn stop_natively(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
    at: Millis,
) -> Result<()> {
    for hash in hashes_of_sender(desk, wa_id, user_id) {
        let resumed: Option<At> = desk.sql.row(
            "SELECT at FROM suppressions WHERE hash = ? AND kind = ? AND at > ?",
            bind![hash.clone(), NATIVE_RESUME, at],
        )?;
        if resumed.is_none() {
            put(desk.sql, &hash, NATIVE_STOP, at)?;
        }
    }
    Ok(())
}

/// WhatsApp's own resume lifts its own stop, where it came later.
fn resume(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
    at: Millis,
) -> Result<()> {
    for hash in hashes_of_sender(desk, wa_id, user_id) {
        desk.sql.run(
            "DELETE FROM suppressions WHERE hash = ? AND kind = ? AND at < ?",
            bind![hash, NATIVE_STOP, at],
        )?;
    }
    Ok(())
}

fn put(sql: &Sql, hash: &[u8], kind: &str, at: Millis) -> Result<()> {
    sql.run(
        "INSERT INTO suppressions (hash, kind, at) VALUES (?, ?, ?)
         ON CONFLICT (hash, kind) DO UPDATE SET at = max(at, excluded.at)",
        bind![hash.to_vec(), kind, at],
    )?;
    Ok(())
}

fn count_dropped(sql: &Sql) -> Result<()> {
    sql.run(
        "INSERT INTO counters (name, n) VALUES ('erased_dropped', 1)
         ON CONFLICT (name) DO UPDATE SET n = n + 1",
        bind![],
    )?;
    Ok(())
}

fn hashes_of_person(desk: &Desk<'_>, person: &str) -> Result<Vec<Vec<u8>>> {
    let identities: Vec<Identity> = desk.sql.rows(
        "SELECT kind, value FROM identities WHERE person = ?",
        bind![person],
    )?;
    Ok(identities
        .iter()
        .filter_map(|identity| hash(desk, &identity.kind, &identity.value))
        .collect())
}

fn hashes_of_sender(
    desk: &Desk<'_>,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Vec<Vec<u8>> {
    hashes_under(&suppressor(desk), wa_id, user_id)
}

fn hashes_under(
    suppressor: &Suppressor,
    wa_id: Option<&WaId>,
    user_id: Option<&UserId>,
) -> Vec<Vec<u8>> {
    let phone = wa_id.map(|id| suppressor.phone(&id.normal_form()).to_vec());
    let user = user_id.map(|id| suppressor.user(id).to_vec());
    phone.into_iter().chain(user).collect()
}

/// The hash of an identity as the book keeps it.
fn hash(desk: &Desk<'_>, kind: &str, value: &str) -> Option<Vec<u8>> {
    let suppressor = suppressor(desk);
    let hash = match kind {
        "phone" => suppressor.phone(&WaId::parse(value).ok()?.normal_form()),
        _ => suppressor.user(&UserId::parse(value).ok()?),
    };
    Some(hash.to_vec())
}

fn suppressor(desk: &Desk<'_>) -> Suppressor {
    Suppressor::new(desk.config.hash_key.expose())
}
