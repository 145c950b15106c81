use super::*;
use crate::settings::Settings;
use proptest::prelude::*;

/// 2025-06-10T12:00:00Z.
const NOW: i64 = 1_749_556_800_000;

fn cut(chunks: &[&[u8]]) -> Result<Vec<RawRow>, FileFault> {
    let mut cutter = Cutter::default();
    let mut rows = Vec::new();
    for chunk in chunks {
        cutter.feed(chunk, &mut rows)?;
    }
    cutter.finish(&mut rows)?;
    Ok(rows)
}

fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
    let rows = cut(&[text.as_bytes()]).unwrap();
    rows.into_iter().map(|row| (row.line, row.cells)).collect()
}

fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

fn settings() -> Settings {
    Settings::default_for("demo", "http://localhost:8787")
}

fn options(query: &[(&str, &str)]) -> Result<Options, OptionsFault> {
    Options::parse(query.iter().copied(), &settings())
}

/// What each row of a file says, by line.
fn read(query: &[(&str, &str)], text: &str) -> Vec<Result<Option<Entry>, RowFault>> {
    let mut rows = cut(&[text.as_bytes()]).unwrap().into_iter();
    let reader = Reader::new(options(query).unwrap(), &rows.next().unwrap()).unwrap();
    rows.map(|row| reader.read(&row, NOW)).collect()
}

fn purposes(ids: &[&str]) -> Vec<crate::purpose::PurposeId> {
    let parse = |id: &&str| crate::purpose::PurposeId::parse(id).unwrap();
    ids.iter().map(parse).collect()
}

#[test]
fn what_stands_before_the_first_row_reads_the_same_in_any_chunks() {
    for text in [
        "\r\r\n\nphone;name\r\n1;2\r\n",
        "  \n\t\nphone;name\n1;2",
        "sep=;\r\n\nphone;name,x\n1;2",
        "\u{feff}\n\nphone;name\n1;2",
        "\n \r\n",
        "",
    ] {
        let whole = cut(&[text.as_bytes()]);
        let single: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        let lines = |rows: Vec<RawRow>| -> Vec<_> {
            rows.into_iter().map(|row| (row.line, row.cells)).collect()
        };
        assert_eq!(cut(&single).map(lines), whole.map(lines), "{text:?}");
    }
    assert_eq!(
        cells("\r\r\n\nphone;name\r\n"),
        vec![row(4, &["phone", "name"])]
    );
    assert_eq!(cut(&[b"\n", b" \r\n"]), Err(FileFault::Empty));
}

#[test]
fn rows_are_cut_whatever_separates_them() {
    let expected = vec![row(1, &["phone", "name"]), row(2, &["1", "Ana, \"A\""])];
    assert_eq!(cells("phone,name\r\n1,\"Ana, \"\"A\"\"\"\r\n"), expected);
    assert_eq!(cells("phone;name\n1;\"Ana, \"\"A\"\"\""), expected);
    assert_eq!(cells("phone\tname\r1\t\"Ana, \"\"A\"\"\"\r"), expected);
    assert_eq!(
        cells("\u{feff}phone,name\n1,\"Ana, \"\"A\"\"\"\n"),
        expected
    );
    let hinted = vec![row(2, &["phone", "name,x"]), row(3, &["1", "2"])];
    assert_eq!(cells("sep=;\r\nphone;name,x\r\n1;2\r\n"), hinted);
}

#[test]
fn a_row_knows_the_line_it_begins_in() {
    assert_eq!(
        cells("a,b\r\n\r\n\"two\nlines\",1\r\n,\r\n3,4"),
        [
            row(1, &["a", "b"]),
            row(3, &["two\nlines", "1"]),
            row(6, &["3", "4"])
        ]
    );
}

#[test]
fn a_file_that_is_no_csv_is_told_what_it_is() {
    assert_eq!(cut(&[b""]), Err(FileFault::Empty));
    assert_eq!(cut(&[b"\n\r\n"]), Err(FileFault::Empty));
    assert_eq!(cut(&[b"PK\x03\x04\n"]), Err(FileFault::Workbook));
    assert_eq!(cut(&[b"\xFF\xFEp\0h\0\n\0"]), Err(FileFault::Utf16));
    assert_eq!(cut(&[b"phone\n1\n\"2"]), Err(FileFault::CutOff { line: 3 }));
    let long = format!("phone\n\"{}", "x".repeat(2 * MAX_ROW));
    assert_eq!(
        cut(&[long.as_bytes()]),
        Err(FileFault::RowTooLong { line: 2 })
    );
    let wide = ",".repeat(MAX_COLUMNS) + "\n";
    assert_eq!(
        cut(&[wide.as_bytes()]),
        Err(FileFault::TooManyCells { line: 1 })
    );
    let widest = "a,".repeat(MAX_COLUMNS - 1) + "a\n";
    assert_eq!(
        cut(&[widest.as_bytes()]).unwrap()[0].cells.len(),
        MAX_COLUMNS
    );
}

#[test]
fn words_date_and_method_make_a_consent_and_less_is_unproven() {
    let file = "phone,name,purposes,consented_at,words,method\n\
        +34600000001,Ana,offers,2025-06-08,I want offers,checkout\n\
        600 000 002,,\"restock, offers\",2025-06-08,,checkout\n\
        +34600000003,,offers,,,\n";
    let read: Vec<Entry> = read(&[("country", "ES")], file)
        .into_iter()
        .map(|row| row.unwrap().unwrap())
        .collect();
    let at = 1_749_340_800_000;
    assert_eq!(
        read[0],
        Entry {
            line: 2,
            wa_id: Some("34600000001".into()),
            user_id: None,
            name: Some("Ana".into()),
            act: ImportedAct::Consent {
                purposes: purposes(&["offers"]),
                at,
                evidence: "I want offers\nMethod: checkout\nDate: 2025-06-08".into(),
            },
        }
    );
    assert_eq!(read[1].wa_id.as_deref(), Some("34600000002"));
    assert_eq!(
        read[1].act,
        ImportedAct::Unproven {
            purposes: purposes(&["offers", "restock"]),
            at: Some(at),
            evidence: Some("Method: checkout\nDate: 2025-06-08".into()),
        }
    );
    assert_eq!(
        read[2].act,
        ImportedAct::Unproven {
            purposes: purposes(&["offers"]),
            at: None,
            evidence: None
        }
    );
}

#[test]
fn an_opt_out_counts_whatever_else_the_row_says() {
    let file = "phone,purposes,consented_at,opted_out_at\n\
        +34600000001,offers,2025-06-01,2025-06-08\n\
        +34600000002,,,yes\n\
        +34600000003,nonsense,,2099-01-01\n\
        +34600000004,,,2025-06-10\n\
        +34600000005,offers,,no\n";
    let acts: Vec<ImportedAct> = read(&[], file)
        .into_iter()
        .map(|row| row.unwrap().unwrap().act)
        .collect();
    let opt_out = |ids: &[&str], at| ImportedAct::OptOut {
        purposes: purposes(ids),
        at,
    };
    // The end of a day whose time is not known; a day that is not over is of now.
    assert_eq!(acts[0], opt_out(&["offers"], Some(1_749_427_199_999)));
    assert_eq!(acts[1], opt_out(&[], None));
    assert_eq!(acts[2], opt_out(&[], None));
    assert_eq!(acts[3], opt_out(&[], None));
    assert!(!acts[4].is_opt_out());
    assert_eq!(acts[1].deed(), crate::consent::Deed::WithdrawAll);
}

#[test]
fn each_bad_row_says_why() {
    let file = "phone,user_id,purposes,consented_at,country\n\
        ,,offers,,\n\
        abc,,offers,,\n\
        3.46E+10,,offers,,\n\
        600000001,,offers,,\n\
        ,Ana,offers,,\n\
        +34600000001,,weather,,\n\
        +34600000001,,,,\n\
        +34600000001,,offers,soon,\n\
        +34600000001,,offers,03/04/2025,\n\
        +34600000001,,offers,2025-06-11,\n\
        +34600000001,,offers,2008-12-31,\n\
        +34600000001,,offers\n\
        +34600000001,,offers,,ES,more\n";
    let codes: Vec<&str> = read(&[], file)
        .into_iter()
        .map(|row| row.unwrap_err().code())
        .collect();
    assert_eq!(
        codes,
        [
            "phone_missing",
            "phone_malformed",
            "phone_mangled",
            "phone_malformed",
            "user_id_malformed",
            "purpose_unknown",
            "purposes_missing",
            "date_malformed",
            "date_ambiguous",
            "date_in_future",
            "date_too_early",
            "wrong_cells",
            "wrong_cells",
        ]
    );
    let mut rows = cut(&[b"phone,purposes\n+34600000001,off\xE9rs\n"])
        .unwrap()
        .into_iter();
    let reader = Reader::new(options(&[]).unwrap(), &rows.next().unwrap()).unwrap();
    assert_eq!(
        reader.read(&rows.next().unwrap(), NOW),
        Err(RowFault::NotUtf8)
    );
}

#[test]
fn numbers_are_read_as_spreadsheets_leave_them() {
    let file = "phone,country\n'+34600000001,\n\"=\"\"+34600000001\"\"\",\n34600000001.0,ES\n600000001,es\n0034 600-000-001,\n";
    for row in read(&[("purposes", "offers")], file) {
        assert_eq!(row.unwrap().unwrap().wa_id.as_deref(), Some("34600000001"));
    }
}

#[test]
fn a_person_without_a_number_is_known_by_user_id() {
    let file = "user_id,purposes\nES.13491208655302741918,offers\n";
    let entry = read(&[], file).remove(0).unwrap().unwrap();
    assert_eq!(entry.user_id.as_deref(), Some("ES.13491208655302741918"));
    assert_eq!(entry.wa_id, None);
}

#[test]
fn watis_contacts_are_unproven_or_opted_out() {
    let file = "Name,CountryCode,Phone,AllowBroadcast,AllowSMS\r\n\
        Ana,34,600000001,TRUE,TRUE\r\n\
        Bea,34,34600000002,FALSE,TRUE\r\n\
        Cai,34,600000003,,\r\n";
    let rows = read(&[("preset", "wati"), ("purposes", "offers")], file);
    let entry = |index: usize| rows[index].clone().unwrap().unwrap();
    assert_eq!(entry(0).wa_id.as_deref(), Some("34600000001"));
    assert!(matches!(
        entry(0).act,
        ImportedAct::Unproven { at: None, .. }
    ));
    assert_eq!(entry(1).wa_id.as_deref(), Some("34600000002"));
    assert!(entry(1).act.is_opt_out());
    assert_eq!(rows[2], Ok(None));
}

#[test]
fn klaviyos_profiles_have_a_date_and_whatsapp_goes_before_sms() {
    let file = "Email,Klaviyo ID,First Name,Last Name,Phone Number,SMS Marketing Consent,SMS Marketing Consent Timestamp,WhatsApp Marketing Consent,WhatsApp Marketing Consent Timestamp,words,method\n\
        a@shop.example,01,Ana,Pérez,+34600000001,UNSUBSCRIBED,2024-01-01 10:00:00+00:00,SUBSCRIBED,2025-06-08 10:00:00+00:00,Yes please,form\n\
        b@shop.example,02,Bea,,+34600000002,SUBSCRIBED,,UNSUBSCRIBED,,,\n\
        c@shop.example,03,Cai,,+34600000003,SUBSCRIBED,,NEVER_SUBSCRIBED,,,\n\
        d@shop.example,04,Dan,,+34600000004,SUBSCRIBED,,maybe,,,\n";
    let rows = read(&[("preset", "klaviyo"), ("purposes", "offers")], file);
    let ana = rows[0].clone().unwrap().unwrap();
    assert_eq!(ana.name.as_deref(), Some("Ana Pérez"));
    assert!(matches!(
        ana.act,
        ImportedAct::Consent {
            at: 1_749_376_800_000,
            ..
        }
    ));
    assert!(rows[1].clone().unwrap().unwrap().act.is_opt_out());
    assert_eq!(rows[2], Ok(None));
    assert_eq!(rows[3], Err(RowFault::StatusUnknown));
}

#[test]
fn shopifys_no_is_no_opt_out_and_its_yes_no_proof() {
    let file = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Default Address Phone,Phone,Accepts SMS Marketing,Tags\n\
        '1,Ana,Pérez,a@shop.example,yes,ES,,'+34600000001,yes,vip\n\
        '2,Bea,,b@shop.example,no,ES,600 000 002,,no,\n\
        '3,Cai,,c@shop.example,no,ES,600 000 003,,yes,\n";
    let rows = read(&[("preset", "shopify"), ("purposes", "offers")], file);
    let ana = rows[0].clone().unwrap().unwrap();
    assert_eq!(ana.wa_id.as_deref(), Some("34600000001"));
    assert!(matches!(ana.act, ImportedAct::Unproven { .. }));
    assert_eq!(rows[1], Ok(None));
    let cai = rows[2].clone().unwrap().unwrap();
    assert_eq!(cai.wa_id.as_deref(), Some("34600000003"));
}

#[test]
fn a_first_row_without_the_columns_is_told_which_they_are() {
    for (preset, header) in [
        ("generic", "email,name\n"),
        ("wati", "Name,Phone\n"),
        ("klaviyo", "Phone Number,Email\n"),
        ("shopify", "Accepts SMS Marketing\n"),
    ] {
        let rows = cut(&[header.as_bytes()]).unwrap();
        let options = options(&[("preset", preset)]).unwrap();
        let fault = Reader::new(options, &rows[0]).unwrap_err();
        let expected = Preset::parse(preset).unwrap().expected();
        assert_eq!(fault, ColumnsFault::Missing { expected }, "{preset}");
    }
}

#[test]
fn an_import_is_a_dry_run_unless_it_is_said() {
    assert!(options(&[]).unwrap().dry_run);
    assert!(!options(&[("dry_run", "false")]).unwrap().dry_run);
    for (name, value, fault) in [
        ("preset", "hubspot", OptionsFault::Preset),
        ("dry_run", "no", OptionsFault::DryRun),
        ("purposes", "weather", OptionsFault::Purposes),
        ("purposes", "", OptionsFault::Purposes),
        ("country", "Spain", OptionsFault::Country),
        ("dates", "ymd", OptionsFault::Dates),
        ("bad_rows", "xlsx", OptionsFault::BadRows),
        ("dryrun", "false", OptionsFault::Unknown),
    ] {
        assert_eq!(options(&[(name, value)]), Err(fault), "{name}={value}");
    }
}

#[test]
fn bad_rows_come_back_in_the_files_own_form_to_be_mended() {
    let file = "phone;purposes\nabc;offers\n=1;offers\n";
    let mut cutter = Cutter::default();
    let mut rows = Vec::new();
    cutter.feed(file.as_bytes(), &mut rows).unwrap();
    let report = Report::BadRows {
        separator: cutter.separator(),
    };
    let mut out = Vec::new();
    report.head(&rows[0].cells, &mut out);
    for row in &rows[1..] {
        report.bad_row(&rows[0].cells, row, RowFault::PhoneMissing, &mut out);
    }
    report.end(&Summary::default(), &End::complete(true), &mut out);
    let text = String::from_utf8(out).unwrap();
    assert_eq!(
        text,
        "\u{feff}phone;purposes;saludo_reason\r\nabc;offers;there is no phone number\r\n'=1;offers;there is no phone number\r\n"
    );
    // Sent again, the column of reasons is not doubled and cells are as they were.
    let again = cut(&[text.as_bytes()]).unwrap();
    let mut out = Vec::new();
    report.head(&again[0].cells, &mut out);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\u{feff}phone;purposes;saludo_reason\r\n"
    );
}

#[test]
fn of_a_bad_row_with_too_many_cells_none_is_lost() {
    let rows = cut(&[b"phone,name\n1,Ana,Bea,x\n"]).unwrap();
    let shown = |report: Report| {
        let mut out = Vec::new();
        report.bad_row(&rows[0].cells, &rows[1], RowFault::WrongCells, &mut out);
        String::from_utf8(out).unwrap()
    };
    let line: serde_json::Value = serde_json::from_str(&shown(Report::Lines)).unwrap();
    assert_eq!(
        line["row"],
        serde_json::json!({"phone": "1", "name": "Ana"})
    );
    assert_eq!(line["beyond"], serde_json::json!(["Bea", "x"]));
    let table = shown(Report::BadRows { separator: b',' });
    assert!(table.starts_with("1,Ana,"), "{table}");
    assert!(table.ends_with(",Bea,x\r\n"), "{table}");
}

#[test]
fn as_lines_the_answer_has_bad_rows_and_ends_with_the_sum() {
    let rows = cut(&[b"phone,purposes\nabc,offers\n"]).unwrap();
    let mut summary = Summary::default();
    let mut out = Vec::new();
    let report = Report::Lines;
    report.head(&rows[0].cells, &mut out);
    summary.count_bad();
    report.bad_row(&rows[0].cells, &rows[1], RowFault::PhoneMalformed, &mut out);
    summary.count(
        &ImportedAct::OptOut {
            purposes: vec![],
            at: None,
        },
        Outcome::Noted,
    );
    summary.count(
        &ImportedAct::OptOut {
            purposes: vec![],
            at: None,
        },
        Outcome::Duplicate,
    );
    let end = End::stopped(false, &FileFault::CutOff { line: 4 }.into());
    report.end(&summary, &end, &mut out);
    let lines: Vec<serde_json::Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["line"], 2);
    assert_eq!(lines[0]["code"], "phone_malformed");
    assert_eq!(
        lines[0]["row"],
        serde_json::json!({"phone": "abc", "purposes": "offers"})
    );
    assert_eq!(lines[1]["type"], "summary");
    assert_eq!(lines[1]["complete"], false);
    assert_eq!(
        lines[1]["stopped"],
        serde_json::json!({
            "code": "cut_off",
            "reason": "the file ends inside the quotation marks that begin in line 4: it was cut off. The rows before are done; when the file is sent again, they change nothing.",
        })
    );
    assert_eq!(
        (&lines[1]["rows"], &lines[1]["opt_outs"]),
        (&3.into(), &1.into())
    );
}

#[test]
fn an_entry_does_not_show_who_it_is() {
    let entry = read(&[("purposes", "offers")], "phone,name\n+34600000001,Ana\n").remove(0);
    let shown = format!("{entry:?}");
    assert!(!shown.contains("Ana") && !shown.contains("600"), "{shown}");
}

proptest! {
    #[test]
    fn any_bytes_in_any_chunks_never_panic(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..8),
        preset in prop::sample::select(vec!["generic", "wati", "klaviyo", "shopify"]),
    ) {
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        if let Ok(rows) = cut(&chunks)
            && let Some((header, rows)) = rows.split_first()
            && let Ok(reader) = Reader::new(options(&[("preset", preset)]).unwrap(), header)
        {
            for row in rows {
                let _ = reader.read(row, NOW);
            }
        }
    }

    #[test]
    fn any_cells_under_known_columns_never_panic(
        cells in prop::collection::vec(any::<String>(), 8),
    ) {
        let header = RawRow {
            line: 1,
            cells: ["phone", "user_id", "name", "purposes", "consented_at", "words", "method", "opted_out_at"]
                .map(str::to_owned).to_vec(),
            is_utf8: true,
        };
        let reader = Reader::new(options(&[("dates", "dmy")]).unwrap(), &header).unwrap();
        let _ = reader.read(&RawRow { line: 2, cells, is_utf8: true }, NOW);
    }

    #[test]
    fn where_a_file_is_cut_into_chunks_does_not_matter(
        rows in prop::collection::vec(prop::collection::vec("[a-z\"\r\n;,é]{0,6}", 3), 1..6),
        size in 1_usize..9,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let mut file = b"phone,name,words\n".to_vec();
        file.extend(writer.into_inner().unwrap());
        let chunks: Vec<&[u8]> = file.chunks(size).collect();
        let expected: Vec<Vec<String>> = rows
            .into_iter()
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        let cut_rows = cut(&chunks).unwrap();
        prop_assert_eq!(&cut_rows, &cut(&[&file]).unwrap());
        let found: Vec<Vec<String>> = cut_rows.into_iter().skip(1).map(|row| row.cells).collect();
        prop_assert_eq!(found, expected);
    }
}
