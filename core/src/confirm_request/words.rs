//! The words around the question to a typed number, by language:
//! `templates/<language>/confirm_request.json`.

use crate::locale::Locale;
use crate::words::LANGUAGES;
use serde::Deserialize;
use std::sync::OnceLock;

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmWords {
    /// The label of the form's button, which stands in the statement.
    pub button: String,
    /// Under the number: what will happen with it.
    pub how: String,
    /// Instead of the check, where a browser runs no script.
    pub needs_script: String,
    /// The link to the plain chat.
    pub open: String,
    /// The check against robots is missing, failed or too old.
    pub not_checked: String,
    /// Nobody could be asked about the check.
    pub unreachable: String,
    /// The shop has asked as many numbers as it may in a day.
    pub shop_limit: String,
    /// The number was typed as often as it may be in a day.
    pub number_limit: String,
    /// The form was taken.
    pub sent_title: String,
    /// What to do now, with `{shop}`. It must not tell whether the number was asked: that would
    /// tell who is a customer.
    pub sent: String,
}

macro_rules! file {
    ($locale:literal) => {
        include_str!(concat!(
            "../../../templates/",
            $locale,
            "/confirm_request.json"
        ))
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
pub fn of(locale: &Locale) -> Option<&'static ConfirmWords> {
    static WORDS: OnceLock<Vec<(Locale, ConfirmWords)>> = OnceLock::new();
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
    use std::collections::BTreeSet;

    #[test]
    fn every_language_is_whole_and_has_words_of_its_own() {
        let mut buttons = BTreeSet::new();
        for (tag, json) in LANGUAGES.iter().zip(FILES) {
            let words: ConfirmWords = serde_json::from_str(json).expect(tag);
            {
                let text = &words.sent;
                assert_eq!(text.matches("{shop}").count(), 1, "{tag}: {text}");
                assert_eq!(text.matches('{').count(), 1, "{tag}: {text}");
            }
            for text in [
                &words.button,
                &words.how,
                &words.needs_script,
                &words.open,
                &words.not_checked,
                &words.unreachable,
                &words.shop_limit,
                &words.number_limit,
                &words.sent_title,
            ] {
                assert!(
                    !text.trim().is_empty() && !text.contains('{'),
                    "{tag}: {text}"
                );
            }
            for text in [&words.button, &words.open, &words.shop_limit] {
                assert!(text.contains("WhatsApp"), "{tag}: {text}");
            }
            assert!(words.needs_script.contains("JavaScript"), "{tag}");
            assert!(words.sent.contains("24"), "{tag}");
            buttons.insert(words.button);
        }
        assert_eq!(buttons.len(), LANGUAGES.len());
    }

    #[test]
    fn a_region_is_served_by_its_language() {
        let of = |tag| &of(&Locale::parse(tag).unwrap()).unwrap().button;
        assert_eq!(of("pt-PT"), of("pt-BR"));
        assert_eq!(of("sv"), of("en"));
    }
}
