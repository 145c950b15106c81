//! What goes to the shop's own receivers, the help desk and the systems that events tell: the part
//! that both have in common. `saludo_core::delivery` decides, the rows are in `forwards` and `events`.

use super::sql::{Sql, bind};
use super::{Desk, events, forwarding};
use crate::internal::{Claim, Handed, HandedOutcome, Pipe};
use crate::platform;
use saludo_core::delivery::{
    AT_ONCE, Answer, Command, Delivery, DeliveryState, Dice, Input, Receiver, Schedule,
};
use saludo_core::time::Millis;
use saludo_core::{events_out, forward};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use worker::{Error, Result};

/// Where the rows of a pipe are: the table, its key, and since when one waits.
struct Place {
    table: &'static str,
    id: &'static str,
    since: &'static str,
}

impl Pipe {
    fn place(self) -> Place {
        match self {
            Self::Forward => Place {
                table: "forwards",
                id: "id",
                since: "at",
            },
            Self::Events => Place {
                table: "events",
                id: "seq",
                since: "since",
            },
        }
    }

    fn schedule(self) -> &'static Schedule {
        match self {
            Self::Forward => &forward::SCHEDULE,
            Self::Events => &events_out::SCHEDULE,
        }
    }
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    state: String,
    attempts: u32,
    since: Millis,
}

#[derive(Deserialize)]
struct ReceiverRow {
    failures: u32,
    next_at: Millis,
    gone: Option<ByteBuf>,
}

#[derive(Deserialize)]
struct Count {
    n: usize,
}

#[derive(Deserialize)]
struct At {
    at: Option<Millis>,
}

/// Whether there is a receiver.
pub(super) fn is_set(desk: &Desk<'_>, pipe: Pipe) -> bool {
    match pipe {
        Pipe::Forward => desk.config.forward_url.is_some(),
        Pipe::Events => desk.config.events.is_some(),
    }
}

/// Whether the receiver has said so, at the address and with the secret that it has now.
pub(super) fn is_gone(desk: &Desk<'_>, pipe: Pipe) -> Result<bool> {
    let gone = receiver_row(desk.sql, pipe)?.and_then(|row| row.gone);
    Ok(gone.is_some_and(|gone| Some(gone.into_vec()) == mark(desk)))
}

fn mark(desk: &Desk<'_>) -> Option<Vec<u8>> {
    let events = desk.config.events.as_ref()?;
    Some(events.mark(desk.config.hash_key.expose()).to_vec())
}

/// The settings of the shop are others: a receiver that wanted nothing any more is asked anew.
pub(super) fn settings_changed(sql: &Sql) -> Result<()> {
    sql.run("DELETE FROM receivers", bind![])?;
    Ok(())
}

/// When something is due for the receivers; nothing where there are none. What waits for its turn
/// is passed over while a call is under way: it is looked at again when that is over.
pub(super) fn next(desk: &Desk<'_>, is_free: impl Fn(Pipe) -> bool) -> Result<Option<Millis>> {
    let mut next: Option<Millis> = None;
    for pipe in Pipe::ALL {
        if is_set(desk, pipe) {
            let of_pipe = next_of(desk, pipe, is_free(pipe))?;
            next = next.into_iter().chain(of_pipe).min();
        }
    }
    Ok(next)
}

fn next_of(desk: &Desk<'_>, pipe: Pipe, is_free: bool) -> Result<Option<Millis>> {
    let sending = first(desk.sql, pipe, DeliveryState::Sending)?;
    if !is_free || is_gone(desk, pipe)? {
        return Ok(sending);
    }
    let receiver = receiver(desk.sql, pipe)?;
    let queued = first(desk.sql, pipe, DeliveryState::Queued)?
        .map(|at| at.max(receiver.next_at))
        .filter(|at| under_way(desk.sql, pipe).is_ok_and(|count| receiver.room(count, *at) > 0));
    Ok(sending.into_iter().chain(queued).min())
}

fn first(sql: &Sql, pipe: Pipe, state: DeliveryState) -> Result<Option<Millis>> {
    let query = format!(
        "SELECT min(next_at) AS at FROM {} WHERE state = ?",
        pipe.place().table
    );
    let row: Option<At> = sql.row(&query, bind![state.as_str()])?;
    Ok(row.and_then(|row| row.at))
}

fn under_way(sql: &Sql, pipe: Pipe) -> Result<usize> {
    let query = format!(
        "SELECT count(*) AS n FROM {} WHERE state = 'sending'",
        pipe.place().table
    );
    let row: Option<Count> = sql.row(&query, bind![])?;
    Ok(row.map_or(0, |row| row.n))
}

fn receiver_row(sql: &Sql, pipe: Pipe) -> Result<Option<ReceiverRow>> {
    sql.row(
        "SELECT failures, next_at, gone FROM receivers WHERE name = ?",
        bind![pipe.as_str()],
    )
}

pub(super) fn receiver(sql: &Sql, pipe: Pipe) -> Result<Receiver> {
    let row = receiver_row(sql, pipe)?;
    Ok(row.map_or_else(Receiver::default, |row| Receiver {
        failures: row.failures,
        next_at: row.next_at,
    }))
}

/// Claims what is due, as much as the receiver may be given now. Runs inside a transaction, which
/// must be on disk before anything leaves. Nothing while a call is under way.
pub(super) fn claim(desk: &Desk<'_>, pipe: Pipe, is_free: bool) -> Result<Vec<Claim>> {
    for row in rows(desk, pipe, DeliveryState::Sending, AT_ONCE)? {
        // Whoever had it is taken for dead.
        advance(desk, pipe, &row, Input::ReportMissing)?;
    }
    if !is_free || is_gone(desk, pipe)? {
        return Ok(Vec::new());
    }
    let room = receiver(desk.sql, pipe)?.room(under_way(desk.sql, pipe)?, desk.now);
    let mut claims = Vec::new();
    for row in rows(desk, pipe, DeliveryState::Queued, room)? {
        let commands = advance(desk, pipe, &row, Input::Due)?;
        if commands.contains(&Command::Send) {
            claims.push(Claim {
                id: row.id,
                attempt: row.attempts.saturating_add(1),
            });
        }
    }
    Ok(claims)
}

/// Rows in a state whose moment has come.
fn rows(desk: &Desk<'_>, pipe: Pipe, state: DeliveryState, most: usize) -> Result<Vec<Row>> {
    let Place { table, id, since } = pipe.place();
    desk.sql.rows(
        &format!(
            "SELECT {id} AS id, state, attempts, {since} AS since FROM {table}
             WHERE state = ? AND next_at <= ? ORDER BY next_at, {id} LIMIT ?"
        ),
        bind![
            state.as_str(),
            desk.now,
            i64::try_from(most).unwrap_or(i64::MAX)
        ],
    )
}

/// Takes in what became of an item. One that is not there any more was erased, or is done with.
pub(super) fn handed(desk: &Desk<'_>, handed: &Handed) -> Result<()> {
    let (pipe, claim) = (handed.pipe, handed.claim);
    let answer = match handed.outcome {
        HandedOutcome::Answered {
            status,
            retry_after,
        } => Answer::of(status, retry_after),
        HandedOutcome::NoAnswer => Answer::None,
        HandedOutcome::NotMade => Answer::NotMade,
    };
    heard(desk, pipe, answer)?;
    let Place { table, id, since } = pipe.place();
    let row: Option<Row> = desk.sql.row(
        &format!(
            "SELECT {id} AS id, state, attempts, {since} AS since FROM {table} WHERE {id} = ?"
        ),
        bind![claim.id],
    )?;
    let Some(row) = row else {
        return Ok(());
    };
    if pipe == Pipe::Events {
        events::answered(desk.sql, claim.id, &handed.outcome)?;
    }
    let attempt = claim.attempt;
    advance(desk, pipe, &row, Input::Answered { attempt, answer })?;
    Ok(())
}

/// Notes how well the receiver is.
fn heard(desk: &Desk<'_>, pipe: Pipe, answer: Answer) -> Result<()> {
    let before = receiver(desk.sql, pipe)?;
    let mut receiver = before;
    let is_back = receiver.heard(answer, desk.now);
    let gone = (pipe == Pipe::Events && answer.is_gone())
        .then(|| mark(desk))
        .flatten();
    if receiver != before || gone.is_some() {
        desk.sql.run(
            "INSERT INTO receivers (name, failures, next_at, gone) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET failures = ?2, next_at = ?3, gone = coalesce(?4, gone)",
            bind![
                pipe.as_str(),
                i64::from(receiver.failures),
                receiver.next_at,
                gone
            ],
        )?;
    }
    if is_back && pipe == Pipe::Forward {
        // People wait for an answer: what was put off while it was down goes now.
        desk.sql.run(
            "UPDATE forwards SET next_at = ?1 WHERE state = 'queued' AND next_at > ?1",
            bind![desk.now],
        )?;
    }
    Ok(())
}

/// Lets the core decide and stores what it decided.
fn advance(desk: &Desk<'_>, pipe: Pipe, row: &Row, input: Input) -> Result<Vec<Command>> {
    let mut delivery = Delivery {
        // One that waits for others (`open`, `behind`) was never handed over, so nothing that
        // happens to what was is its.
        state: DeliveryState::parse(&row.state).unwrap_or(DeliveryState::Failed),
        attempts: row.attempts,
        since: row.since,
    };
    let [dice] = platform::random::<1>()?;
    let dice: Dice = dice;
    let commands = delivery.handle(input, pipe.schedule(), desk.now, dice);
    if commands.is_empty() {
        return Ok(commands);
    }
    let at = commands.iter().find_map(|command| match command {
        Command::WakeAt(at) | Command::ExpectReportBy(at) => Some(*at),
        _ => None,
    });
    let Place { table, id, .. } = pipe.place();
    desk.sql.run(
        &format!(
            "UPDATE {table} SET state = ?, attempts = ?, next_at = coalesce(?, next_at) WHERE {id} = ?"
        ),
        bind![
            delivery.state.as_str(),
            i64::from(delivery.attempts),
            at,
            row.id
        ],
    )?;
    for command in &commands {
        let is_delivered = match command {
            Command::Delivered => true,
            Command::GiveUp => false,
            Command::Send | Command::WakeAt(_) | Command::ExpectReportBy(_) => continue,
        };
        match pipe {
            Pipe::Forward => forwarding::is_over(desk, row.id, is_delivered)?,
            Pipe::Events => events::is_over(desk, row.id, is_delivered)?,
        }
    }
    Ok(commands)
}

/// Adds to one of the book's counts.
pub(super) fn count(sql: &Sql, name: &str, n: i64) -> Result<()> {
    if n > 0 {
        sql.run(
            "INSERT INTO counters (name, n) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET n = n + ?2",
            bind![name, n],
        )?;
    }
    Ok(())
}

/// One of the book's counts.
pub(super) fn counted(sql: &Sql, name: &str) -> Result<usize> {
    let row: Option<Count> = sql.row("SELECT n FROM counters WHERE name = ?", bind![name])?;
    Ok(row.map_or(0, |row| row.n))
}

/// The item of a claim that still stands, for whoever hands it over.
pub(super) fn is_claimed(sql: &Sql, pipe: Pipe, claim: Claim) -> Result<bool> {
    let Place { table, id, .. } = pipe.place();
    let row: Option<Count> = sql.row(
        &format!(
            "SELECT count(*) AS n FROM {table} WHERE {id} = ? AND attempts = ? AND state = 'sending'"
        ),
        bind![claim.id, i64::from(claim.attempt)],
    )?;
    Ok(row.ok_or_else(|| Error::from("a count of nothing"))?.n > 0)
}
