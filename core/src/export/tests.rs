use super::*;
use proptest::prelude::*;
use serde_json::json;

fn read(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// What a program does to a cell of ours.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

#[test]
fn a_cell_that_looks_like_a_formula_is_text() {
    let mut out = Vec::new();
    let cells = ["=1+1", "+34600000001", "-1", "@a", "\tb", "\rc", "Ana", ""];
    csv::write_row(&mut out, b',', cells.into_iter());
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "'=1+1,'+34600000001,'-1,'@a,'\tb,\"'\rc\",Ana,\r\n"
    );
}

#[test]
fn a_cell_with_the_separator_a_quote_or_a_line_end_is_quoted() {
    let mut out = Vec::new();
    csv::write_row(
        &mut out,
        b';',
        ["a;b", "say \"hi\"", "two\nlines"].into_iter(),
    );
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\"a;b\";\"say \"\"hi\"\"\";\"two\nlines\"\r\n"
    );
}

#[test]
fn an_opt_in_is_a_row_with_its_persons_columns() {
    let entry = Entry {
        cursor: Cursor::OptIn(17),
        record: Record::OptIn(Box::new(OptIn {
            id: 17,
            code: "K7Q2M-9XT4D".into(),
            state: "confirmed".into(),
            person: Some("7h2k".into()),
            phone: Some("+34600000001".into()),
            purposes: vec!["offers".into(), "restock".into()],
            standings: vec![
                standing("offers", None, "granted"),
                standing("restock", Some("sku-1"), "stopped"),
            ],
            product: Some(json!({"id": "sku-1", "title": "Teapot"})),
            fields: Some(json!({"size": "M"})),
            requested_at: "2025-06-08T20:59:43.000Z".into(),
            ..OptIn::default()
        })),
    };
    let mut out = Vec::new();
    write_header(&mut out);
    write_record(&entry, &mut out);
    let rows = read(&out);
    let cell = |name: &str| {
        let index = COLUMNS.iter().position(|column| *column == name).unwrap();
        rows[1][index].as_str()
    };
    assert_eq!(rows[0], COLUMNS);
    assert_eq!(cell("cursor"), "o:17");
    assert_eq!(cell("phone"), "'+34600000001");
    assert_eq!(cell("purposes"), "offers restock");
    assert_eq!(cell("standings"), "offers:granted restock/sku-1:stopped");
    assert_eq!(cell("native_stop"), "false");
    assert_eq!(cell("product_title"), "Teapot");
    assert_eq!(cell("fields"), r#"{"size":"M"}"#);
    assert_eq!(cell("confirmed_at"), "");
}

#[test]
fn a_person_is_a_row_only_without_an_opt_in() {
    let mut entry = Entry {
        cursor: Cursor::Person("7h2k".into()),
        record: Record::Person(Box::new(Person {
            id: "7h2k".into(),
            name: Some("Ana".into()),
            locale: Some("es".into()),
            standings: vec![standing("offers", None, "unproven")],
            native_stop: true,
            ..Person::default()
        })),
    };
    let mut out = Vec::new();
    write_record(&entry, &mut out);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "p:7h2k,7h2k,,,,Ana,,,,,offers:unproven,true,,es,,,,,,,,,,\r\n"
    );
    let Record::Person(person) = &mut entry.record else {
        unreachable!()
    };
    person.opt_ins = 1;
    let mut out = Vec::new();
    write_record(&entry, &mut out);
    assert_eq!(out, b"");
}

#[test]
fn a_cursor_is_a_person_or_a_number() {
    for good in ["p:7h2k9q", "o:0", "o:4294967295"] {
        assert_eq!(good.parse::<Cursor>().unwrap().to_string(), good);
    }
    for wrong in [
        "",
        "p:",
        "p:Ana",
        "o:",
        "o:-1",
        "o:1.5",
        "x:1",
        "17",
        "p:a'b",
        "o:4294967296",
    ] {
        assert_eq!(wrong.parse::<Cursor>(), Err(ParseCursorError), "{wrong}");
    }
}

#[test]
fn a_record_is_read_back_from_its_line() {
    let entry = Entry {
        cursor: Cursor::Person("7h2k".into()),
        record: Record::Person(Box::default()),
    };
    let line = serde_json::to_string(&entry).unwrap();
    assert!(
        line.starts_with(r#"{"cursor":"p:7h2k","type":"person","id":"""#),
        "{line}"
    );
    assert_eq!(serde_json::from_str::<Entry>(&line).unwrap(), entry);
}

fn standing(purpose: &str, product: Option<&str>, standing: &str) -> ScopeStanding {
    ScopeStanding {
        purpose: purpose.into(),
        product: product.map(str::to_owned),
        standing: standing.into(),
        since: None,
        ended_at: None,
        statement: None,
    }
}

proptest! {
    #[test]
    fn a_csv_reader_gets_back_what_was_written(
        rows in prop::collection::vec(prop::collection::vec(any::<String>(), 2..5), 1..5),
        separator in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let mut out = Vec::new();
        for row in &rows {
            csv::write_row(&mut out, separator, row.iter().map(String::as_str));
        }
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(out.as_slice());
        let back: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(|cell| unguarded(cell).to_owned()).collect())
            .collect();
        // What already looked guarded is the one thing that cannot be told apart.
        let expected: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| unguarded(cell).to_owned()).collect())
            .collect();
        prop_assert_eq!(back, expected);
    }
}
