//! Bars of text.

/// The longest.
const LONGEST: f64 = 40.0;

/// A bar as long as its value's part of the most.
pub fn bar(value: f64, most: f64) -> String {
    let part = if most > 0.0 { value / most } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 40"
    )]
    let length = (part.clamp(0.0, 1.0) * LONGEST).round() as usize;
    "█".repeat(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part() {
        assert_eq!(bar(50.0, 100.0), "█".repeat(20));
        assert_eq!(bar(100.0, 100.0), "█".repeat(40));
        assert_eq!(bar(1.0, 100.0), "");
        assert_eq!(bar(3.0, 0.0), "");
    }
}
