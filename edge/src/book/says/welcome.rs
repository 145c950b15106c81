//! Confirms an opt-in: what was agreed, how to stop, who answers.

use super::super::outbox::Row;
use super::super::{Desk, consents, opt_ins, page_tokens};
use saludo_core::graph::{
    ButtonParameter, OutgoingMessage, Parameters, STOP_PAYLOAD, TemplateMessage,
};
use saludo_core::outgoing::Form;
use worker::{Error, Result};

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let missing = || Error::from("a welcome without its opt-in");
    let id = row.opt_in.ok_or_else(missing)?;
    let opt_in = opt_ins::by_id(desk.sql, id)?.ok_or_else(missing)?;
    // Taken back in the meantime.
    if opt_in.state != "confirmed" {
        return Ok(None);
    }
    let asking = opt_in.asking(desk.sql)?;
    // What was taken back while it waited is not confirmed any more.
    let held = consents::held(desk.sql, &row.person)?;
    let product = asking.product_id().to_owned();
    let asking = asking.only(|purpose| {
        let mut held = held.iter().filter(|held| held.purpose == *purpose);
        held.any(|held| held.product.is_empty() || held.product == product)
    });
    let words = asking.words();
    let shop = asking.statement().brand.clone();
    let purposes = asking.in_words();
    let contact = desk.settings.human_contact(&asking.statement().locale);
    // Only its hash is kept, so each attempt has a new one.
    let token = page_tokens::issue(desk, &row.person)?;
    let preferences = page_tokens::address(desk, &token);
    Ok(Some(match row.form() {
        Form::Template => OutgoingMessage::Template(TemplateMessage {
            name: desk.settings.template.clone(),
            language: words.confirmation.language.clone(),
            header: None,
            parameters: Parameters::Named(vec![
                ("shop".to_owned(), shop),
                ("purposes".to_owned(), purposes),
                ("contact".to_owned(), contact),
            ]),
            buttons: vec![
                (0, ButtonParameter::Url(token)),
                (1, ButtonParameter::QuickReply(STOP_PAYLOAD.to_owned())),
            ],
        }),
        // The template's own words, with its button as a line.
        Form::Text if row.is_fallback() => OutgoingMessage::Text(format!(
            "{}\n{}",
            words.messages.preferences.replace("{url}", &preferences),
            words
                .confirmation
                .body()
                .replace("{{shop}}", &shop)
                .replace("{{purposes}}", &purposes)
                .replace("{{contact}}", &contact),
        )),
        Form::Text => OutgoingMessage::Text(words.messages.again(
            &shop,
            &purposes,
            &preferences,
            &contact,
        )),
    }))
}
