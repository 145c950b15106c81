//! Adverts and posts that led people into the chat (click-to-WhatsApp).

use super::sql::{Sql, bind};
use saludo_core::time::{Millis, rfc3339};
use saludo_core::webhook::Referral;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Result;

/// Meta's longest has a tenth of it. A larger one is kept without its words and pictures.
const MAX_BODY: usize = 16 * 1024;
/// Somebody who taps adverts all day is one who does.
const SHOWN: i64 = 100;

/// Keeps the advert that a message came by. Runs inside a transaction.
pub(super) fn keep(sql: &Sql, person: &str, referral: &Referral, at: Millis) -> Result<()> {
    let mut body = serde_json::to_string(referral)?;
    if body.len() > MAX_BODY {
        let cut = |text: &Option<String>| text.clone().filter(|text| text.len() <= MAX_BODY / 8);
        body = serde_json::to_string(&Referral {
            source_id: cut(&referral.source_id),
            source_type: cut(&referral.source_type),
            ctwa_clid: cut(&referral.ctwa_clid),
            ..Referral::default()
        })?;
    }
    sql.run(
        "INSERT INTO referrals (person, body, at) VALUES (?, ?, ?)
         ON CONFLICT (person, at, body) DO NOTHING",
        bind![person, body, at],
    )?;
    Ok(())
}

/// The latest adverts of a person `p`, as a JSON list.
pub(super) const LATEST_OF_P: &str = "(SELECT json_group_array(json(latest.body)) FROM (
    SELECT json_patch(json_object('at', r.at), r.body) AS body FROM referrals r
    WHERE r.person = p.id ORDER BY r.at DESC, r.id DESC LIMIT 20) AS latest)";

/// Reads that list.
pub(super) fn shown(list: &str) -> Result<Vec<Value>> {
    let mut adverts: Vec<Value> = serde_json::from_str(list)?;
    for advert in &mut adverts {
        let at = advert["at"].as_i64().unwrap_or_default();
        advert["at"] = json!(rfc3339(at));
    }
    Ok(adverts)
}

/// The adverts that a person came by, the oldest first.
pub(super) fn of(sql: &Sql, person: &str) -> Result<Vec<Value>> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
        at: Millis,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT body, at FROM referrals WHERE person = ? ORDER BY at, id LIMIT ?",
        bind![person, SHOWN],
    )?;
    let of = |row: Row| {
        let mut shown = json!({ "at": rfc3339(row.at) });
        let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
        for (name, value) in body.as_object().into_iter().flatten() {
            if !value.is_null() {
                shown[name] = value.clone();
            }
        }
        shown
    };
    Ok(rows.into_iter().map(of).collect())
}
