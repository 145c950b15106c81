//! What time it is where a shop is. The platform knows the world's time zones, so no table of them
//! is shipped.

use js_sys::{Array, Object, Reflect};
use saludo_core::panel::ShopTime;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use worker::console_error;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

#[wasm_bindgen]
extern "C" {
    /// `js_sys` has it too, but there a zone that does not exist is a trap and no error.
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method, js_name = formatToParts)]
    fn format_to_parts(this: &DateTimeFormat) -> Array;
}

/// Whether the platform knows a zone of this name.
pub(crate) fn is_zone(zone: &str) -> bool {
    format(zone).is_ok()
}

/// The present weekday and minute in a zone by its IANA name. Nothing where there is no such zone.
pub(crate) fn now_in(zone: &str) -> Option<ShopTime> {
    let format = match format(zone) {
        Ok(format) => format,
        Err(error) => {
            console_error!("a shop's time zone is not known: {error:?}");
            return None;
        }
    };
    let parts = format.format_to_parts();
    let part = |name: &str| {
        parts
            .iter()
            .find(|part| text(part, "type").as_deref() == Some(name))
            .and_then(|part| text(&part, "value"))
    };
    let weekday = part("weekday")?;
    let number = |name| part(name)?.parse::<u16>().ok();
    Some(ShopTime {
        weekday: (0..)
            .zip(WEEKDAYS)
            .find_map(|(index, name)| (name == weekday).then_some(index))?,
        minute: number("hour")? * 60 + number("minute")?,
    })
}

fn format(zone: &str) -> Result<DateTimeFormat, JsValue> {
    let options = Object::new();
    for (name, value) in [
        ("timeZone", zone),
        ("weekday", "short"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("hourCycle", "h23"),
    ] {
        Reflect::set(&options, &name.into(), &value.into())?;
    }
    DateTimeFormat::new("en-US", &options)
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}
