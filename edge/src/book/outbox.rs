//! The outbox: messages to Meta, each claimed and committed before it leaves.

use super::sql::{BookError, Sql, bind};
use super::{Desk, opt_ins, people};
use crate::http::Problem;
use crate::internal::{Job, Outcome, Report};
use saludo_core::graph::{Answer, OutgoingMessage, Recipient, TemplateMessage};
use saludo_core::phone::{UserId, WaId};
use saludo_core::time::{DAY, MINUTE, Millis};
use saludo_core::webhook::{Keys, Marks, Status};
use saludo_core::welcome::{Command, Form, Input, Welcome, WelcomeState};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use worker::{Error, Result};

/// A person gets one welcome template in so long; further opt-ins are confirmed by free text.
const ONE_TEMPLATE_IN: Millis = 90 * DAY;

#[derive(Deserialize)]
struct Row {
    id: i64,
    person: String,
    opt_in: i64,
    callback: String,
    form: String,
    fallback: i64,
    state: String,
    wamid: Option<String>,
    attempts: u32,
    error: Option<i64>,
    withdrawn: i64,
    queued_at: Millis,
    next_at: Millis,
}

const COLUMNS: &str = "id, person, opt_in, callback, form, fallback, state, wamid, attempts, error, withdrawn, queued_at, next_at";

#[derive(Deserialize)]
struct Id {
    id: i64,
}

impl Row {
    fn welcome(&self) -> Result<Welcome> {
        Ok(Welcome {
            state: WelcomeState::parse(&self.state)
                .ok_or_else(|| Error::from("a welcome in no known state"))?,
            form: if self.form == "template" {
                Form::Template
            } else {
                Form::Text
            },
            fallback: self.fallback != 0,
            wamid: self.wamid.clone(),
            attempts: self.attempts,
            queued_at: self.queued_at,
            error: self.error,
            withdrawn: self.withdrawn != 0,
        })
    }
}

fn form_word(form: Form) -> &'static str {
    match form {
        Form::Template => "template",
        Form::Text => "text",
    }
}

/// Queues the welcome of a confirmed opt-in. In the same transaction as the confirmation: there
/// is never one without the other.
pub(super) fn queue_welcome(desk: &Desk<'_>, opt_in: i64, person: &str) -> Result<()> {
    let recent: Option<Id> = desk.sql.row(
        "SELECT id FROM outbox WHERE person = ? AND form = 'template'
            AND state NOT IN ('failed', 'cancelled') AND queued_at > ? LIMIT 1",
        bind![person, desk.now - ONE_TEMPLATE_IN],
    )?;
    let form = if recent.is_some() {
        Form::Text
    } else {
        Form::Template
    };
    desk.sql.run(
        "INSERT INTO outbox (person, opt_in, callback, form, state, queued_at, next_at)
         VALUES (?, ?, ?, ?, 'queued', ?, ?) ON CONFLICT (opt_in) DO NOTHING",
        bind![
            person,
            opt_in,
            format!("saludo:{}", people::random_id::<20>()?),
            form_word(form),
            desk.now,
            desk.now,
        ],
    )?;
    Ok(())
}

/// Messages whose turn has come.
pub(super) fn due(desk: &Desk<'_>, most: i64) -> Result<Vec<i64>> {
    let due: Vec<Id> = desk.sql.rows(
        "SELECT id FROM outbox WHERE state = 'queued' AND next_at <= ? ORDER BY next_at, id LIMIT ?",
        bind![desk.now, most],
    )?;
    Ok(due.into_iter().map(|row| row.id).collect())
}

/// Claims one message and makes its body; nothing where it is not to be sent after all. Runs
/// inside a transaction, which must be on disk before the message leaves.
pub(super) fn claim(desk: &Desk<'_>, id: i64) -> Result<Option<Job>> {
    let Some(row) = by_id(desk.sql, id)? else {
        return Ok(None);
    };
    for command in advance(desk.sql, &row, Input::Due, desk.now)? {
        if let Command::Send(form) = command {
            return Ok(Some(Job {
                id: row.id,
                attempt: row.attempts.saturating_add(1),
                body: body(desk, &row, form)?,
            }));
        }
    }
    Ok(None)
}

/// A message that could not be claimed, by a fault of our own, does not hold up the others: it is
/// tried again later and given up after three times.
pub(super) fn not_claimed(desk: &Desk<'_>, id: i64) -> Result<()> {
    desk.sql.run(
        "UPDATE outbox SET faults = faults + 1, next_at = ?,
            state = CASE WHEN faults >= 2 THEN 'failed' ELSE state END
         WHERE id = ? AND state = 'queued'",
        bind![desk.now + MINUTE, id],
    )?;
    Ok(())
}

/// Calls whose report never came: their outcome is unknown for good.
pub(super) fn give_up_waiting(sql: &Sql, now: Millis) -> Result<()> {
    let lost: Vec<Row> = sql.rows(
        &format!("SELECT {COLUMNS} FROM outbox WHERE state = 'sending' AND next_at <= ?"),
        bind![now],
    )?;
    for row in lost {
        advance(sql, &row, Input::ReportMissing, now)?;
    }
    Ok(())
}

/// Takes in what Graph answered.
pub(super) fn report(desk: &Desk<'_>, report: Report) -> std::result::Result<(), BookError> {
    let Some(row) = by_id(desk.sql, report.id)? else {
        return Err(Problem::not_found().into());
    };
    let answer = match report.outcome {
        Outcome::Answered {
            status,
            body,
            retry_after,
        } => Answer::parse(status, body.as_bytes(), retry_after),
        Outcome::NoAnswer => Answer::Unknown,
        Outcome::NotMade => Answer::NotMade,
    };
    let accepted = match &answer {
        Answer::Accepted(accepted) => Some(accepted.wamid.clone()),
        _ => None,
    };
    let attempt = report.attempt;
    advance(
        desk.sql,
        &row,
        Input::Answered { attempt, answer },
        desk.now,
    )?;
    if let Some(wamid) = accepted {
        catch_up(desk, &row, &wamid)?;
    }
    Ok(())
}

/// Statuses may come before we know the id they name; those that did are taken in now.
fn catch_up(desk: &Desk<'_>, row: &Row, wamid: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Marked {
        marks: u8,
    }
    let keys = Keys::new(desk.config.hash_key.expose());
    let Some(person) = people::get(desk.sql, &row.person)? else {
        return Ok(());
    };
    for recipient in [person.wa_id, person.user_id].into_iter().flatten() {
        let key = keys.delivery(wamid, &recipient).to_vec();
        let marked: Option<Marked> = desk
            .sql
            .row("SELECT marks FROM statuses WHERE key = ?", bind![key])?;
        if let Some(delivery) = marked.and_then(|row| Marks::from_bits(row.marks).furthest()) {
            let status = Input::Status {
                delivery,
                wamid: wamid.to_owned(),
                error: None,
            };
            apply(desk.sql, row.id, status, desk.now)?;
        }
    }
    Ok(())
}

/// Takes in a status, if it is of a message of ours: known by our callback data or by its id.
pub(super) fn on_status(sql: &Sql, status: &Status, now: Millis) -> Result<()> {
    let (Some(wamid), Some(delivery)) = (status.id.clone(), status.delivery()) else {
        return Ok(());
    };
    let row: Option<Row> = sql.row(
        &format!("SELECT {COLUMNS} FROM outbox WHERE callback = ? OR wamid = ? LIMIT 1"),
        bind![status.biz_opaque_callback_data.clone(), wamid.as_str()],
    )?;
    if let Some(row) = row {
        let error = status.errors.first().and_then(|error| error.code);
        advance(
            sql,
            &row,
            Input::Status {
                delivery,
                wamid,
                error,
            },
            now,
        )?;
    }
    Ok(())
}

/// Welcomes of opt-ins that a person has taken back, which have not left or may come back.
pub(super) fn open_of_withdrawn(sql: &Sql, person: &str) -> Result<Vec<i64>> {
    let rows: Vec<Id> = sql.rows(
        "SELECT outbox.id FROM outbox JOIN opt_ins ON opt_ins.id = outbox.opt_in
         WHERE outbox.person = ? AND outbox.state IN ('queued', 'sending')
            AND opt_ins.state = 'withdrawn'",
        bind![person],
    )?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Applies an input to one message.
pub(super) fn apply(sql: &Sql, id: i64, input: Input, now: Millis) -> Result<()> {
    if let Some(row) = by_id(sql, id)? {
        advance(sql, &row, input, now)?;
    }
    Ok(())
}

fn by_id(sql: &Sql, id: i64) -> Result<Option<Row>> {
    sql.row(
        &format!("SELECT {COLUMNS} FROM outbox WHERE id = ?"),
        bind![id],
    )
}

/// Lets the core decide and stores what it decided.
fn advance(sql: &Sql, row: &Row, input: Input, now: Millis) -> Result<Vec<Command>> {
    let before = row.welcome()?;
    let mut welcome = before.clone();
    let commands = welcome.handle(input, now);
    let next_at = commands
        .iter()
        .find_map(|command| match command {
            Command::WakeAt(at) | Command::ExpectReportBy(at) => Some(*at),
            Command::Send(_) => None,
        })
        .unwrap_or(row.next_at);
    if welcome != before || next_at != row.next_at {
        sql.run(
            "UPDATE outbox SET state = ?, form = ?, fallback = ?, wamid = ?, attempts = ?, error = ?,
                withdrawn = ?, next_at = ? WHERE id = ?",
            bind![
                welcome.state.as_str(),
                form_word(welcome.form),
                i64::from(welcome.fallback),
                welcome.wamid,
                i64::from(welcome.attempts),
                welcome.error,
                i64::from(welcome.withdrawn),
                next_at,
                row.id,
            ],
        )?;
    }
    Ok(commands)
}

/// The body for Graph. The token of the person's page is made here and only its hash is kept, so
/// each attempt has a new one.
fn body(desk: &Desk<'_>, row: &Row, form: Form) -> Result<serde_json::Value> {
    let missing = || Error::from("a welcome without its opt-in or person");
    let opt_in = opt_ins::by_id(desk.sql, row.opt_in)?.ok_or_else(missing)?;
    let person = people::get(desk.sql, &row.person)?.ok_or_else(missing)?;
    let asking = opt_in.asking(desk.sql)?;
    let words = asking.words();
    let shop = asking.statement().brand.clone();
    let purposes = asking.in_words();
    let contact = desk.settings.human_contact(&asking.statement().locale);
    let token = format!("{}.{}", desk.slug, people::random_id::<32>()?);
    desk.sql.run(
        "INSERT INTO page_tokens (hash, person, at) VALUES (?, ?, ?)",
        bind![
            Sha256::digest(&token).to_vec(),
            row.person.as_str(),
            desk.now
        ],
    )?;
    let preferences = format!("{}/p/{token}", desk.config.public_url);
    let message = match form {
        Form::Template => OutgoingMessage::Template(TemplateMessage {
            name: desk.settings.template.clone(),
            language: words.confirmation.language.clone(),
            parameters: vec![("shop", shop), ("purposes", purposes), ("contact", contact)],
            url_suffix: token,
        }),
        // The template's own words, with its button as a line.
        Form::Text if row.fallback != 0 => OutgoingMessage::Text(format!(
            "{}\n{}",
            words.messages.preferences.replace("{url}", &preferences),
            words
                .confirmation
                .body()
                .replace("{{shop}}", &shop)
                .replace("{{purposes}}", &purposes)
                .replace("{{contact}}", &contact),
        )),
        Form::Text => OutgoingMessage::Text(
            words
                .messages
                .again
                .replace("{shop}", &shop)
                .replace("{purposes}", &purposes)
                .replace("{preferences}", &preferences)
                .replace("{contact}", &contact),
        ),
    };
    let by_phone = person
        .wa_id
        .and_then(|id| WaId::parse(&id).ok())
        .map(Recipient::Phone);
    let by_user = || {
        person
            .user_id
            .and_then(|id| UserId::parse(&id).ok())
            .map(Recipient::User)
    };
    let to = by_phone.or_else(by_user).ok_or_else(missing)?;
    Ok(message.body(&to, &row.callback))
}

/// A person's page stays open for 13 months: a year of messages, and a little.
const PAGE_TOKEN_KEPT: Millis = 396 * DAY;

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM page_tokens WHERE at <= ?",
        bind![now - PAGE_TOKEN_KEPT],
    )?;
    Ok(())
}
