//! What Meta says of the shop's WhatsApp Business Account.

use super::{Desk, meta_state, outbox};
use saludo_core::meta::{AccountSays, AccountState};
use saludo_core::outgoing::Reason;
use saludo_core::time::Millis;
use worker::Result;

const SUBJECT: &str = "account";

/// What Meta says of it; all of it none where it has said nothing.
pub(super) fn state(desk: &Desk<'_>) -> Result<AccountState> {
    meta_state::read(desk, SUBJECT)
}

/// Takes in what Meta said at a moment. Runs inside a transaction.
pub(super) fn note(desk: &Desk<'_>, says: AccountSays, at: Millis) -> Result<()> {
    meta_state::change(desk, SUBJECT, |state: &mut AccountState| {
        state.take(says, at);
    })?;
    outbox::wake(desk, &[Reason::AccountRestricted])
}

/// Notes that an event of `account_update` came. Runs inside a transaction.
pub(super) fn event(desk: &Desk<'_>, event: String, at: Millis) -> Result<()> {
    meta_state::change(desk, SUBJECT, |state: &mut AccountState| {
        state.event(event, at);
    })
}
