//! The templates as a file.

use super::view::{Entry, Line, View};
use crate::export::csv::{BYTE_ORDER_MARK, write_row};
use crate::time::rfc3339;

/// What Meta has none of.
const NONE: &str = "NONE";

/// What is on the screen, for a spreadsheet, in Meta's own words: the confirmation in each language of
/// the form, then all others.
pub fn csv(view: &View) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_vec();
    let mut row = |cells: [&str; 9]| write_row(&mut out, b',', cells.into_iter());
    row([
        "name",
        "language",
        "status",
        "category",
        "quality",
        "reason",
        "paused_until",
        "next_category",
        "next_category_on",
    ]);
    for line in &view.lines {
        match &line.entry {
            Some(entry) => row(cells(entry).each_ref().map(String::as_str)),
            None => row(missing(&view.name, line)),
        }
    }
    for entry in &view.others {
        row(cells(entry).each_ref().map(String::as_str));
    }
    out
}

fn missing<'a>(name: &'a str, line: &'a Line) -> [&'a str; 9] {
    [name, line.locale.as_str(), NONE, "", "", "", "", "", ""]
}

fn cells(entry: &Entry) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (next, on) = entry.warning.clone().unwrap_or_default();
    [
        entry.name.clone(),
        entry.language.to_string(),
        entry.status.clone(),
        text(&entry.category),
        text(&entry.quality),
        text(&entry.reason),
        entry.paused_until.map(rfc3339).unwrap_or_default(),
        next,
        on.map(rfc3339).unwrap_or_default(),
    ]
}
