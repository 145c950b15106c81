//! Takes in what Graph answers and what statuses say.

use super::super::consents::{self, Doing};
use super::super::sql::{BookError, bind};
use super::super::{Desk, holds, people, suppression, template_refusals};
use super::{COLUMNS, Row, after, apply, by_id};
use crate::internal::{Outcome, Report};
use saludo_core::consent::Deed;
use saludo_core::graph::{Answer, Effect, GraphError, STOPPED_MARKETING};
use saludo_core::ledger::Method;
use saludo_core::outgoing::{Form, Input, Kind};
use saludo_core::phone::{UserId, WaId};
use saludo_core::webhook::{Delivery, Keys, Marks, Status};
use serde::Deserialize;
use worker::Result;

/// Takes in what Graph answered.
pub(in super::super) fn report(
    desk: &Desk<'_>,
    report: Report,
) -> std::result::Result<(), BookError> {
    // Whoever it was for was erased while it was under way.
    let Some(row) = by_id(desk.sql, report.id)? else {
        return Ok(());
    };
    let answer = match report.outcome {
        Outcome::Answered {
            status,
            body,
            retry_after,
        } => Answer::parse(status, body.as_bytes(), retry_after),
        Outcome::NoAnswer => Answer::Unknown,
        Outcome::NotMade => Answer::NotMade,
    };
    let accepted = match &answer {
        Answer::Accepted(accepted) => Some(accepted.wamid.clone()),
        Answer::Refused(error) if report.attempt == row.attempts => {
            take_effect(desk, &row, error, false)?;
            None
        }
        _ => None,
    };
    let attempt = report.attempt;
    let input = Input::Answered { attempt, answer };
    apply(desk.sql, row.id, input, desk.now)?;
    if let Some(wamid) = accepted {
        passed(desk, &row, false)?;
        catch_up(desk, &row, &wamid)?;
    }
    after::heard(desk, &row)?;
    Ok(())
}

/// A message passed: what held up the like of it is over.
fn passed(desk: &Desk<'_>, row: &Row, by_status: bool) -> Result<()> {
    let mut scopes = vec![holds::Scope::Number];
    if row.form() == Form::Template {
        scopes.push(holds::Scope::Templates);
        if row.kind == Kind::ShopTemplate.as_str() {
            scopes.push(holds::Scope::Marketing);
        }
    }
    match row.left_at {
        Some(left_at) => holds::passed(desk, &scopes, left_at, by_status),
        None => Ok(()),
    }
}

/// What a refusal says beyond the one message: of its person, its template, the number.
fn take_effect(desk: &Desk<'_>, row: &Row, error: &GraphError, by_status: bool) -> Result<()> {
    let reason = error.reason();
    let hold = |scope| holds::put(desk, scope, reason, error.code, by_status);
    match error.effect() {
        Effect::Nothing => Ok(()),
        Effect::NeverAgain => people::never_again(desk.sql, &row.person, reason),
        Effect::StoppedMarketing => stopped_marketing(desk, &row.person),
        Effect::RestFromMarketing(rest) => {
            people::rests_until(desk.sql, &row.person, desk.now + rest)
        }
        // Whether it is paused, the shop decides (`pause_on_identity_change`).
        Effect::ConfirmIdentity => Ok(()),
        Effect::TemplateStops => template_refusals::note(desk, row, reason, error.code),
        Effect::TemplatesStop => hold(holds::Scope::Templates),
        Effect::MarketingStops => hold(holds::Scope::Marketing),
        Effect::NumberStops => hold(holds::Scope::Number),
    }
}

/// Meta refused, because the person stopped marketing in WhatsApp itself: the same as its own
/// webhook of that.
fn stopped_marketing(desk: &Desk<'_>, person: &str) -> Result<()> {
    let doing = Doing {
        person,
        at: desk.now,
        deed: Deed::NativeStop,
        method: Method::NativePreference,
        text: None,
        opt_in: None,
        seq: None,
    };
    consents::note(desk, &doing)?;
    Ok(())
}

/// Statuses may come before we know the id they name; those that did are taken in now.
fn catch_up(desk: &Desk<'_>, row: &Row, wamid: &str) -> Result<()> {
    #[derive(Deserialize)]
    struct Marked {
        marks: u8,
    }
    // A status that named our callback data may have told of a failure, and it waits anew.
    let now = by_id(desk.sql, row.id)?;
    if now.and_then(|row| row.wamid).as_deref() != Some(wamid) {
        return Ok(());
    }
    let keys = Keys::new(desk.config.hash_key.expose());
    let Some(person) = people::get(desk.sql, &row.person)? else {
        return Ok(());
    };
    for recipient in [person.wa_id, person.user_id].into_iter().flatten() {
        let key = keys.delivery(wamid, &recipient).to_vec();
        let marked: Option<Marked> = desk
            .sql
            .row("SELECT marks FROM statuses WHERE key = ?", bind![key])?;
        if let Some(delivery) = marked.and_then(|row| Marks::from_bits(row.marks).furthest()) {
            let status = Input::Status {
                delivery,
                wamid: wamid.to_owned(),
                error: None,
            };
            apply(desk.sql, row.id, status, desk.now)?;
        }
    }
    Ok(())
}

/// Takes in a status, if it is of a message of ours: known by our callback data or by its id.
pub(in super::super) fn on_status(desk: &Desk<'_>, status: &Status) -> Result<()> {
    let sql = desk.sql;
    let (Some(wamid), Some(delivery)) = (status.id.clone(), status.delivery()) else {
        return Ok(());
    };
    let row: Option<Row> = sql.row(
        &format!("SELECT {COLUMNS} FROM outbox WHERE callback = ? OR wamid = ? LIMIT 1"),
        bind![status.biz_opaque_callback_data.clone(), wamid.as_str()],
    )?;
    let error = status.errors.first().and_then(|error| error.code);
    if let Some(row) = row {
        match (delivery, error) {
            (Delivery::Failed, Some(code)) => {
                take_effect(desk, &row, &GraphError::of_status(code), true)?;
            }
            (Delivery::Failed, None) => {}
            _ => passed(desk, &row, true)?,
        }
        let input = Input::Status {
            delivery,
            wamid,
            error,
        };
        apply(sql, row.id, input, desk.now)?;
        return after::heard(desk, &row);
    }
    let number = status.recipient_id.as_deref();
    let number = number.and_then(|id| WaId::parse(id).ok());
    let user = status.recipient_user_id.as_deref();
    let user = user.and_then(|id| UserId::parse(id).ok());
    let dropped = suppression::drops(desk, number.as_ref(), user.as_ref())?;
    if dropped && error == Some(STOPPED_MARKETING) {
        suppression::stop_natively(desk, number.as_ref(), user.as_ref(), desk.now)?;
    }
    Ok(())
}
