//! How the bubble looks and where it stands.

use super::fault::Faults;
use serde::{Deserialize, Serialize};

/// Further from its corner it would hang in the middle of a phone.
const MAX_OFFSET: u16 = 400;

/// The doors behind the bubble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bubble {
    /// Asking and updates, of equal weight.
    #[default]
    Both,
    /// A plain chat link.
    Chat,
    /// The form alone.
    Updates,
}

/// How the bubble looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Look {
    /// The brand colour, `#rrggbb`.
    pub color: String,
    /// The corner.
    pub side: Side,
    /// Light, dark, or as the shopper's system has it.
    pub mode: Mode,
    /// How far it stands from the side of the page, in CSS pixels.
    pub x: u16,
    /// How far it stands from the bottom of the page, in CSS pixels.
    pub y: u16,
    /// Its `z-index`: above the shop's header, below its cookie banner.
    pub z: i32,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: "#0b7a55".to_owned(),
            side: Side::Right,
            mode: Mode::Auto,
            x: 20,
            y: 20,
            z: 9000,
        }
    }
}

impl Look {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        let color = self.color.strip_prefix('#').unwrap_or_default();
        faults.need(
            color.len() == 6 && color.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "look.color",
            "give a colour as #rrggbb",
        );
        for (field, offset) in [("look.x", self.x), ("look.y", self.y)] {
            faults.need(
                offset <= MAX_OFFSET,
                field,
                format!("give 0 to {MAX_OFFSET} pixels"),
            );
        }
        // At 0 or below, the page itself would lie over the bubble.
        faults.need(
            self.z >= 1,
            "look.z",
            format!("give a z-index from 1 to {}", i32::MAX),
        );
    }
}

/// A corner at the bottom of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Bottom right.
    #[default]
    Right,
    /// Bottom left.
    Left,
}

/// The colour scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The shopper's own.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::faulty;
    use serde_json::json;

    #[test]
    fn what_is_left_out_is_as_it_always_was() {
        let look: Look = serde_json::from_str(r##"{"color":"#123456"}"##).unwrap();
        assert_eq!((look.x, look.y, look.z), (20, 20, 9000));
        assert_eq!((look.side, look.mode), (Side::Right, Mode::Auto));
    }

    #[test]
    fn the_bubble_stays_in_reach() {
        for look in [
            json!({"x": 0, "y": 400, "z": 1}),
            json!({"z": 2_147_483_647}),
        ] {
            assert_eq!(faulty(&json!({ "look": look })), [""; 0]);
        }
        for (look, field) in [
            (json!({"color": "green"}), "look.color"),
            (json!({"color": "#12345g"}), "look.color"),
            (json!({"x": 401}), "look.x"),
            (json!({"y": 401}), "look.y"),
            (json!({"z": 0}), "look.z"),
        ] {
            assert_eq!(faulty(&json!({ "look": look })), [field]);
        }
        for look in [json!({"x": -1}), json!({"z": 2_147_483_648_i64})] {
            assert_eq!(faulty(&json!({ "look": look })), ["settings"]);
        }
    }
}
