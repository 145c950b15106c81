//! Erasing a person, in two stages: blocked at once, destroyed at once or when the shop's time is
//! over. docs/erasure.md is the guide.

use super::ledger::{append, pseudonym};
use super::sql::{Sql, bind};
use super::{Desk, people, suppression};
use crate::platform;
use saludo_core::erasure::{SealedRecord, parts, traces};
use saludo_core::ledger::{Blocking, Destruction, Event, Method, Moment, PersonId};
use saludo_core::phone::{Phone, WaId};
use saludo_core::settings::{Settings, SettingsFault};
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use std::collections::BTreeSet;
use worker::{Error, Result};

/// One alarm destroys so many; the next goes on at once.
const DESTROYED_AT_ONCE: i64 = 100;

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

/// Erases a person who, or for whom the shop's `by`, asked for it in this way. What is left of them
/// is the ledger without any personal data, keyed hashes that keep others from writing to them and,
/// where the shop has `block_days`, what proof needs, sealed. Runs inside a transaction. Nobody of
/// that id: nothing to do.
///
/// # Errors
/// Where the shop blocks and `SEAL_PUBLIC_KEY` is gone: then the person stays until it is back, or
/// `block_days` is 0.
pub(super) fn erase(desk: &Desk<'_>, person: &str, method: Method, by: Option<&str>) -> Result<()> {
    if people::get(desk.sql, person)?.is_none() {
        return Ok(());
    }
    suppression::suppress(desk, person)?;
    let pseudonyms = pseudonyms(desk.sql, person)?;
    for pseudonym in &pseudonyms {
        let blocking = Blocking {
            by: by.map(str::to_owned),
            happened_at: Moment::new(desk.now),
            method,
            person: pseudonym.clone(),
        };
        append(desk, Event::Blocked(blocking))?;
    }
    let blocks = desk.settings.block_days > 0;
    if blocks {
        seal(desk, person, &pseudonyms)?;
    }
    remove(desk, person)?;
    if !blocks {
        destroyed(desk, pseudonyms)?;
    }
    Ok(())
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

fn destroyed(desk: &Desk<'_>, pseudonyms: BTreeSet<PersonId>) -> Result<()> {
    for person in pseudonyms {
        append(desk, Event::Destroyed(Destruction { person }))?;
    }
    Ok(())
}

/// Every name under which the ledger has a person: persons may have turned out to be one.
fn pseudonyms(sql: &Sql, person: &str) -> Result<BTreeSet<PersonId>> {
    #[derive(Deserialize)]
    struct Row {
        pseudonym: PersonId,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT pseudonym FROM salts WHERE person = ?",
        bind![person],
    )?;
    let mut pseudonyms: BTreeSet<PersonId> = rows.into_iter().map(|row| row.pseudonym).collect();
    pseudonyms.insert(pseudonym(person)?);
    Ok(pseudonyms)
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

fn seal(desk: &Desk<'_>, person: &str, pseudonyms: &BTreeSet<PersonId>) -> Result<()> {
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

/// Takes a person out of the book; pages that wait for their codes are told.
fn remove(desk: &Desk<'_>, person: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        code: String,
    }
    remove_leftovers(desk, person)?;
    let codes: Vec<Row> = desk
        .sql
        .rows("SELECT code FROM opt_ins WHERE person = ?", bind![person])?;
    let codes = codes.into_iter().map(|row| row.code);
    desk.news.borrow_mut().extend(codes);
    people::remove(desk.sql, person)
}

/// What holds a person's identifiers without naming the person: their number in requests that
/// nobody confirmed, and updates that nobody understood.
fn remove_leftovers(desk: &Desk<'_>, person: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        value: Option<String>,
    }
    let known: Vec<Row> = desk.sql.rows(
        "SELECT value FROM identities WHERE person = ?1
         UNION SELECT wa_id FROM people WHERE id = ?1 UNION SELECT user_id FROM people WHERE id = ?1
         UNION SELECT wamid FROM outbox WHERE person = ?1",
        bind![person],
    )?;
    let known: Vec<String> = known.into_iter().filter_map(|row| row.value).collect();
    for identifier in &known {
        forget_typed(desk.sql, identifier)?;
        for trace in traces(identifier) {
            forget_raw(desk.sql, &trace)?;
        }
    }
    Ok(())
}

/// Their number, name and answers in requests of the last day: the code alone leads to nobody.
fn forget_typed(sql: &Sql, identifier: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        phone: String,
    }
    let Ok(own) = WaId::parse(identifier) else {
        return Ok(());
    };
    let typed: Vec<Row> = sql.rows(
        "SELECT id, phone FROM opt_ins WHERE state = 'requested' AND phone IS NOT NULL",
        bind![],
    )?;
    let is_own = |row: &Row| {
        Phone::parse(&row.phone, None).is_ok_and(|phone| phone.normal_form() == own.normal_form())
    };
    for row in typed.iter().filter(|row| is_own(row)) {
        sql.run(
            "UPDATE opt_ins SET phone = NULL, name = NULL, fields = NULL WHERE id = ?",
            bind![row.id],
        )?;
    }
    Ok(())
}

/// Updates that are kept raw for somebody to look at. What still waits is about to be acted on, and
/// is dropped then (`suppression::is_late`).
fn forget_raw(sql: &Sql, trace: &[u8]) -> Result<()> {
    sql.run(
        "UPDATE inbox SET item = NULL, contact = NULL
         WHERE done <> 0 AND item IS NOT NULL
            AND (instr(item, ?1) > 0 OR instr(coalesce(contact, x''), ?1) > 0)",
        bind![trace.to_vec()],
    )?;
    sql.run(
        "DELETE FROM inbox_parts WHERE seq IN (
            SELECT seq FROM inbox_parts JOIN inbox USING (seq)
            WHERE done <> 0 AND instr(bytes, ?) > 0)",
        bind![trace.to_vec()],
    )?;
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

/// A record has a few kilobytes, and 1 MiB at the most.
const PAGE: i64 = 8;
