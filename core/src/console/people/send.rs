//! "This product is back": what is typed, and the send that comes of it.

use super::view::Choices;
use crate::send_request::IdempotencyKey;
use serde_json::{Value, json};

/// What was typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Typed<'a> {
    /// The shop's id of the product.
    pub product: &'a str,
    /// The template's name.
    pub template: &'a str,
    /// What fills the template's places: a line each, all as `name=text` or all as text.
    pub parameters: &'a str,
    /// The address of a picture, for a template that has one.
    pub image: &'a str,
    /// The end of the first button's address, for a template that leaves it open.
    pub button: &'a str,
    /// The key of the form, so that pressing twice sends once.
    pub key: &'a str,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The shop has no product's button.
    NoPurpose,
    /// No product, or one that nobody waits for.
    Product,
    /// No template.
    Template,
    /// What Meta's rules or the book refuse of the rest.
    Refused,
}

/// A send that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// How many people wait for the product now.
    pub people: u32,
    /// The body for `POST …/messages`.
    pub body: Value,
}

impl Typed<'_> {
    /// The send.
    ///
    /// # Errors
    /// Names what is wrong.
    pub fn order(&self, choices: &Choices) -> Result<Order, Fault> {
        let purpose = choices.product.as_ref().ok_or(Fault::NoPurpose)?;
        let mut wanted = choices.wanted.iter();
        let wanted = wanted.find(|wanted| wanted.product == self.product);
        let people = wanted.ok_or(Fault::Product)?.people;
        if self.template.is_empty() {
            return Err(Fault::Template);
        }
        let key = IdempotencyKey::parse(self.key).ok_or(Fault::Refused)?;
        let mut body = json!({
            "purpose": purpose.as_str(),
            "product": self.product,
            "template": self.template,
            "parameters": parameters(self.parameters),
            "idempotency_key": key.as_str(),
        });
        if let Some(fields) = body.as_object_mut() {
            if !self.image.is_empty() {
                fields.insert("header".into(), json!({ "image": self.image }));
            }
            if !self.button.is_empty() {
                let button = json!([{ "index": 0, "url_suffix": self.button }]);
                fields.insert("buttons".into(), button);
            }
        }
        Ok(Order { people, body })
    }
}

fn parameters(text: &str) -> Value {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    let is_name = |name: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !name.is_empty() && name.bytes().all(plain)
    };
    let named = |line: &&str| {
        let (name, value) = line.split_once('=')?;
        let name = name.trim();
        is_name(name).then(|| (name.to_owned(), json!(value.trim())))
    };
    match lines.iter().map(named).collect::<Option<_>>() {
        Some(pairs) => Value::Object(pairs),
        None => json!(lines),
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::Wanted;
    use super::*;
    use crate::purpose::PurposeId;
    use crate::send_request::SendRequest;

    fn choices() -> Choices {
        Choices {
            product: PurposeId::parse("product").ok(),
            wanted: vec![Wanted {
                product: "SKU-1".into(),
                people: 7,
            }],
            ..Choices::default()
        }
    }

    const TYPED: Typed<'static> = Typed {
        product: "SKU-1",
        template: "back",
        parameters: "product = Blue mug = best\n",
        image: "https://shop.example/mug.jpg",
        button: "mug",
        key: "k-1",
    };

    #[test]
    fn what_is_typed_is_a_send_to_all_who_wait() {
        let order = TYPED.order(&choices()).unwrap();
        assert_eq!(order.people, 7);
        assert_eq!(
            order.body,
            json!({
                "purpose": "product", "product": "SKU-1", "template": "back",
                "parameters": {"product": "Blue mug = best"},
                "header": {"image": "https://shop.example/mug.jpg"},
                "buttons": [{"index": 0, "url_suffix": "mug"}],
                "idempotency_key": "k-1",
            })
        );
        assert!(SendRequest::parse(order.body.to_string().as_bytes()).is_ok());
    }

    #[test]
    fn lines_fill_places_by_number_unless_all_are_named() {
        assert_eq!(parameters(""), json!({}));
        assert_eq!(parameters("a\n\n b "), json!(["a", "b"]));
        assert_eq!(parameters("x=1\nb"), json!(["x=1", "b"]));
        assert_eq!(parameters("2 + 2 = 4"), json!(["2 + 2 = 4"]));
    }

    #[test]
    fn what_is_missing_is_named() {
        let fault = |typed: Typed<'_>, choices: &Choices| typed.order(choices).unwrap_err();
        assert_eq!(fault(TYPED, &Choices::default()), Fault::NoPurpose);
        let other = Typed {
            product: "2",
            ..TYPED
        };
        assert_eq!(fault(other, &choices()), Fault::Product);
        let none = Typed {
            template: "",
            ..TYPED
        };
        assert_eq!(fault(none, &choices()), Fault::Template);
        let odd = Typed { key: "?", ..TYPED };
        assert_eq!(fault(odd, &choices()), Fault::Refused);
    }
}
