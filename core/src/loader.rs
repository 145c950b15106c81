//! `widget.js`: the loader with a shop's settings put inside.
//!
//! The loader is one file for every set of features that shops switch on, with the identifier
//! `__SETTINGS__` where a shop's settings belong. Only what the bubble needs is here, under short
//! names, because every page view pays for it; the form loads the rest when somebody reaches for the
//! bubble.

use crate::settings::{Bubble, Look, Side};
use serde::Serialize;

/// Where the settings go.
const PLACE: &str = "__SETTINGS__";

/// What the bubble needs to know of a shop. Fields with their usual value are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoaderSettings {
    /// The shop's slug.
    #[serde(rename = "s")]
    pub shop: String,
    /// The language of the form.
    #[serde(rename = "l")]
    pub locale: String,
    /// The whole deep link of the plain chat, with its text.
    #[serde(rename = "h")]
    pub chat_link: String,
    /// The bubble's name for screen readers.
    #[serde(rename = "n")]
    pub label: String,
    /// What the bubble leads to.
    #[serde(rename = "b", skip_serializing_if = "is_default")]
    pub bubble: Bubble,
    /// The brand's colour.
    #[serde(rename = "c")]
    color: String,
    /// The colour of what stands on it.
    #[serde(rename = "t")]
    text: &'static str,
    /// The corner.
    #[serde(rename = "p", skip_serializing_if = "is_default")]
    side: Side,
    /// Pixels from the corner, and the layer, where they are not the usual ones.
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    x: Option<u16>,
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    y: Option<u16>,
    #[serde(rename = "z", skip_serializing_if = "Option::is_none")]
    z: Option<i32>,
    /// Seconds and words of the greeting.
    #[serde(rename = "g", skip_serializing_if = "Option::is_none")]
    pub greeting: Option<(u16, String)>,
    /// The name of what puts the greeting away.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    pub greeting_close: Option<String>,
}

impl LoaderSettings {
    /// A bubble that looks like `look` and has both doors behind it.
    pub fn new(shop: &str, locale: &str, chat_link: &str, label: &str, look: &Look) -> Self {
        let (color, text) = colors(look);
        let usual = Look::default();
        Self {
            shop: shop.to_owned(),
            locale: locale.to_owned(),
            chat_link: chat_link.to_owned(),
            label: label.to_owned(),
            bubble: Bubble::default(),
            color,
            text,
            side: look.side,
            x: (look.x != usual.x).then_some(look.x),
            y: (look.y != usual.y).then_some(look.y),
            z: (look.z != usual.z).then_some(look.z),
            greeting: None,
            greeting_close: None,
        }
    }
}

/// The brand's colour and the colour of what stands on it. They are written into style sheets, so
/// they can be nothing but colours.
pub fn colors(look: &Look) -> (String, &'static str) {
    let (color, channels) = match channels(&look.color) {
        Some(channels) => (look.color.clone(), channels),
        None => ("#000000".to_owned(), [0; 3]),
    };
    (color, readable_on(channels))
}

/// Red, green and blue of `#rrggbb`.
pub(crate) fn channels(color: &str) -> Option<[u8; 3]> {
    let mut channels = [0; 3];
    hex::decode_to_slice(color.strip_prefix('#')?, &mut channels).ok()?;
    Some(channels)
}

/// White or black, whichever reads better on this colour; white where both do, because shops
/// expect it on a strong colour. One of the two always reaches 4.58 to 1. (WCAG 2.2, 1.4.3: 4.5 to 1
/// for text.)
pub(crate) fn readable_on(channels: [u8; 3]) -> &'static str {
    let white = contrast(channels, [0xff; 3]);
    if white >= 4.5 { "#fff" } else { "#000" }
}

/// WCAG's contrast of two colours, from 1 to 21.
pub(crate) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// WCAG's relative luminance.
fn luminance(channels: [u8; 3]) -> f64 {
    let [red, green, blue] = channels.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The loader of one shop: `template` with the settings in place of `__SETTINGS__`.
pub fn render(template: &str, settings: &LoaderSettings) -> String {
    // A struct of strings and plain words always serialises.
    let json = serde_json::to_string(settings).unwrap_or_default();
    template.replacen(PLACE, &safe_in_script(&json), 1)
}

/// JSON that stays data wherever a script may stand: `<` cannot close a script element or open a
/// comment, and the two line separators that old engines refuse in strings are escaped.
fn safe_in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(look: &Look) -> LoaderSettings {
        LoaderSettings::new(
            "demo",
            "en",
            "https://wa.me/15550783881?text=Hello",
            "Write to Demo on WhatsApp",
            look,
        )
    }

    fn colored(color: &str) -> LoaderSettings {
        with(&Look {
            color: color.to_owned(),
            ..Look::default()
        })
    }

    #[test]
    fn the_settings_stand_where_the_template_names_them() {
        assert_eq!(
            render("start(__SETTINGS__)", &with(&Look::default())),
            r##"start({"s":"demo","l":"en","h":"https://wa.me/15550783881?text=Hello","n":"Write to Demo on WhatsApp","c":"#0b7a55","t":"#fff"})"##
        );
    }

    #[test]
    fn what_differs_from_the_usual_is_said() {
        let settings = LoaderSettings {
            bubble: Bubble::Chat,
            greeting: Some((5, "Hello!".to_owned())),
            ..with(&Look {
                side: Side::Left,
                y: 90,
                z: 7,
                ..Look::default()
            })
        };
        let json = render(PLACE, &settings);
        for pair in [
            r#""b":"chat""#,
            r#""p":"left""#,
            r#""y":90,"z":7,"g":[5,"Hello!"]"#,
        ] {
            assert!(json.contains(pair), "{pair} in {json}");
        }
    }

    #[test]
    fn a_hostile_name_stays_data() {
        let settings = LoaderSettings {
            label: "</script><!--\" + alert(1)//\u{2028}\u{2029} __SETTINGS__".to_owned(),
            ..with(&Look::default())
        };
        let script = render("start(__SETTINGS__)", &settings);
        assert!(!script.contains('<'));
        assert!(!script.contains(['\u{2028}', '\u{2029}']));
        let json = script.trim_start_matches("start(").trim_end_matches(')');
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["n"], settings.label.as_str());
    }

    #[test]
    fn text_on_the_brands_colour_is_readable() {
        for (background, text) in [
            ("#0b7a55", "#fff"),
            ("#777777", "#000"),
            ("#000000", "#fff"),
            ("#ffffff", "#000"),
            ("#25d366", "#000"),
            ("#ffcc00", "#000"),
            ("#d6336c", "#fff"),
        ] {
            assert_eq!(colored(background).text, text, "{background}");
        }
    }

    #[test]
    fn nothing_but_a_colour_reaches_the_style_sheet() {
        for wrong in ["", "red", "#fff", "0b7a55", "#0b7a5g", "#0b7a55;}*{"] {
            assert_eq!(colored(wrong).color, "#000000", "{wrong}");
        }
    }
}
