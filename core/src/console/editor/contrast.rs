//! Whether the brand's colour can be seen where the widget puts it.

use crate::loader::{channels, contrast, readable_on};

/// What WCAG 2.2 asks of text (1.4.3).
const TEXT: f64 = 4.5;
/// What it asks of the shape of a button (1.4.11).
const SHAPE: f64 = 3.0;

/// The panel in the dark, of `widget/src/view/panel.css`: as dark as dark pages are.
const DARK: [u8; 3] = [0x15, 0x1c, 0x19];
const WHITE: [u8; 3] = [0xff; 3];

/// How a colour does in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// Where: a key of the page's words.
    pub place: &'static str,
    /// The contrast, as in 2.1 for 2.1 to 1.
    pub ratio: f64,
    /// The least that is seen well.
    pub least: f64,
}

impl Contrast {
    /// Whether it is seen well.
    pub fn is_good(&self) -> bool {
        self.ratio >= self.least
    }
}

/// How a colour, `#rrggbb`, does: what is written on it, and bubble and buttons on light and dark
/// pages. Nothing where it is no colour.
pub fn contrasts(color: &str) -> Vec<Contrast> {
    let Some(color) = channels(color) else {
        return Vec::new();
    };
    let text = if readable_on(color) == "#fff" {
        WHITE
    } else {
        [0; 3]
    };
    [
        ("contrast_text", text, TEXT),
        ("contrast_light", WHITE, SHAPE),
        ("contrast_dark", DARK, SHAPE),
    ]
    .map(|(place, ground, least)| Contrast {
        place,
        ratio: contrast(color, ground),
        least,
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(color: &str) -> Vec<&'static str> {
        let bad = contrasts(color).into_iter().filter(|one| !one.is_good());
        bad.map(|one| one.place).collect()
    }

    #[test]
    fn a_colour_is_flagged_where_it_is_hard_to_see() {
        for (color, flagged) in [
            ("#0b7a55", vec![]),
            ("#ffcc00", vec!["contrast_light"]),
            ("#101010", vec!["contrast_dark"]),
            ("nonsense", vec![]),
        ] {
            assert_eq!(bad(color), flagged, "{color}");
        }
    }

    #[test]
    fn what_is_written_on_any_colour_can_be_read() {
        for red in (0..=255_u8).step_by(15) {
            for green in (0..=255_u8).step_by(15) {
                let color = format!("#{red:02x}{green:02x}80");
                assert!(!bad(&color).contains(&"contrast_text"), "{color}");
            }
        }
    }
}
