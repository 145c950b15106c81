//! The sealed records of blocked persons: made, taken away by the shop, destroyed in time.
//! `saludo_core::erasure` has their format.

use super::Desk;
use super::erase::destroyed;
use super::ledger::pseudonym;
use super::sql::bind;
use crate::platform;
use saludo_core::erasure::{SealedRecord, parts};
use saludo_core::ledger::{Moment, PersonId};
use saludo_core::settings::{Settings, SettingsFault};
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use std::collections::BTreeSet;
use worker::{Error, Result};

/// One alarm destroys so many; the next goes on at once.
const DESTROYED_AT_ONCE: i64 = 100;

/// A record has a few kilobytes, and 1 MiB at the most.
const PAGE: i64 = 8;

/// Blocking needs a key that the worker cannot open with.
pub(super) fn check(desk: &Desk<'_>, settings: &Settings) -> Option<SettingsFault> {
    let lacks_key = settings.block_days > 0 && desk.config.seal_key.is_none();
    lacks_key.then(|| SettingsFault {
        field: "block_days".to_owned(),
        reason: "needs the variable SEAL_PUBLIC_KEY, which the worker does not have: make one \
                 with `cargo xtask sealed keys FILE`, or leave 0 to destroy at once"
            .to_owned(),
    })
}

/// What proof needs: who it was, what opens the commitments of the ledger, what was asked for and
/// what was done. Messages, pages and everything else go.
const PROOF: [&str; 5] = [
    "SELECT json_object('type', 'person', 'wa_id', wa_id, 'user_id', user_id, 'name', name) AS line
     FROM people WHERE id = ?",
    "SELECT json_object('type', 'salt', 'pseudonym', pseudonym, 'salt', lower(hex(salt))) AS line
     FROM salts WHERE person = ?",
    "SELECT json_object('type', 'facts', 'seq', seq, 'facts', json(body)) AS line
     FROM facts WHERE person = ? ORDER BY seq",
    "SELECT json_object('type', 'opt_in', 'id', id, 'code', code, 'state', state,
        'purposes', json(purposes), 'statement', statement, 'locale', locale, 'page', page,
        'source', source, 'campaign', campaign, 'product', json(product), 'phone', phone,
        'name', name, 'fields', json(fields), 'browser', json(browser),
        'received_text', received_text, 'requested_at', requested_at, 'sent_at', sent_at,
        'confirmed_at', confirmed_at, 'withdrawn_at', withdrawn_at) AS line
     FROM opt_ins WHERE person = ? ORDER BY id",
    "SELECT json_object('type', 'act', 'at', at, 'deed', json(deed), 'method', method,
        'at_ms', at_ms, 'text', text, 'opt_in', opt_in, 'seq', seq) AS line
     FROM acts WHERE person = ? ORDER BY at, id",
];

/// Seals what proof needs of a person, for the days that the shop blocks.
pub(super) fn seal(desk: &Desk<'_>, person: &str, pseudonyms: &BTreeSet<PersonId>) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        line: String,
    }
    let key = desk.config.seal_key.as_ref().ok_or_else(|| {
        Error::from("somebody is to be blocked and SEAL_PUBLIC_KEY is missing: set it again")
    })?;
    let mut lines = Vec::new();
    for query in PROOF {
        let rows: Vec<Row> = desk.sql.rows(query, bind![person])?;
        lines.extend(rows.into_iter().map(|row| row.line));
    }
    let who = pseudonym(person)?;
    let destroy_at = desk.now + Millis::from(desk.settings.block_days) * DAY;
    for (part, text) in (0_u32..).zip(parts(lines)) {
        let random = platform::random::<32>()?;
        let record = SealedRecord::seal(key, desk.slug, &who, part, &text, random)
            .ok_or_else(|| Error::from("SEAL_PUBLIC_KEY does not seal"))?;
        desk.sql.run(
            "INSERT INTO sealed (person, part, pseudonyms, blocked_at, destroy_at, record)
             VALUES (?, ?, ?, ?, ?, ?)",
            bind![
                person,
                i64::from(part),
                serde_json::to_string(pseudonyms)?,
                desk.now,
                destroy_at,
                record,
            ],
        )?;
    }
    Ok(())
}

/// A page of the sealed records, for the shop to take away.
pub(super) fn page(desk: &Desk<'_>, after: i64) -> Result<(String, Option<i64>)> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        person: PersonId,
        part: u32,
        blocked_at: Millis,
        destroy_at: Millis,
        #[serde(with = "serde_bytes")]
        record: Vec<u8>,
    }
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT id, person, part, blocked_at, destroy_at, record FROM sealed
         WHERE id > ? ORDER BY id LIMIT ?",
        bind![after, PAGE],
    )?;
    let next = rows.last().map(|row| row.id);
    let mut lines = String::new();
    for row in rows {
        let record = SealedRecord {
            blocked_at: Moment::new(row.blocked_at),
            destroy_at: Moment::new(row.destroy_at),
            part: row.part,
            person: row.person,
            record: SealedRecord::encode(&row.record),
            shop: desk.slug.clone(),
        };
        lines.push_str(&serde_json::to_string(&record)?);
        lines.push('\n');
    }
    Ok((lines, next))
}

/// Destroys the sealed records whose time is over.
pub(super) fn destroy_due(desk: &Desk<'_>) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        person: String,
        pseudonyms: String,
    }
    let due: Vec<Row> = desk.sql.rows(
        "SELECT person, pseudonyms FROM sealed WHERE destroy_at <= ? AND part = 0 LIMIT ?",
        bind![desk.now, DESTROYED_AT_ONCE],
    )?;
    for row in due {
        desk.sql
            .run("DELETE FROM sealed WHERE person = ?", bind![row.person])?;
        destroyed(desk, serde_json::from_str(&row.pseudonyms)?)?;
    }
    Ok(())
}
