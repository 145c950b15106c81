//! What is wrong with a file as a whole.

/// Why a file is not read, or not read any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// Not a single row.
    #[error("the file is empty; its first row must name the columns")]
    Empty,
    /// A workbook of a spreadsheet program (a zip archive).
    #[error("this is a workbook, not CSV; save it as \"CSV UTF-8\" and send that")]
    Workbook,
    /// Text of two bytes a character, as "Unicode text" is saved.
    #[error("the text is UTF-16; save it as \"CSV UTF-8\" and send that")]
    Utf16,
    /// The first row is not UTF-8.
    #[error("the first row is not UTF-8; save the file as \"CSV UTF-8\" and send that")]
    HeaderNotUtf8,
    /// The file is larger than [`MAX_FILE`](super::MAX_FILE).
    #[error("the file is larger than 100 MiB; send it in parts, each with the first row")]
    TooLarge,
    /// A row is longer than [`MAX_ROW`](super::MAX_ROW).
    #[error(
        "the row that begins in line {line} is longer than 64 KiB; a quotation mark may be missing at its end"
    )]
    RowTooLong {
        /// The line, from 1.
        line: u64,
    },
    /// A row has more cells than [`MAX_COLUMNS`](super::MAX_COLUMNS).
    #[error("the row that begins in line {line} has more than 200 cells")]
    TooManyCells {
        /// The line, from 1.
        line: u64,
    },
    /// The file ends inside quotation marks.
    #[error("the file ends inside the quotation marks that begin in line {line}: it was cut off")]
    CutOff {
        /// The line, from 1.
        line: u64,
    },
}

impl FileFault {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::Workbook => "workbook",
            Self::Utf16 => "utf16",
            Self::HeaderNotUtf8 => "header_not_utf8",
            Self::TooLarge => "too_large",
            Self::RowTooLong { .. } => "row_too_long",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::CutOff { .. } => "cut_off",
        }
    }
}
