//! Who the shop is, and in which languages it asks.

use super::super::form::Form;
use super::super::read::Reading;
use crate::locale::Locale;
use crate::phone::Country;
use crate::settings::Settings;
use crate::words;

/// The default language.
pub(in super::super) const FIRST: &str = "locales";

pub(in super::super) fn write(settings: &Settings, form: &mut Form) {
    form.set("name", &settings.name);
    form.set("controller", &settings.controller);
    form.set("contact", settings.contact.as_deref().unwrap_or_default());
    form.set("privacy_url", &settings.privacy_url);
    let country = settings.country.as_ref().map_or("", Country::as_str);
    form.set("country", country);
    let age = settings.min_age.map(|age| age.to_string());
    form.set("min_age", age.unwrap_or_default());
    if let Some(first) = settings.locales.first() {
        form.set(FIRST, first.as_str());
    }
    for locale in &settings.locales {
        form.tick(format!("{FIRST}.{locale}"), true);
    }
}

pub(in super::super) fn read(reading: &mut Reading<'_>, settings: &mut Settings) {
    settings.name = reading.text("name");
    settings.controller = reading.paragraph("controller", Some(&reading.base.controller));
    settings.contact = reading.text_if_any("contact");
    let notice = reading.form.get("privacy_url").trim();
    notice.clone_into(&mut settings.privacy_url);
    settings.country = match reading.text_if_any("country") {
        None => None,
        Some(typed) => Country::parse(typed.trim()).ok().or_else(|| {
            reading.fault("country", "give the two letters of a country, as in ES");
            reading.base.country
        }),
    };
    settings.min_age = reading.number_if_any("min_age", "min_age");
    settings.locales = reading.locales();
}

/// The languages of a form, the default first, the others in the order that they have had.
pub(in super::super) fn locales(form: &Form, base: &Settings) -> Vec<Locale> {
    let ticked = |locale: &Locale| form.has(&format!("{FIRST}.{locale}"));
    let first = Locale::parse(form.get(FIRST))
        .ok()
        .filter(|locale| ticked(locale));
    let all = words::all().iter().map(|words| &words.locale);
    let mut locales: Vec<Locale> = Vec::new();
    for locale in first.iter().chain(&base.locales).chain(all) {
        if ticked(locale) && !locales.contains(locale) {
            locales.push(locale.clone());
        }
    }
    locales
}
