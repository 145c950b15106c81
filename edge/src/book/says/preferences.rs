//! The link to a person's own page, which they asked for in the chat.

use super::super::Desk;
use super::super::outbox::Row;
use super::Voice;
use saludo_core::graph::OutgoingMessage;
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let voice = Voice::of(desk, &row.person)?;
    let way = voice.way_to_page(desk, &row.person)?;
    voice.text(&way).map(Some)
}
