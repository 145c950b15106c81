//! The coupon that follows a welcome: the shop's own words, and who answers.

use super::super::outbox::Row;
use super::super::{Desk, coupons};
use super::Voice;
use saludo_core::graph::OutgoingMessage;
use worker::Result;

pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    // Taken away meanwhile, by the shop or by the person.
    let Some(coupon) = &desk.settings.coupon else {
        return Ok(None);
    };
    if !coupons::has_marketing(desk, &row.person)? {
        return Ok(None);
    }
    let voice = Voice::of(desk, &row.person)?;
    match coupon.words.get(voice.locale()) {
        Some(words) => voice.text(words.trim()).map(Some),
        None => Ok(None),
    }
}
