//! Files: hashing what a build step reads, so that it is skipped when nothing changed.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::root;

/// Reads a file, or says which one was not there.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Removes a folder and everything in it; one that is not there is fine.
pub(crate) fn remove_dir(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// SHA-256 in hex.
pub(crate) fn hash(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// What a step was last made of, kept beside what it made.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    /// Hashes `inputs` (files and folders below the repository) and `extra`.
    /// Generated folders in them (`build`, `dist`) are left out; missing ones count as empty.
    pub(crate) fn new(file: PathBuf, inputs: &[&str], extra: &str) -> Result<Self> {
        let mut hasher = Sha256::new();
        hasher.update(extra);
        for input in inputs {
            add(&mut hasher, &root::join(input))?;
        }
        let inputs = hex::encode(hasher.finalize());
        Ok(Self { file, inputs })
    }

    /// Whether the last run had the same inputs and its `outputs` are still there.
    pub(crate) fn is_current(&self, outputs: &[PathBuf]) -> bool {
        outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.file).is_ok_and(|last| last == self.inputs)
    }

    /// Remembers that the step is done.
    pub(crate) fn keep(&self) -> Result<()> {
        write(&self.file, &self.inputs)
    }
}

fn add(hasher: &mut Sha256, path: &Path) -> Result<()> {
    if path.is_dir() {
        let context = || format!("cannot list {}", path.display());
        let mut entries = fs::read_dir(path)
            .with_context(context)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .with_context(context)?;
        entries.sort();
        for entry in entries {
            let generated = entry.is_dir() && (entry.ends_with("build") || entry.ends_with("dist"));
            if !generated {
                add(hasher, &entry)?;
            }
        }
    } else if path.is_file() {
        let content = read(path)?;
        hasher.update(path.to_string_lossy().as_bytes());
        hasher.update(content.len().to_le_bytes());
        hasher.update(content);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_current_until_an_input_changes_or_an_output_is_gone() -> Result<()> {
        let dir = root::target().join(format!("saludo-files-test-{}", std::process::id()));
        let (input, output) = (dir.join("in/a"), dir.join("out"));
        write(&input, "one")?;
        write(&output, "made of one")?;
        let inputs = [dir.join("in").display().to_string()];
        let stamp = || Stamp::new(dir.join("stamp"), &[inputs[0].as_str()], "rustc 1");
        let outputs = [output];

        assert!(!stamp()?.is_current(&outputs));
        stamp()?.keep()?;
        assert!(stamp()?.is_current(&outputs));

        write(&dir.join("in/dist/generated"), "not an input")?;
        assert!(stamp()?.is_current(&outputs));
        write(&input, "two")?;
        assert!(!stamp()?.is_current(&outputs));

        stamp()?.keep()?;
        fs::remove_file(&outputs[0])?;
        assert!(!stamp()?.is_current(&outputs));
        remove_dir(&dir)
    }
}
