//! What is wrong with purposes.

use super::fault::{Faults, MAX_TEXT, has_repeats};
use crate::prefill::PRODUCT;
use crate::purpose::{Purpose, PurposeWords};

/// The in-thread list of WhatsApp has ten rows, two of which are "None" and "Talk to a person".
const MAX_PURPOSES: usize = 8;

/// What a person remembers having been promised.
const MAX_CAP_DAYS: u16 = 365;
/// More in any span is no promise of few.
const MAX_CAP_MESSAGES: u16 = 100;

/// The purposes of the form.
pub(super) fn check(purposes: &[Purpose], faults: &mut Faults<'_>) {
    faults.need(
        (1..=MAX_PURPOSES).contains(&purposes.len()),
        "purposes",
        format!("name 1 to {MAX_PURPOSES} purposes"),
    );
    faults.need(
        !has_repeats(purposes.iter().map(|purpose| &purpose.id)),
        "purposes",
        "use each id once",
    );
    for purpose in purposes {
        check_cap(purpose, &format!("purposes.{}.cap", purpose.id), faults);
        let part = format!("purposes.{}.words", purpose.id);
        for (path, words) in faults.in_each_locale(&part, &purpose.words) {
            for (name, text) in parts(words) {
                let path = format!("{path}.{name}");
                faults.line(&path, text, MAX_TEXT);
                faults.need(
                    !text.contains(['{', '}']),
                    &path,
                    "write it without braces; a place for a product is for the product's button",
                );
            }
        }
    }
}

/// The purpose behind a product's button.
pub(super) fn check_product(product: &Purpose, form: &[Purpose], faults: &mut Faults<'_>) {
    faults.need(
        !form.iter().any(|purpose| purpose.id == product.id),
        "product.id",
        "use an id that no purpose of the form has",
    );
    check_cap(product, "product.cap", faults);
    for (path, words) in faults.in_each_locale("product.words", &product.words) {
        for (name, text) in parts(words) {
            let path = format!("{path}.{name}");
            faults.line(&path, text, MAX_TEXT);
            let places = text.matches(PRODUCT).count();
            if name == "phrase" {
                let reason = "name the product once, as {product}: the message must say which one";
                faults.need(places == 1, &path, reason);
            } else {
                faults.need(places <= 1, &path, "name the product once at most");
            }
            faults.need(
                !text.replace(PRODUCT, "").contains(['{', '}']),
                &path,
                "write it without other braces than {product}",
            );
        }
    }
}

fn check_cap(purpose: &Purpose, path: &str, faults: &mut Faults<'_>) {
    faults.need(
        purpose.cap.is_none_or(|cap| {
            (1..=MAX_CAP_MESSAGES).contains(&cap.messages) && (1..=MAX_CAP_DAYS).contains(&cap.days)
        }),
        path,
        format!(
            "give 1 to {MAX_CAP_MESSAGES} messages in 1 to {MAX_CAP_DAYS} days, or leave it out"
        ),
    );
}

fn parts(words: &PurposeWords) -> [(&'static str, &str); 4] {
    [
        ("label", &words.label),
        ("phrase", &words.phrase),
        ("value", &words.value),
        ("frequency", &words.frequency),
    ]
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{demo, faults, faulty};
    use serde_json::{Value, json};

    fn product() -> Value {
        json!({
            "id": "product", "category": "marketing", "legal_basis": "consent",
            "words": {"en": words("one message for {product}"), "es": words("un aviso de {product}")},
        })
    }

    fn words(phrase: &str) -> Value {
        json!({"label": "Back", "phrase": phrase, "value": "A note about {product}", "frequency": "once"})
    }

    fn product_with(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut product = product();
        change(&mut product);
        faulty(&json!({"product": product}))
    }

    #[test]
    fn a_purpose_has_words_in_every_published_language() {
        let mut purposes = serde_json::to_value(demo().purposes).unwrap();
        purposes[0]["words"].as_object_mut().unwrap().remove("es");
        purposes[1]["words"]["en"]["value"] = json!("two\nlines");
        purposes[2]["words"]["en"]["phrase"] = json!("{code}");
        assert_eq!(
            faulty(&json!({"purposes": purposes})),
            [
                "purposes.offers.words.es",
                "purposes.restock.words.en.value",
                "purposes.orders.words.en.phrase"
            ]
        );
    }

    #[test]
    fn purposes_are_one_to_eight_with_an_id_each() {
        let purposes = serde_json::to_value(demo().purposes).unwrap();
        let one = &purposes[0];
        assert_eq!(faulty(&json!({"purposes": []})), ["purposes"]);
        assert_eq!(faulty(&json!({"purposes": [one, one]})), ["purposes"]);
        let nine: Vec<Value> = (0..9)
            .map(|n| {
                let mut purpose = one.clone();
                purpose["id"] = json!(format!("p{n}"));
                purpose
            })
            .collect();
        assert_eq!(faulty(&json!({"purposes": nine[..8]})), [""; 0]);
        assert_eq!(faulty(&json!({"purposes": nine})), ["purposes"]);
    }

    #[test]
    fn a_products_phrase_names_the_product_once() {
        assert_eq!(product_with(|_| ()), [""; 0]);
        for phrase in ["one message", "{product} or {product}"] {
            let mut product = product();
            product["words"]["es"] = words(phrase);
            assert_eq!(
                faults(&json!({"product": product})),
                [(
                    "product.words.es.phrase".to_owned(),
                    "name the product once, as {product}: the message must say which one"
                        .to_owned()
                )]
            );
        }
    }

    #[test]
    fn a_products_purpose_is_one_of_its_own_and_whole() {
        assert_eq!(
            product_with(|product| product["id"] = json!("offers")),
            ["product.id"]
        );
        assert_eq!(
            product_with(|product| {
                product["words"].as_object_mut().unwrap().remove("es");
                product["words"]["en"]["value"] = json!("{shop}");
                product["words"]["en"]["label"] = json!("");
            }),
            [
                "product.words.es",
                "product.words.en.label",
                "product.words.en.value"
            ]
        );
    }
}
