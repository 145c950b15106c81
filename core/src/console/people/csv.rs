//! The page of the list as a file.

use super::view::{Row, View};
use crate::export::csv::{BYTE_ORDER_MARK, write_row};
use crate::person_page::Standing;
use crate::time::rfc3339;

/// What is on the screen, for a spreadsheet. (Everything is `export.csv` of the API.)
pub fn csv(view: &View) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_vec();
    let head = [
        "id",
        "name",
        "phone",
        "locale",
        "agreed_to",
        "source",
        "seen_at",
    ];
    write_row(&mut out, b',', head.into_iter());
    for row in &view.people {
        let agreed = agreed_to(row);
        let cells = [
            row.id.as_str(),
            row.name.as_deref().unwrap_or_default(),
            row.known_as.as_deref().unwrap_or_default(),
            row.locale.as_deref().unwrap_or_default(),
            &agreed,
            row.source.map_or("", crate::opt_in::Source::as_str),
            &rfc3339(row.seen_at),
        ];
        write_row(&mut out, b',', cells.into_iter());
    }
    out
}

fn agreed_to(row: &Row) -> String {
    let granted = row
        .standings
        .iter()
        .filter(|scope| scope.standing == Standing::Granted);
    let named = granted.map(|scope| match scope.product.as_str() {
        "" => scope.label.clone(),
        product => format!("{} ({product})", scope.label),
    });
    named.collect::<Vec<_>>().join("; ")
}
