//! The outbox: messages to Meta, one row each, claimed and committed before it leaves.
//!
//! `claim` takes what is due and asks the gate; `heard` takes in what Graph and its statuses say.

mod after;
mod by_hand;
mod claim;
mod heard;

pub(super) use by_hand::{refuse_at_once, resend, would_reply};
pub(super) use claim::{claim, due, give_up_late, give_up_waiting, not_claimed};
pub(super) use heard::{on_status, ours_among, report};
pub(super) use saludo_core::outgoing::Kind;

use super::opt_ins::OptIn;
use super::sql::{Sql, bind};
use super::{Desk, people, tallies};
use saludo_core::locale::Locale;
use saludo_core::outgoing::{Command, Form, Input, Lane, MessageState, Outgoing, Reason};
use saludo_core::purpose::PurposeId;
use saludo_core::question::WINDOW;
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use worker::{Error, Result};

/// How our callback data begins, which Meta gives back with each status.
const CALLBACK: &str = "saludo:";

/// A person gets one welcome template in so long; further opt-ins are confirmed by free text.
const ONE_TEMPLATE_IN: Millis = 90 * DAY;

/// One message.
#[derive(Deserialize)]
pub(super) struct Row {
    id: i64,
    kind: String,
    lane: i64,
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
    reason: Option<String>,
    withdrawn: i64,
    give_up_at: Millis,
    next_at: Millis,
    left_at: Option<Millis>,
    pub(super) purpose: Option<String>,
    pub(super) product: Option<String>,
    pub(super) template: Option<String>,
    language: Option<String>,
    /// The language that its template went in last.
    went_in: Option<String>,
    /// The language that its template goes in, once the gate has let it pass.
    #[serde(skip)]
    pub(super) goes_in: Option<Locale>,
}

const COLUMNS: &str = "id, kind, lane, person, opt_in, subject, callback, form, fallback, state, wamid, attempts, error, reason, withdrawn, give_up_at, next_at, left_at, purpose, product, template, language, went_in";

#[derive(Deserialize)]
struct Id {
    id: i64,
}

impl Row {
    /// What it is for.
    pub(super) fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind).ok_or_else(|| Error::from("a message of no known kind"))
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

    /// The language that was asked for.
    pub(super) fn language(&self) -> Option<Locale> {
        Locale::parse(self.language.as_deref()?).ok()
    }

    /// The language that its template goes, or went, in.
    pub(super) fn sent_in(&self) -> Option<Locale> {
        let went_in = || Locale::parse(self.went_in.as_deref()?).ok();
        self.goes_in.clone().or_else(went_in)
    }

    /// What it waits with.
    pub(super) fn lane(&self) -> Option<Lane> {
        Lane::ALL
            .into_iter()
            .find(|lane| lane.number() == self.lane)
    }

    /// Whether a call of it was made whose outcome is not settled.
    fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "sending" | "uncertain")
    }

    fn reason(&self) -> Option<Reason> {
        self.reason.as_deref().and_then(Reason::parse)
    }

    /// The purpose that it is about.
    pub(super) fn purpose(&self) -> Option<PurposeId> {
        PurposeId::parse(self.purpose.as_deref()?).ok()
    }

    fn outgoing(&self) -> Result<Outgoing> {
        Ok(Outgoing {
            kind: self.kind()?,
            state: MessageState::parse(&self.state)
                .ok_or_else(|| Error::from("a message in no known state"))?,
            form: self.form(),
            fallback: self.is_fallback(),
            wamid: self.wamid.clone(),
            attempts: self.attempts,
            give_up_at: self.give_up_at,
            error: self.error,
            reason: self.reason(),
            withdrawn: self.withdrawn != 0,
        })
    }
}

/// A message to be queued.
pub(super) struct Draft<'a> {
    pub(super) kind: Kind,
    pub(super) person: &'a str,
    /// The opt-in that a welcome confirms; there is one welcome for each.
    pub(super) opt_in: Option<i64>,
    /// The row that any other message is about: a question, the opt-in of a coupon.
    pub(super) subject: Option<i64>,
    pub(super) form: Form,
    /// What a template needs.
    pub(super) content: Option<&'a Content>,
}

/// What a template is for and which it is. What fills it stands with what the row is about.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) purpose: Option<PurposeId>,
    /// The product that it is about alone, by the shop's id.
    pub(super) product: Option<String>,
    /// The template's name.
    pub(super) template: Option<String>,
    /// The language that was asked for.
    pub(super) language: Option<Locale>,
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
    // Whoever was asked by template has just opened the window by their tap.
    let form = if opt_in.asked.is_some() && is_window_open(desk, person)? {
        Form::Text
    } else if opt_in.source().is_none() {
        if !is_window_open(desk, person)? {
            return Ok(());
        }
        Form::Text
    } else if had_template_lately(desk, person)? {
        Form::Text
    } else {
        Form::Template
    };
    let draft = Draft {
        kind: Kind::Welcome,
        person,
        opt_in: Some(opt_in.id),
        subject: None,
        form,
        content: None,
    };
    insert(desk, &draft)?;
    Ok(())
}

/// Queues a message that answers a person, as free text.
pub(super) fn queue(desk: &Desk<'_>, kind: Kind, person: &str, subject: Option<i64>) -> Result<()> {
    let draft = Draft {
        kind,
        person,
        opt_in: None,
        subject,
        form: Form::Text,
        content: None,
    };
    insert(desk, &draft)?;
    Ok(())
}

/// The same, for what the shop's people do and are told of. Answers its row.
pub(super) fn queue_for(desk: &Desk<'_>, kind: Kind, person: &str, subject: i64) -> Result<i64> {
    let draft = Draft {
        kind,
        person,
        opt_in: None,
        subject: Some(subject),
        form: Form::Text,
        content: None,
    };
    insert(desk, &draft)?.ok_or_else(|| Error::from("a message was not queued"))
}

/// Queues a message. Answers its row; none where the opt-in has its welcome already.
pub(super) fn insert(desk: &Desk<'_>, draft: &Draft<'_>) -> Result<Option<i64>> {
    let nothing = Content::default();
    let content = draft.content.unwrap_or(&nothing);
    let marketing = content
        .purpose
        .as_ref()
        .is_some_and(|purpose| desk.settings.is_marketing(purpose));
    let row: Option<Id> = desk.sql.row(
        "INSERT INTO outbox (kind, lane, person, opt_in, subject, callback, form, state, queued_at,
            next_at, give_up_at, purpose, product, template, language)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (opt_in) DO NOTHING RETURNING id",
        bind![
            draft.kind.as_str(),
            draft.kind.lane(marketing).number(),
            draft.person,
            draft.opt_in,
            draft.subject,
            new_callback()?,
            form_word(draft.form),
            desk.now,
            desk.now,
            desk.now + draft.kind.try_for(),
            content.purpose.as_ref().map(|id| id.as_str().to_owned()),
            content.product.clone(),
            content.template.clone(),
            content.language.as_ref().map(|tag| tag.as_str().to_owned()),
        ],
    )?;
    Ok(row.map(|row| row.id))
}

/// What a message is known again by in its statuses.
fn new_callback() -> Result<String> {
    Ok(format!("{CALLBACK}{}", people::random_id::<20>()?))
}

fn had_template_lately(desk: &Desk<'_>, person: &str) -> Result<bool> {
    let recent: Option<Id> = desk.sql.row(
        "SELECT id FROM outbox WHERE person = ? AND kind = 'welcome' AND form = 'template'
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

/// Whether Meta's id is that of a message of ours to a person. What a human wrote is none: "cancel"
/// to somebody who asked about an order is no word to a machine.
pub(super) fn is_ours(sql: &Sql, person: &str, wamid: &str) -> Result<bool> {
    let row: Option<Id> = sql.row(
        "SELECT id FROM outbox WHERE wamid = ? AND person = ? AND kind <> ?",
        bind![wamid, person, Kind::Reply.as_str()],
    )?;
    Ok(row.is_some())
}

/// Whether Meta's id is that of anything that left from here.
pub(super) fn left_from_here(sql: &Sql, wamid: &str) -> Result<bool> {
    let row: Option<Id> = sql.row("SELECT id FROM outbox WHERE wamid = ?", bind![wamid])?;
    Ok(row.is_some())
}

/// Whether a message of ours left for a person between two moments, written by no human.
pub(super) fn wrote_between(sql: &Sql, person: &str, from: Millis, to: Millis) -> Result<bool> {
    let row: Option<Id> = sql.row(
        "SELECT id FROM outbox WHERE person = ? AND wamid IS NOT NULL
            AND coalesce(left_at, queued_at) BETWEEN ? AND ? AND kind <> ? LIMIT 1",
        bind![person, from, to, Kind::Reply.as_str()],
    )?;
    Ok(row.is_some())
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
    let before = row.outgoing()?;
    let mut after = before.clone();
    let commands = after.handle(input, now);
    let mut next_at = row.next_at;
    let mut callback = row.callback.clone();
    let mut left_at = None;
    for command in &commands {
        match command {
            Command::WakeAt(at) | Command::ExpectReportBy(at) => next_at = *at,
            Command::RenewCallback => callback = new_callback()?,
            Command::Send(_) => left_at = Some(now),
        }
    }
    if after != before || next_at != row.next_at {
        sql.run(
            "UPDATE outbox SET state = ?, form = ?, fallback = ?, wamid = ?, attempts = ?, error = ?,
                reason = ?, withdrawn = ?, give_up_at = ?, next_at = ?, callback = ?,
                left_at = coalesce(?, left_at) WHERE id = ?",
            bind![
                after.state.as_str(),
                form_word(after.form),
                i64::from(after.fallback),
                after.wamid,
                i64::from(after.attempts),
                after.error,
                after.reason.map(|reason| reason.as_str().to_owned()),
                i64::from(after.withdrawn),
                after.give_up_at,
                next_at,
                callback,
                left_at,
                row.id,
            ],
        )?;
        if let Some(opt_in) = row.opt_in {
            tallies::welcome(sql, opt_in, (before.state, after.state), now)?;
        }
    }
    Ok(commands)
}

/// Who has just agreed anew has the number that it came from: what waited for that is looked at again.
pub(super) fn confirmed_anew(desk: &Desk<'_>, person: &str) -> Result<()> {
    desk.sql.run(
        "UPDATE outbox SET next_at = ?1
         WHERE person = ?2 AND state = 'queued' AND reason = ?3 AND next_at > ?1",
        bind![desk.now, person, Reason::IdentityChanged.as_str()],
    )?;
    Ok(())
}

/// Wakes what waits for one of these reasons: it is over, or may be.
pub(super) fn wake(desk: &Desk<'_>, reasons: &[Reason]) -> Result<()> {
    for reason in reasons {
        desk.sql.run(
            "UPDATE outbox SET next_at = ?1 WHERE state = 'queued' AND reason = ?2 AND next_at > ?1",
            bind![desk.now, reason.as_str()],
        )?;
    }
    Ok(())
}
