//! What outlives a reload: one item of this tab's session storage, written from the tap on. And,
//! where the shop wants it, one item of its own origin that outlives the visit: what the shopper
//! has agreed to, so that it is not asked again (`page.js`).

use crate::form::Kept;
use crate::ticks::Ticks;
use crate::view::View;
use saludo_core::code::Code;

/// Takes up what an earlier page of this visit left.
pub(crate) fn take_up(view: &View) -> Option<Kept> {
    let code = Code::from_shown(&view.says("data-code"))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates"
    )]
    let (at, bits) = (
        view.number("data-at") as u64,
        view.number("data-bits") as u32,
    );
    Some(Kept {
        code,
        at,
        open: bits & 1 != 0,
        posted: bits & 2 != 0,
        confirmed: bits & 4 != 0,
        product: bits & 8 != 0,
        ticks: Ticks(bits >> 4),
    })
}

/// Leaves it for a later page of this visit.
pub(crate) fn leave(view: &View, kept: Option<Kept>) {
    let Some(kept) = kept else {
        view.leave("", 0.0, 0);
        return;
    };
    let bits = u32::from(kept.open)
        | u32::from(kept.posted) << 1
        | u32::from(kept.confirmed) << 2
        | u32::from(kept.product) << 3
        | kept.ticks.0 << 4;
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are exact in a double"
    )]
    let at = kept.at as f64;
    view.leave(&kept.code.shown(), at, bits);
}
