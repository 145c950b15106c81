//! What outlives a reload: one item of this tab's session storage, written from the tap on.

use crate::form::Kept;
use crate::js::{Js, get_item, parse_json, set_item, to_json};
use crate::settings::chosen;
use crate::shop::Ticks;
use saludo_core::prefill::one_text;

/// The item's name; the loader knows it too.
fn name(settings: &Js) -> String {
    one_text(&["saludo:", &settings.text("shop")])
}

/// Reads what an earlier page of this visit left.
pub(crate) fn read(settings: &Js) -> Option<Kept> {
    let text = get_item(&name(settings)).ok()??;
    let kept = parse_json(&text).ok().filter(|kept| kept.is_object())?;
    let mut ticks = Ticks::default();
    for (_, id) in kept.list("purposes") {
        for (index, purpose) in settings.list("purposes") {
            if purpose.get("id").as_string() == id.as_string() {
                ticks = ticks.with(index, true);
            }
        }
    }
    Some(Kept {
        code: kept.text("code").parse().ok()?,
        ticks,
        at: kept.whole("at")?,
        posted: kept.flag("posted"),
        confirmed: kept.flag("confirmed"),
        open: kept.flag("open"),
    })
}

/// Leaves it for a later page of this visit; nothing to keep is an empty item.
pub(crate) fn write(settings: &Js, kept: Option<Kept>) {
    let item = kept.map_or_else(String::new, |kept| {
        let item = Js::new();
        item.put_text("code", &kept.code.shown());
        item.put("purposes", &chosen(settings, kept.ticks));
        item.put("locale", &settings.get("locale"));
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are exact in a double"
        )]
        item.put_number("at", kept.at as f64);
        item.put_flag("posted", kept.posted);
        item.put_flag("confirmed", kept.confirmed);
        item.put_flag("open", kept.open);
        to_json(&item)
    });
    let _ = set_item(&name(settings), &item);
}
