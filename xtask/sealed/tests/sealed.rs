//! The tool on real files, by its exit code and its words.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use anyhow::{Context, Result};
use saludo_core::{
    erasure::{SealKey, SealedRecord},
    ledger::{Moment, PersonId},
    shops::Slug,
};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Self> {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn sealed(arguments: &[&str]) -> Result<Output> {
    Ok(Command::new(env!("CARGO_BIN_EXE_saludo-sealed"))
        .args(arguments)
        .output()?)
}

/// A pair of keys: the public half, and the file with the private one.
fn keys(folder: &Folder, name: &str) -> Result<(SealKey, String)> {
    let file = folder.path(name);
    let output = sealed(&["keys", &file])?;
    anyhow::ensure!(output.status.success(), "{output:?}");
    let public = String::from_utf8(output.stdout)?;
    Ok((SealKey::parse(public.trim_end())?, file))
}

fn line(key: &SealKey, part: u32, text: &str) -> Result<String> {
    let (shop, person) = (Slug::parse("demo")?, PersonId::parse("ana")?);
    let sealed = SealedRecord::seal(key, &shop, &person, part, text, [9; 32]).context("a key")?;
    let record = SealedRecord {
        blocked_at: Moment::new(0),
        destroy_at: Moment::new(1),
        part,
        person,
        record: SealedRecord::encode(&sealed),
        shop,
    };
    Ok(serde_json::to_string(&record)? + "\n")
}

#[test]
fn what_was_sealed_opens_with_its_key_and_no_other() -> Result<()> {
    let folder = Folder::new("sealed-opens")?;
    let (key, file) = keys(&folder, "own.key")?;
    let (_, other) = keys(&folder, "other.key")?;
    let records = folder.path("sealed.jsonl");
    let text = line(&key, 0, "{\"a\":1}\n{\"b\":2}\n")? + &line(&key, 1, "{\"c\":3}\n")?;
    fs::write(&records, text)?;
    let opened = sealed(&["open", &records, "--key", &file])?;
    assert!(opened.status.success(), "{opened:?}");
    assert_eq!(
        String::from_utf8(opened.stdout)?,
        "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n"
    );
    let refused = sealed(&["open", &records, "--key", &other])?;
    assert!(!refused.status.success() && refused.stdout.is_empty());
    let words = String::from_utf8(refused.stderr)?;
    assert!(words.contains("line 1"), "{words}");
    assert!(words.contains("sealed to another key"), "{words}");
    Ok(())
}

#[test]
fn a_private_key_is_never_shown_nor_written_over() -> Result<()> {
    let folder = Folder::new("sealed-keys")?;
    let (_, file) = keys(&folder, "own.key")?;
    let private = fs::read_to_string(&file)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    }
    let again = sealed(&["keys", &file])?;
    assert!(!again.status.success() && again.stdout.is_empty());
    assert_eq!(fs::read_to_string(&file)?, private);
    Ok(())
}

#[test]
fn what_is_no_record_is_named_by_its_line() -> Result<()> {
    let folder = Folder::new("sealed-malformed")?;
    let (key, file) = keys(&folder, "own.key")?;
    let records = folder.path("sealed.jsonl");
    fs::write(&records, line(&key, 0, "{}\n")? + "{\"part\":0}\n")?;
    let output = sealed(&["open", &records, "--key", &file])?;
    assert!(!output.status.success());
    let words = String::from_utf8(output.stderr)?;
    assert!(words.contains("line 2"), "{words}");
    Ok(())
}
