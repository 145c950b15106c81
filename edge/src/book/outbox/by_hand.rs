//! What the shop's people and programs do to one message.

use super::super::{Desk, gate};
use super::{Kind, Row, advance, by_id, form_word};
use saludo_core::gate::{Verdict, ask};
use saludo_core::outgoing::{Form, Input, Reason};
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

/// What the gate would say now of a reply to a person.
pub(in super::super) fn would_reply(desk: &Desk<'_>, person: &str) -> Result<Verdict> {
    let row = Row {
        id: 0,
        kind: Kind::Reply.as_str().to_owned(),
        lane: Kind::Reply.lane(false).number(),
        person: person.to_owned(),
        opt_in: None,
        subject: None,
        callback: String::new(),
        form: form_word(Form::Text).to_owned(),
        fallback: 0,
        state: "queued".to_owned(),
        wamid: None,
        attempts: 0,
        error: None,
        reason: None,
        withdrawn: 0,
        give_up_at: desk.now,
        next_at: desk.now,
        left_at: None,
        purpose: None,
        product: None,
        template: None,
        language: None,
        went_in: None,
        goes_in: None,
    };
    let facts = gate::facts(desk, &row)?;
    Ok(ask(&facts.asked, &facts.person, &facts.number, desk.now))
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
