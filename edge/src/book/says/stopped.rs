//! Confirms a withdrawal, once, with the way to the person's page: a stop with the offer to keep
//! order updates by one tap, the end of some purposes by their names.

use super::super::outbox::Row;
use super::super::{Desk, consents, person_page};
use super::Voice;
use saludo_core::consent::{ConsentState, Deed, Scope};
use saludo_core::graph::OutgoingMessage;
use saludo_core::person_page::Topic;
use saludo_core::prefill::fill;
use saludo_core::purpose::Category;
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    let holds_nothing = consents::held(desk.sql, &row.person)?.is_empty();
    let last = Last::of(&consents::state(desk.sql, &row.person)?);
    let voice = Voice::of(desk, &row.person)?;
    let mut ended = person_page::topics(desk, &row.person, voice.locale())?;
    ended.retain(|topic| last.ended(topic) && !topic.is_on());
    // Who agreed anew meanwhile is not told that nothing will come.
    if !holds_nothing && ended.is_empty() {
        return Ok(None);
    }
    let way = voice.way_to_page(desk, &row.person)?;
    let question = voice.question(Some(&way))?;
    if holds_nothing {
        let offer = ended
            .iter()
            .find(|topic| last.is_stop && topic.category != Category::Marketing);
        // Words that are too long for buttons and list are no reason not to confirm.
        if let Some(message) = offer.and_then(|one| question.keep_after_stop(&one.purpose).ok()) {
            return Ok(Some(OutgoingMessage::Interactive(message)));
        }
        let stopped = fill(&question.words.stopped, "{brand}", &voice.statement.brand);
        return voice.text(&format!("{stopped}\n\n{way}")).map(Some);
    }
    let names: Vec<String> = ended.iter().map(Topic::name).collect();
    // The brand first: a product's title is anybody's.
    let text = fill(
        &question.words.stopped_some,
        "{brand}",
        &voice.statement.brand,
    );
    let text = fill(&text, "{purposes}", &names.join(", "));
    voice.text(&format!("{text}\n\n{way}")).map(Some)
}

/// What the last withdrawal ended, and whether it was a stop in the chat.
struct Last {
    ended: Vec<Scope>,
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
            ended: withdrawals.map_or_else(Vec::new, |effect| effect.ended.clone()),
        }
    }

    fn ended(&self, topic: &Topic) -> bool {
        let is = |scope: &Scope| {
            scope.purpose == topic.purpose
                && scope.product.as_deref().unwrap_or_default() == topic.product
        };
        self.ended.iter().any(is)
    }
}
