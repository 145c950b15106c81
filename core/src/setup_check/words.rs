//! The texts of the check: `templates/<language>/console/setup.json`, in the console's languages.

use super::check::{Check, State, Word};
use crate::locale::Locale;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// All texts of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupWords {
    /// The heading.
    pub title: String,
    /// What the page is for.
    pub intro: String,
    /// The button.
    pub check_now: String,
    /// Beside the button: what it does.
    pub check_note: String,
    /// When it was looked at: `{at}`.
    pub checked_at: String,
    /// Where it never was.
    pub never: String,
    /// The result in a line: `{red}`, `{amber}`, `{green}`.
    pub summary: String,
    /// The result where all is green.
    pub all_good: String,
    /// Before what to do.
    pub to_do: String,
    /// How the same is had in a terminal.
    pub doctor: String,
    /// What leads to the page as a file.
    pub csv: String,
    /// What `WhatsApp` forbids to sell.
    pub goods: Goods,
    /// By [`State`].
    pub states: BTreeMap<String, String>,
    /// By [`Id`](super::Id).
    pub checks: BTreeMap<String, CheckWords>,
    /// By [`Word`].
    pub words: BTreeMap<String, Says>,
}

/// What `WhatsApp` forbids to sell, for whoever knows what the shop sells.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// The heading.
    pub title: String,
    /// Why to look through it.
    pub intro: String,
    /// The goods, a kind each.
    pub list: Vec<String>,
    /// Where Meta's own words are.
    pub after: String,
}

/// The texts of one thing that is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWords {
    /// Its name.
    pub title: String,
    /// Where to look by hand.
    pub look: String,
}

/// What was found, and what to do.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Says {
    /// What was found.
    pub says: String,
    /// What to do; empty where there is nothing.
    pub fix: String,
}

impl SetupWords {
    /// The name of what was looked at.
    pub fn title(&self, check: &Check) -> String {
        let title = self.checks.get(check.id.as_str());
        let title = title.map_or("", |words| words.title.as_str());
        match &check.about {
            Some(about) => format!("{title} ({about})"),
            None => title.to_owned(),
        }
    }

    /// What was found.
    pub fn says(&self, check: &Check) -> String {
        fill(&self.word(check.word).says, &check.values)
    }

    /// What to do. Where something could not be read: where to look by hand.
    pub fn fix(&self, check: &Check) -> String {
        let look = self.checks.get(check.id.as_str());
        let look = look.map_or("", |words| words.look.as_str());
        let fix = self.word(check.word).fix.replace("{look}", look);
        fill(&fix, &check.values)
    }

    /// The name of a state.
    pub fn state(&self, state: State) -> &str {
        self.states.get(state.as_str()).map_or("", String::as_str)
    }

    fn word(&self, word: Word) -> &Says {
        static NONE: Says = Says {
            says: String::new(),
            fix: String::new(),
        };
        // A test proves that none is missing.
        self.words.get(word.as_str()).unwrap_or(&NONE)
    }
}

/// A text with its places `{name}` filled. A value's own braces stay as they are.
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) if values.contains_key(name) => {
                filled.push_str(values.get(name).map_or("", String::as_str));
                rest = tail;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The texts of a language: Spanish for whoever asks for it, else English.
pub fn words(locale: Option<&Locale>) -> &'static SetupWords {
    static WORDS: OnceLock<[SetupWords; 2]> = OnceLock::new();
    let [english, spanish] = WORDS.get_or_init(|| {
        [
            include_str!("../../../templates/en/console/setup.json"),
            include_str!("../../../templates/es/console/setup.json"),
        ]
        .map(|json| serde_json::from_str(json).unwrap_or_else(|_| silent()))
    });
    match locale.map(Locale::language) {
        Some("es") => spanish,
        _ => english,
    }
}

/// What stands in for texts that cannot be read; tests prove that they can.
fn silent() -> SetupWords {
    SetupWords {
        title: String::new(),
        intro: String::new(),
        check_now: String::new(),
        check_note: String::new(),
        checked_at: String::new(),
        never: String::new(),
        summary: String::new(),
        all_good: String::new(),
        to_do: String::new(),
        doctor: String::new(),
        csv: String::new(),
        goods: Goods::default(),
        states: BTreeMap::new(),
        checks: BTreeMap::new(),
        words: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup_check::Id;

    fn both() -> [&'static SetupWords; 2] {
        ["en", "es"].map(|tag| words(Locale::parse(tag).ok().as_ref()))
    }

    #[test]
    fn every_check_word_and_state_has_its_texts_and_none_is_left_over() {
        for words in both() {
            let named = |names: Vec<&str>, keys: Vec<&String>| {
                let mut names: Vec<&str> = names;
                names.sort_unstable();
                assert_eq!(keys, names);
            };
            named(
                Id::ALL.iter().map(|id| id.as_str()).collect(),
                words.checks.keys().collect(),
            );
            named(
                Word::ALL.iter().map(|word| word.as_str()).collect(),
                words.words.keys().collect(),
            );
            named(vec!["green", "amber", "red"], words.states.keys().collect());
        }
    }

    #[test]
    fn both_languages_name_the_same_kinds_of_goods() {
        let [english, spanish] = both().map(|words| &words.goods.list);
        assert_eq!(english.len(), 14);
        assert_eq!(spanish.len(), english.len());
        assert!(english.iter().any(|kind| kind.starts_with("Alcohol")));
        assert!(spanish.iter().any(|kind| kind.starts_with("Alcohol")));
    }

    #[test]
    fn both_languages_have_the_same_places() {
        let places = |text: &str| {
            let parts = text.split('{').skip(1);
            let mut names: Vec<String> = parts
                .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
                .collect();
            names.sort();
            names.dedup();
            names
        };
        let [english, spanish] = both();
        for (word, says) in &english.words {
            let other = &spanish.words[word];
            assert_eq!(places(&says.says), places(&other.says), "{word}");
            assert_eq!(places(&says.fix), places(&other.fix), "{word}");
            assert_eq!(says.fix.is_empty(), other.fix.is_empty(), "{word}");
        }
    }

    #[test]
    fn places_are_filled_once() {
        let values = [("a", "{b}"), ("b", "2")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(fill("{a}, {b}, {c}, {", &values), "{b}, 2, {c}, {");
    }
}
