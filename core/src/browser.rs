//! Which browser somebody used: family and major version, and no more.
//!
//! It is part of the evidence of an opt-in. A whole `User-Agent` would tell people apart.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The mark of each family in a `User-Agent`. The first that fits is it: most browsers name
/// those that they descend from after their own name.
const MARKS: [(Family, &str); 12] = [
    (Family::Edge, "Edg/"),
    (Family::Edge, "EdgA/"),
    (Family::Edge, "EdgiOS/"),
    (Family::Opera, "OPR/"),
    (Family::Samsung, "SamsungBrowser/"),
    (Family::Instagram, "Instagram "),
    (Family::Facebook, "FBAV/"),
    (Family::Firefox, "FxiOS/"),
    (Family::Firefox, "Firefox/"),
    (Family::Chrome, "CriOS/"),
    (Family::Chrome, "Chrome/"),
    (Family::Safari, "Version/"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Chrome,
    Edge,
    Facebook,
    Firefox,
    Instagram,
    Opera,
    Safari,
    Samsung,
}

impl Family {
    fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Edge => "Edge",
            Self::Facebook => "Facebook",
            Self::Firefox => "Firefox",
            Self::Instagram => "Instagram",
            Self::Opera => "Opera",
            Self::Safari => "Safari",
            Self::Samsung => "Samsung Internet",
        }
    }
}

/// A browser, such as `Firefox 143`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Browser {
    family: Family,
    major: u16,
}

/// The text names no browser that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a browser is named by its family and major version, as in Firefox 143")]
pub struct ParseBrowserError;

impl Browser {
    /// Reads a `User-Agent` header; nothing where the browser is none of the known.
    pub fn of(user_agent: &str) -> Option<Self> {
        MARKS.into_iter().find_map(|(family, mark)| {
            let (_, version) = user_agent.split_once(mark)?;
            let digits = version
                .split(|character: char| !character.is_ascii_digit())
                .next()?;
            Some(Self {
                family,
                major: digits.parse().ok()?,
            })
        })
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.family.name(), self.major)
    }
}

impl TryFrom<String> for Browser {
    type Error = ParseBrowserError;

    fn try_from(text: String) -> Result<Self, ParseBrowserError> {
        let (name, version) = text.rsplit_once(' ').ok_or(ParseBrowserError)?;
        let (family, _) = MARKS
            .into_iter()
            .find(|(family, _)| family.name() == name)
            .ok_or(ParseBrowserError)?;
        let major = version.parse().map_err(|_| ParseBrowserError)?;
        let browser = Self { family, major };
        // One spelling.
        (browser.to_string() == text)
            .then_some(browser)
            .ok_or(ParseBrowserError)
    }
}

impl From<Browser> for String {
    fn from(browser: Browser) -> Self {
        browser.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_a_user_agent_family_and_major_version_stay() {
        for (user_agent, browser) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
                Some("Firefox 143"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                Some("Chrome 140"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                Some("Edge 140"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                Some("Safari 18"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                Some("Samsung Internet 28"),
            ),
            ("curl/8.5.0", None),
            ("Firefox/", None),
            ("Firefox/99999999", None),
            ("", None),
        ] {
            let read = Browser::of(user_agent).map(|browser| browser.to_string());
            assert_eq!(read.as_deref(), browser, "{user_agent}");
        }
    }

    #[test]
    fn a_browsers_name_is_read_back_and_nothing_else_is() {
        let read = |text: &str| Browser::try_from(text.to_owned());
        let name = "Samsung Internet 28";
        assert_eq!(read(name).unwrap().to_string(), name);
        for wrong in [
            "",
            "Firefox",
            "Firefox 0143",
            "Firefox  143",
            "Ana 7",
            "Firefox 143.0",
        ] {
            assert_eq!(read(wrong), Err(ParseBrowserError), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = Browser::of(&text);
            let _ = Browser::try_from(text);
        }
    }
}
