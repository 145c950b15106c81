//! Checks the texts that ship: every language says all that English says, or nothing compiles.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::{fs, io};

const TEMPLATES: &str = "../templates";
const MODEL: &str = "en";
/// What the console says, which is in fewer languages.
const CONSOLE: &str = "console";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={TEMPLATES}");
    let mut languages = list(Path::new(TEMPLATES))?;
    languages.retain(|language| language.is_dir());
    check(&Path::new(TEMPLATES).join(MODEL), &languages)?;
    let consoles = languages.iter().map(|language| language.join(CONSOLE));
    let consoles: Vec<PathBuf> = consoles.filter(|folder| folder.is_dir()).collect();
    check(&Path::new(TEMPLATES).join(MODEL).join(CONSOLE), &consoles)
}

/// Each file of the model, in each language.
fn check(model: &Path, languages: &[PathBuf]) -> io::Result<()> {
    for model in list(model)?.into_iter().filter(|path| path.is_file()) {
        let file = model.file_name().unwrap_or_default();
        for language in languages {
            let path = language.join(file);
            if let Some(fault) = compare(&read(&model)?, &read(&path)?, "") {
                println!("cargo::error={}: {fault}", path.display());
            }
        }
    }
    Ok(())
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect()
}

fn read(path: &Path) -> io::Result<Value> {
    let named = |error: io::Error| io::Error::other(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(named)?;
    serde_json::from_str(&text).map_err(|error| named(error.into()))
}

/// The first place where a language lacks what English has, has what English lacks, or is silent.
fn compare(model: &Value, own: &Value, place: &str) -> Option<String> {
    match (model, own) {
        (Value::Object(model), Value::Object(own)) => {
            let lacks = |one: &serde_json::Map<_, _>, other: &serde_json::Map<_, _>| {
                let mut names = one.keys();
                names.find(|name| !other.contains_key(*name)).cloned()
            };
            if let Some(name) = lacks(model, own) {
                return Some(format!("{place}/{name} is missing"));
            }
            if let Some(name) = lacks(own, model) {
                return Some(format!("{place}/{name} is in no other language"));
            }
            model.iter().find_map(|(name, value)| {
                compare(value, own.get(name)?, &format!("{place}/{name}"))
            })
        }
        (Value::Array(model), Value::Array(own)) if model.len() == own.len() => (0..)
            .zip(model.iter().zip(own))
            .find_map(|(index, (model, own))| compare(model, own, &format!("{place}/{index}"))),
        (Value::String(model), Value::String(own)) => {
            (!model.is_empty() && own.trim().is_empty()).then(|| format!("{place} says nothing"))
        }
        (model, own) if model == own => None,
        _ => Some(format!("{place} has another shape")),
    }
}
