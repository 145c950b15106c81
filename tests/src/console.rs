//! The console, as somebody who has signed in.

use crate::http::{self, Answer};
use crate::shop::Shop;
use url::form_urlencoded::Serializer;

/// The owner's token of the development stack.
pub const OWNER_TOKEN: &str = "dev-admin-token";

/// A session.
#[derive(Debug, Clone)]
pub struct Console {
    /// What the browser sends as `Cookie`.
    pub cookie: String,
    shop: Shop,
}

impl Console {
    /// Signs in as the owner.
    pub fn owner(shop: &Shop) -> Self {
        Self::with_token(shop, OWNER_TOKEN)
    }

    /// Signs in with a token that is good.
    pub fn with_token(shop: &Shop, token: &str) -> Self {
        let next = format!("/admin/{}", shop.slug);
        let answer = sign_in(shop, token, &next, &[]);
        assert_eq!(answer.status, 303, "{answer:?}");
        let cookie = answer.header("set-cookie").split(';').next();
        Self {
            cookie: cookie.unwrap_or_default().to_owned(),
            shop: shop.clone(),
        }
    }

    /// Opens a page of the shop, such as `/people?q=ana`.
    pub fn get(&self, path: &str) -> Answer {
        let headers = [("Cookie", self.cookie.as_str())];
        http::send("GET", &self.address(path), &headers, b"")
    }

    /// Posts a form of a page, as a browser does.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = self.shop.worker("");
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Origin", origin.as_str()),
            FORM,
        ];
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        http::send("POST", &self.address(path), &headers, body.as_bytes())
    }

    /// Answers somebody in their chat, with what its page shows read.
    pub fn reply(&self, person: &str, text: &str) -> Answer {
        let path = format!("/chats/{person}");
        let page = self.get(&path).text;
        let (key, seen) = (hidden(&page, "key"), hidden(&page, "seen"));
        let fields = [
            ("do", "reply"),
            ("key", key.as_str()),
            ("seen", seen.as_str()),
            ("text", text),
        ];
        self.post(&path, &fields)
    }

    /// Makes a token with a role, as the owner does on the page "Access".
    pub fn make_token(&self, name: &str, role: &str) -> String {
        let fields = [("do", "make"), ("name", name), ("role", role)];
        let page = self.post("/access", &fields);
        assert_eq!(page.status, 200, "{page:?}");
        let (_, rest) = page.text.split_once("id=\"new-token\">").expect("a token");
        rest.split_once('<').expect("a token").0.to_owned()
    }

    fn address(&self, path: &str) -> String {
        self.shop
            .worker(&format!("/admin/{}{path}", self.shop.slug))
    }
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name}: {page}"));
    rest.split_once('"').expect("a value").0.to_owned()
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Posts the form of signing in.
pub fn sign_in(shop: &Shop, token: &str, next: &str, more: &[(&str, &str)]) -> Answer {
    let origin = shop.worker("");
    let mut headers = vec![("Origin", origin.as_str()), FORM];
    headers.extend_from_slice(more);
    let body = Serializer::new(String::new())
        .extend_pairs([("token", token), ("next", next)])
        .finish();
    http::send(
        "POST",
        &shop.worker("/admin/login"),
        &headers,
        body.as_bytes(),
    )
}
