//! One of the shop's own templates: its words are Meta's to keep, what fills it the shop's.

use super::super::outbox::Row;
use super::super::{Desk, sends};
use saludo_core::graph::{OutgoingMessage, TemplateMessage};
use worker::{Error, Result};

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let missing = || Error::from("a template without its name or language");
    let filling = row.subject.map(|id| sends::filling(desk.sql, id));
    let Some(filling) = filling.transpose()?.flatten() else {
        return Ok(None);
    };
    Ok(Some(OutgoingMessage::Template(TemplateMessage {
        name: row.template.clone().ok_or_else(missing)?,
        language: row.sent_in().ok_or_else(missing)?.template_language(),
        header: filling.header,
        parameters: filling.parameters,
        buttons: filling.buttons,
    })))
}
