//! A coupon that was promised for opting in: a second message after the confirmation, which so stays
//! free of promotion. Once to each person, only while the window is open, and only to who agreed to
//! marketing.

use super::outbox::{self, Draft, Kind};
use super::{Desk, consents};
use saludo_core::outgoing::Form;
use saludo_core::time::{DAY, Millis};
use worker::Result;

/// Longer than any book is old.
const EVER: Millis = 100 * 365 * DAY;

/// The welcome of an opt-in was taken by Meta: the coupon follows, where the shop has one.
pub(super) fn follow(desk: &Desk<'_>, person: &str, opt_in: i64) -> Result<()> {
    if desk.settings.coupon.is_none()
        || !has_marketing(desk, person)?
        || outbox::has_recent(desk, Kind::Coupon, person, EVER)?
    {
        return Ok(());
    }
    let draft = Draft {
        kind: Kind::Coupon,
        person,
        opt_in: None,
        subject: Some(opt_in),
        form: Form::Text,
        content: None,
    };
    outbox::insert(desk, &draft)?;
    Ok(())
}

/// Whether a person agreed to something that is marketing.
pub(super) fn has_marketing(desk: &Desk<'_>, person: &str) -> Result<bool> {
    let held = consents::held_purposes(desk.sql, person)?;
    Ok(held
        .iter()
        .any(|purpose| desk.settings.is_marketing(purpose)))
}
