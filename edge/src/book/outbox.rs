//! The outbox: messages to Meta, each claimed and committed before it leaves.

use super::consents::{self, Doing};
use super::opt_ins::OptIn;
use super::sql::{BookError, Sql, bind};
use super::{Desk, people, says, suppression};
use crate::internal::{Job, Outcome, Report};
use saludo_core::consent::Deed;
use saludo_core::graph::{Answer, STOPPED_MARKETING};
use saludo_core::ledger::Method;
use saludo_core::phone::{UserId, WaId};
use saludo_core::question::WINDOW;
use saludo_core::time::{DAY, MINUTE, Millis};
use saludo_core::webhook::{Keys, Marks, Status};
use saludo_core::welcome::{Command, Form, Input, Welcome, WelcomeState};
use serde::Deserialize;
use worker::{Error, Result};

/// A person gets one welcome template in so long; further opt-ins are confirmed by free text.
const ONE_TEMPLATE_IN: Millis = 90 * DAY;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Confirms an opt-in.
    Welcome,
    /// Asks what the shop may write about.
    Question,
    /// Asks whether an unclear message meant stop.
    Unclear,
    /// Confirms a stop.
    Stopped,
    /// Confirms a START.
    Resumed,
    /// The link to the person's own page, which they asked for.
    Preferences,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Welcome,
        Self::Question,
        Self::Unclear,
        Self::Stopped,
        Self::Resumed,
        Self::Preferences,
    ];

    /// The word in the book.
    fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Question => "question",
            Self::Unclear => "unclear",
            Self::Stopped => "stopped",
            Self::Resumed => "resumed",
            Self::Preferences => "preferences",
        }
    }
}

/// One message.
#[derive(Deserialize)]
pub(super) struct Row {
    id: i64,
    kind: String,
    pub(super) person: String,
    pub(super) opt_in: Option<i64>,
    pub(super) subject: Option<i64>,
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

const COLUMNS: &str = "id, kind, person, opt_in, subject, callback, form, fallback, state, wamid, attempts, error, withdrawn, queued_at, next_at";

#[derive(Deserialize)]
struct Id {
    id: i64,
}

impl Row {
    /// What it is for.
    pub(super) fn kind(&self) -> Result<Kind> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == self.kind)
            .ok_or_else(|| Error::from("a message of no known kind"))
    }

    /// What it goes as.
    pub(super) fn form(&self) -> Form {
        if self.form == "template" {
            Form::Template
        } else {
            Form::Text
        }
    }

    /// Whether free text stands in for a template.
    pub(super) fn is_fallback(&self) -> bool {
        self.fallback != 0
    }

    fn welcome(&self) -> Result<Welcome> {
        Ok(Welcome {
            state: WelcomeState::parse(&self.state)
                .ok_or_else(|| Error::from("a welcome in no known state"))?,
            form: self.form(),
            fallback: self.is_fallback(),
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
/// is never one without the other. A yes by a tap has no template: it is confirmed by free text
/// where that may go, and else by the page that it was given on.
pub(super) fn queue_welcome(desk: &Desk<'_>, opt_in: &OptIn, person: &str) -> Result<()> {
    let form = if opt_in.source().is_none() {
        if !is_window_open(desk, person)? {
            return Ok(());
        }
        Form::Text
    } else if had_template_lately(desk, person)? {
        Form::Text
    } else {
        Form::Template
    };
    insert(desk, Kind::Welcome, person, (Some(opt_in.id), None), form)
}

/// Queues a message that answers a person, as free text.
pub(super) fn queue(desk: &Desk<'_>, kind: Kind, person: &str, subject: Option<i64>) -> Result<()> {
    insert(desk, kind, person, (None, subject), Form::Text)
}

fn insert(
    desk: &Desk<'_>,
    kind: Kind,
    person: &str,
    (opt_in, subject): (Option<i64>, Option<i64>),
    form: Form,
) -> Result<()> {
    desk.sql.run(
        "INSERT INTO outbox (kind, person, opt_in, subject, callback, form, state, queued_at, next_at)
         VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?) ON CONFLICT (opt_in) DO NOTHING",
        bind![
            kind.as_str(),
            person,
            opt_in,
            subject,
            format!("saludo:{}", people::random_id::<20>()?),
            form_word(form),
            desk.now,
            desk.now,
        ],
    )?;
    Ok(())
}

fn had_template_lately(desk: &Desk<'_>, person: &str) -> Result<bool> {
    let recent: Option<Id> = desk.sql.row(
        "SELECT id FROM outbox WHERE person = ? AND form = 'template'
            AND state NOT IN ('failed', 'cancelled') AND queued_at > ? LIMIT 1",
        bind![person, desk.now - ONE_TEMPLATE_IN],
    )?;
    Ok(recent.is_some())
}

/// Whether free text may go to a person: for 24 hours after they last wrote.
pub(super) fn is_window_open(desk: &Desk<'_>, person: &str) -> Result<bool> {
    let heard = people::get(desk.sql, person)?.and_then(|person| person.last_wrote_at);
    Ok(heard.is_some_and(|heard| desk.now - heard < WINDOW))
}

/// Takes back a message that has not left.
pub(super) fn cancel(desk: &Desk<'_>, kind: Kind, subject: i64) -> Result<()> {
    let rows: Vec<Id> = desk.sql.rows(
        "SELECT id FROM outbox WHERE kind = ? AND subject = ? AND state IN ('queued', 'sending')",
        bind![kind.as_str(), subject],
    )?;
    for row in rows {
        apply(desk.sql, row.id, Input::Withdrawn, desk.now)?;
    }
    Ok(())
}

/// Whether a person was sent such a message lately, or is about to be.
pub(super) fn has_recent(
    desk: &Desk<'_>,
    kind: Kind,
    person: &str,
    within: Millis,
) -> Result<bool> {
    let recent: Option<Id> = desk.sql.row(
        "SELECT id FROM outbox WHERE person = ? AND kind = ? AND state NOT IN ('failed', 'cancelled')
            AND queued_at > ? LIMIT 1",
        bind![person, kind.as_str(), desk.now - within],
    )?;
    Ok(recent.is_some())
}

/// Whether Meta's id is that of a message of ours to a person.
pub(super) fn is_ours(sql: &Sql, person: &str, wamid: &str) -> Result<bool> {
    let row: Option<Id> = sql.row(
        "SELECT id FROM outbox WHERE wamid = ? AND person = ?",
        bind![wamid, person],
    )?;
    Ok(row.is_some())
}

/// Whether a message of ours went to a person between two moments.
pub(super) fn wrote_between(sql: &Sql, person: &str, from: Millis, to: Millis) -> Result<bool> {
    let row: Option<Id> = sql.row(
        "SELECT id FROM outbox WHERE person = ? AND wamid IS NOT NULL AND queued_at BETWEEN ? AND ?
         LIMIT 1",
        bind![person, from, to],
    )?;
    Ok(row.is_some())
}

/// Messages whose turn has come.
pub(super) fn due(desk: &Desk<'_>, most: i64) -> Result<Vec<i64>> {
    let due: Vec<Id> = desk.sql.rows(
        "SELECT id FROM outbox WHERE state = 'queued' AND next_at <= ? ORDER BY next_at, id LIMIT ?",
        bind![desk.now, most],
    )?;
    Ok(due.into_iter().map(|row| row.id).collect())
}

/// Claims one message and makes its body; nothing where it is not to be sent after all, which is
/// asked now and not when it was queued. Runs inside a transaction, which must be on disk before
/// the message leaves.
pub(super) fn claim(desk: &Desk<'_>, id: i64) -> Result<Option<Job>> {
    let Some(row) = by_id(desk.sql, id)? else {
        return Ok(None);
    };
    let Some(said) = says::make(desk, &row)? else {
        advance(desk.sql, &row, Input::Withdrawn, desk.now)?;
        return Ok(None);
    };
    let recipient = people::get(desk.sql, &row.person)?
        .and_then(|person| person.recipient())
        .ok_or_else(|| Error::from("a message to nobody"))?;
    let commands = advance(desk.sql, &row, Input::Due, desk.now)?;
    let sends = commands
        .iter()
        .any(|command| matches!(command, Command::Send(_)));
    Ok(sends.then(|| Job {
        id: row.id,
        attempt: row.attempts.saturating_add(1),
        body: said.body(&recipient, &row.callback),
    }))
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
    // Whoever it was for was erased while it was under way.
    let Some(row) = by_id(desk.sql, report.id)? else {
        return Ok(());
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
        Answer::Refused(error) if error.code == STOPPED_MARKETING => {
            stopped_marketing(desk, &row.person, desk.now)?;
            None
        }
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

/// Meta refused, because the person stopped marketing in WhatsApp itself: the same as its own
/// webhook of that, of when it refused. A resume since then holds.
fn stopped_marketing(desk: &Desk<'_>, person: &str, at: Millis) -> Result<()> {
    let doing = Doing {
        person,
        at,
        deed: Deed::NativeStop,
        method: Method::NativePreference,
        text: None,
        opt_in: None,
        seq: None,
    };
    consents::note(desk, &doing)?;
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

/// Takes in a status, if it is of a message of ours: known by our callback data or by its id. Of
/// another's message, sent by another tool of the shop's, only the person's own stop counts.
pub(super) fn on_status(desk: &Desk<'_>, status: &Status) -> Result<()> {
    let sql = desk.sql;
    let (Some(wamid), Some(delivery)) = (status.id.clone(), status.delivery()) else {
        return Ok(());
    };
    let row: Option<Row> = sql.row(
        &format!("SELECT {COLUMNS} FROM outbox WHERE callback = ? OR wamid = ? LIMIT 1"),
        bind![status.biz_opaque_callback_data.clone(), wamid.as_str()],
    )?;
    let error = status.errors.first().and_then(|error| error.code);
    let stopped_at = (error == Some(STOPPED_MARKETING)).then(|| status.at.unwrap_or(desk.now));
    if let Some(row) = row {
        advance(
            sql,
            &row,
            Input::Status {
                delivery,
                wamid,
                error,
            },
            desk.now,
        )?;
        if let Some(at) = stopped_at {
            stopped_marketing(desk, &row.person, at)?;
        }
        return Ok(());
    }
    let number = status.recipient_id.as_deref();
    let number = number.and_then(|id| WaId::parse(id).ok());
    let user = status.recipient_user_id.as_deref();
    let user = user.and_then(|id| UserId::parse(id).ok());
    let dropped = suppression::drops(desk, number.as_ref(), user.as_ref())?;
    if let Some(at) = stopped_at {
        if dropped {
            suppression::stop_natively(desk, number.as_ref(), user.as_ref(), at)?;
        } else if let Some(person) = people::known(sql, number.as_ref(), user.as_ref())? {
            stopped_marketing(desk, &person, at)?;
        }
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
