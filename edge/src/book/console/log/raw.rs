//! One update as it came, for the owner. That somebody looked is in the ledger.

use crate::book::sql::{BookError, bind};
use crate::book::{Desk, people_data};
use crate::http::{self, Problem};
use saludo_core::console::log::{Raw, UPDATE_KINDS};
use saludo_core::time::Millis;
use serde::Deserialize;
use serde_bytes::ByteBuf;
use worker::Response;

/// A page shows so many bytes: a message has some hundreds, a whole webhook up to 3 MiB.
const SHOWN: usize = 64 * 1024;

#[derive(Deserialize)]
struct Row {
    seq: u32,
    kind: usize,
    at: Millis,
    item: Option<ByteBuf>,
    contact: Option<ByteBuf>,
}

#[derive(Deserialize)]
struct Part {
    bytes: ByteBuf,
}

/// Answers one update. Runs inside a transaction.
pub(in crate::book::console) fn raw(
    desk: &Desk<'_>,
    seq: &str,
) -> std::result::Result<Response, BookError> {
    let seq: u32 = seq.parse().map_err(|_| Problem::not_found())?;
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let row: Option<Row> = desk.sql.row(
        "SELECT seq, kind, at, substr(item, 1, ?2) AS item, contact FROM inbox WHERE seq = ?1",
        bind![i64::from(seq), most],
    )?;
    let row = row.ok_or_else(Problem::not_found)?;
    let body = match row.item {
        Some(item) => Some(item),
        None => desk
            .sql
            .row::<Part>(
                "SELECT substr(bytes, 1, ?2) AS bytes FROM inbox_parts WHERE seq = ?1 AND part = 0",
                bind![i64::from(seq), most],
            )?
            .map(|part| part.bytes),
    };
    people_data::looked(desk)?;
    let is_cut = body.as_ref().is_some_and(|body| body.len() > SHOWN);
    let text = |bytes: ByteBuf| {
        let shown = bytes.get(..bytes.len().min(SHOWN)).unwrap_or_default();
        String::from_utf8_lossy(shown).into_owned()
    };
    let raw = Raw {
        seq: row.seq,
        kind: UPDATE_KINDS
            .get(row.kind)
            .copied()
            .unwrap_or("other")
            .to_owned(),
        at: row.at,
        body: body.map(text),
        contact: row.contact.map(text),
        is_cut,
    };
    Ok(http::json(200, &raw)?)
}
