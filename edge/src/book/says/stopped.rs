//! Confirms a withdrawal, once: a stop with the offer to keep order updates by one tap, the end of
//! some purposes by their names.

use super::super::outbox::Row;
use super::super::{Desk, consents};
use super::Voice;
use saludo_core::consent::{ConsentState, Deed};
use saludo_core::graph::OutgoingMessage;
use saludo_core::prefill::fill;
use saludo_core::purpose::{Category, PurposeId};
use saludo_core::statement::StatedPurpose;
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let held = consents::held_purposes(desk.sql, &row.person)?;
    let last = Last::of(&consents::state(desk.sql, &row.person)?);
    let voice = Voice::of(desk, &row.person)?;
    let question = voice.question()?;
    let stated = voice.statement.purposes.iter();
    let ended: Vec<&StatedPurpose> = stated
        .filter(|purpose| last.ended.contains(&purpose.id) && !held.contains(&purpose.id))
        .collect();
    if held.is_empty() {
        let offer = ended
            .iter()
            .find(|purpose| last.is_stop && purpose.category != Category::Marketing);
        // Words that are too long for buttons and list are no reason not to confirm.
        if let Some(message) = offer.and_then(|one| question.keep_after_stop(&one.id).ok()) {
            return Ok(Some(OutgoingMessage::Interactive(message)));
        }
        let stopped = fill(&question.words.stopped, "{brand}", &voice.statement.brand);
        return voice.text(&stopped).map(Some);
    }
    // Who agreed anew meanwhile is not told that nothing will come.
    if ended.is_empty() {
        return Ok(None);
    }
    let labels: Vec<&str> = ended.iter().map(|purpose| purpose.label.as_str()).collect();
    let text = fill(
        &question.words.stopped_some,
        "{purposes}",
        &labels.join(", "),
    );
    voice
        .text(&fill(&text, "{brand}", &voice.statement.brand))
        .map(Some)
}

/// What the last withdrawal ended, and whether it was a stop in the chat.
struct Last {
    ended: Vec<PurposeId>,
    is_stop: bool,
}

impl Last {
    fn of(state: &ConsentState) -> Self {
        // Whether a START counts has no bearing on what a withdrawal ended.
        let effects = state.effects(|_, _| true);
        let withdrawals = effects.iter().rev().find(|effect| {
            matches!(
                effect.act.deed(),
                Deed::Stop | Deed::WithdrawAll | Deed::Withdraw { .. }
            )
        });
        Self {
            is_stop: withdrawals.is_some_and(|effect| *effect.act.deed() == Deed::Stop),
            ended: withdrawals
                .into_iter()
                .flat_map(|effect| &effect.ended)
                .map(|scope| scope.purpose.clone())
                .collect(),
        }
    }
}
