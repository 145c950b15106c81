//! How fast messages leave (`saludo_core::pace`), and how many people outside the window were
//! written to within a day.

use super::sql::{Sql, bind};
use super::{Desk, number, people};
use saludo_core::gate::Hold;
use saludo_core::meta::MessagingLimit;
use saludo_core::pace::{
    ASSUMED_MESSAGING_LIMIT, COUNTS_FOR, DEFAULT_THROUGHPUT, LONGEST_WAIT, Rate, limit_hold,
};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

const PACE: &str = "pace";
const REACHED: &str = "reached";
/// One transaction lets go of so many people who do not count any more; the next of the rest.
const LET_GO: i64 = 1_000;

#[derive(Deserialize)]
struct Count {
    n: i64,
}

fn counter(sql: &Sql, name: &str) -> Result<Option<i64>> {
    let row: Option<Count> = sql.row("SELECT n FROM counters WHERE name = ?", bind![name])?;
    Ok(row.map(|row| row.n))
}

fn rate(desk: &Desk<'_>) -> Result<Rate> {
    let own = desk.settings.sending.messages_per_second;
    let rate = match own {
        Some(own) => own,
        None => number::state(desk)?
            .throughput()
            .unwrap_or(DEFAULT_THROUGHPUT),
    };
    Ok(Rate::of_number(rate))
}

/// How many messages may leave now.
pub(super) fn allowance(desk: &Desk<'_>) -> Result<u32> {
    Ok(rate(desk)?.allowance(remembered(desk)?, desk.now))
}

/// From when on the number may send another.
pub(super) fn free_at(desk: &Desk<'_>) -> Result<Millis> {
    Ok(rate(desk)?.free_at(remembered(desk)?))
}

fn remembered(desk: &Desk<'_>) -> Result<Option<i64>> {
    let remembered = counter(desk.sql, PACE)?;
    // From a clock that was ahead.
    Ok(remembered.filter(|pace| *pace <= (desk.now + LONGEST_WAIT).saturating_mul(1_000)))
}

/// Notes that a message leaves now.
pub(super) fn left(desk: &Desk<'_>, person: &str) -> Result<()> {
    let pace = rate(desk)?.left(remembered(desk)?, desk.now);
    desk.sql.run(
        "INSERT INTO counters (name, n) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET n = ?2",
        bind![PACE, pace],
    )?;
    let pair = people::get(desk.sql, person)?.and_then(|person| person.pair_pace);
    desk.sql.run(
        "UPDATE people SET pair_pace = ? WHERE id = ?",
        bind![Rate::of_pair().left(pair, desk.now), person],
    )?;
    Ok(())
}

/// What holds up messages to people who do not count yet, where as many were written to as Meta
/// allows.
pub(super) fn limit(desk: &Desk<'_>) -> Result<Option<Hold>> {
    #[derive(Deserialize)]
    struct First {
        at: Option<Millis>,
    }
    let own = desk.settings.sending.messaging_limit;
    let limit = match own {
        Some(own) => own,
        None => number::state(desk)?
            .limit()
            .unwrap_or(ASSUMED_MESSAGING_LIMIT),
    };
    if limit == MessagingLimit::Unlimited {
        return Ok(None);
    }
    let first: Option<First> = desk.sql.row(
        "SELECT min(at) AS at FROM reached WHERE at > ?",
        bind![desk.now - COUNTS_FOR],
    )?;
    let first = first.and_then(|row| row.at);
    Ok(limit_hold(limit, reached_people(desk)?, first, desk.now))
}

/// How many people outside the window were written to within a day.
pub(super) fn reached_people(desk: &Desk<'_>) -> Result<i64> {
    #[derive(Deserialize)]
    struct Gone {
        n: i64,
    }
    let count = counter(desk.sql, REACHED)?.unwrap_or(0);
    // Those of before are counted out, here where somebody asks; nothing is written meanwhile.
    let gone: Option<Gone> = desk.sql.row(
        "SELECT count(*) AS n FROM reached WHERE at <= ?",
        bind![desk.now - COUNTS_FOR],
    )?;
    Ok(count - gone.map_or(0, |gone| gone.n))
}

/// Whether somebody counts already.
pub(super) fn is_counted(desk: &Desk<'_>, person: &str) -> Result<bool> {
    let row: Option<Count> = desk.sql.row(
        "SELECT count(*) AS n FROM reached WHERE person = ? AND at > ?",
        bind![person, desk.now - COUNTS_FOR],
    )?;
    Ok(row.is_some_and(|row| row.n > 0))
}

/// Notes that somebody outside the window is written to now.
pub(super) fn reached(desk: &Desk<'_>, person: &str) -> Result<()> {
    let_go(desk)?;
    let known: Option<Count> = desk.sql.row(
        "SELECT count(*) AS n FROM reached WHERE person = ?",
        bind![person],
    )?;
    desk.sql.run(
        "INSERT INTO reached (person, at) VALUES (?1, ?2)
         ON CONFLICT (person) DO UPDATE SET at = ?2",
        bind![person, desk.now],
    )?;
    if known.is_none_or(|known| known.n == 0) {
        count(desk.sql, 1)?;
    }
    Ok(())
}

/// Lets go of people who do not count any more.
pub(super) fn let_go(desk: &Desk<'_>) -> Result<()> {
    #[derive(Deserialize)]
    struct Gone {
        #[expect(dead_code, reason = "rows are counted")]
        id: i64,
    }
    let gone: Vec<Gone> = desk.sql.rows(
        "DELETE FROM reached WHERE id IN (SELECT id FROM reached WHERE at <= ? LIMIT ?) RETURNING id",
        bind![desk.now - COUNTS_FOR, LET_GO],
    )?;
    if gone.is_empty() {
        return Ok(());
    }
    count(desk.sql, -i64::try_from(gone.len()).unwrap_or_default())
}

fn count(sql: &Sql, by: i64) -> Result<()> {
    sql.run(
        "INSERT INTO counters (name, n) VALUES (?1, max(?2, 0))
         ON CONFLICT (name) DO UPDATE SET n = max(n + ?2, 0)",
        bind![REACHED, by],
    )?;
    Ok(())
}

/// Forgets who it was: they still count.
pub(super) fn forget(sql: &Sql, person: &str) -> Result<()> {
    sql.run(
        "UPDATE reached SET person = NULL WHERE person = ?",
        bind![person],
    )?;
    Ok(())
}
