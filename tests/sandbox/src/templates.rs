//! The templates as Meta would have them after approval: files in Meta's own creation format.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock;

/// Templates that every shop of the sandbox has: for messages that a shop starts.
const DEMO: [&str; 4] = [
    include_str!("../templates/en/back_in_stock.json"),
    include_str!("../templates/es/back_in_stock.json"),
    include_str!("../templates/en/news.json"),
    include_str!("../templates/en/order.json"),
];

/// Files are read again when they were last read so long ago.
const FRESH_MS: u64 = 1000;

/// One template in one language.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Template {
    /// Its name.
    pub name: String,
    /// Its language, spelled as Meta does: `pt_BR`.
    pub language: String,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    parameter_format: String,
    components: Vec<Component>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Component {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    buttons: Vec<TemplateButton>,
}

/// A button as the template declares it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct TemplateButton {
    /// `URL`, `QUICK_REPLY`, `PHONE_NUMBER`…
    #[serde(rename = "type")]
    pub kind: String,
    /// Its label.
    #[serde(default)]
    pub text: String,
    /// Where a URL button leads, with at most one placeholder at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Template {
    /// Whether its parameters have names.
    pub(crate) fn is_named(&self) -> bool {
        self.parameter_format.eq_ignore_ascii_case("named")
    }

    /// The text of a `BODY`, `FOOTER` or text `HEADER`.
    pub(crate) fn text(&self, kind: &str) -> Option<&str> {
        self.component(kind)?.text.as_deref()
    }

    /// The format of the header when it is a picture or the like.
    pub(crate) fn header_medium(&self) -> Option<&str> {
        let format = self.component("HEADER")?.format.as_deref()?;
        (!format.eq_ignore_ascii_case("text")).then_some(format)
    }

    /// Its buttons, in order.
    pub(crate) fn buttons(&self) -> &[TemplateButton] {
        self.component("BUTTONS")
            .map_or(&[], |component| &component.buttons)
    }

    /// Its parts, as Meta tells them.
    pub(crate) fn raw_components(&self) -> Value {
        json!(self.components)
    }

    /// A number as Meta would have given it.
    pub(crate) fn id(&self) -> u64 {
        let digest = Sha256::digest(format!("{} {}", self.name, self.language).as_bytes());
        let number = digest
            .iter()
            .take(6)
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        1_000_000_000_000_000 + number
    }

    fn component(&self, kind: &str) -> Option<&Component> {
        self.components
            .iter()
            .find(|component| component.kind.eq_ignore_ascii_case(kind))
    }
}

/// The names between `{{` and `}}`, each once, in order of appearance.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            break;
        };
        let name = name.trim();
        if !names.contains(&name) {
            names.push(name);
        }
        rest = tail;
    }
    names
}

/// The text with every placeholder replaced by what `value` answers for its name.
pub(crate) fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut filled = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            break;
        };
        filled.push_str(before);
        filled.push_str(value(name.trim()).unwrap_or_default());
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

/// The folder of templates, read again when files may have changed.
#[derive(Debug)]
pub(crate) struct Library {
    folder: Option<PathBuf>,
    read: Mutex<(u64, Arc<[Template]>)>,
}

impl Library {
    /// The templates under `<folder>/<locale>/*.json`.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            read: Mutex::new((0, Arc::new([]))),
        }
    }

    /// All templates.
    pub(crate) fn all(&self) -> Arc<[Template]> {
        let Some(folder) = &self.folder else {
            return Arc::new([]);
        };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock::now_ms();
        if now.saturating_sub(read.0) > FRESH_MS {
            *read = (now, load(folder).into());
        }
        read.1.clone()
    }

    /// The template of that name in exactly that language.
    pub(crate) fn find(&self, name: &str, language: &str) -> Option<Template> {
        let all = self.all();
        let mut named = all.iter().filter(|template| template.name == name);
        named
            .find(|template| template.language == language)
            .cloned()
    }
}

/// Reads what is readable: other JSON files may lie in the same folders.
fn load(folder: &Path) -> Vec<Template> {
    let mut files: Vec<PathBuf> = children(folder)
        .into_iter()
        .flat_map(|locale| children(&locale))
        .filter(|file| {
            file.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .chain(DEMO.map(str::to_owned))
        .filter_map(|text| serde_json::from_str(&text).ok())
        .collect()
}

fn children(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).map_or_else(
        |_| Vec::new(),
        |entries| entries.flatten().map(|entry| entry.path()).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_once_each() {
        assert_eq!(placeholders("{{1}} and {{ shop }}, {{1}}"), ["1", "shop"]);
        assert!(placeholders("none {{ here").is_empty());
    }

    #[test]
    fn every_shop_has_the_demo_templates() {
        let library = Library::new(Some(PathBuf::from("nowhere")));
        assert_eq!(library.all().len(), DEMO.len());
        assert!(library.find("demo_news", "en").is_some());
        assert!(library.find("demo_news", "es").is_none());
    }

    #[test]
    fn placeholders_are_filled() {
        let text = fill("Hi {{name}}, {{shop}}!", |name| match name {
            "name" => Some("Ana"),
            _ => Some("Demo"),
        });
        assert_eq!(text, "Hi Ana, Demo!");
    }
}
