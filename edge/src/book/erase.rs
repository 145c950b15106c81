//! Erasing a person, in two stages: blocked at once, destroyed at once or when the shop's time is
//! over. docs/erasure.md is the guide.

use super::ledger::{append, pseudonym};
use super::sql::{Sql, bind};
use super::{Desk, events, forwarding, people, sealed, suppression};
use saludo_core::erasure::traces;
use saludo_core::ledger::{Blocking, Destruction, Event, Method, Moment, PersonId};
use saludo_core::phone::{Phone, WaId};
use serde::Deserialize;
use std::collections::BTreeSet;
use worker::Result;

/// Erases a person who, or for whom the shop's `by`, asked for it in this way. What is left of them
/// is the ledger without any personal data, keyed hashes so that nobody writes to them again and,
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
        sealed::seal(desk, person, &pseudonyms)?;
    }
    let last_word = events::of_erasure(desk, person, &method.word())?;
    remove(desk, person)?;
    if let Some(about) = last_word {
        events::erased(desk, &about)?;
    }
    if !blocks {
        destroyed(desk, pseudonyms)?;
    }
    Ok(())
}

/// Says in the ledger that nothing of a person is left.
pub(super) fn destroyed(desk: &Desk<'_>, pseudonyms: BTreeSet<PersonId>) -> Result<()> {
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
/// nobody confirmed, updates that nobody understood, and webhooks that wait for a help desk.
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
    forwarding::forget(desk, person, &known)?;
    for identifier in &known {
        forget_typed(desk.sql, identifier)?;
    }
    // A number that they had before may be somebody else's by now: no request is theirs by it.
    let before: Vec<Row> = desk.sql.rows(
        "SELECT known.value FROM facts, json_each(facts.body) known
         WHERE facts.person = ? AND known.key IN ('previous_wa_id', 'previous_user_id')",
        bind![person],
    )?;
    let before = before.into_iter().filter_map(|row| row.value);
    for identifier in known.into_iter().chain(before) {
        for trace in traces(&identifier) {
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
    // A message that Meta told no sender of has one in its id.
    sql.run(
        "DELETE FROM messages WHERE person IS NULL AND instr(item, ?) > 0",
        bind![trace.to_vec()],
    )?;
    Ok(())
}
