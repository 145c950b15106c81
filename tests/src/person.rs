//! Somebody with a phone.

use crate::code::random;
use crate::http;
use crate::shop::Shop;
use serde_json::{Value, json};

/// A person whom no other test knows.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their number as Meta writes it.
    pub wa_id: String,
}

impl Person {
    /// Somebody new, in Spain.
    pub fn new() -> Self {
        Self {
            wa_id: format!("346{:08}", random() % 100_000_000),
        }
    }

    /// Writes to a shop. Answers the message's id.
    pub fn says(&self, shop: &Shop, text: &str) -> String {
        self.says_with(shop, text, &json!({}))
    }

    /// Writes to a shop, with more of the sandbox's fields.
    pub fn says_with(&self, shop: &Shop, text: &str, more: &Value) -> String {
        let mut say = json!({ "from": self.wa_id, "to": shop.number, "text": text });
        merge(&mut say, more);
        say_as_given(shop, &say)
    }

    /// Taps a button or row of the shop's last message.
    pub fn taps(&self, shop: &Shop, button: &str) -> String {
        self.taps_with(shop, button, &json!({}))
    }

    /// Taps, with more of the sandbox's fields.
    pub fn taps_with(&self, shop: &Shop, button: &str, more: &Value) -> String {
        let mut say = json!({ "from": self.wa_id, "to": shop.number, "button": button });
        merge(&mut say, more);
        say_as_given(shop, &say)
    }

    /// Chooses `stop`, `resume` or `signup` in WhatsApp's own settings.
    pub fn prefers(&self, shop: &Shop, value: &str, seconds: u64) {
        let preference = json!({
            "wa_id": self.wa_id, "detail": "…", "category": "marketing_messages",
            "value": value, "timestamp": seconds,
        });
        let body = shop.change(&json!({ "user_preferences": [preference] }));
        assert_eq!(shop.webhook(&body), 200);
    }
}

impl Default for Person {
    fn default() -> Self {
        Self::new()
    }
}

/// `POST /_sandbox/say`.
pub fn say_as_given(shop: &Shop, say: &Value) -> String {
    let answer = http::post(&shop.sandbox("/_sandbox/say"), say);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn merge(into: &mut Value, more: &Value) {
    for (key, value) in more.as_object().into_iter().flatten() {
        into[key] = value.clone();
    }
}
