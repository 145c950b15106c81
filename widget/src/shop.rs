//! The words that a shop's deep links type, and for which purposes.

use saludo_core::code::Code;
use saludo_core::prefill::{Prefill, cut, deep_link, fill, opt_in_text};

/// Which of the shop's purposes are ticked, in the shop's order. A shop has at most eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ticks(u32);

impl Ticks {
    /// With purpose `index` ticked or not.
    pub(crate) fn with(self, index: u32, on: bool) -> Self {
        let bit = 1_u32.checked_shl(index).unwrap_or_default();
        Self(if on { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether purpose `index` is ticked.
    pub(crate) fn has(self, index: u32) -> bool {
        self.0.checked_shr(index).unwrap_or_default() & 1 == 1
    }

    /// Whether nothing is ticked.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A shop's wording in the form's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    /// The shop's name.
    pub(crate) shop: String,
    /// Base of the deep links: `https://wa.me/15550783881`.
    pub(crate) link: String,
    /// Each purpose's name inside a sentence, a line each.
    pub(crate) phrases: String,
    /// The sentences, as `core` has them in its `Prefill`.
    pub(crate) opt_in: String,
    pub(crate) and: String,
    pub(crate) count: String,
    /// The plain chat's text, with `{shop}`.
    pub(crate) chat: String,
}

impl Wording {
    /// The message that asks for the ticked purposes.
    pub(crate) fn message(&self, ticks: Ticks, code: &Code) -> String {
        let mut chosen = Vec::new();
        let mut phrases = self.phrases.as_str();
        let mut index = 0;
        while let Some((phrase, rest)) = cut(phrases, "\n") {
            if ticks.has(index) {
                chosen.push(phrase);
            }
            phrases = rest;
            index += 1;
        }
        let words = Prefill {
            opt_in: &self.opt_in,
            and: &self.and,
            count: &self.count,
        };
        opt_in_text(&words, &self.shop, &chosen, code)
    }

    /// The deep link of [`Self::message`]; until something is ticked, the plain chat's.
    pub(crate) fn link(&self, ticks: Ticks, code: &Code) -> String {
        if ticks.is_empty() {
            self.chat_link()
        } else {
            deep_link(&self.link, &self.message(ticks, code))
        }
    }

    /// The plain chat: no code, no consent.
    pub(crate) fn chat_link(&self) -> String {
        deep_link(&self.link, &fill(&self.chat, "{shop}", &self.shop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording() -> Wording {
        Wording {
            shop: "Demo".into(),
            link: "https://wa.me/15550783881".into(),
            phrases: "offers\nrestocks\nmy orders\n".into(),
            opt_in: "Hello, {shop}: {purposes}, please. Code {code}".into(),
            and: "and".into(),
            count: "{n} topics".into(),
            chat: "Hello, {shop}: a question.".into(),
        }
    }

    #[test]
    fn the_link_follows_the_ticks() {
        let code = Code::from_random([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        let link = |ticks| wording().link(ticks, &code);
        let none = Ticks::default();
        assert_eq!(
            link(none),
            "https://wa.me/15550783881?text=Hello%2C%20Demo%3A%20a%20question."
        );
        assert_eq!(
            link(none.with(2, true).with(0, true)),
            "https://wa.me/15550783881?text=Hello%2C%20Demo%3A%20offers%20and%20my%20orders%2C%20please.%20Code%2012345-67896"
        );
    }

    #[test]
    fn ticks_come_and_go() {
        let ticks = Ticks::default().with(1, true).with(7, true);
        assert!(ticks.has(1) && ticks.has(7) && !ticks.has(0) && !ticks.has(99));
        assert!(ticks.with(1, false).with(7, false).is_empty());
        assert_eq!(ticks.with(99, true), ticks);
    }
}
