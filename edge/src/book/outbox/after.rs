//! What follows once a message was taken or has arrived.

use super::super::{Desk, coupons, waiting};
use super::{Row, by_id};
use saludo_core::outgoing::{Kind, MessageState};
use worker::Result;

/// Called with a message, as it was read before, whenever Meta has said something of it.
pub(super) fn heard(desk: &Desk<'_>, before: &Row) -> Result<()> {
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
