//! Asks a typed number whether it was they who asked, while that may still be answered.

use super::super::outbox::Row;
use super::super::{Desk, confirm_requests, opt_ins};
use saludo_core::confirm_request::message;
use saludo_core::graph::OutgoingMessage;
use worker::{Error, Result};

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let opt_in = row.subject.map(|id| opt_ins::by_id(desk.sql, id));
    let Some(opt_in) = opt_in.transpose()?.flatten() else {
        return Ok(None);
    };
    if !confirm_requests::is_open(desk, &opt_in)? {
        return Ok(None);
    }
    let code = opt_in
        .code
        .parse()
        .map_err(|_| Error::from("an opt-in without its code"))?;
    let asking = opt_in.asking(desk.sql)?;
    let contact = desk.settings.human_contact(&asking.statement().locale);
    let mut template = message(&asking, code, contact, desk.slug);
    // The words are those of the form; the template's own follow what Meta has approved.
    if let Some(language) = row.sent_in() {
        template.language = language.template_language();
    }
    Ok(Some(OutgoingMessage::Template(template)))
}
