//! How and where consent was given or taken back.

use crate::opt_in::Source;
use crate::page::Page;
use serde::{Deserialize, Serialize};

/// How.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The panel behind the bubble, and the message that followed.
    Bubble,
    /// A form inside the page, and the message that followed.
    Inline,
    /// A product's button, and the message that followed.
    Product,
    /// The hosted page, and the message that followed.
    Hosted,
    /// A campaign's link, and the message that followed.
    Campaign,
    /// A tap on the question that the chat was asked (in-thread opt-in).
    Question,
    /// Words in the chat.
    Message,
    /// A tap on a button of a template.
    Button,
    /// A campaign's keyword in the chat.
    Keyword,
    /// The shopper's own page.
    Preferences,
    /// WhatsApp's own choice, or Meta's refusal that reports it (error 131050).
    NativePreference,
    /// Meta's In-App Signup.
    InAppSignup,
    /// A file of the shop's.
    Import,
    /// Somebody of the shop, on the person's behalf.
    Staff,
    /// Nobody: the time ran out.
    Expiry,
}

impl Method {
    /// Reads the word that it is written as.
    pub fn parse(word: &str) -> Option<Self> {
        serde_json::from_value(word.into()).ok()
    }

    /// The word that it is written as. Empty only if serialisation fails, which a plain word
    /// cannot.
    pub fn word(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

impl From<Source> for Method {
    fn from(source: Source) -> Self {
        match source {
            Source::Bubble => Self::Bubble,
            Source::Inline => Self::Inline,
            Source::Product => Self::Product,
            Source::Hosted => Self::Hosted,
            Source::Campaign => Self::Campaign,
        }
    }
}

/// A page's origin and path. The rest of an address, campaign parameters among it, comes from
/// the internet and may be about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PageAddress(String);

/// The text is not the origin and path of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a page's address is an origin and a path, such as https://shop.example/product")]
pub struct ParsePageAddressError;

impl PageAddress {
    /// Origin and path of `page`.
    pub fn of(page: &Page) -> Self {
        let address = page.as_str();
        Self(
            address
                .split_once('?')
                .map_or(address, |(path, _)| path)
                .to_owned(),
        )
    }

    /// It as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PageAddress {
    type Error = ParsePageAddressError;

    fn try_from(text: String) -> Result<Self, ParsePageAddressError> {
        match Page::parse(&text) {
            Ok(page) if Self::of(&page).as_str() == text => Ok(Self(text)),
            _ => Err(ParsePageAddressError),
        }
    }
}

impl From<PageAddress> for String {
    fn from(address: PageAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_page_only_origin_and_path_stay() {
        let page = Page::parse("https://sol.example/a/b?utm_source=ana%40mail.example").unwrap();
        assert_eq!(PageAddress::of(&page).as_str(), "https://sol.example/a/b");
    }

    #[test]
    fn an_address_with_more_than_that_is_refused() {
        let read = |text: &str| PageAddress::try_from(text.to_owned());
        assert!(read("https://sol.example/a").is_ok());
        for wrong in [
            "https://sol.example",
            "https://sol.example/a?utm_source=x",
            "a",
        ] {
            assert_eq!(read(wrong), Err(ParsePageAddressError), "{wrong}");
        }
    }
}
