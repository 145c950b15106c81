//! The shopper's own page, as far as the book knows it: what is seen, and what a button does.

mod acts;
mod receipts;
mod topics;

use super::people::{self, Person};
use super::sql::{BookError, Sql, bind};
use super::{Desk, consents, page_tokens, people_data, proofs};
use crate::http::{self, Problem};
use saludo_core::locale::Locale;
use saludo_core::person_page::{Access, Ask, View, Visit, masked_name, masked_phone};
use saludo_core::phone::WaId;
use serde::Deserialize;
use worker::{Error, Response, Result};

pub(super) use acts::act;
pub(super) use receipts::{list as receipts, one as receipt};
pub(super) use topics::of as topics;

/// What whoever visits may see. A token that opens nothing is 404, whatever is wrong with it.
pub(super) fn view(desk: &Desk<'_>, visit: &Visit) -> std::result::Result<Response, BookError> {
    let person = person(desk, &visit.token)?;
    let access = proofs::access(desk, &person.id, visit.secret.as_deref())?;
    let is_proven = access == Access::Proven;
    let locale = locale(desk, &person, visit.lang.as_ref())?;
    let (name, phone) = shown(desk.sql, &person, is_proven)?;
    let view = View {
        name,
        phone,
        version: version(desk.sql, &person.id)?,
        topics: topics::of(desk, &person.id, &locale)?,
        native_stop: consents::state(desk.sql, &person.id)?.is_natively_stopped(),
        offered: is_proven
            .then(|| desk.settings.statement(&locale))
            .flatten(),
        receipts: if is_proven {
            receipts::list(desk, &person.id)?
        } else {
            Vec::new()
        },
        block_days: u32::from(desk.settings.block_days),
        receipt: match visit.ask {
            Ask::Receipt(seq) if is_proven => receipts::one(desk, &person.id, seq)?,
            _ => None,
        },
        data: match visit.ask {
            Ask::Data if is_proven => Some(people_data::all(desk, &person.id)?),
            _ => None,
        },
        access,
        locale,
    };
    Ok(http::json(200, &view)?)
}

fn person(desk: &Desk<'_>, token: &str) -> std::result::Result<Person, BookError> {
    let id = page_tokens::person_of(desk, token)?;
    let person = id.map(|id| people::get(desk.sql, &id)).transpose()?;
    Ok(person.flatten().ok_or_else(Problem::not_found)?)
}

/// The language to answer in: the address's, else the person's, as far as the shop has it.
fn locale(desk: &Desk<'_>, person: &Person, wanted: Option<&Locale>) -> Result<Locale> {
    let wanted = wanted.and_then(|locale| locale.best_of(&desk.settings.locales));
    wanted
        .cloned()
        .or_else(|| person.locale(desk))
        .ok_or_else(|| Error::from("a shop without a language"))
}

/// Name and number: in full with a proof, else masked before they leave the book.
fn shown(sql: &Sql, person: &Person, in_full: bool) -> Result<(Option<String>, Option<String>)> {
    #[derive(Deserialize)]
    struct Row {
        name: Option<String>,
    }
    let row: Option<Row> = sql.row(
        "SELECT name FROM people WHERE id = ?",
        bind![person.id.as_str()],
    )?;
    let name = row.and_then(|row| row.name);
    let wa_id = person.wa_id.as_deref().and_then(|id| WaId::parse(id).ok());
    Ok(if in_full {
        (name, wa_id.map(|id| format!("+{}", id.as_str())))
    } else {
        (
            name.as_deref().and_then(masked_name),
            wa_id.as_ref().map(masked_phone),
        )
    })
}

/// Grows with each act of a person.
fn version(sql: &Sql, person: &str) -> Result<i64> {
    #[derive(Deserialize)]
    struct Row {
        version: Option<i64>,
    }
    let row: Option<Row> = sql.row(
        "SELECT max(id) AS version FROM acts WHERE person = ?",
        bind![person],
    )?;
    Ok(row.and_then(|row| row.version).unwrap_or_default())
}
