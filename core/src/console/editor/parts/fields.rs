//! The form: what it asks beside the purposes, and what comes of an answer.

use super::super::form::Form;
use super::super::read::{Reading, word_of};
use super::purposes::new_name;
use crate::locale::Locale;
use crate::settings::{Coupon, Field, FieldId, FieldKind, FieldWords, Settings};
use crate::words;
use std::collections::BTreeMap;

pub(in super::super) fn write(settings: &Settings, form: &mut Form) {
    form.set("phone", word_of(&settings.phone));
    form.set("confirm", word_of(&settings.confirm));
    form.tick("remember", settings.remember);
    form.tick("count_views", settings.count_views);
    form.tick("entry_points", settings.entry_points);
    for (row, field) in settings.fields.iter().enumerate() {
        let row = format!("fields.{row}");
        form.set(format!("{row}.id"), field.id.as_str());
        form.set(format!("{row}.kind"), word_of(&field.kind));
        form.set(format!("{row}.choices"), field.choices.join("\n"));
        for locale in &settings.locales {
            if let Some(words) = field.words.get(locale) {
                form.set(format!("{row}.words.{locale}.label"), &words.label);
                let choices = words.choices.join("\n");
                form.set(format!("{row}.words.{locale}.choices"), choices);
            }
        }
    }
    if let Some(coupon) = &settings.coupon {
        form.tick("coupon.on", true);
        write_lines("coupon.words", &coupon.words, &settings.locales, form);
    }
}

/// One text in each language.
pub(super) fn write_lines(
    part: &str,
    words: &BTreeMap<Locale, String>,
    locales: &[Locale],
    form: &mut Form,
) {
    for locale in locales {
        if let Some(text) = words.get(locale) {
            form.set(format!("{part}.{locale}"), text);
        }
    }
}

/// One text in each language; of languages that the form does not show, the old one.
pub(super) fn read_lines(
    reading: &Reading<'_>,
    part: &str,
    old: Option<&BTreeMap<Locale, String>>,
) -> BTreeMap<Locale, String> {
    let mut all = old.cloned().unwrap_or_default();
    for locale in words::all().iter().map(|words| &words.locale) {
        let name = format!("{part}.{locale}");
        if !reading.form.has(&name) {
            continue;
        }
        let text = reading.paragraph(&name, all.get(locale).map(String::as_str));
        if text.trim().is_empty() {
            all.remove(locale);
        } else {
            all.insert(locale.clone(), text);
        }
    }
    all
}

pub(in super::super) fn read(reading: &mut Reading<'_>, settings: &mut Settings) {
    settings.phone = reading.choice("phone", reading.base.phone);
    settings.confirm = reading.choice("confirm", reading.base.confirm);
    settings.remember = reading.form.has("remember");
    settings.count_views = reading.form.has("count_views");
    settings.entry_points = reading.form.has("entry_points");
    settings.fields = Vec::new();
    for row in 0..reading.form.rows("fields") {
        let row = format!("fields.{row}");
        if reading.form.has(&format!("{row}.remove")) || reading.form.is_blank(&row) {
            continue;
        }
        if let Some(field) = read_one(reading, &row, &settings.fields) {
            settings.fields.push(field);
        }
    }
    settings.coupon = reading.form.has("coupon.on").then(|| {
        let old = reading.base.coupon.as_ref().map(|coupon| &coupon.words);
        Coupon {
            words: read_lines(reading, "coupon.words", old),
        }
    });
}

fn read_one(reading: &mut Reading<'_>, row: &str, so_far: &[Field]) -> Option<Field> {
    let name = format!("{row}.id");
    let id = if let Ok(id) = FieldId::parse(reading.form.get(&name)) {
        id
    } else {
        let label = reading
            .locales()
            .first()
            .map(|locale| reading.text(&format!("{row}.words.{locale}.label")));
        let taken = |id: &str| {
            let mut known = so_far.iter().chain(&reading.base.fields);
            known.any(|own| own.id.as_str() == id)
        };
        let id = new_name(&label.unwrap_or_default(), "question", taken)?;
        reading.form.set(name, &id);
        FieldId::parse(&id).ok()?
    };
    let old = reading.base.fields.iter().find(|field| field.id == id);
    let kind = reading.choice(
        &format!("{row}.kind"),
        old.map_or(FieldKind::Text, |old| old.kind),
    );
    let is_choice = kind == FieldKind::Choice;
    let choices = |name: &str| -> Vec<String> {
        let lines = reading.form.get(name).lines().map(str::trim);
        lines
            .filter(|line| is_choice && !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut all = old.map(|old| old.words.clone()).unwrap_or_default();
    for locale in words::all().iter().map(|words| &words.locale) {
        let label = format!("{row}.words.{locale}.label");
        if !reading.form.has(&label) {
            continue;
        }
        let words = FieldWords {
            label: reading.text(&label),
            choices: choices(&format!("{row}.words.{locale}.choices")),
        };
        if words.label.trim().is_empty() && words.choices.is_empty() {
            all.remove(locale);
        } else {
            all.insert(locale.clone(), words);
        }
    }
    Some(Field {
        choices: choices(&format!("{row}.choices")),
        id,
        kind,
        words: all,
    })
}
