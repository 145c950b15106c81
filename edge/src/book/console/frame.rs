//! What the frame of every page says.

use crate::book::Desk;
use crate::book::alerts;
use crate::book::chats;
use crate::book::console::{problems, setup};
use saludo_core::console::Counts;
use worker::Result;

/// What waits for somebody.
pub(super) fn counts(desk: &Desk<'_>) -> Result<Counts> {
    let problems = problems::all(desk, &alerts::waiting(desk)?)?;
    Ok(Counts {
        unanswered: chats::people_waiting(desk.sql)?,
        problems: u32::try_from(problems.len()).unwrap_or(u32::MAX),
        setup: setup::red(desk.sql)?.map_or(0, |red| red.lines),
    })
}
