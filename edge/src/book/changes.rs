//! What Meta says of the account, its numbers and its templates, taken in.

use super::inbox::Stored;
use super::{Desk, account, moves, number, templates};
use saludo_core::time::{HOUR, Millis};
use saludo_core::webhook::{Change, NumberUpdate};
use worker::Result;

/// How far Meta's clock may go ahead of ours. What claims to be from later counts as from now: it
/// would otherwise outrank everything that is said until then.
const CLOCKS_APART: Millis = HOUR;

/// Takes in one change. Which of two is newer is told by `entry.time`; without it, by when they came.
/// Runs inside a transaction.
pub(super) fn note(desk: &Desk<'_>, stored: &Stored, item: &[u8]) -> Result<()> {
    let said_at = stored.said_at.unwrap_or(stored.at);
    let at = said_at.min(stored.at + CLOCKS_APART);
    match Change::parse(item) {
        Some(Change::Template(update)) => {
            templates::note(desk, &update.name, &update.language, update.says, at)
        }
        Some(Change::Number(update)) if is_about(desk, &update) => update
            .says
            .into_iter()
            .try_for_each(|says| number::note(desk, says, at)),
        Some(Change::Account(update)) => {
            if let Some(event) = update.event {
                account::event(desk, event, at)?;
            }
            for says in update.says {
                account::note(desk, says, at)?;
            }
            update
                .of_numbers
                .into_iter()
                .try_for_each(|says| number::note(desk, says, at))
        }
        Some(Change::UserIds(moved)) => moved
            .iter()
            .try_for_each(|moved| moves::note(desk, moved, moved.at.unwrap_or(stored.at))),
        // What was written before the number was connected is nothing to act on.
        Some(Change::Number(_) | Change::History(_)) | None => Ok(()),
    }
}

/// An account may have more numbers than the shop's.
fn is_about(desk: &Desk<'_>, update: &NumberUpdate) -> bool {
    update
        .number
        .as_ref()
        .is_none_or(|number| *number == desk.shop.number)
}
