//! Answers to the shop's own questions.

use super::{FieldFault, read_words};
use crate::settings::{Field, FieldId, FieldKind};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What was answered, by field: a text, the id of a choice, or a birthday as `MM-DD`.
pub type Answers = BTreeMap<FieldId, String>;

/// The days of each month, as a birthday may have them: the 29th of February is one.
const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Reads the answers. Nobody has to answer: blank ones are none.
pub(super) fn read(
    given: Option<&Value>,
    asked: &[Field],
    faults: &mut Vec<FieldFault>,
) -> Answers {
    let none = Map::new();
    let given = match given {
        None | Some(Value::Null) => &none,
        Some(Value::Object(given)) => given,
        Some(_) => {
            faults.push(FieldFault::new(
                "fields",
                "give an object of answers, by field id",
            ));
            &none
        }
    };
    // Its name is the page's, so it is not repeated.
    if given
        .keys()
        .any(|id| !asked.iter().any(|field| field.id.as_str() == id))
    {
        faults.push(FieldFault::new(
            "fields",
            "answer only what this shop asks; its questions may have changed, so load the form again",
        ));
    }
    let mut answers = Answers::new();
    for field in asked {
        let answer = match given.get(field.id.as_str()) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) if text.trim().is_empty() || is_half(field, text) => continue,
            Some(Value::String(text)) => read_one(field, text.trim()),
            Some(_) => Err("give a text"),
        };
        match answer {
            Ok(answer) => {
                answers.insert(field.id.clone(), answer);
            }
            Err(reason) => faults.push(FieldFault::new(format!("fields.{}", field.id), reason)),
        }
    }
    answers
}

fn read_one(field: &Field, text: &str) -> Result<String, &'static str> {
    match field.kind {
        FieldKind::Text => read_words(text),
        FieldKind::Choice if field.choices.iter().any(|choice| choice == text) => {
            Ok(text.to_owned())
        }
        FieldKind::Choice => Err("give the id of one of the choices"),
        FieldKind::Birthday if is_birthday(text) => Ok(text.to_owned()),
        FieldKind::Birthday => Err("give month and day, as in 02-29"),
    }
}

/// Whether only the month or only the day of a birthday was chosen: nobody has to answer, so half an
/// answer must not stand in the way of the rest.
fn is_half(field: &Field, text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    field.kind == FieldKind::Birthday && text.len() == 2 && digits
}

/// Whether a text is a day of the year as `MM-DD`.
fn is_birthday(text: &str) -> bool {
    let [m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let number = |tens: &u8, ones: &u8| -> Option<u8> {
        let both = tens.is_ascii_digit() && ones.is_ascii_digit();
        both.then(|| (tens - b'0') * 10 + (ones - b'0'))
    };
    let (Some(month), Some(day)) = (number(m1, m2), number(d1, d2)) else {
        return false;
    };
    let days = DAYS.get(usize::from(month).wrapping_sub(1));
    days.is_some_and(|days| (1..=*days).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn asked() -> Vec<Field> {
        serde_json::from_value(json!([
            {"id": "size", "kind": "choice", "choices": ["s", "m"], "words": {}},
            {"id": "born", "kind": "birthday", "words": {}},
            {"id": "pet", "kind": "text", "words": {}},
        ]))
        .unwrap()
    }

    type Pairs = Vec<(String, String)>;

    fn answers(given: &Value) -> Result<Pairs, Pairs> {
        let mut faults = Vec::new();
        let answers = read(Some(given), &asked(), &mut faults);
        if faults.is_empty() {
            let plain = |(id, text): (FieldId, String)| (id.to_string(), text);
            Ok(answers.into_iter().map(plain).collect())
        } else {
            let plain = |fault: FieldFault| (fault.field.into_owned(), fault.reason.to_owned());
            Err(faults.into_iter().map(plain).collect())
        }
    }

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn each_kind_of_answer_is_read() {
        assert_eq!(
            answers(&json!({"size": "m", "born": "02-29", "pet": " Toby the dog "})),
            Ok(pairs(&[
                ("born", "02-29"),
                ("pet", "Toby the dog"),
                ("size", "m")
            ]))
        );
    }

    #[test]
    fn nobody_has_to_answer() {
        for given in [
            json!(null),
            json!({}),
            json!({"size": "", "born": null, "pet": "  "}),
        ] {
            assert_eq!(answers(&given), Ok(vec![]), "{given}");
        }
    }

    #[test]
    fn each_wrong_answer_is_named_and_never_repeated() {
        for (field, value, reason) in [
            ("size", json!("xl"), "give the id of one of the choices"),
            ("size", json!("S"), "give the id of one of the choices"),
            ("size", json!(7), "give a text"),
            ("born", json!("02-30"), "give month and day, as in 02-29"),
            (
                "pet",
                json!("x".repeat(81)),
                "give up to 80 characters on one line",
            ),
            (
                "pet",
                json!("two\nlines"),
                "give up to 80 characters on one line",
            ),
            (
                "pet",
                json!("4111 1111 1111 1111"),
                "leave card and bank numbers out",
            ),
            (
                "pet",
                json!("ES91 2100 0418 4502 0005 1332"),
                "leave card and bank numbers out",
            ),
        ] {
            assert_eq!(
                answers(&json!({ field: value })),
                Err(pairs(&[(&format!("fields.{field}"), reason)]))
            );
        }
    }

    #[test]
    fn what_the_shop_does_not_ask_is_refused_without_its_name() {
        let reason = "answer only what this shop asks; its questions may have changed, so load the form again";
        assert_eq!(
            answers(&json!({"4111111111111111": "x", "pet": "Toby"})),
            Err(pairs(&[("fields", reason)]))
        );
        assert_eq!(
            answers(&json!(["Toby"])),
            Err(pairs(&[(
                "fields",
                "give an object of answers, by field id"
            )]))
        );
    }

    #[test]
    fn a_birthday_is_a_day_of_some_year() {
        for good in ["01-01", "02-29", "04-30", "12-31"] {
            assert!(is_birthday(good), "{good}");
        }
        for wrong in [
            "",
            "00-10",
            "13-01",
            "02-30",
            "04-31",
            "01-00",
            "01-32",
            "1-1",
            "0101",
            "01/01",
            "1980-01-01",
            "+1-01",
            "０1-01",
        ] {
            assert!(!is_birthday(wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String) {
            for field in asked() {
                let _ = read_one(&field, &text);
            }
        }
    }
}
