//! One of the shop's own templates: its words are Meta's to keep, the parameters the shop's.

use super::super::outbox::Row;
use saludo_core::graph::{OutgoingMessage, Parameters, TemplateMessage};
use worker::{Error, Result};

pub(super) fn make(row: &Row) -> Result<Option<OutgoingMessage>> {
    let missing = || Error::from("a template without its name or language");
    let parameters = row.parameters.as_deref().map(Parameters::parse);
    Ok(Some(OutgoingMessage::Template(TemplateMessage {
        name: row.template.clone().ok_or_else(missing)?,
        language: row.sent_in().ok_or_else(missing)?.template_language(),
        parameters: parameters
            .transpose()
            .map_err(|error| Error::from(error.to_string()))?
            .unwrap_or_default(),
        buttons: Vec::new(),
    })))
}
