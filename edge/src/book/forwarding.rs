//! Webhooks that go on to the shop's help desk: kept as they came from the transaction that commits
//! their updates until the help desk has them, for seven days at most. `saludo_core::forward`
//! decides.

use super::Desk;
use super::deliveries::{count, counted};
use super::sql::{Sql, bind, places};
use crate::routes::webhook::SIGNATURE;
use saludo_core::erasure::traces;
use saludo_core::forward::{Asked, Decision, KEPT_FOR, Plan, Survey, Whose};
use saludo_core::time::{DAY, Millis, rfc3339};
use saludo_core::webhook::Update;
use serde::Deserialize;
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use worker::{Request, Response, Result, SqlStorageValue};

/// A row has at most 2 MB.
const PART: usize = 1024 * 1024;
/// A statement has at most 100 values; a row here has two.
const PEOPLE_AT_ONCE: usize = 50;
/// Meta may send a body again for seven days.
const SEEN_KEPT: Millis = 8 * DAY;

/// The tables of what waits, by the column that names the body.
const TABLES: [(&str, &str); 4] = [
    ("forward_parts", "forward"),
    ("forward_asks", "forward"),
    ("forward_people", "forward"),
    ("forwards", "id"),
];

const FORWARDED: &str = "forwarded";
const FAILED: &str = "forward_failed";

/// What came with a body.
#[derive(Default)]
pub(super) struct Envelope {
    signature: String,
    content_type: String,
}

impl Envelope {
    /// What came with the body of a request.
    pub(super) fn of(request: &Request) -> Result<Self> {
        let header = |name: &str| request.headers().get(name);
        Ok(Self {
            signature: header(SIGNATURE)?.unwrap_or_default(),
            content_type: header("Content-Type")?.unwrap_or_default(),
        })
    }
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

/// Looks at all updates of a body; nothing where there is no help desk.
pub(super) fn survey<'a>(desk: &'a Desk<'_>, updates: &[Update<'_>]) -> Option<Survey<'a>> {
    desk.config.forward_url.as_ref()?;
    let shops = &desk.config.shops;
    let mut survey = Survey::new(desk.slug, shops, desk.settings.forward);
    for update in updates {
        let number = update.phone_number_id.as_deref();
        survey.sees(update, &shops.concerned(number, update.waba_id.as_deref()));
    }
    Some(survey)
}

/// Keeps a body that is to be forwarded, or may be. Runs inside the transaction that commits its
/// updates.
pub(super) fn keep(
    desk: &Desk<'_>,
    survey: &Survey<'_>,
    body: &[u8],
    envelope: &Envelope,
) -> Result<()> {
    let asked = match survey.plan() {
        Plan::Leave => return Ok(()),
        Plan::Forward { shared: true } if !is_first_seen(desk, body)? => return Ok(()),
        Plan::Forward { .. } => Vec::new(),
        Plan::Ask(rows) => rows,
    };
    let row: Option<Id> = desk.sql.row(
        "INSERT INTO forwards (signature, content_type, open, state, at, next_at)
         VALUES (?, ?, ?, 'open', ?, ?) RETURNING id",
        bind![
            envelope.signature.as_str(),
            envelope.content_type.as_str(),
            i64::try_from(asked.len()).unwrap_or(i64::MAX),
            desk.now,
            desk.now,
        ],
    )?;
    let Some(Id { id }) = row else {
        return Ok(());
    };
    for (part, bytes) in (0_i64..).zip(body.chunks(PART)) {
        desk.sql.run(
            "INSERT INTO forward_parts (forward, part, bytes) VALUES (?, ?, ?)",
            bind![id, part, bytes.to_vec()],
        )?;
    }
    let people: Vec<&str> = survey.people().collect();
    for chunk in people.chunks(PEOPLE_AT_ONCE) {
        let values = chunk
            .iter()
            .flat_map(|who| [desk.keys.person(who).to_vec().into(), id.into()]);
        desk.sql.run(
            &format!(
                "INSERT OR IGNORE INTO forward_people (who, forward) VALUES {}",
                places("(?, ?)", chunk.len())
            ),
            values.collect::<Vec<SqlStorageValue>>(),
        )?;
    }
    for seq in &asked {
        desk.sql.run(
            "INSERT INTO forward_asks (seq, forward) VALUES (?, ?)",
            bind![*seq, id],
        )?;
    }
    if asked.is_empty() {
        queue(desk, id)?;
    }
    Ok(())
}

/// Whether a body that several shops share is here for the first time.
fn is_first_seen(desk: &Desk<'_>, body: &[u8]) -> Result<bool> {
    let written = desk.sql.run(
        "INSERT INTO forward_seen (body, at) VALUES (?, ?) ON CONFLICT (body) DO NOTHING",
        bind![desk.keys.body(body).to_vec(), desk.now],
    )?;
    Ok(written > 0)
}

/// Takes in whose a message turned out to be, in the transaction that acted on it.
pub(super) fn acted_on(desk: &Desk<'_>, seq: i64, whose: Whose) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        open: u32,
    }
    if desk.config.forward_url.is_none() {
        return Ok(());
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT id, open FROM forwards WHERE state = 'open'
            AND id = (SELECT forward FROM forward_asks WHERE seq = ?)",
        bind![seq],
    )?;
    let Some(Row { id, open }) = row else {
        return Ok(());
    };
    let mut asked = Asked { open };
    match asked.heard(whose) {
        Decision::Wait => {
            desk.sql.run(
                "UPDATE forwards SET open = ? WHERE id = ?",
                bind![i64::from(asked.open), id],
            )?;
            // Rows of the inbox may get the same number again.
            desk.sql
                .run("DELETE FROM forward_asks WHERE seq = ?", bind![seq])?;
            Ok(())
        }
        Decision::Forward => queue(desk, id),
        Decision::Drop => remove(desk, id),
    }
}

/// It goes, after the earlier ones about any of its people.
fn queue(desk: &Desk<'_>, id: i64) -> Result<()> {
    desk.sql.run(
        "UPDATE forwards SET open = 0, next_at = ?2, state = iif(EXISTS (
            SELECT 1 FROM forward_people own JOIN forward_people earlier
                ON earlier.who = own.who AND earlier.forward < own.forward
            WHERE own.forward = ?1), 'behind', 'queued')
         WHERE id = ?1",
        bind![id, desk.now],
    )?;
    desk.sql
        .run("DELETE FROM forward_asks WHERE forward = ?", bind![id])?;
    Ok(())
}

/// The help desk has a body, or it is given up.
pub(super) fn is_over(desk: &Desk<'_>, id: i64, is_delivered: bool) -> Result<()> {
    count(desk.sql, if is_delivered { FORWARDED } else { FAILED }, 1)?;
    remove(desk, id)
}

/// Lets go of a body; the next about each of its people may have its turn.
fn remove(desk: &Desk<'_>, id: i64) -> Result<()> {
    desk.sql.run(
        "UPDATE forwards SET state = 'queued', next_at = ?2
         WHERE state = 'behind'
            AND id IN (
                SELECT (SELECT min(next.forward) FROM forward_people next
                        WHERE next.who = own.who AND next.forward > ?1)
                FROM forward_people own WHERE own.forward = ?1)
            AND NOT EXISTS (
                SELECT 1 FROM forward_people own JOIN forward_people earlier
                    ON earlier.who = own.who AND earlier.forward < own.forward
                WHERE own.forward = forwards.id AND earlier.forward <> ?1)",
        bind![id, desk.now],
    )?;
    for (table, column) in TABLES {
        desk.sql.run(
            &format!("DELETE FROM {table} WHERE {column} = ?"),
            bind![id],
        )?;
    }
    Ok(())
}

/// A body and what came with it, as the help desk gets it.
pub(super) fn parcel(sql: &Sql, id: i64) -> Result<Option<Response>> {
    #[derive(Deserialize)]
    struct Row {
        signature: String,
        content_type: String,
    }
    #[derive(Deserialize)]
    struct Part {
        bytes: ByteBuf,
    }
    let row: Option<Row> = sql.row(
        "SELECT signature, content_type FROM forwards WHERE id = ?",
        bind![id],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let parts: Vec<Part> = sql.rows(
        "SELECT bytes FROM forward_parts WHERE forward = ? ORDER BY part",
        bind![id],
    )?;
    let body: Vec<u8> = parts
        .into_iter()
        .flat_map(|part| part.bytes.into_vec())
        .collect();
    let response = Response::from_bytes(body)?;
    response.headers().set(SIGNATURE, &row.signature)?;
    response.headers().set("Content-Type", &row.content_type)?;
    Ok(Some(response))
}

/// Takes a person out of what waits, who is about to be erased: the signature covers a body as a
/// whole, so one with others in it goes as a whole too and counts as failed. What these wrote is still
/// in the console.
pub(super) fn forget(desk: &Desk<'_>, person: &str, known: &[String]) -> Result<()> {
    #[derive(Deserialize)]
    struct Identity {
        value: String,
    }
    let identities: Vec<Identity> = desk.sql.rows(
        "SELECT value FROM identities WHERE person = ?",
        bind![person],
    )?;
    for Identity { value } in &identities {
        let found: Vec<Id> = desk.sql.rows(
            "SELECT forward AS id FROM forward_people WHERE who = ?",
            bind![desk.keys.person(value).to_vec()],
        )?;
        erase(desk, &found)?;
    }
    // Statuses and the like name people too, whom nobody looked for.
    for trace in known.iter().flat_map(|identifier| traces(identifier)) {
        let found: Vec<Id> = desk.sql.rows(
            "SELECT DISTINCT forward AS id FROM forward_parts WHERE instr(bytes, ?) > 0",
            bind![trace],
        )?;
        erase(desk, &found)?;
    }
    Ok(())
}

fn erase(desk: &Desk<'_>, found: &[Id]) -> Result<()> {
    #[derive(Deserialize)]
    struct People {
        n: i64,
    }
    for Id { id } in found {
        let people: Option<People> = desk.sql.row(
            "SELECT count(*) AS n FROM forward_people WHERE forward = ?",
            bind![*id],
        )?;
        // A person is known by two identifiers at most.
        if people.is_some_and(|people| people.n > 2) {
            count(desk.sql, FAILED, 1)?;
        }
        remove(desk, *id)?;
    }
    Ok(())
}

/// Sets aside what the help desk did not take in time.
pub(super) fn upkeep(desk: &Desk<'_>) -> Result<()> {
    let old: Vec<Id> = desk.sql.rows(
        "SELECT id FROM forwards WHERE at <= ? AND state <> 'sending'",
        bind![desk.now - KEPT_FOR],
    )?;
    for Id { id } in old {
        is_over(desk, id, false)?;
    }
    desk.sql.run(
        "DELETE FROM forward_seen WHERE at <= ?",
        bind![desk.now - SEEN_KEPT],
    )?;
    Ok(())
}

/// Without a help desk nothing is kept for one.
pub(super) fn clear(sql: &Sql) -> Result<()> {
    for (table, _) in TABLES {
        sql.run(&format!("DELETE FROM {table}"), bind![])?;
    }
    sql.run("DELETE FROM forward_seen", bind![])?;
    Ok(())
}

/// Counts for the shop.
pub(super) fn stats(sql: &Sql) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        waiting: i64,
        oldest: Option<Millis>,
    }
    let row: Option<Row> = sql.row(
        "SELECT count(*) AS waiting, min(at) AS oldest FROM forwards WHERE state <> 'open'",
        bind![],
    )?;
    Ok(json!({
        "waiting": row.as_ref().map_or(0, |row| row.waiting),
        "forwarded": counted(sql, FORWARDED)?,
        "failed": counted(sql, FAILED)?,
        "oldest": row.and_then(|row| row.oldest).map(rfc3339),
    }))
}
