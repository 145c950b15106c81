//! What the page says about the last press of a button.

use super::act::Act;
use super::view::{Topic, View};
use super::words::PersonWords;
use crate::prefill::fill;
use crate::purpose::PurposeId;

/// What was just done. It stands in the page's address, where anybody may write anything, so it is
/// said only as far as it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A topic was switched off.
    Off {
        /// Which.
        purpose: PurposeId,
        /// Of which product; empty for none.
        product: String,
    },
    /// Everything was switched off.
    All,
    /// A topic was switched on.
    On {
        /// Which.
        purpose: PurposeId,
    },
}

impl Notice {
    /// What is to be said once an act is done.
    pub fn of(act: &Act) -> Option<Self> {
        match act {
            Act::Off { purpose, product } => Some(Self::Off {
                purpose: purpose.clone(),
                product: product.clone(),
            }),
            Act::OffAll => Some(Self::All),
            Act::On { purpose, .. } => Some(Self::On {
                purpose: purpose.clone(),
            }),
            Act::Prove | Act::Erase => None,
        }
    }

    /// Reads it from the page's address.
    pub fn parse<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let purpose = || PurposeId::parse(field("purpose")?).ok();
        match field("did")? {
            "off" => Some(Self::Off {
                purpose: purpose()?,
                product: field("product").unwrap_or_default().to_owned(),
            }),
            "all" => Some(Self::All),
            "on" => Some(Self::On {
                purpose: purpose()?,
            }),
            _ => None,
        }
    }

    /// It as the page's address has it.
    pub fn query(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Off { purpose, product } if product.is_empty() => {
                vec![("did", "off"), ("purpose", purpose.as_str())]
            }
            Self::Off { purpose, product } => vec![
                ("did", "off"),
                ("purpose", purpose.as_str()),
                ("product", product),
            ],
            Self::All => vec![("did", "all")],
            Self::On { purpose } => vec![("did", "on"), ("purpose", purpose.as_str())],
        }
    }

    /// What is said, if it is so.
    pub(super) fn say(&self, view: &View, words: &PersonWords, shop: &str) -> Option<String> {
        let find = |purpose: &PurposeId, product: &str| {
            let mut topics = view.topics.iter();
            topics.find(|topic| topic.purpose == *purpose && topic.product == product)
        };
        let named = |text: &str, topic: &Topic| fill(text, "{topic}", &topic.name());
        match self {
            Self::Off { purpose, product } => find(purpose, product)
                .filter(|topic| !topic.is_on())
                .map(|topic| named(&words.done.off, topic)),
            Self::All => (!view.topics.iter().any(Topic::is_on))
                .then(|| fill(&words.done.all, "{shop}", shop)),
            Self::On { purpose } => find(purpose, "")
                .filter(|topic| topic.is_on())
                .map(|topic| named(&words.done.on, topic)),
        }
    }
}

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The form was made before the last change.
    Changed,
    /// It needs a proof, or the proof is too old.
    NoProof,
    /// Too many codes were asked for.
    TooManyCodes,
    /// The form is none of ours, or something failed.
    Failed,
}

impl Problem {
    /// What is said.
    pub(super) fn say(self, words: &PersonWords) -> &str {
        match self {
            Self::Changed => &words.errors.changed,
            Self::NoProof => &words.errors.proof,
            Self::TooManyCodes => &words.errors.codes,
            Self::Failed => &words.errors.again,
        }
    }
}
