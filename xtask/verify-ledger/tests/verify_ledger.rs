//! The verifier on real files, by its exit code and its words.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use anyhow::{Context, Result};
use saludo_core::{
    ledger::{Act, Event, Head, Heads, KnownKey, Moment, Record, Signer, StaffAct},
    shops::Slug,
};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Self> {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::write(&path, content)?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn signer() -> Signer {
    Signer::new(&[1; 32])
}

fn shop() -> Result<Slug> {
    Ok(Slug::parse("demo")?)
}

/// A ledger in which these people exported something.
fn ledger(by: &[&str]) -> Result<Vec<Record>> {
    let start = Moment::new(1_749_416_383_000);
    let mut records = vec![Record::genesis(shop()?, signer().public_key(), start)];
    for by in by {
        let tip = records.last().context("a genesis")?.tip();
        let event = Event::StaffActed(StaffAct {
            act: Act::Export,
            by: (*by).to_owned(),
            version: None,
        });
        records.push(tip.append(event, start));
    }
    Ok(records)
}

fn file(records: &[Record]) -> String {
    let lines: Vec<String> = records.iter().map(Record::line).collect();
    lines.join("\n") + "\n"
}

fn head(records: &[Record]) -> Result<Head> {
    let tip = records.last().context("a genesis")?.tip();
    Ok(signer().sign(&shop()?, &tip, Moment::new(1_749_500_000_000)))
}

fn verify_ledger(file: &PathBuf, head: Option<&PathBuf>) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saludo-verify-ledger"));
    command.arg(file);
    if let Some(head) = head {
        command.arg("--head").arg(head);
    }
    Ok(command.output()?)
}

fn fails_with(output: &Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(words), "{said}");
}

#[test]
fn a_whole_ledger_holds_and_says_what_that_is_worth() -> Result<()> {
    let folder = Folder::new("whole")?;
    let records = ledger(&["ana", "eva"])?;
    let path = folder.write("ledger.jsonl", file(&records))?;
    let output = verify_ledger(&path, None)?;
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout)?;
    assert!(
        said.contains("the ledger of demo holds: 3 records"),
        "{said}"
    );
    assert!(said.contains("compared with no signed head"), "{said}");

    let answer = Heads {
        heads: vec![head(&records[..2])?, head(&records)?],
        keys: vec![KnownKey {
            from: 0,
            key: signer().public_key(),
        }],
    };
    for (json, words) in [
        (
            serde_json::to_string(&answer)?,
            "agrees with 2 signed head(s)",
        ),
        (
            serde_json::to_string(&head(&records)?)?,
            "agrees with 1 signed head(s)",
        ),
    ] {
        let heads = folder.write("heads.json", json)?;
        let output = verify_ledger(&path, Some(&heads))?;
        let said = String::from_utf8(output.stdout)?;
        assert!(output.status.success() && said.contains(words), "{said}");
    }
    Ok(())
}

#[test]
fn each_damage_is_named_by_line() -> Result<()> {
    let folder = Folder::new("damage")?;
    let whole = file(&ledger(&["ana", "eva", "leo"])?);
    let lines: Vec<&str> = whole.lines().collect();
    let [first, second, third, fourth] = lines[..] else {
        panic!("four lines");
    };
    let damaged = [
        (
            whole.replace("eva", "evo"),
            "line 3: the content is not what the hash was made of",
        ),
        (
            format!("{first}\n{third}\n{fourth}\n"),
            "line 2: record 1 should stand here, but 2 does",
        ),
        (
            format!("{first}\n{third}\n{second}\n{fourth}\n"),
            "line 2: this line and the next changed places",
        ),
        (
            format!("{first}\n{}", &second[..100]),
            "line 2: this is not a record in canonical JSON",
        ),
        (String::new(), "line 1: a ledger begins with a genesis"),
        (
            "x".repeat(2 * 1024 * 1024),
            "line 1: longer than any record",
        ),
    ];
    for (content, words) in damaged {
        let path = folder.write("ledger.jsonl", content)?;
        fails_with(&verify_ledger(&path, None)?, words);
    }
    Ok(())
}

#[test]
fn a_forked_ledger_is_found_by_a_kept_head() -> Result<()> {
    let folder = Folder::new("fork")?;
    let kept = head(&ledger(&["ana", "eva"])?)?;
    let forked = ledger(&["ana", "leo"])?;
    let path = folder.write("ledger.jsonl", file(&forked))?;
    let own = folder.write("own.json", serde_json::to_string(&head(&forked)?)?)?;
    assert!(verify_ledger(&path, Some(&own))?.status.success());
    let kept = folder.write("kept.json", serde_json::to_string(&kept)?)?;
    fails_with(
        &verify_ledger(&path, Some(&kept))?,
        "line 3: the head that was signed at 2025-06-09T20:13:20.000Z has another record here",
    );
    Ok(())
}

#[test]
fn what_is_no_head_or_not_there_is_named() -> Result<()> {
    let folder = Folder::new("no-head")?;
    let records = ledger(&["ana"])?;
    let path = folder.write("ledger.jsonl", file(&records))?;
    let none = folder.write("heads.json", "{}")?;
    fails_with(
        &verify_ledger(&path, Some(&none))?,
        "expected a signed head",
    );
    let mut unsigned = head(&records)?;
    unsigned.at = Moment::new(0);
    let unsigned = folder.write("heads.json", serde_json::to_string(&unsigned)?)?;
    fails_with(
        &verify_ledger(&path, Some(&unsigned))?,
        "the head for record 1 is no evidence: the signature does not fit the head",
    );
    let missing = folder.0.join("missing.jsonl");
    fails_with(&verify_ledger(&missing, None)?, "cannot read");
    Ok(())
}
