//! Takes in what Graph answers and what statuses say.

use super::super::consents::{self, Doing};
use super::super::sql::{BookError, bind, list};
use super::super::{Desk, holds, people, suppression, template_refusals};
use super::{CALLBACK, COLUMNS, Row, after, apply, by_id};
use crate::internal::{Outcome, Report};
use saludo_core::consent::Deed;
use saludo_core::graph::{Answer, Effect, GraphError, STOPPED_MARKETING};
use saludo_core::ledger::Method;
use saludo_core::outgoing::Input;
use saludo_core::phone::{UserId, WaId};
use saludo_core::time::Millis;
use saludo_core::webhook::{Delivery, Marks, Status, StatusHead};
use serde::Deserialize;
use std::collections::BTreeSet;
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
        // A report may come twice, and late.
        Answer::Refused(error) if report.attempt == row.attempts && row.is_open() => {
            take_effect(desk, &row, error, None)?;
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
    let scopes = holds::scopes(desk, row, row.form());
    match row.left_at {
        Some(left_at) => holds::passed(desk, &scopes, left_at, by_status),
        None => Ok(()),
    }
}

/// What a refusal says beyond the one message: of its person, its template, the number. `status_at` is
/// when it was, where a status told it.
fn take_effect(
    desk: &Desk<'_>,
    row: &Row,
    error: &GraphError,
    status_at: Option<Millis>,
) -> Result<()> {
    let reason = error.reason();
    let by_status = status_at.is_some();
    let hold = |scope| holds::put(desk, scope, reason, error.code, by_status);
    match error.effect() {
        // Whether an identity is paused, the shop decides (`pause_on_identity_change`).
        Effect::Nothing | Effect::ConfirmIdentity => Ok(()),
        Effect::NeverAgain => people::never_again(desk.sql, &row.person, reason),
        Effect::StoppedMarketing => {
            stopped_marketing(desk, &row.person, status_at.unwrap_or(desk.now))
        }
        Effect::RestFromMarketing(rest) => {
            people::rests_until(desk.sql, &row.person, desk.now + rest)
        }
        Effect::TemplateStops => template_refusals::note(desk, row, reason, error.code),
        Effect::TemplatesStop => hold(holds::Scope::Templates),
        Effect::MarketingStops => hold(holds::Scope::Marketing),
        Effect::NumberStops => hold(holds::Scope::Number),
    }
}

/// Meta refused, because the person stopped marketing in WhatsApp itself: the same as its own
/// webhook of that, of when it refused. A resume since then holds.
fn stopped_marketing(desk: &Desk<'_>, person: &str, at: Millis) -> Result<()> {
    let doing = Doing {
        person,
        at,
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
    let Some(person) = people::get(desk.sql, &row.person)? else {
        return Ok(());
    };
    for recipient in [person.wa_id, person.user_id].into_iter().flatten() {
        let key = desk.keys.delivery(wamid, &recipient).to_vec();
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

/// Of some statuses, which concern somebody here.
pub(in super::super) struct Ours {
    wamids: BTreeSet<String>,
    erased: suppression::Erased,
}

impl Ours {
    /// Whether there is something to do about a status: it is of a message of ours, by our callback
    /// data or its id, or tells why a message failed, which may say something of the person, or is
    /// about somebody who was erased, which is counted.
    pub(in super::super) fn concern(&self, status: &StatusHead) -> bool {
        let callback = status.callback.as_deref();
        callback.is_some_and(|data| data.starts_with(CALLBACK))
            || status.has_errors
            || status
                .id
                .as_ref()
                .is_some_and(|id| self.wamids.contains(id))
            || {
                let (number, user) = recipient_of(status);
                self.erased.has(number.as_ref(), user.as_ref())
            }
    }
}

fn recipient(number: Option<&str>, user: Option<&str>) -> (Option<WaId>, Option<UserId>) {
    (
        number.and_then(|id| WaId::parse(id).ok()),
        user.and_then(|id| UserId::parse(id).ok()),
    )
}

fn recipient_of(status: &StatusHead) -> (Option<WaId>, Option<UserId>) {
    recipient(
        status.recipient_id.as_deref(),
        status.recipient_user_id.as_deref(),
    )
}

/// Looks up which of some statuses concern somebody here.
pub(in super::super) fn ours_among<'a>(
    desk: &Desk<'_>,
    statuses: impl Iterator<Item = &'a StatusHead> + Clone,
) -> Result<Ours> {
    #[derive(Deserialize)]
    struct Sent {
        wamid: String,
    }
    // A statement binds at most 100 values.
    const AT_ONCE: usize = 100;
    let ids: BTreeSet<&str> = statuses
        .clone()
        .filter_map(|status| status.id.as_deref())
        .collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut wamids = BTreeSet::new();
    for chunk in ids.chunks(AT_ONCE) {
        let (which, ids) = list(chunk.iter().map(|id| (*id).into()).collect(), AT_ONCE);
        let rows: Vec<Sent> = desk.sql.rows(
            &format!("SELECT wamid FROM outbox WHERE wamid IN ({which})"),
            ids,
        )?;
        wamids.extend(rows.into_iter().map(|row| row.wamid));
    }
    let erased = suppression::erased_among(desk, statuses.map(recipient_of))?;
    Ok(Ours { wamids, erased })
}

/// Takes in a status, if it is of a message of ours: known by our callback data or by its id. Answers
/// which, and whose. Of a message that another tool of the shop's sent, only the person's own stop
/// counts.
pub(in super::super) fn on_status(
    desk: &Desk<'_>,
    status: &Status,
) -> Result<Option<(i64, String)>> {
    let sql = desk.sql;
    let (Some(wamid), Some(delivery)) = (status.id.clone(), status.delivery()) else {
        return Ok(None);
    };
    let row: Option<Row> = sql.row(
        &format!("SELECT {COLUMNS} FROM outbox WHERE callback = ? OR wamid = ? LIMIT 1"),
        bind![status.biz_opaque_callback_data.clone(), wamid.as_str()],
    )?;
    let error = status.errors.first().and_then(|error| error.code);
    let at = status.at.unwrap_or(desk.now);
    if let Some(row) = row {
        match (delivery, error) {
            (Delivery::Failed, Some(code)) => {
                take_effect(desk, &row, &GraphError::of_status(code), Some(at))?;
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
        after::heard(desk, &row)?;
        return Ok(Some((row.id, row.person)));
    }
    let (number, user) = recipient(
        status.recipient_id.as_deref(),
        status.recipient_user_id.as_deref(),
    );
    let dropped = suppression::drops(desk, number.as_ref(), user.as_ref())?;
    if error != Some(STOPPED_MARKETING) {
        return Ok(None);
    }
    if dropped {
        suppression::stop_natively(desk, number.as_ref(), user.as_ref(), at)?;
    } else if let Some(person) = people::known(sql, number.as_ref(), user.as_ref())? {
        stopped_marketing(desk, &person, at)?;
    }
    Ok(None)
}
