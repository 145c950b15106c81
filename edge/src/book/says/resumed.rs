//! Confirms a START: what the person gets again.

use super::super::outbox::Row;
use super::super::{Desk, consents, page_tokens};
use super::Voice;
use saludo_core::asking::Asking;
use saludo_core::graph::OutgoingMessage;
use worker::{Error, Result};

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let held = consents::held_purposes(desk.sql, &row.person)?;
    let voice = Voice::of(desk, &row.person)?;
    let all = voice.statement.purposes.iter().map(|purpose| &purpose.id);
    let purposes: Vec<_> = all.filter(|id| held.contains(id)).cloned().collect();
    if purposes.is_empty() {
        return Ok(None);
    }
    let contact = voice.contact.clone();
    let asking = Asking::new(voice.statement, purposes, None)
        .ok_or_else(|| Error::from("a language without words"))?;
    let token = page_tokens::issue(desk, &row.person)?;
    Ok(Some(OutgoingMessage::Text(asking.words().messages.again(
        &asking.statement().brand,
        &asking.in_words(),
        &page_tokens::address(desk, &token),
        &contact,
    ))))
}
