//! How long something lasts, in signs that both languages share.

use crate::time::{DAY, HOUR, MINUTE, Millis};

/// A span as `2 d 3 h`, `3 h 20 min`, `5 min` or `<1 min`: two units at most.
pub(crate) fn lasting(span: Millis) -> String {
    let (days, hours, minutes) = (span / DAY, span % DAY / HOUR, span % HOUR / MINUTE);
    let two = |one: Millis, unit: &str, other: Millis, smaller: &str| {
        if other == 0 {
            format!("{one} {unit}")
        } else {
            format!("{one} {unit} {other} {smaller}")
        }
    };
    if days > 0 {
        two(days, "d", hours, "h")
    } else if hours > 0 {
        two(hours, "h", minutes, "min")
    } else if minutes > 0 {
        format!("{minutes} min")
    } else {
        "<1 min".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_two_units_at_most() {
        for (span, told) in [
            (0, "<1 min"),
            (MINUTE - 1, "<1 min"),
            (5 * MINUTE, "5 min"),
            (HOUR, "1 h"),
            (3 * HOUR + 20 * MINUTE, "3 h 20 min"),
            (DAY + 30 * MINUTE, "1 d"),
            (2 * DAY + 3 * HOUR, "2 d 3 h"),
            (-5, "<1 min"),
        ] {
            assert_eq!(lasting(span), told, "{span}");
        }
    }
}
