//! Who waits for an answer.

use super::super::received::{self, Kept};
use super::super::sql::{Sql, bind};
use saludo_core::console::chat::Waiting;
use saludo_core::console::unanswered::{Filter, Tagged};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

/// Takes everything that somebody had read for answered, or for what needs no answer, and what came
/// meanwhile not.
pub(in super::super) fn answered_up_to(sql: &Sql, person: &str, message: u32) -> Result<()> {
    sql.run(
        "UPDATE messages SET is_answered = 1 WHERE person = ? AND is_answered = 0 AND id <= ?",
        bind![person, i64::from(message)],
    )?;
    Ok(())
}

#[derive(Deserialize)]
struct Count {
    n: u32,
}

/// Beyond this nobody counts, and every page of the console asks.
const COUNTED: i64 = 9_999;

/// How many people wait.
pub(in super::super) fn people_waiting(sql: &Sql) -> Result<u32> {
    let row: Option<Count> = sql.row(
        "SELECT count(*) AS n FROM (SELECT DISTINCT person FROM messages
            WHERE is_answered = 0 AND person IS NOT NULL LIMIT ?)",
        bind![COUNTED],
    )?;
    Ok(row.map_or(0, |row| row.n))
}

/// How many wait for nobody in particular, and how many for each colleague.
pub(in super::super) fn by_tag(sql: &Sql) -> Result<(u32, Vec<Tagged>)> {
    #[derive(Deserialize)]
    struct Row {
        tag: Option<String>,
        people: u32,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT tag, count(*) AS people FROM (SELECT DISTINCT person FROM messages
            WHERE is_answered = 0 AND person IS NOT NULL) m
         LEFT JOIN chat_tags t ON t.person = m.person GROUP BY tag ORDER BY tag LIMIT ?",
        bind![super::MOST_TAGS],
    )?;
    let mut nobodys = 0;
    let mut tagged = Vec::new();
    for row in rows {
        match row.tag {
            Some(tag) => tagged.push(Tagged {
                tag,
                people: row.people,
            }),
            None => nobodys = row.people,
        }
    }
    Ok((nobodys, tagged))
}

/// Somebody who waits.
#[derive(Deserialize)]
pub(in super::super) struct People {
    pub(in super::super) person: String,
    pub(in super::super) since: Millis,
    pub(in super::super) messages: u32,
    pub(in super::super) tag: Option<String>,
    pub(in super::super) name: Option<String>,
    pub(in super::super) wa_id: Option<String>,
    pub(in super::super) last_wrote_at: Option<Millis>,
}

/// Those who wait, the longest first, after one of them.
pub(in super::super) fn who_waits(
    sql: &Sql,
    filter: &Filter,
    after: (Millis, &str),
    most: i64,
) -> Result<Vec<People>> {
    let (condition, tag) = match filter {
        Filter::All => ("?4 IS NULL", None),
        Filter::Nobodys => ("t.tag IS NULL AND ?4 IS NULL", None),
        Filter::Of(tag) => ("t.tag = ?4", Some(tag.as_str().to_owned())),
    };
    sql.rows(
        &format!(
            "SELECT m.person, m.since, m.messages, t.tag, p.name, p.wa_id, p.last_wrote_at
             FROM (SELECT person, min(sent_at) AS since, count(*) AS messages FROM messages
                WHERE is_answered = 0 AND person IS NOT NULL GROUP BY person) m
             JOIN people p ON p.id = m.person LEFT JOIN chat_tags t ON t.person = m.person
             WHERE (m.since > ?1 OR (m.since = ?1 AND m.person > ?2)) AND {condition}
             ORDER BY m.since, m.person LIMIT ?3"
        ),
        bind![after.0, after.1, most, tag],
    )
}

/// The last of what somebody waits with.
pub(in super::super) fn last_words(sql: &Sql, person: &str) -> Result<Option<Kept>> {
    let mut kept = received::kept(sql, person, "is_answered = 0 AND person IS NOT NULL", 1)?;
    Ok(kept.pop())
}

/// What of a person waits.
pub(in super::super) fn waiting_of(sql: &Sql, person: &str) -> Result<Option<Waiting>> {
    #[derive(Deserialize)]
    struct Row {
        since: Option<Millis>,
        messages: u32,
    }
    let row: Option<Row> = sql.row(
        "SELECT min(sent_at) AS since, count(*) AS messages FROM messages
         WHERE person = ? AND is_answered = 0 AND person IS NOT NULL",
        bind![person],
    )?;
    Ok(row.and_then(|row| {
        Some(Waiting {
            since: row.since?,
            messages: row.messages,
        })
    }))
}
