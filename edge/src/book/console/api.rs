//! What the shop's people see: opt-ins and counts.

use crate::book::sql::{Sql, bind};
use crate::book::{Desk, alerts, events, forwarding, meta_shown, pattern, tallies};
use crate::http::Problem;
use saludo_core::code::Code;
use saludo_core::outgoing::MessageState;
use saludo_core::phone::WaId;
use saludo_core::time::{Millis, rfc3339};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use worker::{Result, SqlStorageValue};

/// Rows on one page of the list.
const PAGE: usize = 50;

/// What to list.
#[derive(Debug, Default)]
pub(super) struct Query {
    state: String,
    q: String,
    before: Option<i64>,
}

impl Query {
    /// Reads the query of an address; of a field that stands twice, the last counts.
    pub(super) fn parse(url: &url::Url) -> std::result::Result<Self, Problem> {
        let mut query = Self::default();
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "state" => query.state = value.into_owned(),
                "q" => query.q = value.into_owned(),
                "cursor" if value.is_empty() => query.before = None,
                "cursor" => {
                    // Numbers pass through JavaScript on their way to SQL: 32 bits are exact.
                    let before: u32 = value.parse().map_err(|_| {
                        Problem::new(
                            400,
                            "malformed_cursor",
                            "The cursor must be the value of next in the page before.",
                        )
                    })?;
                    query.before = Some(before.into());
                }
                _ => {}
            }
        }
        Ok(query)
    }
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    code: String,
    state: String,
    person: Option<String>,
    purposes: String,
    statement: String,
    locale: String,
    page: String,
    source: String,
    campaign: Option<String>,
    product: Option<String>,
    fields: Option<String>,
    phone: Option<String>,
    name: Option<String>,
    requested_at: Millis,
    confirmed_at: Option<Millis>,
    withdrawn_at: Option<Millis>,
    wa_id: Option<String>,
    user_id: Option<String>,
    profile_name: Option<String>,
    welcome_state: Option<String>,
    fallback: Option<i64>,
    wamid: Option<String>,
    attempts: Option<i64>,
    error: Option<i64>,
}

/// The newest opt-ins first, a page at a time.
pub(super) fn opt_ins(sql: &Sql, query: &Query) -> Result<Value> {
    let mut conditions = vec!["1 = 1".to_owned()];
    let mut values: Vec<SqlStorageValue> = Vec::new();
    if !query.state.is_empty() {
        conditions.push("o.state = ?".to_owned());
        values.push(query.state.as_str().into());
    }
    if let Some(before) = query.before {
        conditions.push("o.id < ?".to_owned());
        values.push(before.into());
    }
    let search = query.q.trim();
    if !search.is_empty() {
        let (condition, found) = matching(search);
        conditions.push(condition);
        values.extend(found);
    }
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    values.push(limit.into());
    let mut rows: Vec<Row> = sql.rows(
        &format!(
            "SELECT o.id, o.code, o.state, o.person, o.purposes, o.statement, o.locale, o.page, o.source,
                o.campaign, o.product, o.fields, o.phone, o.name, o.requested_at, o.confirmed_at, o.withdrawn_at,
                p.wa_id, p.user_id, p.name AS profile_name,
                w.state AS welcome_state, w.fallback, w.wamid, w.attempts, w.error
             FROM opt_ins o LEFT JOIN people p ON p.id = o.person LEFT JOIN outbox w ON w.opt_in = o.id
             WHERE {} ORDER BY o.id DESC LIMIT ?",
            conditions.join(" AND ")
        ),
        values,
    )?;
    let next = (rows.len() > PAGE).then(|| {
        rows.truncate(PAGE);
        rows.last().map(|row| row.id.to_string())
    });
    let items: Vec<Value> = rows.into_iter().map(item).collect();
    Ok(json!({ "items": items, "next": next.flatten() }))
}

/// A code in any spelling, digits of a number, or the beginning of a name: whatever it may be.
/// (Three in a hundred numbers read as a code too.)
fn matching(search: &str) -> (String, Vec<SqlStorageValue>) {
    let mut conditions = vec!["o.name LIKE ? ESCAPE '\\'", "p.name LIKE ? ESCAPE '\\'"];
    let name = format!("{}%", pattern::escaped(search, pattern::ROOM));
    let mut values = bind![name.as_str(), name.as_str()];
    if let Ok(code) = search.parse::<Code>() {
        conditions.push("o.code = ?");
        values.push(code.compact().into());
    }
    let digits: String = search.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 3
        && search
            .chars()
            .all(|character| character.is_ascii_digit() || "+-() .".contains(character));
    if is_number {
        let number = format!("%{}%", pattern::cut(&digits, pattern::ROOM));
        conditions.extend(["o.phone LIKE ?", "p.wa_id LIKE ?"]);
        values.extend(bind![number.as_str(), number.as_str()]);
    }
    (format!("({})", conditions.join(" OR ")), values)
}

fn item(row: Row) -> Value {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let welcome = row
        .welcome_state
        .as_deref()
        .and_then(MessageState::parse)
        .map(|state| {
            json!({
                "state": state,
                "fallback": row.fallback == Some(1),
                "wamid": row.wamid,
                "attempts": row.attempts,
                "error": row.error,
            })
        });
    let own_phone = row
        .wa_id
        .as_deref()
        .and_then(|id| WaId::parse(id).ok()?.phone())
        .map(|phone| phone.to_string());
    json!({
        "id": row.id,
        "person": row.person,
        "code": row.code.parse::<Code>().map(|code| code.to_string()).unwrap_or(row.code),
        "state": row.state,
        "phone": row.phone.or(own_phone),
        "wa_id": row.wa_id,
        "user_id": row.user_id,
        "name": row.name.or(row.profile_name),
        "purposes": parsed(&row.purposes),
        "statement": row.statement,
        "locale": row.locale,
        "page": row.page,
        "source": row.source,
        "campaign": row.campaign,
        "product": row.product.as_deref().map(parsed),
        "fields": row.fields.as_deref().map_or_else(|| json!({}), parsed),
        "requested_at": rfc3339(row.requested_at),
        "confirmed_at": row.confirmed_at.map(rfc3339),
        "withdrawn_at": row.withdrawn_at.map(rfc3339),
        "welcome": welcome,
    })
}

#[derive(Deserialize)]
struct Count {
    name: String,
    n: i64,
}

/// Counts by current state.
pub(super) fn stats(desk: &Desk<'_>) -> Result<Value> {
    let sql = desk.sql;
    let count = |query: &str| -> Result<Vec<Count>> { sql.rows(query, bind![]) };
    let mut opt_ins = zeros(&["requested", "confirmed", "withdrawn", "expired"]);
    add(
        &mut opt_ins,
        count("SELECT state AS name, count(*) AS n FROM opt_ins GROUP BY state")?,
    );
    let mut welcome = zeros(&[
        "queued",
        "accepted",
        "uncertain",
        "sent",
        "delivered",
        "read",
        "failed",
        "cancelled",
        "fallback",
    ]);
    add(
        &mut welcome,
        count(
            "SELECT CASE state WHEN 'sending' THEN 'queued' ELSE state END AS name, count(*) AS n
             FROM outbox WHERE kind = 'welcome' GROUP BY 1
             UNION ALL SELECT 'fallback', count(*) FROM outbox WHERE kind = 'welcome' AND fallback = 1",
        )?,
    );
    let mut refused = zeros(&["trapped"]);
    add(&mut refused, count("SELECT name, n FROM counters")?);
    let mut erased = zeros(&["erased_dropped"]);
    add(&mut erased, count("SELECT name, n FROM counters")?);
    let mut webhook = zeros(&["updates", "duplicates", "unknown"]);
    add(&mut webhook, count("SELECT name, n FROM counters")?);
    let mut questions = zeros(&[
        "other_sender",
        "forwarded",
        "expired",
        "also_stop",
        "words_removed",
        "unknown_code",
        "code_lost",
        "campaign",
        "advert",
        "start",
        "signup",
    ]);
    add(
        &mut questions,
        count("SELECT doubt AS name, count(*) AS n FROM questions GROUP BY doubt")?,
    );
    let campaigns: Map<String, Value> =
        count("SELECT source AS name, count(*) AS n FROM questions WHERE source IS NOT NULL GROUP BY source")?
            .into_iter()
            .map(|Count { name, n }| (name, json!(n)))
            .collect();
    let mut inbox = zeros(&["waiting"]);
    add(
        &mut inbox,
        count("SELECT 'waiting' AS name, count(*) AS n FROM inbox WHERE done = 0")?,
    );
    let waits = alerts::waiting(desk)?;
    let (waiting, waiting_until) = alerts::counts(&waits);
    Ok(json!({
        "alerts": alerts::all(desk, &waits)?,
        "waiting": waiting,
        "waiting_until": waiting_until,
        "not_sent": alerts::ended(desk)?,
        "opt_ins": opt_ins,
        "welcome": welcome,
        "webhook": webhook,
        "inbox": inbox,
        "funnel": tallies::funnel(sql)?,
        "questions": questions,
        "campaigns": campaigns,
        "refused": { "honeypot": refused["trapped"] },
        "forward": forwarding::stats(sql)?,
        "events": events::stats(desk)?,
        "erased": { "dropped": erased["erased_dropped"] },
        "number": meta_shown::of_number(desk)?,
        "templates": meta_shown::of_templates(desk)?,
        "account": meta_shown::of_account(desk)?,
    }))
}

fn zeros(names: &[&str]) -> Map<String, Value> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!(0)))
        .collect()
}

fn add(counts: &mut Map<String, Value>, found: Vec<Count>) {
    for Count { name, n } in found {
        if let Some(count) = counts.get_mut(&name) {
            *count = json!(n);
        }
    }
}
