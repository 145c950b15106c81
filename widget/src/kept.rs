//! What outlives a reload: one item of this tab's session storage, written from the tap on.

use crate::form::Kept;
use crate::settings::{Fields, chosen};
use crate::shop::{Ticks, text_of};
use js_sys::JSON;
use web_sys::{Storage, Window};

/// The item's name; the loader knows it too.
fn name(settings: &Fields) -> String {
    text_of(&["saludo:", &settings.text("shop")])
}

/// The tab's storage. A page may be denied it.
fn storage(window: &Window) -> Option<Storage> {
    window.session_storage().ok()?
}

/// Reads what an earlier page of this visit left.
pub(crate) fn read(window: &Window, settings: &Fields) -> Option<Kept> {
    let text = storage(window)?.get_item(&name(settings)).ok()??;
    let kept = Fields(JSON::parse(&text).ok()?);
    let mut ticks = Ticks::default();
    for id in kept.list("purposes") {
        let id = id.as_text();
        for (index, purpose) in (0..).zip(settings.list("purposes")) {
            if purpose.object("id").as_text() == id {
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

/// Leaves it for a later page of this visit.
pub(crate) fn write(window: &Window, settings: &Fields, kept: &Kept) {
    let item = Fields::none();
    item.put_text("code", &kept.code.to_string());
    item.put("purposes", &chosen(settings, kept.ticks));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact in a double")]
    item.put("at", &(kept.at as f64).into());
    item.put("locale", &settings.object("locale").0);
    item.put("posted", &kept.posted.into());
    item.put("confirmed", &kept.confirmed.into());
    item.put("open", &kept.open.into());
    if let Some(storage) = storage(window) {
        let _ = storage.set_item(&name(settings), &item.json());
    }
}

/// Takes it away.
pub(crate) fn forget(window: &Window, settings: &Fields) {
    if let Some(storage) = storage(window) {
        let _ = storage.remove_item(&name(settings));
    }
}
