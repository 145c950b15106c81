//! The page on which an opt-in was asked for: part of its evidence.

use std::fmt;
use url::Url;

/// Longer addresses are made by machines; the evidence needs the page, not its whole state.
const MAX_PAGE: usize = 1024;

/// A page's origin and path and its `utm_*` parameters; everything else of an address may be
/// personal (search words, order numbers, session ids) and is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page(String);

/// The text is no web address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a page is a web address such as https://shop.example/product")]
pub struct ParsePageError;

impl Page {
    /// Reads a web address and keeps what may be kept.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParsePageError> {
        let mut url = Url::parse(text.trim()).map_err(|_| ParsePageError)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ParsePageError);
        }
        let campaign: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name.starts_with("utm_"))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.set_fragment(None);
        url.set_query(None);
        url.set_username("").map_err(|()| ParsePageError)?;
        url.set_password(None).map_err(|()| ParsePageError)?;
        if url.as_str().len() > MAX_PAGE {
            url.set_path("");
        }
        let bare = url.clone();
        if !campaign.is_empty() {
            url.query_pairs_mut().extend_pairs(campaign);
        }
        let kept = if url.as_str().len() > MAX_PAGE {
            bare
        } else {
            url
        };
        Ok(Self(kept.into()))
    }

    /// The address as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(text: &str) -> Result<String, ParsePageError> {
        Page::parse(text).map(|page| page.0)
    }

    #[test]
    fn origin_path_and_campaign_stay_and_the_rest_goes() {
        assert_eq!(
            kept("https://me:secret@shop.example:8443/a/b?q=ana&utm_source=mail&utm_medium=x%20y&sid=1#top").unwrap(),
            "https://shop.example:8443/a/b?utm_source=mail&utm_medium=x+y"
        );
        assert_eq!(
            kept("https://shop.example").unwrap(),
            "https://shop.example/"
        );
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for wrong in [
            "",
            "shop.example",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "about:blank",
            "http://",
        ] {
            assert_eq!(kept(wrong), Err(ParsePageError), "{wrong}");
        }
    }

    #[test]
    fn a_monstrous_address_is_cut_to_its_origin() {
        let long = format!("https://shop.example/{}?utm_source=x", "a".repeat(2000));
        assert_eq!(kept(&long).unwrap(), "https://shop.example/?utm_source=x");
        let campaign = format!("https://shop.example/a?utm_source={}", "x".repeat(2000));
        assert_eq!(kept(&campaign).unwrap(), "https://shop.example/a");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_reading_twice_changes_nothing(text: String) {
            if let Ok(page) = Page::parse(&text) {
                prop_assert_eq!(Page::parse(page.as_str()), Ok(page));
            }
        }
    }
}
