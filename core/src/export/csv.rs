//! Rows of CSV as RFC 4180 has them, safe to open in a spreadsheet.

use csv_core::{Terminator, WriteResult, Writer, WriterBuilder};

/// What tells Excel that a file is UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Large enough for most cells; longer ones go through it in parts.
const BUFFER: usize = 256;

/// Appends a row, with CRLF at its end.
///
/// A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or
/// a carriage return) gets an apostrophe in front, which also keeps phone numbers from being
/// rounded. Whoever reads the file by program takes it off again.
pub fn write_row<'a>(out: &mut Vec<u8>, separator: u8, cells: impl Iterator<Item = &'a str>) {
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        .terminator(Terminator::CRLF)
        .build();
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            finish(&mut writer, out, Writer::delimiter);
        }
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            // In one piece: whether a cell is quoted is decided by its first.
            write(&mut writer, out, format!("'{cell}").as_bytes());
        } else {
            write(&mut writer, out, cell.as_bytes());
        }
    }
    finish(&mut writer, out, Writer::terminator);
}

fn write(writer: &mut Writer, out: &mut Vec<u8>, mut input: &[u8]) {
    let mut buffer = [0; BUFFER];
    loop {
        let (result, read, written) = writer.field(input, &mut buffer);
        out.extend_from_slice(buffer.get(..written).unwrap_or_default());
        input = input.get(read..).unwrap_or_default();
        if result == WriteResult::InputEmpty {
            return;
        }
    }
}

fn finish(
    writer: &mut Writer,
    out: &mut Vec<u8>,
    step: impl Fn(&mut Writer, &mut [u8]) -> (WriteResult, usize),
) {
    let mut buffer = [0; BUFFER];
    loop {
        let (result, written) = step(writer, &mut buffer);
        out.extend_from_slice(buffer.get(..written).unwrap_or_default());
        if result == WriteResult::InputEmpty {
            return;
        }
    }
}
