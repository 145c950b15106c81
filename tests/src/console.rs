//! The console, as somebody who has signed in.

use crate::http::{self, Answer};
use crate::shop::Shop;
use crate::worker_url;
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
        let answer = sign_in(shop, token, &format!("/admin/{}", shop.slug));
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
        let origin = worker_url();
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Origin", origin.trim_end_matches('/')),
            FORM,
        ];
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        http::send("POST", &self.address(path), &headers, body.as_bytes())
    }

    fn address(&self, path: &str) -> String {
        self.shop
            .worker(&format!("/admin/{}{path}", self.shop.slug))
    }
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Posts the form of signing in.
pub fn sign_in(shop: &Shop, token: &str, next: &str) -> Answer {
    let origin = worker_url();
    let headers = [("Origin", origin.trim_end_matches('/')), FORM];
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
