//! Questions of the shop's own in the form.

use super::fault::{Faults, has_repeats};
use crate::locale::Locale;
use crate::plain_id::{is_plain, plain_id};
use crate::sensitive;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

plain_id! {
    /// A field's name in the book and on the wire: `[a-z0-9_]{1,40}`.
    FieldId, b'_', 40,
    /// The text is no field id.
    ParseFieldIdError, "a field id has 1 to 40 small letters, digits or underscores"
}

/// Each question more loses people, and the law wants no more than is needed (GDPR 5(1)(c)).
const MAX_FIELDS: usize = 2;
/// Two lines of the panel.
const MAX_LABEL: usize = 60;
/// One choice is none, and who has to scroll a list of more on a phone gives up.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=20;
/// As for every id in the book.
const MAX_ID: usize = 40;

/// A question of the shop's own. The shopper may always leave it empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name.
    pub id: FieldId,
    /// What an answer looks like.
    pub kind: FieldKind,
    /// The answers' names `[a-z0-9_]{1,40}`, of a choice only.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Its words, by language.
    pub words: BTreeMap<Locale, FieldWords>,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// One line.
    Text,
    /// One of the field's choices.
    Choice,
    /// Day and month, never the year: enough for a greeting, too little for an identity.
    Birthday,
}

/// The words of a field in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// Above the input.
    pub label: String,
    /// The choices, in the order of their names.
    #[serde(default)]
    pub choices: Vec<String>,
}

pub(super) fn check(fields: &[Field], faults: &mut Faults<'_>) {
    faults.need(
        fields.len() <= MAX_FIELDS,
        "fields",
        format!("keep to {MAX_FIELDS} fields"),
    );
    faults.need(
        !has_repeats(fields.iter().map(|field| &field.id)),
        "fields",
        "use each id once",
    );
    for field in fields {
        field.check(faults);
    }
}

impl Field {
    fn check(&self, faults: &mut Faults<'_>) {
        let path = format!("fields.{}", self.id);
        self.check_choices(&format!("{path}.choices"), faults);
        let path = format!("{path}.words");
        for (path, words) in faults.in_each_locale(&path, &self.words) {
            faults.line(&format!("{path}.label"), &words.label, MAX_LABEL);
            let choices = format!("{path}.choices");
            faults.need(
                words.choices.len() == self.choices.len(),
                &choices,
                "give a word for each choice, in the order of the choices",
            );
            for (index, word) in words.choices.iter().enumerate() {
                faults.line(&format!("{choices}.{index}"), word, MAX_LABEL);
            }
        }
        // Of languages that are not published yet too.
        for (locale, words) in &self.words {
            if let Some(matter) = sensitive::asked_for(&words.label, locale) {
                faults.add(
                    format!("{path}.{locale}.label"),
                    format!(
                        "ask for something else: a form must not collect {}",
                        matter.as_str()
                    ),
                );
            }
        }
    }

    fn check_choices(&self, path: &str, faults: &mut Faults<'_>) {
        if self.kind != FieldKind::Choice {
            let reason = "leave them out, or make the field a choice";
            faults.need(self.choices.is_empty(), path, reason);
            return;
        }
        faults.need(
            CHOICES.contains(&self.choices.len()),
            path,
            format!("give {} to {} choices", CHOICES.start(), CHOICES.end()),
        );
        faults.need(!has_repeats(&self.choices), path, "use each choice once");
        faults.need(
            self.choices.iter().all(|id| is_plain(id, b'_', MAX_ID)),
            path,
            format!("name each by 1 to {MAX_ID} small letters, digits or underscores"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{faults, faulty};
    use serde_json::{Value, json};

    fn text(id: &str, label: &str) -> Value {
        json!({"id": id, "kind": "text", "words": {"en": {"label": label}, "es": {"label": "Talla"}}})
    }

    fn choice(choices: &[&str], words: &[&str]) -> Value {
        let words = json!({"label": "Size", "choices": words});
        json!({"id": "size", "kind": "choice", "choices": choices, "words": {"en": words, "es": words}})
    }

    #[test]
    fn a_shop_asks_two_things_of_its_own_at_most() {
        let fields = |ids: &[&str]| {
            let fields: Vec<Value> = ids.iter().map(|id| text(id, "Shoe size")).collect();
            faulty(&json!({ "fields": fields }))
        };
        assert_eq!(fields(&["a", "b"]), [""; 0]);
        assert_eq!(fields(&["a", "b", "c"]), ["fields"]);
        assert_eq!(fields(&["a", "a"]), ["fields"]);
        assert_eq!(fields(&["A"]), ["settings"]);
    }

    #[test]
    fn a_field_has_a_label_in_every_published_language() {
        let mut field = text("size", " ");
        field["words"].as_object_mut().unwrap().remove("es");
        assert_eq!(
            faults(&json!({"fields": [field]})),
            [
                (
                    "fields.size.words.es".to_owned(),
                    "give its words in this language".to_owned()
                ),
                (
                    "fields.size.words.en.label".to_owned(),
                    "give 1 to 60 characters on one line".to_owned()
                )
            ]
        );
    }

    #[test]
    fn a_choice_has_two_to_twenty_answers_with_a_word_for_each() {
        let with = |field: Value| faulty(&json!({"fields": [field]}));
        assert_eq!(with(choice(&["s", "m"], &["S", "M"])), [""; 0]);
        let twenty: Vec<String> = (0..20).map(|n| format!("c{n}")).collect();
        let twenty: Vec<&str> = twenty.iter().map(String::as_str).collect();
        assert_eq!(with(choice(&twenty, &twenty)), [""; 0]);
        let more = [&twenty[..], &["more"]].concat();
        for (choices, words) in [
            (vec!["s"], vec!["S"]),
            (more.clone(), more),
            (vec!["s", "s"], vec!["S", "M"]),
            (vec!["s", "M"], vec!["S", "M"]),
        ] {
            assert_eq!(with(choice(&choices, &words)), ["fields.size.choices"]);
        }
        assert_eq!(
            with(choice(&["s", "m"], &["S"])),
            [
                "fields.size.words.en.choices",
                "fields.size.words.es.choices"
            ]
        );
        assert_eq!(
            with(choice(&["s", "m"], &["S", ""])),
            [
                "fields.size.words.en.choices.1",
                "fields.size.words.es.choices.1"
            ]
        );
    }

    #[test]
    fn only_a_choice_has_choices() {
        let mut field = choice(&["s", "m"], &["S", "M"]);
        field["kind"] = json!("birthday");
        assert_eq!(faulty(&json!({"fields": [field]})), ["fields.size.choices"]);
    }

    #[test]
    fn what_a_form_must_not_collect_is_refused_by_its_label() {
        let mut field = text("a", "Your card number");
        field["words"]["de"] = json!({"label": "Personalausweis"});
        assert_eq!(
            faults(&json!({"fields": [field]})),
            [
                (
                    "fields.a.words.de.label".to_owned(),
                    "ask for something else: a form must not collect identity documents".to_owned()
                ),
                (
                    "fields.a.words.en.label".to_owned(),
                    "ask for something else: a form must not collect payment cards".to_owned()
                )
            ]
        );
    }
}
