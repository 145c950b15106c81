//! Bytes in chunks of any size, cut into rows of CSV (RFC 4180, and what spreadsheets make of it).

use super::FileFault;
use crate::export::csv::BYTE_ORDER_MARK;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The largest file, in bytes, which is what Cloudflare passes on: some million rows.
pub const MAX_FILE: usize = 100 * 1024 * 1024;

/// The longest row, in bytes: a hundred times what a person's row has. More is a quotation mark
/// that nobody closed.
pub const MAX_ROW: usize = 64 * 1024;

/// The most cells of a row: Shopify's and Klaviyo's files have some twenty.
pub const MAX_COLUMNS: usize = 200;

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// The line it begins in, from 1.
    pub line: u64,
    /// Its cells. What is not UTF-8 is replaced.
    pub cells: Vec<String>,
    /// Whether all of it was UTF-8.
    pub is_utf8: bool,
}

/// Cuts a file into rows. Empty rows are left out.
///
/// The separator is the first row's: a comma, a semicolon or a tab, whichever stands there most, or
/// the one of Excel's `sep=;` above it. A byte order mark is skipped; rows end with LF, CRLF or CR.
#[derive(Debug, Default)]
pub struct Cutter {
    state: State,
    /// The bytes so far: nobody has to tell beforehand how many there will be.
    size: usize,
    line: u64,
    /// Whether the byte before was CR, so that its LF is no further line.
    after_cr: bool,
}

#[derive(Debug)]
enum State {
    /// Until the first line that says something is whole, its separator is not known.
    Start(Start),
    Rows(Box<Rows>),
}

/// The beginning of a file, and how far it was looked at: nobody has it read again and again by
/// sending byte after byte.
#[derive(Debug, Default)]
struct Start {
    bytes: Vec<u8>,
    looked_at: usize,
    says_something: bool,
}

#[derive(Debug)]
struct Rows {
    reader: Reader,
    separator: u8,
    /// The row so far: its bytes, and where its cells end.
    bytes: Vec<u8>,
    length: usize,
    ends: [usize; MAX_COLUMNS + 1],
    cells: usize,
    begins: Option<u64>,
}

impl Default for State {
    fn default() -> Self {
        Self::Start(Start::default())
    }
}

impl Cutter {
    /// Takes the next bytes; adds the rows that end in them to `rows`.
    ///
    /// # Errors
    /// Where the file cannot be read any further. The rows before are in `rows`.
    pub fn feed(&mut self, chunk: &[u8], rows: &mut Vec<RawRow>) -> Result<(), FileFault> {
        self.size = self.size.saturating_add(chunk.len());
        if self.size > MAX_FILE {
            return Err(FileFault::TooLarge);
        }
        let State::Start(first) = &mut self.state else {
            return self.cut(chunk, rows);
        };
        first.bytes.extend_from_slice(chunk);
        match first.end_of_first_line() {
            Some(end) if end <= MAX_ROW => {}
            None if first.bytes.len() <= MAX_ROW => return Ok(()),
            _ => {
                let beginning = first.bytes.get(..=MAX_ROW).unwrap_or_default();
                return Err(beginning_fault(beginning).unwrap_or(FileFault::RowTooLong { line: 1 }));
            }
        }
        let first = std::mem::take(&mut first.bytes);
        self.begin(&first, rows)
    }

    /// The file ends here: adds its last row, if it had no line end.
    ///
    /// # Errors
    /// Where it ends inside quotation marks, or has no row at all.
    pub fn finish(&mut self, rows: &mut Vec<RawRow>) -> Result<(), FileFault> {
        if let State::Start(first) = &mut self.state {
            let first = std::mem::take(&mut first.bytes);
            self.begin(&first, rows)?;
        }
        // Inside quotation marks a line end is text and ends no row.
        self.cut(b"\n", rows)?;
        match &self.state {
            State::Rows(rows) => match rows.begins {
                Some(line) => Err(FileFault::CutOff { line }),
                None => Ok(()),
            },
            State::Start(_) => Ok(()),
        }
    }

    /// The separator, once the first row is known.
    pub fn separator(&self) -> u8 {
        match &self.state {
            State::Start(_) => b',',
            State::Rows(rows) => rows.separator,
        }
    }

    fn begin(&mut self, first: &[u8], rows: &mut Vec<RawRow>) -> Result<(), FileFault> {
        if let Some(fault) = beginning_fault(first) {
            return Err(fault);
        }
        let text = without_mark(first);
        let (hint, text) = separator_hint(text);
        let line = text
            .split(|byte| is_line_end(*byte))
            .find(|line| !line.trim_ascii().is_empty());
        let separator = hint.unwrap_or_else(|| likely_separator(line.unwrap_or_default()));
        self.line = if hint.is_some() { 2 } else { 1 };
        self.state = State::Rows(Box::new(Rows {
            reader: ReaderBuilder::new().delimiter(separator).build(),
            separator,
            bytes: vec![0; MAX_ROW],
            length: 0,
            ends: [0; MAX_COLUMNS + 1],
            cells: 0,
            begins: None,
        }));
        self.cut(text, rows)
    }

    fn cut(&mut self, mut input: &[u8], rows: &mut Vec<RawRow>) -> Result<(), FileFault> {
        let State::Rows(state) = &mut self.state else {
            return Ok(());
        };
        while !input.is_empty() {
            if state.begins.is_none() {
                // Line ends before a row are counted here, so that it is known where it begins.
                let blank = input.iter().take_while(|byte| is_line_end(**byte)).count();
                let (ends, rest) = input.split_at(blank);
                for byte in ends {
                    count(&mut self.line, &mut self.after_cr, *byte);
                }
                input = rest;
                if input.is_empty() {
                    return Ok(());
                }
                state.begins = Some(self.line);
            }
            let line = state.begins.unwrap_or(self.line);
            let bytes = state.bytes.get_mut(state.length..).unwrap_or_default();
            let ends = state.ends.get_mut(state.cells..).unwrap_or_default();
            let (result, read, written, ended) = state.reader.read_record(input, bytes, ends);
            let (done, rest) = input.split_at_checked(read).unwrap_or((input, &[]));
            for byte in done {
                count(&mut self.line, &mut self.after_cr, *byte);
            }
            input = rest;
            state.length += written;
            state.cells += ended;
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
                ReadRecordResult::OutputFull => return Err(FileFault::RowTooLong { line }),
                ReadRecordResult::OutputEndsFull => return Err(FileFault::TooManyCells { line }),
                ReadRecordResult::Record => {
                    if state.cells > MAX_COLUMNS {
                        return Err(FileFault::TooManyCells { line });
                    }
                    rows.extend(state.row(line));
                }
            }
        }
        Ok(())
    }
}

impl Start {
    /// Where the first line ends that says something, once that is known: after a CR there may be
    /// an LF that belongs to it. The same whatever the chunks are.
    fn end_of_first_line(&mut self) -> Option<usize> {
        // Whether there is a mark is known once a byte is there that is none of it.
        let unmarked = without_mark(&self.bytes);
        if BYTE_ORDER_MARK.starts_with(unmarked) {
            return None;
        }
        let mark = self.bytes.len() - unmarked.len();
        let mut at = self.looked_at.max(mark);
        while let Some(byte) = self.bytes.get(at) {
            if self.says_something && is_line_end(*byte) {
                let is_known = *byte == b'\n' || self.bytes.len() > at + 1;
                self.looked_at = at;
                return is_known.then_some(at + 1);
            }
            self.says_something |= !byte.is_ascii_whitespace();
            at += 1;
        }
        self.looked_at = at;
        None
    }
}

impl Rows {
    /// The row that is whole now, and room for the next. None where all its cells are empty.
    fn row(&mut self, line: u64) -> Option<RawRow> {
        let mut begin = 0;
        let mut is_utf8 = true;
        let mut cells = Vec::with_capacity(self.cells);
        for end in self.ends.iter().take(self.cells) {
            let cell = self.bytes.get(begin..*end).unwrap_or_default();
            is_utf8 &= std::str::from_utf8(cell).is_ok();
            cells.push(String::from_utf8_lossy(cell).into_owned());
            begin = *end;
        }
        self.length = 0;
        self.cells = 0;
        self.begins = None;
        let says_something = cells.iter().any(|cell| !cell.trim().is_empty());
        says_something.then_some(RawRow {
            line,
            cells,
            is_utf8,
        })
    }
}

fn count(line: &mut u64, after_cr: &mut bool, byte: u8) {
    if byte == b'\r' || (byte == b'\n' && !*after_cr) {
        *line += 1;
    }
    *after_cr = byte == b'\r';
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The text after the byte order mark.
fn without_mark(first: &[u8]) -> &[u8] {
    first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(first)
}

/// What a file begins with that is no CSV.
fn beginning_fault(first: &[u8]) -> Option<FileFault> {
    match first {
        [b'P', b'K', 3 | 5 | 7, ..] => Some(FileFault::Workbook),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some(FileFault::Utf16),
        first if first.iter().all(u8::is_ascii_whitespace) => Some(FileFault::Empty),
        _ => None,
    }
}

/// The separator that Excel's first line names, and what comes behind that line.
fn separator_hint(text: &[u8]) -> (Option<u8>, &[u8]) {
    let Some(rest) = text.strip_prefix(b"sep=") else {
        return (None, text);
    };
    match rest {
        [separator, b'\r', b'\n', rest @ ..] | [separator, b'\n' | b'\r', rest @ ..]
            if matches!(separator, b',' | b';' | b'\t') =>
        {
            (Some(*separator), rest)
        }
        _ => (None, text),
    }
}

/// The separator that stands most in the first line, outside of quotation marks.
fn likely_separator(line: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == separator);
        }
    }
    let [mut most, others @ ..] = counts;
    for other in others {
        if other.1 > most.1 {
            most = other;
        }
    }
    most.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_100_mib_whatever_it_said() {
        for begun in [&b""[..], b"phone\n+34600000001\n"] {
            let mut rows = Vec::new();
            let mut cutter = Cutter::default();
            cutter.feed(begun, &mut rows).unwrap();
            cutter.size = MAX_FILE - 1;
            assert_eq!(cutter.feed(b"\n", &mut rows), Ok(()));
            assert_eq!(cutter.feed(b"\n", &mut rows), Err(FileFault::TooLarge));
        }
    }
}
