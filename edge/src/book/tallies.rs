//! Counts by hour and by day, kept with what they count, in the same transaction: the overview reads
//! some thousand rows, however many people there are.

use super::opt_ins::OptIn;
use super::sql::{Sql, bind};
use super::{Desk, people};
use saludo_core::asking::Asking;
use saludo_core::outgoing::MessageState;
use saludo_core::phone::{Country, WaId};
use saludo_core::time::{DAY, HOUR, Millis};
use saludo_core::views::{NAME_KEPT, Told, Views};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Result;

/// The overview shows 90 days; what is behind them goes soon.
const DAYS_KEPT: i64 = 100;
/// A page's address is cut to so many bytes.
const MAX_PAGE: usize = 200;

/// What is counted by the hour.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tally {
    /// Bubbles served.
    Seen,
    /// Forms opened.
    Opened,
    /// Requests that a form posted.
    Continued,
    /// A yes to one.
    Confirmed,
    /// A yes that no form asked for: in the chat, on the person's own page.
    InChat,
    /// Opt-ins taken back.
    Withdrawn,
    /// Welcomes on somebody's device.
    Reached,
    /// Welcomes read.
    Read,
}

impl Tally {
    fn column(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Opened => "opened",
            Self::Continued => "continued",
            Self::Confirmed => "confirmed",
            Self::InChat => "in_chat",
            Self::Withdrawn => "withdrawn",
            Self::Reached => "reached",
            Self::Read => "read",
        }
    }
}

/// Counts something of a moment; with `-1`, that it was taken back.
pub(super) fn count(sql: &Sql, tally: Tally, at: Millis, by: i64) -> Result<()> {
    let column = tally.column();
    sql.run(
        &format!(
            "INSERT INTO tallies (hour, {column}) VALUES (?1, max(?2, 0))
             ON CONFLICT (hour) DO UPDATE SET {column} = max({column} + ?2, 0)"
        ),
        bind![at / HOUR, by],
    )?;
    Ok(())
}

/// Counts a yes of a moment, and where it came from.
pub(super) fn agreed(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    asking: &Asking,
    person: &str,
    at: Millis,
) -> Result<()> {
    let tally = match opt_in.source() {
        Some(_) => Tally::Confirmed,
        None => Tally::InChat,
    };
    count(desk.sql, tally, at, 1)?;
    let country = country_of(desk.sql, person)?;
    let day = at / DAY;
    desk.sql.run(
        "INSERT INTO day_facets (day, source, locale, country, purposes, n) VALUES (?, ?, ?, ?, ?, 1)
         ON CONFLICT (day, source, locale, country, purposes) DO UPDATE SET n = n + 1",
        bind![
            day,
            opt_in.source_word(),
            opt_in.locale.as_str(),
            country.as_ref().map_or("", Country::as_str),
            serde_json::to_string(asking.purposes())?,
        ],
    )?;
    desk.sql.run(
        "INSERT INTO day_pages (day, page, n) VALUES (?, ?, 1)
         ON CONFLICT (page, day) DO UPDATE SET n = n + 1",
        bind![day, path_of(&opt_in.page)],
    )?;
    Ok(())
}

/// By their number, else by Meta's own id of them.
fn country_of(sql: &Sql, person: &str) -> Result<Option<Country>> {
    let Some(person) = people::get(sql, person)? else {
        return Ok(None);
    };
    let by_number = || WaId::parse(person.wa_id.as_deref()?).ok()?.country();
    let by_id = || Country::of_user_id(person.user_id.as_deref()?);
    Ok(by_number().or_else(by_id))
}

fn path_of(page: &str) -> &str {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let end = (0..=MAX_PAGE.min(path.len()))
        .rev()
        .find(|end| path.is_char_boundary(*end));
    path.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// A welcome was in one state and is in another.
pub(super) fn welcome(
    sql: &Sql,
    opt_in: i64,
    (before, after): (MessageState, MessageState),
    at: Millis,
) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        is_of_form: i64,
    }
    let has_arrived = |state| matches!(state, MessageState::Delivered | MessageState::Read);
    let reached = has_arrived(after) && !has_arrived(before);
    let read = after == MessageState::Read && before != MessageState::Read;
    if !reached && !read {
        return Ok(());
    }
    let row: Option<Row> = sql.row(
        "SELECT source IN ('bubble', 'inline', 'product', 'hosted', 'campaign') AS is_of_form
         FROM opt_ins WHERE id = ?",
        bind![opt_in],
    )?;
    if row.is_none_or(|row| row.is_of_form == 0) {
        return Ok(());
    }
    for (tally, _) in [(Tally::Reached, reached), (Tally::Read, read)]
        .into_iter()
        .filter(|(_, is_new)| *is_new)
    {
        count(sql, tally, at, 1)?;
    }
    Ok(())
}

/// Takes in what an isolate has counted, unless the shop wants nothing counted. The same again
/// changes nothing.
pub(super) fn take(desk: &Desk<'_>, told: &Told) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        seen: u32,
        opened: u32,
    }
    if !desk.settings.count_views {
        return Ok(());
    }
    let known: Option<Row> = desk.sql.row(
        "SELECT seen, opened FROM isolates WHERE name = ?",
        bind![told.name.as_str()],
    )?;
    let known = known.map_or_else(Views::default, |row| Views {
        seen: row.seen,
        opened: row.opened,
    });
    let news = told.views.beyond(known);
    if news.is_nothing() {
        return Ok(());
    }
    desk.sql.run(
        "INSERT INTO isolates (name, seen, opened, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET seen = max(seen, ?2), opened = max(opened, ?3), at = ?4",
        bind![
            told.name.as_str(),
            i64::from(told.views.seen),
            i64::from(told.views.opened),
            desk.now
        ],
    )?;
    for (tally, n) in [(Tally::Seen, news.seen), (Tally::Opened, news.opened)] {
        if n > 0 {
            count(desk.sql, tally, desk.now, i64::from(n))?;
        }
    }
    Ok(())
}

/// From the first view to the welcome that was read, over all time.
pub(super) fn funnel(sql: &Sql) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        seen: i64,
        opened: i64,
        continued: i64,
        confirmed: i64,
        reached: i64,
        read: i64,
        in_chat: i64,
    }
    let row: Option<Row> = sql.row(
        "SELECT coalesce(sum(seen), 0) AS seen, coalesce(sum(opened), 0) AS opened,
            coalesce(sum(continued), 0) AS continued, coalesce(sum(confirmed), 0) AS confirmed,
            coalesce(sum(reached), 0) AS reached, coalesce(sum(read), 0) AS read,
            coalesce(sum(in_chat), 0) AS in_chat FROM tallies",
        bind![],
    )?;
    Ok(row.map_or(Value::Null, |row| {
        json!({
            "seen": row.seen,
            "opened": row.opened,
            "continued": row.continued,
            "confirmed": row.confirmed,
            "reached": row.reached,
            "read": row.read,
            "in_chat": row.in_chat,
        })
    }))
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    for table in ["day_facets", "day_pages"] {
        sql.run(
            &format!("DELETE FROM {table} WHERE day < ?"),
            bind![now / DAY - DAYS_KEPT],
        )?;
    }
    sql.run("DELETE FROM isolates WHERE at <= ?", bind![now - NAME_KEPT])?;
    Ok(())
}
