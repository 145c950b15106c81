//! What the hosted form was opened with and what it posts.

use crate::code::Code;
use crate::prefill::plain_title;
use crate::turnstile::{MAX_RESPONSE, RESPONSE};
use url::form_urlencoded;

/// The pairs that the form holds: from the address it was opened with, then as it posts them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    pairs: Vec<(String, String)>,
}

impl Visit {
    /// The form as it is opened: with `?product=` and `&title=` it asks about that product;
    /// `?source=` says where the person came from.
    pub fn open(query: form_urlencoded::Parse<'_>, code: &str) -> Self {
        let mut visit = Self::default();
        for (name, value) in query {
            let name = match name.as_ref() {
                "product" => PRODUCT,
                "title" => TITLE,
                "source" => CAMPAIGN,
                _ => continue,
            };
            let value = plain_title(&value);
            if !value.is_empty() && visit.get(name).is_none() {
                visit.put(name, value);
            }
        }
        visit.renew(code);
        visit
    }

    /// The form as it is posted.
    pub fn posted(body: &[u8]) -> Self {
        Self {
            pairs: form_urlencoded::parse(body).into_owned().collect(),
        }
    }

    /// Gives the form a new code: the last one is spent.
    pub fn renew(&mut self, code: &str) {
        self.pairs.retain(|(name, _)| name != CODE);
        self.put(CODE, code.to_owned());
    }

    /// The first value of this name that is not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut own = self.pairs.iter().filter(|(own, _)| own == name);
        own.find_map(|(_, value)| Some(value.trim()).filter(|value| !value.is_empty()))
    }

    /// Every value of this name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.pairs.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The product that the form is about.
    pub(super) fn product(&self) -> Option<(&str, &str)> {
        self.get(PRODUCT).zip(self.get(TITLE))
    }

    /// What Cloudflare's check put into the form; nothing that is longer than its tokens are.
    pub fn check(&self) -> Option<&str> {
        let token = self.get(RESPONSE)?;
        (token.len() <= MAX_RESPONSE).then_some(token)
    }

    /// The code of the request.
    pub fn code(&self) -> Option<Code> {
        self.get(CODE)?.parse().ok()
    }

    /// The language it was asked in.
    pub fn locale(&self) -> Option<&str> {
        self.get(LOCALE)
    }

    fn put(&mut self, name: &str, value: String) {
        self.pairs.push((name.to_owned(), value));
    }
}

// The names of the form's inputs.
pub(super) const CODE: &str = "code";
pub(super) const STATEMENT: &str = "statement";
pub(super) const LOCALE: &str = "locale";
pub(super) const PURPOSE: &str = "purpose";
/// In the panel they are named as in the opt-in's body.
pub(super) const PURPOSES: &str = "purposes";
pub(super) const NAME: &str = "name";
pub(super) const PHONE: &str = "phone";
pub(super) const PRODUCT: &str = "product";
pub(super) const TITLE: &str = "title";
pub(super) const CAMPAIGN: &str = "campaign";
