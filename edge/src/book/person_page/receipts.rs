//! A person's receipts: one for each yes that is in the ledger.

use super::super::sql::{Sql, bind};
use super::super::{Desk, ledger, settings};
use saludo_core::ledger::{Event, Facts, Proof, Receipt, Record};
use saludo_core::person_page::ReceiptLine;
use serde::Deserialize;
use worker::{Error, Result};

/// The longest list: a person who changes their mind monthly fills it in eight years.
const SHOWN: i64 = 100;

/// SQL's numbers pass through JavaScript, where beyond 2^53 they are others.
const LARGEST: u64 = 1 << 53;

#[derive(Deserialize)]
struct Row {
    line: String,
}

/// The person's receipts, newest first.
pub(in super::super) fn list(desk: &Desk<'_>, person: &str) -> Result<Vec<ReceiptLine>> {
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT line FROM ledger JOIN salts ON salts.pseudonym = ledger.pseudonym
         WHERE salts.person = ? AND json_extract(line, '$.event.type') = 'opt_in_confirmed'
         ORDER BY seq DESC LIMIT ?",
        bind![person, SHOWN],
    )?;
    let mut lines = Vec::new();
    for row in rows {
        let record: Record = serde_json::from_str(&row.line)?;
        let Event::OptInConfirmed(consent) = &record.event else {
            continue;
        };
        let statement = settings::statement(desk.sql, &consent.statement.to_string())?;
        let purposes = statement.map(|statement| statement.purposes);
        let agreed = purposes.into_iter().flatten();
        let agreed = agreed.filter(|purpose| consent.purposes.contains(&purpose.id));
        lines.push(ReceiptLine {
            seq: record.seq,
            at: consent.happened_at.millis(),
            labels: agreed.map(|purpose| purpose.label).collect(),
        });
    }
    Ok(lines)
}

/// The receipt of one record; nothing where that is not a yes of this person.
pub(in super::super) fn one(desk: &Desk<'_>, person: &str, seq: u64) -> Result<Option<Receipt>> {
    if seq > LARGEST {
        return Ok(None);
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT line FROM ledger JOIN salts ON salts.pseudonym = ledger.pseudonym
         WHERE salts.person = ? AND seq = ?",
        bind![person, ledger::number(seq)],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let record: Record = serde_json::from_str(&row.line)?;
    let Event::OptInConfirmed(consent) = &record.event else {
        return Ok(None);
    };
    let missing = || Error::from("a receipt without its parts");
    let proof = Proof {
        facts: facts(desk.sql, seq)?.ok_or_else(missing)?,
        head: ledger::head_at(desk, &record)?,
        salt: ledger::salt_of(desk.sql, &consent.person)?.ok_or_else(missing)?,
        statement: settings::statement(desk.sql, &consent.statement.to_string())?
            .ok_or_else(missing)?,
        record,
    };
    let receipt = Receipt::new(proof, &jurisdiction(desk));
    receipt
        .map(Some)
        .map_err(|error| Error::from(error.to_string()))
}

/// The country whose law applies: the shop's home, else that of its number.
fn jurisdiction(desk: &Desk<'_>) -> String {
    let number = || {
        let wa_id = saludo_core::phone::WaId::parse(&desk.shop.number).ok()?;
        wa_id.country()
    };
    let country = desk.settings.country.or_else(number);
    country.map_or_else(String::new, |country| country.as_str().to_owned())
}

fn facts(sql: &Sql, seq: u64) -> Result<Option<Facts>> {
    #[derive(Deserialize)]
    struct Body {
        body: String,
    }
    let row: Option<Body> = sql.row(
        "SELECT body FROM facts WHERE seq = ?",
        bind![ledger::number(seq)],
    )?;
    row.map(|row| serde_json::from_str(&row.body).map_err(Error::from))
        .transpose()
}
