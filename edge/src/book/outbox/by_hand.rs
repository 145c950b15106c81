//! What the shop's people and programs do to one message.

use super::super::{Desk, gate};
use super::{advance, by_id};
use saludo_core::gate::{Verdict, ask};
use saludo_core::outgoing::{Input, Reason};
use worker::{Error, Result};

/// Ends a message that was just queued where the gate never lets it pass. Answers why.
pub(in super::super) fn refuse_at_once(desk: &Desk<'_>, id: i64) -> Result<Option<Reason>> {
    let row = by_id(desk.sql, id)?.ok_or_else(|| Error::from("a queued message is gone"))?;
    let facts = gate::facts(desk, &row)?;
    let verdict = ask(&facts.asked, &facts.person, &facts.number, desk.now);
    let Verdict::Never(reason) = verdict else {
        return Ok(None);
    };
    advance(desk.sql, &row, Input::Due(verdict), desk.now)?;
    Ok(Some(reason))
}

/// Sends a message of unknown outcome again. Answers whether it will be; nothing where there is no
/// such message.
pub(in super::super) fn resend(desk: &Desk<'_>, id: i64) -> Result<Option<bool>> {
    let Some(row) = by_id(desk.sql, id)? else {
        return Ok(None);
    };
    let commands = if row.state == "uncertain" {
        advance(desk.sql, &row, Input::Resend, desk.now)?
    } else {
        Vec::new()
    };
    Ok(Some(!commands.is_empty()))
}
