//! What the shop may write about: the purposes of the form, and that of a product's button.

use super::super::form::Form;
use super::super::read::{Reading, word_of};
use crate::fold;
use crate::locale::Locale;
use crate::purpose::{Cap, Category, LegalBasis, Purpose, PurposeId, PurposeWords};
use crate::settings::Settings;
use crate::words;
use std::collections::BTreeMap;

/// The words of a purpose, by the names that they have in the settings.
pub(in super::super) const WORDS: [&str; 4] = ["label", "value", "frequency", "phrase"];
/// Long enough to be told apart, short enough to be read.
const MAX_NAME: usize = 30;

pub(in super::super) fn write(settings: &Settings, form: &mut Form) {
    for (row, purpose) in settings.purposes.iter().enumerate() {
        write_one(purpose, &format!("purposes.{row}"), &settings.locales, form);
    }
    if let Some(product) = &settings.product {
        form.tick("product.on", true);
        write_one(product, "product", &settings.locales, form);
    }
}

fn write_one(purpose: &Purpose, row: &str, locales: &[Locale], form: &mut Form) {
    form.set(format!("{row}.id"), purpose.id.as_str());
    form.set(format!("{row}.category"), word_of(&purpose.category));
    form.set(format!("{row}.legal_basis"), word_of(&purpose.legal_basis));
    let cap = purpose.cap.map(|cap| [cap.messages, cap.days]);
    for (part, number) in ["messages", "days"].iter().zip(cap.into_iter().flatten()) {
        form.set(format!("{row}.cap.{part}"), number.to_string());
    }
    for locale in locales {
        let Some(words) = purpose.words.get(locale) else {
            continue;
        };
        for part in WORDS {
            form.set(format!("{row}.words.{locale}.{part}"), word(words, part));
        }
    }
}

/// One of the words of a purpose.
pub(in super::super) fn word<'a>(words: &'a PurposeWords, part: &str) -> &'a str {
    match part {
        "label" => &words.label,
        "value" => &words.value,
        "frequency" => &words.frequency,
        _ => &words.phrase,
    }
}

pub(in super::super) fn read(reading: &mut Reading<'_>, settings: &mut Settings) {
    settings.purposes = Vec::new();
    for row in 0..reading.form.rows("purposes") {
        let row = format!("purposes.{row}");
        if reading.form.has(&format!("{row}.remove")) || reading.form.is_blank(&row) {
            continue;
        }
        let Some(id) = id_of(reading, &row, &settings.purposes) else {
            continue;
        };
        let mut known = reading.base.purposes.iter();
        let old = known.find(|purpose| purpose.id == id);
        let place = format!("purposes.{id}");
        let purpose = read_one(reading, &row, &place, id, old);
        settings.purposes.push(purpose);
    }
    settings.product = None;
    if reading.form.has("product.on")
        && let Some(old) = reading
            .base
            .product
            .clone()
            .or_else(Settings::default_product)
    {
        let id = old.id.clone();
        settings.product = Some(read_one(reading, "product", "product", id, Some(&old)));
    }
}

/// A purpose's name: its own, and for a new one a name that nobody has agreed to yet.
fn id_of(reading: &mut Reading<'_>, row: &str, so_far: &[Purpose]) -> Option<PurposeId> {
    let name = format!("{row}.id");
    if let Ok(id) = PurposeId::parse(reading.form.get(&name)) {
        return Some(id);
    }
    let label = reading
        .locales()
        .first()
        .map(|locale| reading.text(&format!("{row}.words.{locale}.label")));
    let taken = |id: &str| {
        let known = so_far.iter().chain(&reading.base.purposes);
        let mut known = known.chain(&reading.base.product);
        id == "product" || reading.taken.contains(id) || known.any(|own| own.id.as_str() == id)
    };
    let id = new_name(&label.unwrap_or_default(), "topic", taken)?;
    reading.form.set(name, &id);
    PurposeId::parse(&id).ok()
}

/// A plain name for what has a label, which nothing else has.
pub(in super::super) fn new_name(
    label: &str,
    otherwise: &str,
    taken: impl Fn(&str) -> bool,
) -> Option<String> {
    let mut name: String = fold::words(label).join("_");
    name.retain(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    name.truncate(MAX_NAME);
    let name = name.trim_matches('_');
    let name = if name.is_empty() { otherwise } else { name };
    std::iter::once(name.to_owned())
        .chain((2..1_000).map(|number| format!("{name}_{number}")))
        .find(|name| !taken(name))
}

fn read_one(
    reading: &mut Reading<'_>,
    row: &str,
    place: &str,
    id: PurposeId,
    old: Option<&Purpose>,
) -> Purpose {
    let category = old.map_or(Category::Marketing, |old| old.category);
    let basis = old.map_or(LegalBasis::Consent, |old| old.legal_basis);
    let cap = format!("{place}.cap");
    let messages = reading.number_if_any(&format!("{row}.cap.messages"), &cap);
    let days = reading.number_if_any(&format!("{row}.cap.days"), &cap);
    let cap = match (messages, days) {
        (Some(messages), Some(days)) => Some(Cap { messages, days }),
        (None, None) => None,
        _ => {
            reading.fault(cap, "give both numbers, or neither");
            old.and_then(|old| old.cap)
        }
    };
    Purpose {
        id,
        category: reading.choice(&format!("{row}.category"), category),
        legal_basis: reading.choice(&format!("{row}.legal_basis"), basis),
        cap,
        words: read_words(reading, row, old),
    }
}

/// The words that were typed; of languages that the form does not show, those that are there.
fn read_words(
    reading: &Reading<'_>,
    row: &str,
    old: Option<&Purpose>,
) -> BTreeMap<Locale, PurposeWords> {
    let mut all = old.map(|old| old.words.clone()).unwrap_or_default();
    for locale in words::all().iter().map(|words| &words.locale) {
        let name = |part: &str| format!("{row}.words.{locale}.{part}");
        if !reading.form.has(&name("label")) {
            continue;
        }
        let [label, value, frequency, phrase] = WORDS.map(|part| reading.text(&name(part)));
        let texts = [&label, &value, &frequency, &phrase];
        if texts.iter().all(|text| text.trim().is_empty()) {
            all.remove(locale);
        } else {
            let words = PurposeWords {
                label,
                phrase,
                value,
                frequency,
            };
            all.insert(locale.clone(), words);
        }
    }
    all
}
