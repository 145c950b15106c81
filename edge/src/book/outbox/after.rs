//! What follows once a message was taken or has arrived.

use super::super::{Desk, coupons, events, waiting};
use super::{Row, by_id};
use saludo_core::events_out::MessageFailed;
use saludo_core::outgoing::{Kind, MessageState};
use worker::Result;

/// Called with a message, as it was read before, whenever Meta has said something of it.
pub(super) fn heard(desk: &Desk<'_>, before: &Row) -> Result<()> {
    tell_if_failed(desk, before)?;
    match before.kind()? {
        Kind::Welcome if desk.settings.coupon.is_some() => {
            let row = by_id(desk.sql, before.id)?;
            let row = row.filter(|row| {
                MessageState::parse(&row.state).is_some_and(|state| {
                    matches!(
                        state,
                        MessageState::Accepted
                            | MessageState::Sent
                            | MessageState::Delivered
                            | MessageState::Read
                    )
                })
            });
            match row.and_then(|row| Some((row.opt_in?, row.person))) {
                Some((opt_in, person)) => coupons::follow(desk, &person, opt_in),
                None => Ok(()),
            }
        }
        Kind::ShopTemplate if before.product.is_some() => waiting::told(desk, before.id),
        _ => Ok(()),
    }
}

/// Tells the shop's own systems of a message that will not arrive. Called with a message, as it was
/// read before, whenever it may have failed.
pub(super) fn tell_if_failed(desk: &Desk<'_>, before: &Row) -> Result<()> {
    let is_failed = |row: &Row| row.state == MessageState::Failed.as_str();
    if is_failed(before) {
        return Ok(());
    }
    let after = by_id(desk.sql, before.id)?;
    let Some(after) = after.filter(is_failed) else {
        return Ok(());
    };
    let failed = MessageFailed {
        kind: after.kind,
        opt_in: after.opt_in,
        reason: after.reason,
        error: after.error,
        attempts: after.attempts,
        wamid: after.wamid,
    };
    events::failed(desk, &after.person, failed)
}
