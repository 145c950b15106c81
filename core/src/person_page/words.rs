//! The words of the page, by language: `templates/<language>/person.json`.

use crate::ledger::Method;
use crate::locale::Locale;
use crate::words::LANGUAGES;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The words of one language. `{shop}` is the shop's name; other places are named as what stands
/// there, fields as what the English file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonWords {
    pub(super) title: String,
    pub(super) masked: String,
    pub(super) proven: String,
    /// `{day}`, `{month}`, `{year}`.
    pub(super) date: String,
    /// `{date}`, `{time}`.
    pub(super) time: String,
    pub(super) months: [String; 12],
    pub(super) privacy: String,
    pub(super) responsible: String,
    pub(super) contact: String,
    pub(super) back: String,
    pub(super) topics: TopicWords,
    pub(super) done: DoneWords,
    pub(super) proof: ProofWords,
    pub(super) receipts: ReceiptWords,
    pub(super) methods: BTreeMap<Method, String>,
    pub(super) data: DataWords,
    pub(super) erase: EraseWords,
    pub(super) gone: GoneWords,
    pub(super) errors: ErrorWords,
}

/// About what the person gets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicWords {
    pub(super) on: String,
    pub(super) nothing: String,
    pub(super) off: String,
    pub(super) since: String,
    pub(super) ended: String,
    pub(super) expired: String,
    pub(super) unproven: String,
    pub(super) paused: String,
    pub(super) words: String,
    pub(super) elsewhere: String,
    pub(super) product: String,
    pub(super) agree: String,
    pub(super) stop_all: String,
    pub(super) native_title: String,
    pub(super) native: String,
}

/// What was just done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoneWords {
    pub(super) off: String,
    pub(super) all: String,
    pub(super) on: String,
}

/// The one-time code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofWords {
    pub(super) title: String,
    pub(super) why: String,
    pub(super) button: String,
    pub(super) send_title: String,
    pub(super) send: String,
    pub(super) code: String,
    pub(super) terms: String,
    pub(super) open: String,
    pub(super) sent: String,
    pub(super) waiting: String,
}

/// Receipts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptWords {
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) open: String,
    pub(super) file: String,
    pub(super) heading: String,
    pub(super) when: String,
    pub(super) what: String,
    pub(super) how: String,
    pub(super) place: String,
    pub(super) who: String,
    pub(super) controller: String,
    pub(super) words: String,
    pub(super) number: String,
    pub(super) record: String,
    pub(super) key: String,
    pub(super) check: String,
}

/// The download of everything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataWords {
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) button: String,
}

/// Erasing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EraseWords {
    pub(super) link: String,
    pub(super) hint: String,
    pub(super) title: String,
    pub(super) goes_title: String,
    pub(super) goes: Vec<String>,
    pub(super) stays_title: String,
    pub(super) stays: Vec<String>,
    /// Where the shop's law asks for a time in between: `{days}`.
    pub(super) block: String,
    pub(super) button: String,
    pub(super) keep: String,
    pub(super) done_title: String,
    pub(super) done: String,
}

/// The page of a dead link.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoneWords {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) button: String,
}

/// What went wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorWords {
    pub(super) changed: String,
    pub(super) proof: String,
    pub(super) codes: String,
    pub(super) again: String,
}

macro_rules! file {
    ($locale:literal) => {
        include_str!(concat!("../../../templates/", $locale, "/person.json"))
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
pub(super) fn of(locale: &Locale) -> Option<&'static PersonWords> {
    static WORDS: OnceLock<Vec<(Locale, PersonWords)>> = OnceLock::new();
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
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// The places `{…}` of a text.
    fn places(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts.filter_map(|part| part.split('}').next()).collect()
    }

    fn same_places(model: &Value, own: &Value, tag: &str) {
        match (model, own) {
            (Value::String(model), Value::String(own)) => {
                assert_eq!(places(model), places(own), "{tag}: {own}");
            }
            (Value::Array(model), Value::Array(own)) => {
                for (model, own) in model.iter().zip(own) {
                    same_places(model, own, tag);
                }
            }
            (Value::Object(model), Value::Object(own)) => {
                for (name, model) in model {
                    same_places(model, &own[name], tag);
                }
            }
            _ => panic!("{tag}: another shape"),
        }
    }

    #[test]
    fn every_language_is_whole_and_names_the_same_places() {
        let model: Value = serde_json::from_str(FILES[0]).unwrap();
        for (tag, json) in LANGUAGES.iter().zip(FILES) {
            let words: PersonWords = serde_json::from_str(json).unwrap();
            // Each way that the ledger knows has words.
            assert_eq!(words.methods.len(), 15, "{tag}");
            same_places(&model, &serde_json::from_str(json).unwrap(), tag);
        }
    }

    #[test]
    fn what_stays_after_erasing_is_told_with_its_time_in_every_language() {
        for (tag, json) in LANGUAGES.iter().zip(FILES) {
            let words: PersonWords = serde_json::from_str(json).unwrap();
            let stays = words.erase.stays.join("\n");
            for part in ["Cloudflare", "30", "WhatsApp", "Meta"] {
                assert!(stays.contains(part), "{tag}: {part}");
            }
        }
    }

    #[test]
    fn a_region_is_served_by_its_language() {
        let of = |tag| of(&Locale::parse(tag).unwrap()).unwrap();
        assert_eq!(of("pt-PT").title, of("pt-BR").title);
        assert_eq!(of("sv").title, of("en").title);
        assert_ne!(of("de").title, of("fr").title);
    }
}
