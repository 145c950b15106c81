//! Confirms a stop, once, and offers to keep order updates with one tap.

use super::super::outbox::Row;
use super::super::{Desk, consents};
use super::Voice;
use saludo_core::consent::Deed;
use saludo_core::graph::OutgoingMessage;
use saludo_core::prefill::fill;
use saludo_core::purpose::{Category, PurposeId};
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    // Who agreed anew meanwhile is not told that nothing will come.
    if !consents::held(desk.sql, &row.person)?.is_empty() {
        return Ok(None);
    }
    let voice = Voice::of(desk, &row.person)?;
    let question = voice.question()?;
    // Words that are too long for buttons and list are no reason not to confirm.
    let offer = kept_by_one_tap(desk, &row.person, &voice)?
        .and_then(|purpose| question.keep_after_stop(&purpose).ok());
    if let Some(message) = offer {
        return Ok(Some(OutgoingMessage::Interactive(message)));
    }
    let stopped = fill(&question.words.stopped, "{brand}", &voice.statement.brand);
    voice.text(&stopped).map(Some)
}

/// Of what the last stop ended, the first purpose that is no marketing and is still shown.
fn kept_by_one_tap(desk: &Desk<'_>, person: &str, voice: &Voice) -> Result<Option<PurposeId>> {
    let state = consents::state(desk.sql, person)?;
    // Whether a START counts has no bearing on what a stop ended.
    let effects = state.effects(|_, _| true);
    let stop = effects
        .iter()
        .rev()
        .find(|effect| *effect.act.deed() == Deed::Stop);
    let ended = |id: &PurposeId| {
        stop.is_some_and(|stop| stop.ended.iter().any(|scope| scope.purpose == *id))
    };
    let purposes = &voice.statement.purposes;
    Ok(purposes
        .iter()
        .find(|purpose| purpose.category != Category::Marketing && ended(&purpose.id))
        .map(|purpose| purpose.id.clone()))
}
