//! Asks what the shop may write about (the in-thread opt-in), if it may still be asked.

use super::super::outbox::Row;
use super::super::{Desk, consents, identity_keys, people, questions, suppression};
use super::{Voice, too_long};
use saludo_core::graph::OutgoingMessage;
use saludo_core::purpose::PurposeId;
use saludo_core::question::{Decision, Person, decide};
use worker::{Error, Result};

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    // Taken back in the meantime.
    let Some(question) = row
        .subject
        .map(|id| questions::by_id(desk.sql, id))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    let person =
        people::get(desk.sql, &row.person)?.ok_or_else(|| Error::from("a question to nobody"))?;
    let voice = Voice::of(desk, &row.person)?;
    let all: Vec<PurposeId> = voice
        .statement
        .purposes
        .iter()
        .map(|purpose| purpose.id.clone())
        .collect();
    let held = identity_keys::held_purposes(desk, &row.person)?;
    let (number, user) = (person.number(), person.user());
    let declined = suppression::declined_at(desk, number.as_ref(), user.as_ref())?;
    let known = Person {
        held: &held,
        came_at: question.sent_at,
        last_no: consents::state(desk.sql, &row.person)?
            .last_no()
            .max(declined),
        last_asked: questions::last_asked(desk.sql, &row.person, question.id)?,
        human_wrote_at: person.human_wrote_at,
        last_heard: person.last_wrote_at,
    };
    match decide(question.cause()?, &all, known, desk.now) {
        Decision::Ask(purposes) => {
            // Who holds something has something to take back.
            let way = match known.held {
                [] => None,
                _ => Some(voice.way_to_page(desk, &row.person)?),
            };
            let words = voice.question(way.as_deref())?;
            let message = words.opt_in(&purposes).map_err(too_long)?;
            questions::asked(desk, question.id, &voice.statement)?;
            Ok(Some(OutgoingMessage::Interactive(message)))
        }
        Decision::Silent(silence) => {
            questions::silent(desk.sql, question.id, silence.as_str())?;
            Ok(None)
        }
    }
}
