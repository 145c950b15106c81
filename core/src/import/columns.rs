//! Which cell of a row says what, by the names in the first row.

use super::preset::{Preset, Status};
use super::{FileFault, RawRow};

/// The first row lacks what is needed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsFault {
    /// It is not readable at all.
    #[error(transparent)]
    File(#[from] FileFault),
    /// Columns that must be there are not.
    #[error("the first row must name the columns: {}", expected.join(", "))]
    Missing {
        /// The columns that files of this preset have, the required ones first.
        expected: &'static [&'static str],
    },
}

/// The places of the columns in a row.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    preset: Preset,
    pub(super) phone: Option<usize>,
    /// Where the first is empty: Shopify has a number by customer and one by address.
    pub(super) other_phone: Option<usize>,
    pub(super) calling_code: Option<usize>,
    pub(super) country: Option<usize>,
    pub(super) user_id: Option<usize>,
    pub(super) name: Option<usize>,
    pub(super) first_name: Option<usize>,
    pub(super) last_name: Option<usize>,
    pub(super) purposes: Option<usize>,
    pub(super) consented_at: Option<usize>,
    pub(super) words: Option<usize>,
    pub(super) method: Option<usize>,
    pub(super) opted_out_at: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    /// Finds the columns. Saludo's own are found in every tool's file too, so that a shop can add
    /// the words and the method that its tool does not know.
    pub(super) fn find(preset: Preset, header: &RawRow) -> Result<Self, ColumnsFault> {
        if !header.is_utf8 {
            return Err(FileFault::HeaderNotUtf8.into());
        }
        let names: Vec<String> = header.cells.iter().map(|cell| plain(cell)).collect();
        let find = |name: &str| names.iter().position(|known| known == name);
        let any = |wanted: &[&str]| wanted.iter().find_map(|name| find(name));
        let pair = preset
            .status_columns()
            .iter()
            .find(|pair| find(pair.status).is_some());
        let columns = Self {
            preset,
            phone: any(&["phone", "phone number"]),
            other_phone: find("default address phone"),
            calling_code: find("countrycode"),
            country: any(&["default address country code", "country"]),
            user_id: find("user id"),
            name: find("name"),
            first_name: find("first name"),
            last_name: find("last name"),
            purposes: find("purposes"),
            consented_at: find("consented at").or_else(|| pair.and_then(|pair| find(pair.date?))),
            words: find("words"),
            method: find("method"),
            opted_out_at: find("opted out at"),
            status: pair.and_then(|pair| find(pair.status)),
        };
        let known = columns
            .phone
            .or(columns.other_phone)
            .or(columns.user_id)
            .is_some();
        let says = preset.status_columns().is_empty() || columns.status.is_some();
        if known && says {
            Ok(columns)
        } else {
            Err(ColumnsFault::Missing {
                expected: preset.expected(),
            })
        }
    }

    /// What the tool says of the person's consent. Without such a column a row is a consent.
    pub(super) fn status(&self, row: &RawRow) -> Option<Status> {
        match self.status {
            Some(_) => self.preset.status(cell(row, self.status)),
            None => Some(Status::Agreed),
        }
    }
}

/// What stands in a column, without what spreadsheets put around it: `'+34…`, `="+34…"`.
pub(super) fn cell(row: &RawRow, column: Option<usize>) -> &str {
    let text = column
        .and_then(|column| row.cells.get(column))
        .map_or("", |cell| cell.trim());
    let text = text
        .strip_prefix("=\"")
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    match text.strip_prefix('\'') {
        Some(guarded) if guarded.starts_with(is_guarded) => guarded,
        _ => text,
    }
}

/// What a spreadsheet, or our own export, puts an apostrophe before.
fn is_guarded(first: char) -> bool {
    first.is_ascii_digit() || matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r')
}

/// A column's name, whatever its case and its mark between words.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-'], " ")
}
