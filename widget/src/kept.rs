//! What outlives a reload: one item of this tab's session storage, written from the tap on.

use crate::form::Kept;
use crate::settings::{chosen, for_each_purpose};
use crate::shop::Ticks;
use crate::value::{flag, get, list, put, put_flag, put_text, text};
use js_sys::{JSON, Object};
use saludo_core::code::Code;
use saludo_core::prefill::one_text;
use wasm_bindgen::JsValue;
use web_sys::{Storage, Window};

/// A page may be denied its storage.
fn storage(window: &Window) -> Option<Storage> {
    window.session_storage().ok()?
}

/// The item's name; the loader knows it too.
fn name(settings: &JsValue) -> String {
    one_text(&["saludo:", &text(settings, "shop")])
}

/// Reads what an earlier page of this visit left.
pub(crate) fn read(window: &Window, settings: &JsValue) -> Option<Kept> {
    let item = storage(window)?.get_item(&name(settings)).ok()??;
    let kept = JSON::parse(&item).ok()?;
    let ids = list(&kept, "purposes");
    let mut ticks = Ticks::default();
    for_each_purpose(settings, |index, purpose| {
        if ids.includes(&get(&purpose, "id"), 0) {
            ticks = ticks.with(index, true);
        }
    });
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates"
    )]
    Some(Kept {
        code: Code::from_shown(&text(&kept, "code"))?,
        ticks,
        at: get(&kept, "at").as_f64()? as u64,
        posted: flag(&kept, "posted"),
        confirmed: flag(&kept, "confirmed"),
        open: flag(&kept, "open"),
    })
}

/// Leaves it for a later page of this visit; nothing to keep is an empty item.
pub(crate) fn write(window: &Window, settings: &JsValue, kept: Option<Kept>) {
    let item = kept.and_then(|kept| {
        let item = Object::new();
        put_text(&item, "code", &kept.code.shown());
        put(&item, "purposes", chosen(settings, kept.ticks).into());
        put(&item, "locale", get(settings, "locale"));
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are exact in a double"
        )]
        put(&item, "at", JsValue::from_f64(kept.at as f64));
        put_flag(&item, "posted", kept.posted);
        put_flag(&item, "confirmed", kept.confirmed);
        put_flag(&item, "open", kept.open);
        JSON::stringify(&item).ok()?.as_string()
    });
    if let Some(storage) = storage(window) {
        // It may be full.
        let _ = storage.set_item(&name(settings), &item.unwrap_or_default());
    }
}
