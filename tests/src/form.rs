//! An opt-in as a page asks for it.

use crate::code;
use crate::http::{self, Answer};
use crate::shop::Shop;
use crate::wait;
use serde_json::{Value, json};
use url::Url;

/// A filled-in form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its code.
    pub code: String,
    /// What it posts.
    pub body: Value,
}

impl Form {
    /// A form in English with "offers" ticked.
    pub fn of(shop: &Shop) -> Self {
        let public = shop.public("en");
        let code = code::fresh();
        let body = json!({
            "code": code, "purposes": ["offers"], "statement": public["statement"]["id"],
            "locale": "en", "page": "https://shop.example/", "source": "bubble",
        });
        Self { code, body }
    }

    /// The same with another field.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.body[field] = value;
        self
    }

    /// Posts it as the widget does.
    pub fn post(&self, shop: &Shop) -> Answer {
        http::send(
            "POST",
            &shop.api("/opt-ins"),
            &[("Content-Type", "text/plain;charset=UTF-8")],
            self.body.to_string().as_bytes(),
        )
    }

    /// Posts it, and answers the text that the link types into WhatsApp.
    pub fn text(&self, shop: &Shop) -> String {
        Self::text_of(&self.post(shop))
    }

    /// The text in the link of an answer.
    pub fn text_of(answer: &Answer) -> String {
        assert!(matches!(answer.status, 200 | 201), "{answer:?}");
        let link = Url::parse(answer.json()["link"].as_str().expect("a link")).expect("a link");
        let text = link.query_pairs().find(|(name, _)| name == "text");
        text.expect("a text").1.into_owned()
    }

    /// The state that the page is told.
    pub fn state(&self, shop: &Shop) -> String {
        let answer = http::get(&shop.api(&format!("/opt-ins/{}", self.code)));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["state"].as_str().expect("a state").to_owned()
    }

    /// The opt-in in the book, once it is there and `good`.
    pub fn in_book(&self, shop: &Shop, what: &str, good: impl Fn(&Value) -> bool) -> Value {
        wait::until(what, || shop.opt_in(&self.code).filter(|item| good(item)))
    }

    /// The opt-in, once its welcome is in a state.
    pub fn welcome(&self, shop: &Shop, state: &str) -> Value {
        self.in_book(shop, &format!("welcome {state}"), |item| {
            item["welcome"]["state"] == state
        })
    }
}
