//! Takes what is due, asks the gate, and claims.

use super::super::sql::{Sql, bind};
use super::super::{Desk, gate, holds, lanes, pace, people, says};
use super::{COLUMNS, Id, Row, advance, after, by_id, form_word};
use crate::internal::Job;
use saludo_core::gate::{TemplateChoice, Verdict, ask};
use saludo_core::outgoing::{Command, Form, Input, Reason};
use saludo_core::time::{MINUTE, Millis};
use worker::{Error, Result};

/// Messages whose turn has come, answers first: as many as the number may send now, up to `most`.
pub(in super::super) fn due(desk: &Desk<'_>, most: u32) -> Result<Vec<i64>> {
    let mut most = most.min(pace::allowance(desk)?);
    if holds::is_number_probed(desk)? {
        most = most.min(1);
    }
    let mut due = Vec::new();
    for lane in lanes::open(desk)? {
        let rows: Vec<Id> = desk.sql.rows(
            "SELECT id FROM outbox WHERE state = 'queued' AND lane = ? AND next_at <= ?
             ORDER BY next_at, id LIMIT ?",
            bind![lane.number(), desk.now, i64::from(most)],
        )?;
        most = most.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        due.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(due)
}

/// Claims one message and makes its body; nothing where it is not to be sent now or after all,
/// which is asked at this moment and not when it was queued. Runs inside a transaction, which must
/// be on disk before the message leaves.
pub(in super::super) fn claim(desk: &Desk<'_>, id: i64) -> Result<Option<Job>> {
    let Some(mut row) = by_id(desk.sql, id)? else {
        return Ok(None);
    };
    let facts = gate::facts(desk, &row)?;
    let mut verdict = ask(&facts.asked, &facts.person, &facts.number, desk.now);
    let mut body = None;
    if let Verdict::Send(form) = verdict {
        row.goes_in = match &facts.asked.template {
            Some(TemplateChoice::Use(language)) => Some(language.clone()),
            _ => None,
        };
        body = make(desk, &mut row, form)?;
        if body.is_none() {
            verdict = Verdict::Never(Reason::NotNeeded);
        }
    }
    // What was changed for making it is for the core to decide.
    let Some(row) = by_id(desk.sql, id)? else {
        return Ok(None);
    };
    let commands = advance(desk.sql, &row, Input::Due(verdict), desk.now)?;
    after::tell_if_failed(desk, &row)?;
    if let Verdict::Wait { until, reason } = verdict {
        hold_up_the_like(desk.sql, &row, until, reason)?;
    }
    let Some(Command::Send(form)) = commands.first().copied() else {
        return Ok(None);
    };
    if let Some(TemplateChoice::Use(language)) = &facts.asked.template {
        desk.sql.run(
            "UPDATE outbox SET went_in = ? WHERE id = ?",
            bind![language.as_str(), id],
        )?;
    }
    pace::left(desk, &row.person)?;
    holds::probing(desk, &holds::scopes(desk, &row, form))?;
    if facts.counts_for_limit(form) {
        pace::reached(desk, &row.person)?;
    }
    Ok(body.map(|body| Job {
        id: row.id,
        attempt: row.attempts.saturating_add(1),
        body,
    }))
}

/// The body, as it would go in this form; nothing where there is nothing to say.
fn make(desk: &Desk<'_>, row: &mut Row, form: Form) -> Result<Option<serde_json::Value>> {
    if row.form() == Form::Template && form == Form::Text {
        row.fallback = 1;
    }
    form_word(form).clone_into(&mut row.form);
    let Some(said) = says::make(desk, row)? else {
        return Ok(None);
    };
    let recipient = people::get(desk.sql, &row.person)?
        .and_then(|person| person.recipient())
        .ok_or_else(|| Error::from("a message to nobody"))?;
    Ok(Some(said.body(&recipient, &row.callback)))
}

/// One transaction holds up so many messages, some tenths of a second of work.
const HELD_UP_AT_ONCE: i64 = 10_000;

/// A template that cannot be used holds up all messages made of it: they are not asked one by one.
fn hold_up_the_like(sql: &Sql, row: &Row, until: Millis, reason: Reason) -> Result<()> {
    let of_template = matches!(reason, Reason::TemplatePaused | Reason::TemplatePending);
    if let (true, Some(template)) = (of_template, &row.template) {
        sql.run(
            "UPDATE outbox SET next_at = ?1, reason = ?2
             WHERE id IN (SELECT id FROM outbox WHERE state = 'queued' AND template = ?3
                AND language IS ?4 AND next_at < ?1 LIMIT ?5)",
            bind![
                until,
                reason.as_str(),
                template.as_str(),
                row.language.clone(),
                HELD_UP_AT_ONCE
            ],
        )?;
    }
    Ok(())
}

/// A message that could not be claimed, by a fault of our own, does not hold up the others: it is
/// tried again later and given up after three times.
pub(in super::super) fn not_claimed(desk: &Desk<'_>, id: i64) -> Result<()> {
    let before = by_id(desk.sql, id)?;
    desk.sql.run(
        "UPDATE outbox SET faults = faults + 1, next_at = ?, reason = 'fault',
            state = CASE WHEN faults >= 2 THEN 'failed' ELSE state END
         WHERE id = ? AND state = 'queued'",
        bind![desk.now + MINUTE, id],
    )?;
    before.map_or(Ok(()), |before| after::tell_if_failed(desk, &before))
}

/// One alarm gives up so many messages; the next the rest.
const GIVEN_UP_AT_ONCE: i64 = 500;

/// Gives up messages whose time is over: those that wait behind a closed lane have no turn in which
/// it would be noticed.
pub(in super::super) fn give_up_late(desk: &Desk<'_>) -> Result<()> {
    let late: Vec<Row> = desk.sql.rows(
        &format!("SELECT {COLUMNS} FROM outbox WHERE state = 'queued' AND give_up_at < ? LIMIT ?"),
        bind![desk.now, GIVEN_UP_AT_ONCE],
    )?;
    if late.is_empty() {
        return Ok(());
    }
    let closed = lanes::closed(desk)?;
    for row in late {
        let hold = row.lane().and_then(|lane| lane.of(&closed));
        let reason = hold.map(|hold| hold.reason).or(row.reason());
        let reason = reason.unwrap_or(Reason::TooLate);
        let verdict = Verdict::Wait {
            until: desk.now,
            reason,
        };
        advance(desk.sql, &row, Input::Due(verdict), desk.now)?;
    }
    Ok(())
}

/// Calls whose report never came: their outcome is unknown for good.
pub(in super::super) fn give_up_waiting(sql: &Sql, now: Millis) -> Result<()> {
    let lost: Vec<Row> = sql.rows(
        &format!("SELECT {COLUMNS} FROM outbox WHERE state = 'sending' AND next_at <= ?"),
        bind![now],
    )?;
    for row in lost {
        advance(sql, &row, Input::ReportMissing, now)?;
    }
    Ok(())
}
