//! The whole of it: ledgers that hold, and everything that can be done to one that must be found.

mod erasures;

use super::example::*;
use super::*;
use crate::shops::Slug;
use proptest::prelude::*;
use proptest::sample::Index;

fn lines(records: &[Record]) -> Vec<String> {
    records.iter().map(Record::line).collect()
}

fn verify_bytes(file: &[u8], heads: &[Head]) -> Result<Verified, Fault> {
    let mut verifier = Verifier::new();
    for head in heads {
        verifier.against(head.clone()).unwrap();
    }
    let file = file.strip_suffix(b"\n").unwrap_or(file);
    for line in file.split(|byte| *byte == b'\n') {
        verifier.line(line)?;
    }
    verifier.finish()
}

fn verify(lines: &[String], heads: &[Head]) -> Result<Verified, Fault> {
    verify_bytes(lines.join("\n").as_bytes(), heads)
}

fn fault(lines: &[String], heads: &[Head]) -> (u64, Flaw) {
    let fault = verify(lines, heads).unwrap_err();
    (fault.line, fault.flaw)
}

#[test]
fn a_whole_ledger_verifies_alone_and_against_any_of_its_heads() {
    let records = records();
    let heads: Vec<Head> = (1..=records.len())
        .map(|length| head(&records[..length]))
        .collect();
    let expected = Verified {
        shop: shop(),
        records: 6,
        at: Moment::new(START + 5_000),
        hash: records[5].hash,
        key: signer().public_key(),
        heads: 0,
    };
    assert_eq!(verify(&lines(&records), &[]), Ok(expected.clone()));
    let compared = Verified {
        heads: 6,
        ..expected
    };
    assert_eq!(verify(&lines(&records), &heads), Ok(compared));
}

#[test]
fn a_flipped_byte_is_named_by_its_line() {
    let mut lines = lines(&records());
    lines[2] = lines[2].replace("Firefox 143", "Firefox 142");
    assert_eq!(fault(&lines, &[]), (3, Flaw::Altered));
}

#[test]
fn a_hash_that_was_made_to_fit_breaks_the_link_to_the_next_line() {
    let mut records = records();
    let Event::OptInConfirmed(consent) = &mut records[2].event else {
        panic!("the consent");
    };
    consent.happened_at = Moment::new(START);
    records[2] = records[1]
        .tip()
        .append(records[2].event.clone(), records[2].at);
    assert_eq!(fault(&lines(&records), &[]), (4, Flaw::BrokenLink));
}

#[test]
fn a_dropped_line_is_named_where_it_is_missing() {
    let whole = lines(&records());
    let without = |index: usize| {
        let mut lines = whole.clone();
        lines.remove(index);
        fault(&lines, &[])
    };
    let missing = |expected| Flaw::Missing {
        expected,
        found: expected + 1,
    };
    assert_eq!(without(0), (1, missing(0)));
    assert_eq!(without(3), (4, missing(3)));
    assert_eq!(without(4), (5, missing(4)), "the file ends after the gap");
}

#[test]
fn a_swapped_pair_is_named_by_its_first_line() {
    for index in 0..5 {
        let mut lines = lines(&records());
        lines.swap(index, index + 1);
        let line = u64::try_from(index).unwrap() + 1;
        assert_eq!(fault(&lines, &[]), (line, Flaw::Swapped));
    }
}

#[test]
fn a_repeated_line_is_found() {
    let mut lines = lines(&records());
    lines.insert(3, lines[2].clone());
    let flaw = Flaw::Repeated {
        expected: 3,
        found: 2,
    };
    assert_eq!(fault(&lines, &[]), (4, flaw));
}

#[test]
fn a_malformed_line_is_found() {
    let whole = lines(&records());
    for (index, wrong) in [
        String::new(),
        "{}".to_owned(),
        whole[1][..80].to_owned(),
        format!("{} ", whole[1]),
        whole[1].replace(':', ": "),
        whole[1].replace(r#""seq":1"#, r#""seq":1.0"#),
        whole[1].replace(r#""seq":1"#, r#""seq":1,"seq":1"#),
        whole[1].replace("Sol", "\\u0053ol"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut lines = whole.clone();
        lines[1] = wrong;
        assert_eq!(fault(&lines, &[]), (2, Flaw::Malformed), "{index}");
    }
}

#[test]
fn a_file_without_a_genesis_of_this_version_is_no_ledger() {
    assert_eq!(fault(&[], &[]), (1, Flaw::Malformed));
    let nothing = Fault {
        line: 1,
        flaw: Flaw::NoGenesis,
    };
    assert_eq!(Verifier::new().finish(), Err(nothing));
    let opened_with = |event: Event| {
        let mut first = records().swap_remove(0);
        let json = event.canonical_json();
        first.event = event;
        first.hash = Hash::of_record(&first.prev, first.at, &json, 0);
        fault(&[first.line()], &[])
    };
    let later = Event::Genesis(Genesis {
        key: signer().public_key(),
        shop: shop(),
        version: 2,
    });
    assert_eq!(opened_with(later), (1, Flaw::NoGenesis));
    assert_eq!(opened_with(events().remove(0)), (1, Flaw::NoGenesis));
}

#[test]
fn a_second_genesis_is_found() {
    let genesis = records().swap_remove(0).event;
    assert_eq!(
        fault(&lines(&chain([genesis])), &[]),
        (2, Flaw::SecondGenesis)
    );
}

#[test]
fn time_does_not_run_back() {
    let records = records();
    let older = Moment::new(START - 1);
    let event = events().remove(0);
    let hash = Hash::of_record(&records[0].hash, older, &event.canonical_json(), 1);
    let second = Record {
        at: older,
        event,
        hash,
        prev: records[0].hash,
        seq: 1,
    };
    let lines = lines(&[records[0].clone(), second]);
    assert_eq!(fault(&lines, &[]), (2, Flaw::TimeRunsBack));
}

#[test]
fn a_forked_ledger_is_found_by_an_earlier_head_though_it_is_whole_and_signed() {
    let real = records();
    // The consent of the third record never happened, says the shop now.
    let mut events = events();
    events.remove(1);
    let forked = chain(events);
    let lines = lines(&forked);
    assert!(
        verify(&lines, &[head(&forked)]).is_ok(),
        "it holds in itself"
    );

    let early = head(&real[..2]);
    let witness = head(&real[..4]);
    assert!(verify(&lines, std::slice::from_ref(&early)).is_ok());
    let flaw = |agreed| Flaw::Fork {
        agreed,
        signed_at: witness.at,
    };
    assert_eq!(
        fault(&lines, std::slice::from_ref(&witness)),
        (4, flaw(None))
    );
    assert_eq!(fault(&lines, &[early, witness.clone()]), (4, flaw(Some(1))));
}

#[test]
fn a_ledger_that_was_cut_off_is_found_by_a_later_head() {
    let records = records();
    assert_eq!(
        fault(&lines(&records[..3]), &[head(&records)]),
        (3, Flaw::CutOff { head: 5 })
    );
}

#[test]
fn a_head_that_is_not_signed_is_no_evidence() {
    let mut head = head(&records());
    head.seq += 1;
    assert_eq!(Verifier::new().against(head), Err(VerifyHeadError));
}

#[test]
fn a_head_of_another_shop_or_under_another_key_is_named() {
    let records = records();
    let tip = records[3].tip();
    let now = Moment::new(START);
    let other = signer().sign(&Slug::parse("other").unwrap(), &tip, now);
    assert_eq!(fault(&lines(&records), &[other]), (4, Flaw::OtherShop));
    let foreign = Signer::new(&[9; 32]).sign(&shop(), &tip, now);
    assert_eq!(fault(&lines(&records), &[foreign]), (4, Flaw::ForeignKey));
}

#[test]
fn a_changed_key_signs_from_its_own_record_on() {
    let new = Signer::new(&[2; 32]);
    let change = |previous: &Signer| {
        let mut events = events();
        events.insert(
            2,
            Event::KeyChanged(KeyChange {
                key: new.public_key(),
                previous: previous.public_key(),
            }),
        );
        chain(events)
    };
    let records = change(&signer());
    let sign =
        |signer: &Signer, seq: usize| signer.sign(&shop(), &records[seq].tip(), Moment::new(START));
    let lines_ = lines(&records);
    // A receipt of an old record is signed with the key of the day on which it is asked for.
    let right = [
        sign(&signer(), 2),
        sign(&new, 2),
        sign(&new, 3),
        sign(&new, 6),
    ];
    let verified = verify(&lines_, &right).unwrap();
    assert_eq!((verified.key, verified.heads), (new.public_key(), 4));
    assert_eq!(fault(&lines_, &[sign(&signer(), 3)]), (4, Flaw::ForeignKey));
    let stranger = Signer::new(&[9; 32]);
    assert_eq!(fault(&lines_, &[sign(&stranger, 2)]), (3, Flaw::ForeignKey));
    // It shows no less whether the record is the one that was signed.
    let other = Tip {
        hash: records[1].hash,
        ..records[2].tip()
    };
    let forked = new.sign(&shop(), &other, Moment::new(START));
    let flaw = Flaw::Fork {
        agreed: None,
        signed_at: forked.at,
    };
    assert_eq!(fault(&lines_, &[forked]), (3, flaw));

    let unknown = change(&Signer::new(&[3; 32]));
    assert_eq!(fault(&lines(&unknown), &[]), (4, Flaw::WrongKeyChange));
}

#[test]
fn an_event_of_a_later_version_is_part_of_the_chain_all_the_same() {
    let first = records().swap_remove(0);
    let at = Moment::new(START);
    let event = r#"{"mood":{"of":[1,2.5,null,true]},"type":"danced"}"#;
    let hash = Hash::of_record(&first.hash, at, event, 1);
    let second = record::line(at, event, &hash, &first.hash, 1);
    let verified = verify(&[first.line(), second], &[]).unwrap();
    assert_eq!(verified.records, 2);
}

#[test]
fn each_fault_says_what_to_make_of_it() {
    let say = |flaw| Fault { line: 7, flaw }.to_string();
    assert_eq!(
        say(Flaw::Missing {
            expected: 6,
            found: 8
        }),
        "line 7: record 6 should stand here, but 8 does: something was taken out"
    );
    assert_eq!(
        say(Flaw::Fork {
            agreed: Some(4),
            signed_at: Moment::new(START)
        }),
        "line 7: the head that was signed at 2025-06-08T20:59:43.000Z has another record here: \
         the ledger was rewritten after record 4"
    );
}

#[test]
fn no_personal_data_is_in_the_ledger() {
    let file = lines(&records()).join("\n");
    for personal in ["34600000001", "600000001", "K7Q2M", "sku-1", "wamid"] {
        assert!(!file.contains(personal), "{personal}");
    }
}

/// What people and shops do, for histories.
fn any_event() -> impl Strategy<Value = Event> {
    (
        0..8_usize,
        "[a-z0-9]{1,8}",
        any::<[u8; 32]>(),
        0..i64::MAX,
        "\\PC*",
    )
        .prop_map(|(which, person, bytes, at, text)| {
            let person = PersonId::parse(&person).unwrap();
            let happened_at = Moment::new(at);
            let commitment = Commitment::new(bytes);
            match which {
                0 => Event::OptInConfirmed(Consent {
                    commitment,
                    controller: text,
                    happened_at,
                    person,
                    ..consent()
                }),
                1 => Event::Refused(Consent {
                    commitment,
                    happened_at,
                    person,
                    ..consent()
                }),
                2 => Event::PurposeWithdrawn(Withdrawal {
                    commitment: Some(commitment),
                    happened_at,
                    person,
                    ..withdrawal()
                }),
                3 => Event::IdentityLinked(Link {
                    commitment,
                    happened_at,
                    person,
                    with: example::person(),
                }),
                4 => Event::StaffActed(StaffAct {
                    act: Act::Export,
                    by: text,
                    version: Some(3),
                }),
                5 => Event::Blocked(Blocking {
                    by: None,
                    happened_at,
                    method: Method::Preferences,
                    person,
                }),
                6 => Event::NumberChanged(Change {
                    commitment,
                    happened_at,
                    person,
                }),
                _ => Event::Destroyed(Destruction { person }),
            }
        })
}

proptest! {
    #[test]
    fn any_history_with_any_destructions_verifies(events in prop::collection::vec(any_event(), 0..20)) {
        let records = chain(events);
        let heads = [head(&records[..1]), head(&records)];
        let verified = verify(&lines(&records), &heads).unwrap();
        prop_assert_eq!(verified.records, u64::try_from(records.len()).unwrap());
        for record in &records {
            prop_assert_eq!(&serde_json::from_str::<Record>(&record.line()).unwrap(), record);
        }
    }

    #[test]
    fn any_flipped_bit_is_found(
        events in prop::collection::vec(any_event(), 1..6),
        at: Index,
        bit in 0..8_u32,
    ) {
        let records = chain(events);
        let head = head(&records);
        let mut file = lines(&records).join("\n").into_bytes();
        file.push(b'\n');
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        let fault = verify_bytes(&file, &[head]).unwrap_err();
        // It is named where it is, or, where it hides the end of a line, on that line.
        let line = file[..at].split(|byte| *byte == b'\n').count();
        prop_assert_eq!(fault.line, u64::try_from(line).unwrap());
    }

    #[test]
    fn nothing_makes_it_panic(lines: Vec<Vec<u8>>) {
        let mut verifier = Verifier::new();
        for line in &lines {
            let _ = verifier.line(line);
        }
        let _ = verifier.finish();
    }
}
