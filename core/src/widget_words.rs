//! The words of the bubble, the panel and the hosted form that are the same for every shop.
//!
//! What a shop says itself (purposes, statement, prefilled texts) is in its book; these are only
//! the labels around it, one file per language: `templates/<locale>/widget.json`.

use serde::{Deserialize, Serialize};

/// The chrome's words in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WidgetWords {
    /// Name of the bubble, with `{shop}`.
    pub bubble: String,
    /// Closes the line beside the bubble.
    pub greeting_close: String,
    /// Closes the panel.
    pub close: String,
    /// Back to the two doors.
    pub back: String,
    /// Whom the person will see in WhatsApp, with `{number}`: an unverified business shows
    /// nothing but its number there.
    pub number: String,

    /// Above the two doors.
    pub help: String,
    /// First door.
    pub chat: String,
    /// Under the first door: that asking signs up for nothing.
    pub chat_hint: String,
    /// Second door.
    pub updates: String,
    /// Under the second door.
    pub updates_hint: String,
    /// The way without WhatsApp, with `{contact}`.
    pub no_whatsapp: String,
    /// For who has agreed before: the link that asks for the preferences in the chat.
    pub preferences: String,
    /// Under that link: what can be done there.
    pub preferences_hint: String,

    /// Outside the opening hours, with `{time}`: "Monday 09:00", or "09:00" on the day itself.
    pub away: String,
    /// Outside the opening hours, where no next time is known.
    pub away_plain: String,
    /// The days as they stand in `{time}`, Monday first.
    pub weekdays: [String; 7],

    /// Above the purposes.
    pub topics: String,
    /// Above the purposes that the person has agreed to before.
    pub held: String,
    /// Label of the name field.
    pub name: String,
    /// Behind the label of a field that may stay empty: "Birthday (optional)".
    pub optional: String,
    /// A list of which nothing is chosen yet.
    pub choose: String,
    /// Label of the day of a date.
    pub day: String,
    /// Label of the month of a date.
    pub month: String,
    /// The months as they stand in a list, January first.
    pub months: [String; 12],
    /// A value looks like a number that nobody should ask for here.
    pub sensitive: String,
    /// Link to the shop's privacy notice.
    pub privacy: String,
    /// No purpose is ticked.
    pub none_ticked: String,

    /// Label of the phone field.
    pub phone: String,
    /// Label of the list of countries.
    pub country: String,
    /// The number is required and was not given.
    pub phone_missing: String,
    /// It has letters, or signs that no number has.
    pub phone_not_number: String,
    /// It has too few digits for its country.
    pub phone_short: String,
    /// It has too many digits for its country.
    pub phone_long: String,
    /// Its country is not known.
    pub phone_unknown: String,

    /// The button of a product that is sold out.
    pub product_title: String,
    /// What it brings, with `{product}`.
    pub product_text: String,

    /// WhatsApp was opened; the message has not come yet.
    pub waiting_title: String,
    /// What happens next.
    pub waiting: String,
    /// The link, once it was used.
    pub reopen: String,
    /// The way by hand, with `{number}`.
    pub copy_hint: String,
    /// Copies the prefilled text.
    pub copy_message: String,
    /// Copies the shop's number.
    pub copy_number: String,
    /// Said after copying.
    pub copied: String,
    /// Back to the purposes.
    pub change: String,

    /// On a desktop: shows the link as a QR code.
    pub scan_button: String,
    /// Under the QR code.
    pub scan: String,
    /// The link, where the QR code is shown.
    pub this_computer: String,

    /// The message has come.
    pub confirmed_title: String,
    /// Above the purposes agreed to, with `{shop}`.
    pub confirmed: String,
    /// How to stop.
    pub stop: String,
    /// Closes the panel for good.
    pub done: String,

    /// A minute has passed without the message.
    pub not_yet_title: String,
    /// What can be done, without blame.
    pub not_yet: String,

    /// A day has passed.
    pub expired_title: String,
    /// That nothing came of it.
    pub expired: String,
    /// Begins anew.
    pub start_over: String,

    /// The opt-in could not be posted yet.
    pub offline: String,
    /// The opt-in was refused for a reason that a second tap mends.
    pub again: String,
    /// The opt-in was refused.
    pub refused: String,
    /// Link to the hosted form.
    pub hosted: String,
    /// Label of the hosted page's trap for programs, where a browser shows it all the same.
    pub leave_empty: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::LANGUAGES;
    use serde_json::Value;
    use std::collections::BTreeSet;

    const ALL: [(&str, &str); LANGUAGES.len()] = [
        ("en", include_str!("../../templates/en/widget.json")),
        ("es", include_str!("../../templates/es/widget.json")),
        ("pt-BR", include_str!("../../templates/pt-BR/widget.json")),
        ("de", include_str!("../../templates/de/widget.json")),
        ("fr", include_str!("../../templates/fr/widget.json")),
        ("it", include_str!("../../templates/it/widget.json")),
        ("ca", include_str!("../../templates/ca/widget.json")),
        ("ru", include_str!("../../templates/ru/widget.json")),
        ("ar", include_str!("../../templates/ar/widget.json")),
    ];

    fn words() -> impl Iterator<Item = (&'static str, WidgetWords)> {
        ALL.into_iter()
            .map(|(locale, json)| (locale, serde_json::from_str(json).expect(locale)))
    }

    #[test]
    fn every_language_says_everything() {
        assert_eq!(ALL.map(|(locale, _)| locale), LANGUAGES);
        for (locale, words) in words() {
            let Ok(Value::Object(fields)) = serde_json::to_value(&words) else {
                panic!("{locale} is no object");
            };
            for (key, value) in fields {
                let said = match &value {
                    Value::Array(items) => items.as_slice(),
                    one => std::slice::from_ref(one),
                };
                for word in said {
                    assert_ne!(word, "", "{locale}: {key}");
                }
            }
        }
    }

    #[test]
    fn every_day_and_every_month_has_a_name_of_its_own() {
        for (locale, words) in words() {
            assert_eq!(BTreeSet::from(words.weekdays).len(), 7, "{locale}");
            assert_eq!(BTreeSet::from(words.months).len(), 12, "{locale}");
        }
    }

    #[test]
    fn a_phone_error_says_what_is_wrong_and_not_another_thing() {
        for (locale, words) in words() {
            let said = BTreeSet::from([
                words.phone_missing,
                words.phone_not_number,
                words.phone_short,
                words.phone_long,
                words.phone_unknown,
                words.sensitive,
            ]);
            assert_eq!(said.len(), 6, "{locale}: {said:?}");
        }
    }

    #[test]
    fn every_language_keeps_the_places_for_names() {
        for (locale, words) in words() {
            for (text, place) in [
                (&words.bubble, "{shop}"),
                (&words.confirmed, "{shop}"),
                (&words.number, "{number}"),
                (&words.copy_hint, "{number}"),
                (&words.no_whatsapp, "{contact}"),
                (&words.away, "{time}"),
                (&words.product_text, "{product}"),
            ] {
                assert_eq!(text.matches(place).count(), 1, "{locale}: {text}");
            }
        }
    }

    #[test]
    fn no_other_word_has_a_place_to_fill() {
        const WITH_A_PLACE: [&str; 7] = [
            "bubble",
            "number",
            "no_whatsapp",
            "away",
            "product_text",
            "copy_hint",
            "confirmed",
        ];
        for (locale, words) in words() {
            let Ok(Value::Object(mut fields)) = serde_json::to_value(&words) else {
                panic!("{locale} is no object");
            };
            fields.retain(|key, _| !WITH_A_PLACE.contains(&key.as_str()));
            let others = Value::Object(fields).to_string();
            let opened = others.matches('{').count();
            assert_eq!(opened, 1, "{locale}: only the object itself: {others}");
        }
    }
}
