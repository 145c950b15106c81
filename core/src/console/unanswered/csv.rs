//! The page of the list as a file.

use super::View;
use crate::console::Lang;
use crate::console::chat::brief;
use crate::export::csv::{BYTE_ORDER_MARK, write_row};
use crate::question::WINDOW;
use crate::time::rfc3339;

/// What is on the screen, for a spreadsheet: who waits, since when, until when they may be answered
/// freely, and the last words.
pub fn csv(view: &View, lang: Lang) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_vec();
    let head = [
        "id",
        "name",
        "phone",
        "tag",
        "since",
        "window_until",
        "messages",
        "last",
    ];
    write_row(&mut out, b',', head.into_iter());
    for waits in &view.waiting {
        let until = waits.last_wrote_at.map(|at| rfc3339(at + WINDOW));
        let cells = [
            waits.person.as_str(),
            waits.name.as_deref().unwrap_or_default(),
            waits.phone.as_deref().unwrap_or_default(),
            waits.tag.as_deref().unwrap_or_default(),
            &rfc3339(waits.since),
            until.as_deref().unwrap_or_default(),
            &waits.messages.to_string(),
            &brief(&waits.last, lang),
        ];
        write_row(&mut out, b',', cells.into_iter());
    }
    out
}
