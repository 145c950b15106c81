//! What Meta says of the shop's number.

use super::{Desk, meta_state, outbox};
use saludo_core::meta::{NumberSays, NumberState};
use saludo_core::outgoing::Reason;
use saludo_core::time::Millis;
use worker::Result;

const SUBJECT: &str = "number";

/// What Meta says of it; all of it none where it has said nothing.
pub(super) fn state(desk: &Desk<'_>) -> Result<NumberState> {
    meta_state::read(desk, SUBJECT)
}

/// Takes in what Meta said at a moment. Runs inside a transaction.
pub(super) fn note(desk: &Desk<'_>, says: NumberSays, at: Millis) -> Result<()> {
    meta_state::change(desk, SUBJECT, |state: &mut NumberState| {
        state.take(says, at);
    })?;
    outbox::wake(
        desk,
        &[
            Reason::QualityRed,
            Reason::MessagingLimit,
            Reason::Throughput,
        ],
    )
}
