//! What somebody of the shop wrote, word for word.

use super::super::outbox::Row;
use super::super::{Desk, chats};
use saludo_core::graph::OutgoingMessage;
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let text = row
        .subject
        .map(|id| chats::text_of(desk.sql, id))
        .transpose()?;
    Ok(text.flatten().map(OutgoingMessage::Text))
}
