//! A shop's file: the same rows in any chunks, no row lost, and what is handed back is read again.

use crate::choice;
use saludo_core::import::{Cutter, FileFault, Options, RawRow, Reader, Report};
use saludo_core::settings::Settings;

/// 2025-06-10T12:00:00Z.
const NOW: i64 = 1_749_556_800_000;
/// Files that are repeated until they are larger than the longest row.
const LARGE: usize = 80 * 1024;

pub(crate) fn check(data: &[u8]) {
    let (how, file) = choice(data);
    let repeated;
    let file = if how & 0x80 != 0 && !file.is_empty() {
        repeated = file.repeat(LARGE / file.len() + 1);
        &repeated[..]
    } else {
        file
    };
    let whole = cut(file, file.len().max(1));
    let size = (how & 0x7F) + 1;
    assert_eq!(cut(file, size), whole, "in chunks of {size}");
    read_every_row(how, &whole.0);
}

/// The rows of a file that comes in chunks of `size`, and what was wrong with it in the end.
fn cut(file: &[u8], size: usize) -> (Vec<RawRow>, Result<(), FileFault>) {
    let mut cutter = Cutter::default();
    let mut rows = Vec::new();
    for chunk in file.chunks(size) {
        if let Err(fault) = cutter.feed(chunk, &mut rows) {
            return (rows, Err(fault));
        }
    }
    let end = cutter.finish(&mut rows);
    (rows, end)
}

fn read_every_row(how: usize, rows: &[RawRow]) {
    let mut line = 0;
    for row in rows {
        assert!(row.line > line, "rows begin in lines of their own");
        line = row.line;
        assert!(row.cells.iter().any(|cell| !cell.trim().is_empty()));
    }
    let settings = Settings::example_for("demo", "https://wa.demo.example");
    let query: &[(&str, &str)] = match how % 5 {
        0 => &[],
        1 => &[("preset", "wati"), ("purposes", "offers")],
        2 => &[("preset", "shopify"), ("purposes", "offers")],
        3 => &[("preset", "klaviyo"), ("purposes", "offers")],
        _ => &[("country", "ES"), ("dates", "dmy"), ("purposes", "offers")],
    };
    let options = Options::parse(query.iter().copied(), &settings);
    let (Ok(options), Some((header, rows))) = (options, rows.split_first()) else {
        return;
    };
    let Ok(reader) = Reader::new(options, header) else {
        return;
    };
    let report = Report::BadRows { separator: b',' };
    let mut refused = Vec::new();
    report.head(reader.header(), &mut refused);
    let mut bad = 0;
    for row in rows {
        match reader.read(row, NOW) {
            Ok(Some(entry)) => {
                assert_eq!(entry.line, row.line);
                assert!(entry.wa_id.is_some() || entry.user_id.is_some());
                assert!(entry.act.at().is_none_or(|at| at <= NOW), "{entry:?}");
            }
            Ok(None) => {}
            Err(fault) => {
                bad += 1;
                report.bad_row(reader.header(), row, fault, &mut refused);
            }
        }
    }
    let (again, end) = cut(&refused, 4096);
    // Names and a reason, and then each row that was refused with its own.
    let as_large = again.len() == bad + 1 && end.is_ok();
    let too_large = matches!(
        end,
        Err(FileFault::RowTooLong { .. } | FileFault::TooManyCells { .. })
    );
    assert!(as_large || too_large, "{} of {bad}: {end:?}", again.len());
}
