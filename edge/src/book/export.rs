//! People and opt-ins, a page of them at a time: `saludo_core::export` has the format.

use super::ledger::append;
use super::sql::{Sql, bind};
use super::{Desk, referrals};
use saludo_core::code::Code;
use saludo_core::export::{Cursor, Entry, OptIn, Person, Record, ScopeStanding};
use saludo_core::ledger::{Act, Event, StaffAct};
use saludo_core::phone::WaId;
use saludo_core::time::{Millis, rfc3339};
use serde::Deserialize;
use worker::Result;

/// Records on one page: a few hundred kilobytes, and with the 10,000 calls that Cloudflare grants
/// an invocation five million of them.
const PAGE: i64 = 500;

/// Notes who takes people and opt-ins out of the book.
pub(super) fn begin(desk: &Desk<'_>) -> Result<()> {
    append(
        desk,
        Event::StaffActed(StaffAct {
            act: Act::Export,
            by: desk.by.to_owned(),
            version: None,
        }),
    )?;
    Ok(())
}

/// The records behind a place, a line each. Empty at the end.
pub(super) fn page(sql: &Sql, after: &Cursor) -> Result<String> {
    let entries = match after {
        Cursor::Person(id) => {
            let people = people(sql, id)?;
            if people.is_empty() {
                opt_ins(sql, 0)?
            } else {
                people
            }
        }
        Cursor::OptIn(number) => opt_ins(sql, *number)?,
    };
    let mut text = String::new();
    for entry in entries {
        text.push_str(&serde_json::to_string(&entry)?);
        text.push('\n');
    }
    Ok(text)
}

#[derive(Deserialize)]
struct PersonRow {
    id: String,
    wa_id: Option<String>,
    user_id: Option<String>,
    name: Option<String>,
    locale: Option<String>,
    created_at: Millis,
    last_wrote_at: Option<Millis>,
    standings: String,
    native_stop: Option<i64>,
    opt_ins: u32,
    adverts: String,
}

fn people(sql: &Sql, after: &str) -> Result<Vec<Entry>> {
    let rows: Vec<PersonRow> = sql.rows(
        &format!(
            "SELECT p.id, p.wa_id, p.user_id, p.name, p.locale, p.created_at, p.last_wrote_at,
                (SELECT {STANDINGS} FROM standings s WHERE s.person = p.id) AS standings,
                {NATIVE_STOP} AS native_stop,
                (SELECT count(*) FROM opt_ins o WHERE o.person = p.id) AS opt_ins,
                {} AS adverts
             FROM people p WHERE p.id > ? ORDER BY p.id LIMIT ?",
            referrals::LATEST_OF_P
        ),
        bind![after, PAGE],
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                cursor: Cursor::Person(row.id.clone()),
                record: Record::Person(Box::new(Person {
                    phone: row.wa_id.as_deref().and_then(phone_of),
                    standings: standings(&row.standings)?,
                    native_stop: row.native_stop == Some(1),
                    created_at: rfc3339(row.created_at),
                    last_wrote_at: row.last_wrote_at.map(rfc3339),
                    id: row.id,
                    wa_id: row.wa_id,
                    user_id: row.user_id,
                    name: row.name,
                    locale: row.locale,
                    opt_ins: row.opt_ins,
                    adverts: referrals::shown(&row.adverts)?,
                })),
            })
        })
        .collect()
}

#[derive(Deserialize)]
struct OptInRow {
    id: i64,
    code: String,
    state: String,
    person: Option<String>,
    phone: Option<String>,
    wa_id: Option<String>,
    user_id: Option<String>,
    name: Option<String>,
    profile_name: Option<String>,
    purposes: String,
    standings: String,
    native_stop: Option<i64>,
    statement: String,
    locale: String,
    page: String,
    source: String,
    campaign: Option<String>,
    product: Option<String>,
    fields: Option<String>,
    browser: Option<String>,
    requested_at: Millis,
    confirmed_at: Option<Millis>,
    withdrawn_at: Option<Millis>,
}

fn opt_ins(sql: &Sql, after: i64) -> Result<Vec<Entry>> {
    let rows: Vec<OptInRow> = sql.rows(
        &format!(
            "SELECT o.id, o.code, o.state, o.person, o.phone, o.name, o.purposes, o.statement, o.locale,
                o.page, o.source, o.campaign, o.product, o.fields, o.browser, o.requested_at,
                o.confirmed_at, o.withdrawn_at, p.wa_id, p.user_id, p.name AS profile_name,
                (SELECT {STANDINGS} FROM standings s WHERE s.person = o.person
                    AND s.product = coalesce(json_extract(o.product, '$.id'), '')
                    AND s.purpose IN (SELECT value FROM json_each(o.purposes))) AS standings,
                {NATIVE_STOP} AS native_stop
             FROM opt_ins o LEFT JOIN people p ON p.id = o.person
             WHERE o.id > ? ORDER BY o.id LIMIT ?"
        ),
        bind![after, PAGE],
    )?;
    rows.into_iter().map(opt_in).collect()
}

fn opt_in(row: OptInRow) -> Result<Entry> {
    let parsed = |text: Option<String>| text.map(|text| serde_json::from_str(&text)).transpose();
    let own_phone = row.wa_id.as_deref().and_then(phone_of);
    Ok(Entry {
        cursor: Cursor::OptIn(row.id),
        record: Record::OptIn(Box::new(OptIn {
            id: row.id,
            code: shown_code(row.code),
            state: row.state,
            person: row.person,
            phone: row.phone.or(own_phone),
            wa_id: row.wa_id,
            user_id: row.user_id,
            name: row.name.or(row.profile_name),
            purposes: serde_json::from_str(&row.purposes)?,
            standings: standings(&row.standings)?,
            native_stop: row.native_stop == Some(1),
            statement: row.statement,
            locale: row.locale,
            page: row.page,
            source: row.source,
            campaign: row.campaign,
            product: parsed(row.product)?,
            fields: parsed(row.fields)?,
            browser: parsed(row.browser)?,
            requested_at: rfc3339(row.requested_at),
            confirmed_at: row.confirmed_at.map(rfc3339),
            withdrawn_at: row.withdrawn_at.map(rfc3339),
        })),
    })
}

/// How things stand, as an array of JSON: one query for a page, not one for each of its rows.
pub(super) const STANDINGS: &str =
    "json_group_array(json_object('purpose', s.purpose, 'product', s.product,
    'standing', s.standing, 'since', s.since, 'ended_at', s.ended_at, 'statement', s.statement))";

/// Whether person `p` stopped marketing in WhatsApp itself, as `ConsentState::is_natively_stopped` has
/// it: the latest word, and within one second the stop.
const NATIVE_STOP: &str = r#"(SELECT a.deed = '"native_stop"' FROM acts a
    WHERE a.person = p.id AND a.deed IN ('"native_stop"', '"native_resume"')
    ORDER BY a.at DESC, a.deed DESC LIMIT 1)"#;

/// What [`STANDINGS`] answers.
pub(super) fn standings(json: &str) -> Result<Vec<ScopeStanding>> {
    #[derive(Deserialize)]
    struct Row {
        purpose: String,
        product: String,
        standing: String,
        since: Option<Millis>,
        ended_at: Option<Millis>,
        statement: Option<String>,
    }
    let rows: Vec<Row> = serde_json::from_str(json)?;
    let standing = |row: Row| ScopeStanding {
        purpose: row.purpose,
        product: Some(row.product).filter(|product| !product.is_empty()),
        standing: row.standing,
        since: row.since.map(rfc3339),
        ended_at: row.ended_at.map(rfc3339),
        statement: row.statement,
    };
    Ok(rows.into_iter().map(standing).collect())
}

/// The number of somebody whom Meta knows by these digits, where there is such a number.
pub(super) fn phone_of(wa_id: &str) -> Option<String> {
    let phone = WaId::parse(wa_id).ok()?.phone()?;
    Some(phone.to_string())
}

/// A code as people read it.
pub(super) fn shown_code(code: String) -> String {
    code.parse::<Code>()
        .map(|code| code.to_string())
        .unwrap_or(code)
}
