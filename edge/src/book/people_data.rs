//! Everything that the book holds on one person.

use super::export::{STANDINGS, phone_of, shown_code, standings};
use super::ledger::append;
use super::sql::{Sql, bind};
use super::{Desk, chats, failures, identity_keys, received, referrals, sends};
use saludo_core::ledger::{Act, Event, StaffAct};
use saludo_core::time::{Millis, rfc3339};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::{Error, Result};

/// Notes that somebody of the shop looked at everything about a person.
pub(super) fn looked(desk: &Desk<'_>) -> Result<()> {
    append(
        desk,
        Event::StaffActed(StaffAct {
            act: Act::View,
            by: desk.by.to_owned(),
            version: None,
        }),
    )?;
    Ok(())
}

/// Everything that is held on a person. Times are RFC 3339.
///
/// Fails where there is no such person.
pub(super) fn all(desk: &Desk<'_>, person: &str) -> Result<Value> {
    let sql = desk.sql;
    Ok(json!({
        "person": profile(sql, person)?,
        "known_by": known_by(sql, person)?,
        "standings": standings_of(sql, person)?,
        "acts": acts(sql, person)?,
        "opt_ins": opt_ins(sql, person)?,
        "messages_received": received::of(sql, person)?,
        "messages_waiting_for_their_form": waiting(sql, person)?,
        "messages_sent": sent(sql, person)?,
        "chat": chats::of(sql, person)?,
        "messages_ordered": sends::of(sql, person)?,
        "adverts": referrals::of(sql, person)?,
        "installation": installation(desk, person)?,
        "questions": questions(sql, person)?,
        "events": events(sql, person)?,
        "links_to_own_page": links(sql, person)?,
        "ledger": ledger(sql, person)?,
    }))
}

fn profile(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        wa_id: Option<String>,
        user_id: Option<String>,
        name: Option<String>,
        locale: Option<String>,
        created_at: Millis,
        last_wrote_at: Option<Millis>,
        human_wrote_at: Option<Millis>,
    }
    let row: Option<Row> = sql.row(
        "SELECT wa_id, user_id, name, locale, created_at, last_wrote_at, human_wrote_at
         FROM people WHERE id = ?",
        bind![person],
    )?;
    let row = row.ok_or_else(|| Error::from("nobody of this id"))?;
    Ok(json!({
        "id": person,
        "phone": row.wa_id.as_deref().and_then(phone_of),
        "wa_id": row.wa_id,
        "user_id": row.user_id,
        "name": row.name,
        "locale": row.locale,
        "created_at": rfc3339(row.created_at),
        "last_wrote_at": row.last_wrote_at.map(rfc3339),
        "shop_wrote_at": row.human_wrote_at.map(rfc3339),
    }))
}

fn known_by(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        kind: String,
        value: String,
    }
    let of = |row: Row| json!({ "kind": row.kind, "value": row.value });
    list(
        sql,
        "SELECT kind, value FROM identities WHERE person = ? ORDER BY kind, value",
        person,
        of,
    )
}

fn standings_of(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        standings: String,
    }
    let row: Option<Row> = sql.row(
        &format!("SELECT {STANDINGS} AS standings FROM standings s WHERE s.person = ?"),
        bind![person],
    )?;
    let standings = row.map(|row| standings(&row.standings)).transpose()?;
    Ok(serde_json::to_value(standings.unwrap_or_default())?)
}

fn acts(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        at_ms: Millis,
        deed: String,
        method: String,
        text: Option<String>,
        opt_in: Option<i64>,
        seq: Option<i64>,
    }
    let of = |row: Row| {
        json!({
            "at": rfc3339(row.at_ms),
            "deed": parsed(&row.deed),
            "method": row.method,
            "text": row.text,
            "opt_in": row.opt_in,
            // -1 stands for an act from before there was a ledger.
            "ledger_seq": row.seq.filter(|seq| *seq >= 0),
        })
    };
    list(
        sql,
        "SELECT at_ms, deed, method, text, opt_in, seq FROM acts WHERE person = ? ORDER BY at, id",
        person,
        of,
    )
}

fn opt_ins(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        code: String,
        state: String,
        purposes: String,
        statement: String,
        locale: String,
        page: String,
        source: String,
        campaign: Option<String>,
        product: Option<String>,
        phone: Option<String>,
        name: Option<String>,
        fields: Option<String>,
        browser: Option<String>,
        received_text: Option<String>,
        requested_at: Millis,
        sent_at: Option<Millis>,
        confirmed_at: Option<Millis>,
        withdrawn_at: Option<Millis>,
    }
    let of = |row: Row| {
        json!({
            "id": row.id,
            "code": shown_code(row.code),
            "state": row.state,
            "purposes": parsed(&row.purposes),
            "statement": row.statement,
            "locale": row.locale,
            "page": row.page,
            "source": row.source,
            "campaign": row.campaign,
            "product": row.product.as_deref().map(parsed),
            "phone": row.phone,
            "name": row.name,
            "fields": row.fields.as_deref().map(parsed),
            "browser": row.browser.as_deref().map(parsed),
            "received_text": row.received_text,
            "requested_at": rfc3339(row.requested_at),
            "sent_at": row.sent_at.map(rfc3339),
            "confirmed_at": row.confirmed_at.map(rfc3339),
            "withdrawn_at": row.withdrawn_at.map(rfc3339),
        })
    };
    list(
        sql,
        "SELECT id, code, state, purposes, statement, locale, page, source, campaign, product, phone,
            name, fields, browser, received_text, requested_at, sent_at, confirmed_at, withdrawn_at
         FROM opt_ins WHERE person = ? ORDER BY id",
        person,
        of,
    )
}

/// The key of their WhatsApp installation: since when it is another, and whether they are paused
/// because of it.
fn installation(desk: &Desk<'_>, person: &str) -> Result<Value> {
    let keys = identity_keys::of(desk.sql, person)?;
    Ok(json!({
        "identity_key_hash": keys.current(),
        "changed_at": keys.changed_at().map(rfc3339),
        "paused": identity_keys::is_paused(desk, person)?,
    }))
}

fn waiting(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        text: String,
        sent_at: Millis,
    }
    let of = |row: Row| json!({ "sent_at": rfc3339(row.sent_at), "text": row.text });
    list(
        sql,
        "SELECT text, sent_at FROM held WHERE person = ? ORDER BY id",
        person,
        of,
    )
}

fn sent(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        kind: String,
        opt_in: Option<i64>,
        form: String,
        fallback: i64,
        state: String,
        wamid: Option<String>,
        attempts: i64,
        error: Option<i64>,
        reason: Option<String>,
        purpose: Option<String>,
        product: Option<String>,
        template: Option<String>,
        queued_at: Millis,
        next_at: Millis,
    }
    let failures = failures::of(sql, person)?;
    let reactions = received::reactions(sql, person)?;
    let of = |row: Row| {
        let waits = row.state == "queued";
        json!({
            "id": row.id,
            "kind": row.kind,
            "opt_in": row.opt_in,
            "purpose": row.purpose,
            "product": row.product,
            "template": row.template,
            "form": row.form,
            "fallback": row.fallback == 1,
            "state": row.state,
            "wamid": row.wamid,
            "attempts": row.attempts,
            "error": row.error,
            "reason": row.reason,
            "next_at": waits.then(|| rfc3339(row.next_at)),
            "failure": failures.get(&row.id),
            "reaction": row.wamid.as_ref().and_then(|wamid| reactions.get(wamid)),
            "queued_at": rfc3339(row.queued_at),
        })
    };
    list(
        sql,
        "SELECT id, kind, opt_in, form, fallback, state, wamid, attempts, error, reason, purpose,
            product, template, queued_at, next_at
         FROM outbox WHERE person = ? ORDER BY id",
        person,
        of,
    )
}

fn questions(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        doubt: String,
        source: Option<String>,
        statement: Option<String>,
        sent_at: Millis,
        asked_at: Option<Millis>,
        answered_at: Option<Millis>,
    }
    let of = |row: Row| {
        json!({
            "doubt": row.doubt,
            "campaign": row.source,
            "statement": row.statement,
            "wrote_at": rfc3339(row.sent_at),
            "asked_at": row.asked_at.map(rfc3339),
            "answered_at": row.answered_at.map(rfc3339),
        })
    };
    list(
        sql,
        "SELECT doubt, source, statement, sent_at, asked_at, answered_at
         FROM questions WHERE person = ? ORDER BY id",
        person,
        of,
    )
}

/// What the shop's own systems were told of them.
fn events(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        body: Option<String>,
    }
    let of = |row: Row| json!({ "id": row.id, "event": row.body.as_deref().map(parsed) });
    list(
        sql,
        "SELECT id, body FROM events WHERE person = ? ORDER BY seq",
        person,
        of,
    )
}

/// Only when they were made: of the links themselves the book has hashes.
fn links(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        at: Millis,
    }
    let of = |row: Row| json!({ "made_at": rfc3339(row.at) });
    list(
        sql,
        "SELECT at FROM page_tokens WHERE person = ? ORDER BY at",
        person,
        of,
    )
}

/// The records of the ledger that are about them, with the personal data behind their commitments
/// and the salt that opens these.
fn ledger(sql: &Sql, person: &str) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        line: String,
        facts: Option<String>,
        salt: String,
    }
    let of = |row: Row| {
        json!({
            "record": parsed(&row.line),
            "facts": row.facts.as_deref().map(parsed),
            "salt": row.salt,
        })
    };
    list(
        sql,
        "SELECT l.line, f.body AS facts, lower(hex(s.salt)) AS salt
         FROM salts s JOIN ledger l ON l.pseudonym = s.pseudonym LEFT JOIN facts f ON f.seq = l.seq
         WHERE s.person = ? ORDER BY l.seq",
        person,
        of,
    )
}

fn list<T: DeserializeOwned>(
    sql: &Sql,
    query: &str,
    person: &str,
    of: impl Fn(T) -> Value,
) -> Result<Value> {
    let rows: Vec<T> = sql.rows(query, bind![person])?;
    Ok(rows.into_iter().map(of).collect())
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
