//! Moments as the console writes them: in UTC, until a script that knows the reader's zone has
//! them in theirs (`www/console/console.js`).

use super::Lang;
use super::frame::months;
use crate::time::{Millis, rfc3339};
use chrono::{DateTime, Datelike, Timelike};
use maud::{Markup, html};

/// Day and time, for people and for machines.
pub(crate) fn moment(at: Millis, lang: Lang) -> Markup {
    html! { time datetime=(rfc3339(at)) { (written(at, lang)) } }
}

/// The same, if there is a moment, else a dash.
pub(crate) fn moment_or_dash(at: Option<Millis>, lang: Lang) -> Markup {
    at.map_or_else(|| html! { "–" }, |at| moment(at, lang))
}

fn written(at: Millis, lang: Lang) -> String {
    let moment = DateTime::from_timestamp_millis(at).unwrap_or_default();
    let month = usize::try_from(moment.month0()).unwrap_or_default();
    let month = months(lang).get(month).map_or("", String::as_str);
    let (day, year) = (moment.day(), moment.year());
    let (hour, minute) = (moment.hour(), moment.minute());
    format!("{day} {month} {year}, {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_people_and_for_machines() {
        assert_eq!(
            moment(1_772_541_296_000, Lang::En).into_string(),
            "<time datetime=\"2026-03-03T12:34:56.000Z\">3 Mar 2026, 12:34 UTC</time>"
        );
        assert_eq!(
            written(1_772_541_296_000, Lang::Es),
            "3 mar 2026, 12:34 UTC"
        );
        assert_eq!(moment_or_dash(None, Lang::En).into_string(), "–");
    }
}
