//! The lines of a page as a file.

use super::view::{Rows, Sent, Update, View, Whose};
use super::words::words;
use crate::console::Lang;
use crate::export::csv;
use crate::time::rfc3339;

/// What is on the page, with the book's own words, which do not change with the language.
pub fn file(view: &View, lang: Lang) -> Vec<u8> {
    let head = &words(lang).csv_head;
    let mut out = csv::BYTE_ORDER_MARK.to_vec();
    let mut row = |cells: &[&str]| csv::write_row(&mut out, b',', cells.iter().copied());
    match &view.rows {
        Rows::Sends(rows) => {
            row(&[
                &head.queued,
                &head.left,
                &head.kind,
                &head.state,
                &head.reason,
                &head.code,
                &head.person,
                &head.phone,
                &head.wamid,
                &head.template,
                &head.language,
                &head.attempts,
            ]);
            for sent in rows {
                let cells = sent_cells(sent);
                row(&cells.each_ref().map(String::as_str));
            }
        }
        Rows::Updates(rows) => {
            row(&[
                &head.seq,
                &head.at,
                &head.kind,
                &head.state,
                &head.person,
                &head.phone,
                &head.attempts,
            ]);
            for update in rows {
                let cells = update_cells(update);
                row(&cells.each_ref().map(String::as_str));
            }
        }
    }
    out
}

fn of(whose: Option<&Whose>) -> (String, String) {
    let Some(whose) = whose else {
        return Default::default();
    };
    let name = whose.name.clone().unwrap_or_else(|| whose.id.clone());
    let phone = whose.phone.as_ref().map(|digits| format!("+{digits}"));
    (name, phone.unwrap_or_default())
}

fn sent_cells(sent: &Sent) -> [String; 12] {
    let (person, phone) = of(sent.whose.as_ref());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        rfc3339(sent.queued_at),
        sent.left_at.map(rfc3339).unwrap_or_default(),
        sent.kind.clone(),
        sent.state.clone(),
        text(&sent.reason),
        sent.code.map(|code| code.to_string()).unwrap_or_default(),
        person,
        phone,
        text(&sent.wamid),
        text(&sent.template),
        text(&sent.language),
        sent.attempts.to_string(),
    ]
}

fn update_cells(update: &Update) -> [String; 7] {
    let (person, phone) = of(update.whose.as_ref());
    [
        update.seq.to_string(),
        rfc3339(update.at),
        update.kind.clone(),
        update.state.as_str().to_owned(),
        person,
        phone,
        update.attempts.to_string(),
    ]
}
