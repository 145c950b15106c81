//! The link to a person's own page, which they asked for in the chat.

use super::super::outbox::Row;
use super::super::{Desk, page_tokens};
use super::Voice;
use saludo_core::graph::OutgoingMessage;
use saludo_core::prefill::fill;
use saludo_core::words;
use worker::{Error, Result};

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let voice = Voice::of(desk, &row.person)?;
    let words = words::of(voice.locale()).ok_or_else(|| Error::from("a language without words"))?;
    let token = page_tokens::issue(desk, &row.person)?;
    let address = page_tokens::address(desk, &token);
    let text = fill(&words.messages.preferences, "{url}", &address);
    voice.text(&text).map(Some)
}
