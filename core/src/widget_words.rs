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
    /// Closes the panel.
    pub close: String,
    /// Back to the two doors.
    pub back: String,
    /// Whom the person will see in WhatsApp, with `{number}`: an unverified business shows
    /// nothing but its number there.
    pub number: String,
    /// Said of links that open a new tab.
    pub new_tab: String,

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

    /// Above the purposes.
    pub topics: String,
    /// Label of the name field.
    pub name: String,
    /// Link to the shop's privacy notice.
    pub privacy: String,
    /// No purpose is ticked.
    pub none_ticked: String,

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::LANGUAGES;

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
            let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(&words) else {
                panic!("{locale} is no object");
            };
            for (key, value) in fields {
                assert_ne!(value, "", "{locale}: {key}");
            }
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
            ] {
                assert_eq!(text.matches(place).count(), 1, "{locale}: {text}");
            }
        }
    }
}
