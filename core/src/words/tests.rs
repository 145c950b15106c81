//! Every language is whole, and what it says keeps to Meta's rules and our own.

use super::*;
use crate::code::Code;
use crate::fold::fold;
use crate::prefill::{MAX_TEXT, is_own_wording, opt_in_text};
use crate::stop::{is_stop, mentions_stop};
use serde_json::Value;
use std::collections::BTreeSet;

const FILES: [&str; 8] = [
    "confirm_request",
    "confirmation",
    "messages",
    "optin_request",
    "person",
    "prefill",
    "statement",
    "widget",
];

fn file(locale: &str, name: &str) -> Value {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/../templates/{locale}/{name}.json");
    let json = std::fs::read_to_string(&path).expect(&path);
    serde_json::from_str(&json).expect(&path)
}

/// Every string of a file that people read: not the names and addresses for machines.
fn texts(value: &Value) -> Vec<String> {
    const FOR_MACHINES: [&str; 8] = [
        "name",
        "language",
        "category",
        "parameter_format",
        "type",
        "id",
        "url",
        "example",
    ];
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        // The widget's words are a flat object, whose `name` is a label.
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| {
                fields.contains_key("bubble") || !FOR_MACHINES.contains(&key.as_str())
            })
            .flat_map(|(_, value)| texts(value))
            .collect(),
        _ => Vec::new(),
    }
}

fn is_cyrillic(character: char) -> bool {
    ('\u{400}'..='\u{52F}').contains(&character)
}

fn is_arabic(character: char) -> bool {
    ('\u{600}'..='\u{6FF}').contains(&character)
}

/// The prefilled text for a shop of so many letters that asks for these purposes.
fn prefilled(words: &Words, letters: usize, phrases: &[&str]) -> String {
    let code: Code = "12345-67896".parse().unwrap();
    opt_in_text(
        &words.prefill.request(),
        &"x".repeat(letters),
        phrases,
        &code,
    )
}

fn phrases(words: &Words) -> Vec<&str> {
    let all = &words.statement.purposes;
    all.iter().map(|purpose| purpose.phrase.as_str()).collect()
}

#[test]
fn every_language_is_whole() {
    let loaded: Vec<&str> = all().iter().map(|words| words.locale.as_str()).collect();
    assert_eq!(loaded, LANGUAGES);
    for words in all() {
        assert_eq!(
            words.confirmation.language,
            words.locale.template_language()
        );
        for part in ["{shop}", "{purposes}", "{code}"] {
            assert!(words.prefill.opt_in.contains(part), "{}", words.locale);
        }
        // After its noun, so that one is right as well as five.
        assert!(words.prefill.count.ends_with("{n})"), "{}", words.locale);
        for part in ["{shop}", "{purposes}", "{preferences}", "{contact}"] {
            assert!(words.messages.again.contains(part), "{}", words.locale);
        }
    }
}

/// What must be said before somebody agrees (GDPR 7 and 13, and Meta's rules for opt-ins).
#[test]
fn every_language_says_what_a_statement_has_to() {
    for words in all() {
        let StatementWords {
            consent,
            product_consent,
            voluntary,
            stop,
            recipients,
            age,
            button,
            purposes,
            product,
        } = &words.statement;
        for (text, place) in [
            (consent, "{brand}"),
            (product_consent, "{brand}"),
            (age, "{age}"),
            (voluntary, ""),
            (stop, ""),
            (recipients, ""),
            (button, ""),
        ] {
            let places = usize::from(!place.is_empty());
            assert_eq!(text.matches('{').count(), places, "{text}");
            assert!(!text.trim().is_empty() && text.contains(place), "{text}");
        }
        for text in [consent, product_consent, recipients, button] {
            assert!(text.contains("WhatsApp"), "{text}");
        }
        assert!(recipients.contains("Meta"), "{recipients}");
        // The word that people are told is one that we understand.
        assert!(stop.contains("STOP") && is_stop("STOP"), "{stop}");
        for purpose in purposes.iter().chain([product]) {
            assert!(!purpose.frequency.trim().is_empty(), "{}", purpose.id);
        }
        let said: BTreeSet<&String> = [consent, voluntary, stop, recipients, age].into();
        assert_eq!(said.len(), 5, "{}", words.locale);
    }
}

#[test]
fn what_a_link_types_has_one_place_for_each_name() {
    for words in all() {
        let PrefillWords {
            chat,
            chat_product,
            preferences,
            proof,
            campaign,
            ..
        } = &words.prefill;
        for (text, places) in [
            (chat, ["{shop}"].as_slice()),
            (chat_product, &["{shop}", "{product}"]),
            (preferences, &["{shop}"]),
            (proof, &["{shop}", "{code}"]),
            (campaign, &["{shop}", "{keyword}"]),
        ] {
            assert_eq!(text.matches('{').count(), places.len(), "{text}");
            for place in places {
                assert_eq!(text.matches(place).count(), 1, "{text}");
            }
        }
    }
}

#[test]
fn every_language_offers_the_same_purposes() {
    for words in all() {
        let ids: Vec<&str> = words
            .statement
            .purposes
            .iter()
            .map(|purpose| purpose.id.as_str())
            .collect();
        assert_eq!(ids, ["offers", "restock", "orders"]);
        assert_eq!(words.statement.product.id.as_str(), "product");
    }
}

#[test]
fn the_purpose_of_a_product_names_it_inside_a_sentence_only() {
    for words in all() {
        let product = &words.statement.product;
        assert_eq!(product.phrase.matches("{product}").count(), 1);
        for text in [&product.label, &product.value, &product.frequency] {
            assert!(!text.contains('{') && !text.is_empty(), "{text}");
        }
        assert!(product.frequency.contains("180"), "{}", product.frequency);
    }
}

/// Meta's rules for a utility template (whatsapp.md § 3.3).
#[test]
fn the_confirmation_is_no_advert_and_has_no_parameter_at_an_edge() {
    for words in all() {
        let body = words.confirmation.body();
        assert!(!body.starts_with("{{") && !body.ends_with("}}"), "{body}");
        assert!(
            !body.trim_end_matches(['.', '!', ' ']).ends_with("}}"),
            "{body}"
        );
        for parameter in ["{{shop}}", "{{purposes}}", "{{contact}}"] {
            assert_eq!(body.matches(parameter).count(), 1, "{body}");
        }
        let lower = body.to_lowercase();
        for word in [
            "welcome",
            "bienvenid",
            "bem-vind",
            "willkommen",
            "bienvenue",
            "benvenut",
            "benvingu",
            "добро пожаловать",
            "أهلا",
            "مرحبا",
            "%",
            "gratis",
            "gratuit",
            "бесплатн",
            "مجان",
        ] {
            assert!(!lower.contains(word), "{body}");
        }
        assert!(!words.confirmation.name.contains("welcome"));
    }
}

#[test]
fn the_confirmation_keeps_to_metas_lengths_and_its_stop_button_says_stop() {
    let english = file("en", "confirmation");
    for locale in LANGUAGES {
        let template = file(locale, "confirmation");
        let [body, footer, buttons] = template["components"].as_array().unwrap().as_slice() else {
            panic!("{locale}: body, footer, buttons");
        };
        let length = |part: &Value| part["text"].as_str().unwrap().encode_utf16().count();
        assert!(length(body) <= 550, "{locale}");
        assert!(length(footer) <= 60, "{locale}");
        assert!(body["text"].as_str().unwrap().contains("STOP"), "{locale}");
        let [preferences, stop] = buttons["buttons"].as_array().unwrap().as_slice() else {
            panic!("{locale}: two buttons");
        };
        assert!(length(preferences) <= 25 && length(stop) <= 25, "{locale}");
        assert!(is_stop(stop["text"].as_str().unwrap()), "{stop}");
        assert_eq!(template["category"], "UTILITY");
        assert_eq!(template["name"], english["name"]);
        let ours = &english["components"][2]["buttons"][0];
        assert_eq!(preferences["url"], ours["url"]);
        assert_eq!(preferences["example"], ours["example"]);
    }
}

#[test]
fn the_prefilled_text_names_two_purposes_of_a_shop_with_ten_letters() {
    for words in all() {
        let phrases = phrases(words);
        let [offers, restock, _] = phrases.as_slice() else {
            panic!("{phrases:?}");
        };
        let text = prefilled(words, 10, &[offers, restock]);
        assert!(text.encode_utf16().count() <= MAX_TEXT, "{text}");
        assert!(text.contains("WhatsApp"), "{text}");
        let and = &words.prefill.and;
        assert!(
            text.contains(&format!("{offers} {and} {restock}")),
            "{text}"
        );
    }
}

#[test]
fn the_prefilled_text_fits_whatever_the_shop_is_called() {
    let long = "x".repeat(MAX_TEXT);
    for words in all() {
        let text = prefilled(words, 40, &[long.as_str(); 8]);
        assert!(text.encode_utf16().count() <= MAX_TEXT, "{text}");
    }
}

#[test]
fn the_prefilled_text_names_a_product_of_twenty_letters() {
    for words in all() {
        let phrase = words
            .statement
            .product
            .phrase
            .replace("{product}", &"y".repeat(20));
        let text = prefilled(words, 10, &[&phrase]);
        assert!(text.encode_utf16().count() <= MAX_TEXT, "{text}");
        assert!(text.contains(&phrase), "{text}");
    }
}

/// A shop's name has at most 40 characters, a campaign's 30.
#[test]
fn the_other_texts_fit_with_the_longest_names() {
    let shop = "x".repeat(40);
    for words in all() {
        let prefill = &words.prefill;
        for text in [
            prefill.chat.clone(),
            prefill.chat_product.replace("{product}", &"y".repeat(40)),
            prefill.preferences.clone(),
            prefill.proof.replace("{code}", "K7Q2M-9XT4D"),
            prefill.campaign.replace("{keyword}", &"z".repeat(30)),
        ] {
            let text = text.replace("{shop}", &shop);
            assert!(text.encode_utf16().count() <= MAX_TEXT, "{text}");
            assert!(!mentions_stop(&text), "{text}");
        }
    }
}

/// Whichever way one is recognised, by its whole text or by how it begins. Only the two
/// questions may begin alike.
#[test]
fn what_one_link_types_is_never_taken_for_what_another_types() {
    let begins = |text: &str, place: &str| {
        let named = text.replace("{shop}", "Demo");
        fold(named.split(place).next().unwrap())
    };
    let texts: Vec<(&str, &Words, String)> = all()
        .iter()
        .flat_map(|words| {
            let prefill = &words.prefill;
            [
                ("opt-in", words, begins(&prefill.opt_in, "{purposes}")),
                ("question", words, begins(&prefill.chat, "{}")),
                (
                    "question",
                    words,
                    begins(&prefill.chat_product, "{product}"),
                ),
                ("preferences", words, begins(&prefill.preferences, "{}")),
                ("proof", words, begins(&prefill.proof, "{code}")),
                ("campaign", words, begins(&prefill.campaign, "{keyword}")),
            ]
        })
        .collect();
    for (kind, words, text) in &texts {
        for (other_kind, other_words, other) in &texts {
            let other_text = kind != other_kind || words.locale != other_words.locale;
            assert!(!other_text || !text.starts_with(other), "{text}");
        }
    }
}

#[test]
fn only_what_asks_for_purposes_is_taken_for_an_opt_in_without_its_code() {
    for words in all() {
        let own = |text: &str| {
            let text = text.replace("{shop}", "Demo");
            is_own_wording(&words.prefill.request(), "Demo", &text)
        };
        assert!(own(&words.prefill.opt_in));
        for text in [
            &words.prefill.chat,
            &words.prefill.chat_product,
            &words.prefill.preferences,
            &words.prefill.proof,
            &words.prefill.campaign,
        ] {
            assert!(!own(text), "{text}");
        }
    }
}

#[test]
fn the_prefilled_text_is_read_back_as_a_clear_yes() {
    for words in all() {
        let text = prefilled(words, 10, &phrases(words));
        let [candidate] = Code::candidates(&text)[..] else {
            panic!("{text}");
        };
        let (before, after) = text.split_at(candidate.start);
        let phrases = phrases(words);
        let words = words.prefill.request();
        assert!(
            crate::prefill::says_the_same(&words, &"x".repeat(10), &phrases, before),
            "{text}"
        );
        assert!(!mentions_stop(after), "{text}");
    }
}

#[test]
fn every_text_is_in_the_letters_of_its_language() {
    for locale in LANGUAGES {
        for name in FILES {
            for text in texts(&file(locale, name)) {
                let has = |letter: fn(char) -> bool| text.contains(letter);
                assert_eq!(has(is_cyrillic), locale == "ru", "{locale}: {text}");
                assert_eq!(has(is_arabic), locale == "ar", "{locale}: {text}");
                let local = |letter| is_cyrillic(letter) || is_arabic(letter);
                for word in text.split(|character: char| !character.is_alphabetic()) {
                    let latin = word.contains(|letter: char| letter.is_ascii_alphabetic());
                    assert!(!latin || !word.contains(local), "{locale}: {word}");
                }
            }
        }
    }
}

/// A name ends in a full stop or a digit, a number begins with a plus: on their own such signs
/// go to the wrong end in a sentence that runs from right to left.
#[test]
fn arabic_sets_apart_what_is_filled_in() {
    const FIRST_STRONG: char = '\u{2068}';
    const LEFT_TO_RIGHT: char = '\u{2066}';
    const END: char = '\u{2069}';
    for name in [
        "confirm_request",
        "messages",
        "person",
        "prefill",
        "statement",
        "widget",
    ] {
        for text in texts(&file("ar", name)) {
            for (place, begins) in [
                ("{shop}", FIRST_STRONG),
                ("{brand}", FIRST_STRONG),
                ("{product}", FIRST_STRONG),
                ("{contact}", FIRST_STRONG),
                ("{number}", LEFT_TO_RIGHT),
            ] {
                let apart = format!("{begins}{place}{END}");
                assert_eq!(text.contains(place), text.contains(&apart), "{text}");
            }
            for (place, apart) in [
                ("{code}", "\u{200E}{code}"),
                ("{keyword}", "\u{200E}({keyword})"),
            ] {
                assert_eq!(text.contains(place), text.contains(apart), "{text}");
            }
            let begun = text.matches([FIRST_STRONG, LEFT_TO_RIGHT]).count();
            assert_eq!(text.matches(END).count(), begun, "{text}");
        }
    }
}

#[test]
fn no_language_repeats_the_sentences_of_another() {
    let distinct = |text: fn(&Words) -> &str| {
        let texts: BTreeSet<&str> = all().iter().map(text).collect();
        assert_eq!(texts.len(), LANGUAGES.len(), "{texts:?}");
    };
    distinct(|words| words.confirmation.body());
    distinct(|words| &words.statement.consent);
    distinct(|words| &words.statement.product_consent);
    distinct(|words| &words.statement.product.phrase);
    distinct(|words| &words.prefill.opt_in);
    distinct(|words| &words.prefill.chat);
    distinct(|words| &words.prefill.chat_product);
    distinct(|words| &words.prefill.preferences);
    distinct(|words| &words.prefill.campaign);
    distinct(|words| &words.messages.again);
    distinct(|words| words.widget);
}

#[test]
fn stop_is_the_same_word_everywhere() {
    for words in all() {
        let widget: Value = serde_json::from_str(words.widget).unwrap();
        for text in [
            words.statement.stop.as_str(),
            words.messages.again.as_str(),
            words.confirmation.body(),
            widget["stop"].as_str().unwrap(),
        ] {
            assert!(text.contains("STOP"), "{text}");
        }
    }
}

#[test]
fn a_region_is_served_by_its_language() {
    let of = |tag| of(&Locale::parse(tag).unwrap()).unwrap().locale.as_str();
    assert_eq!(of("pt-PT"), "pt-BR");
    assert_eq!(of("es-AR"), "es");
    assert_eq!(of("fr-CA"), "fr");
    assert_eq!(of("ar-MA"), "ar");
    assert_eq!(of("sv"), "en");
}
