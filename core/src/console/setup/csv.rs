//! The set-up check as a file.

use super::ORDER;
use crate::console::Lang;
use crate::export::csv::{BYTE_ORDER_MARK, write_row};
use crate::setup_check::{Report, words};
use crate::time::rfc3339;

/// What is on the screen, for a spreadsheet, or for whoever is asked to mend it: each line with what
/// was found and what to do.
pub fn csv(report: Option<&Report>, lang: Lang) -> Vec<u8> {
    let words = words(lang.locale().as_ref());
    let mut out = BYTE_ORDER_MARK.to_vec();
    let mut row = |cells: [&str; 6]| write_row(&mut out, b',', cells.into_iter());
    row(["state", "check", "title", "found", "to_do", "checked_at"]);
    if let Some(report) = report {
        let at = rfc3339(report.at);
        for check in ORDER.iter().flat_map(|state| report.standing(*state)) {
            row([
                check.state.as_str(),
                check.id.as_str(),
                &words.title(check),
                &words.says(check),
                &words.fix(check),
                &at,
            ]);
        }
    }
    out
}
