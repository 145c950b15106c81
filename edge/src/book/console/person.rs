//! One person, for their page.

use super::people::locale;
use crate::book::{Desk, consents, people_data, person_page};
use saludo_core::console::Lang;
use saludo_core::ledger::Receipt;
use serde_json::{Value, json};
use worker::{Error, Result};

/// What `saludo_core::console::person::View` reads. `lang` is the console's, for the labels.
pub(super) fn view(desk: &Desk<'_>, person: &str, lang: Lang) -> Result<Value> {
    let locale = locale(desk, lang).ok_or_else(|| Error::from("a shop without a language"))?;
    Ok(json!({
        "topics": person_page::topics(desk, person, &locale)?,
        "native_stop": consents::state(desk.sql, person)?.is_natively_stopped(),
        "receipts": person_page::receipts(desk, person)?,
        "block_days": desk.settings.block_days,
        "data": people_data::all(desk, person)?,
    }))
}

/// The receipt of one of a person's records; nothing where it is no yes of theirs.
pub(super) fn receipt(desk: &Desk<'_>, person: &str, seq: &str) -> Result<Option<Receipt>> {
    match seq.parse() {
        Ok(seq) => person_page::receipt(desk, person, seq),
        Err(_) => Ok(None),
    }
}
