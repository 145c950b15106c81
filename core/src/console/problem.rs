//! Pages that say what is wrong: nothing there, not allowed, or posted from elsewhere.

use super::{Lang, words};
use maud::{Markup, html};
use serde::Deserialize;

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing is at this address.
    NotFound,
    /// Their role does not let them.
    NotAllowed,
    /// The form came from another site, or did not say from where.
    ForeignOrigin,
    /// The form is too large.
    TooLarge,
    /// The form is none of this page's.
    Malformed,
}

/// `problem.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProblemWords {
    back: String,
    not_found: Said,
    not_allowed: Said,
    foreign_origin: Said,
    too_large: Said,
    malformed: Said,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    title: String,
    text: String,
}

words!(ProblemWords, "problem.json");

impl Problem {
    /// The status to answer with.
    pub fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::NotAllowed | Self::ForeignOrigin => 403,
            Self::TooLarge => 413,
            Self::Malformed => 400,
        }
    }

    /// Title and content; `back` is where to go on.
    pub fn content(self, lang: Lang, back: &str) -> (&'static str, Markup) {
        let words = words(lang);
        let said = match self {
            Self::NotFound => &words.not_found,
            Self::NotAllowed => &words.not_allowed,
            Self::ForeignOrigin => &words.foreign_origin,
            Self::TooLarge => &words.too_large,
            Self::Malformed => &words.malformed,
        };
        let content = html! {
            div class="stack" {
                p { (said.text) }
                p { a class="button" href=(back) { (words.back) } }
            }
        };
        (&said.title, content)
    }
}
