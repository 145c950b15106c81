//! Asks whether an unclear message meant stop, with a person among the answers.

use super::super::outbox::Row;
use super::super::{Desk, consents};
use super::{Voice, too_long};
use saludo_core::graph::OutgoingMessage;
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    // There is nothing to stop any more.
    if consents::held(desk.sql, &row.person)?.is_empty() {
        return Ok(None);
    }
    let voice = Voice::of(desk, &row.person)?;
    let message = voice
        .question(None)?
        .did_you_mean_stop()
        .map_err(too_long)?;
    Ok(Some(OutgoingMessage::Interactive(message)))
}
