//! The words of the questions, by language: `templates/<language>/question.json`.

use crate::locale::Locale;
use crate::words::LANGUAGES;
use serde::Deserialize;
use std::sync::OnceLock;

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionWords {
    /// Asks about several purposes: `{brand}`.
    pub ask_many: String,
    /// Asks about one purpose: `{brand}`.
    pub ask_one: String,
    /// The button that opens the list.
    pub choose: String,
    /// The row for none of them.
    pub none: String,
    /// The button for yes.
    pub yes: String,
    /// The button for no.
    pub no: String,
    /// The row and the button for a person.
    pub person: String,
    /// The last line: `{contact}`.
    pub contact: String,
    /// Asks whether an unclear message meant stop: `{brand}`.
    pub unclear: String,
    /// The button for: it did.
    pub stop: String,
    /// The button for: it did not.
    pub keep: String,
    /// Confirms a stop: `{brand}`.
    pub stopped: String,
    /// Confirms the end of some purposes: `{brand}`, `{purposes}`.
    pub stopped_some: String,
    /// Offers to keep one purpose after a stop.
    pub keep_one: String,
}

macro_rules! file {
    ($locale:literal) => {
        include_str!(concat!("../../../templates/", $locale, "/question.json"))
    };
}

/// In the order of [`LANGUAGES`].
const FILES: [&str; 9] = [
    file!("en"),
    file!("es"),
    file!("pt-BR"),
    file!("de"),
    file!("fr"),
    file!("it"),
    file!("ca"),
    file!("ru"),
    file!("ar"),
];

/// The words for somebody who reads `locale`: of that language, else the first that ships.
pub fn of(locale: &Locale) -> Option<&'static QuestionWords> {
    static WORDS: OnceLock<Vec<(Locale, QuestionWords)>> = OnceLock::new();
    let all = WORDS.get_or_init(|| {
        LANGUAGES
            .iter()
            .zip(FILES)
            .filter_map(|(tag, json)| {
                Some((Locale::parse(tag).ok()?, serde_json::from_str(json).ok()?))
            })
            .collect()
    });
    all.iter()
        .find(|(own, _)| own == locale)
        .or_else(|| {
            all.iter()
                .find(|(own, _)| own.language() == locale.language())
        })
        .or_else(|| all.first())
        .map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_whole_and_fits_metas_limits() {
        let length = |text: &str| text.encode_utf16().count();
        for (tag, json) in LANGUAGES.iter().zip(FILES) {
            let words: QuestionWords = serde_json::from_str(json).unwrap();
            for (text, place) in [
                (&words.ask_many, "{brand}"),
                (&words.ask_one, "{brand}"),
                (&words.unclear, "{brand}"),
                (&words.stopped, "{brand}"),
                (&words.stopped_some, "{brand}"),
                (&words.stopped_some, "{purposes}"),
                (&words.contact, "{contact}"),
            ] {
                assert_eq!(text.matches(place).count(), 1, "{tag}: {text}");
            }
            for button in [
                &words.choose,
                &words.yes,
                &words.no,
                &words.person,
                &words.stop,
                &words.keep,
            ] {
                assert!((1..=20).contains(&length(button)), "{tag}: {button}");
            }
            assert!((1..=24).contains(&length(&words.none)), "{tag}");
            assert!(!words.keep_one.is_empty());
        }
    }

    #[test]
    fn a_region_is_served_by_its_language() {
        let of = |tag| of(&Locale::parse(tag).unwrap()).unwrap();
        assert_eq!(of("pt-PT").yes, of("pt-BR").yes);
        assert_eq!(of("sv").yes, of("en").yes);
        assert_ne!(of("de").ask_one, of("fr").ask_one);
    }
}
