//! Days and times in words. In UTC: what zone somebody reads in, nobody has told us.

use super::words::PersonWords;
use crate::time::{Millis, rfc3339};
use chrono::{DateTime, Datelike, Timelike};
use maud::{Markup, html};

impl PersonWords {
    /// The day, as in "3 March 2026".
    pub(super) fn day_of(&self, at: Millis) -> String {
        let moment = DateTime::from_timestamp_millis(at).unwrap_or_default();
        let month = usize::try_from(moment.month0()).unwrap_or_default();
        let month = self.months.get(month).map_or("", String::as_str);
        self.date
            .replace("{day}", &moment.day().to_string())
            .replace("{month}", month)
            .replace("{year}", &moment.year().to_string())
    }

    /// Day and time.
    pub(super) fn time_of(&self, at: Millis) -> String {
        let moment = DateTime::from_timestamp_millis(at).unwrap_or_default();
        let clock = format!("{:02}:{:02}", moment.hour(), moment.minute());
        self.time
            .replace("{date}", &self.day_of(at))
            .replace("{time}", &clock)
    }
}

/// A moment, in words for people and as itself for machines.
pub(super) fn time(at: Millis, words: &str) -> Markup {
    html! { time datetime=(rfc3339(at)) { (words) } }
}

#[cfg(test)]
mod tests {
    use crate::locale::Locale;
    use crate::person_page::words::of;

    #[test]
    fn a_day_is_written_as_its_language_writes_it() {
        let at = 1_772_541_296_000;
        for (tag, day) in [
            ("en", "3 March 2026"),
            ("es", "3 de marzo de 2026"),
            ("de", "3. März 2026"),
            ("ca", "3 de març de 2026"),
            ("ru", "3 марта 2026 г."),
            ("ar", "3 مارس 2026م"),
        ] {
            let words = of(&Locale::parse(tag).unwrap()).unwrap();
            assert_eq!(words.day_of(at), day);
        }
        let words = of(&Locale::parse("en").unwrap()).unwrap();
        assert_eq!(words.time_of(at), "3 March 2026, 12:34 UTC");
    }
}
