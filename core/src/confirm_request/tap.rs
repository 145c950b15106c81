//! What a tap on the question to a typed number sends back.

use crate::code::Code;

/// What all payloads of ours begin with, so that no button of somebody else's is taken for one.
const OURS: &str = "saludo:asked:";
const YES: &str = "confirm";
const NO: &str = "not-me";

/// A tap on one of the two buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfirmTap {
    /// The request that the number was asked about.
    pub code: Code,
    /// Whether it was "Confirm"; else "Not me".
    pub is_yes: bool,
}

impl ConfirmTap {
    /// What stands behind the button.
    pub fn payload(&self) -> String {
        let answer = if self.is_yes { YES } else { NO };
        format!("{OURS}{answer}:{}", self.code.compact())
    }

    /// Reads a payload that came back; nothing where it is not of ours.
    pub fn parse(payload: &str) -> Option<Self> {
        let (answer, code) = payload.strip_prefix(OURS)?.split_once(':')?;
        let tap = Self {
            code: code.parse().ok()?,
            is_yes: answer == YES,
        };
        // One spelling: what reads as ours but was not written by us is not ours.
        (tap.payload() == payload).then_some(tap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_payload_is_read_back_and_has_one_spelling() {
        let code = "12345-67896".parse().unwrap();
        for (is_yes, payload) in [
            (true, "saludo:asked:confirm:1234567896"),
            (false, "saludo:asked:not-me:1234567896"),
        ] {
            let tap = ConfirmTap { code, is_yes };
            assert_eq!(tap.payload(), payload);
            assert_eq!(ConfirmTap::parse(payload), Some(tap));
        }
        for other in [
            "",
            "saludo:stop",
            "saludo:asked:confirm:12345-67896",
            "saludo:asked:confirm:1234567890",
            "saludo:asked:confirm:",
            "saludo:asked:maybe:1234567896",
            "saludo:asked:CONFIRM:1234567896",
            "saludo:asked:confirm:1234567896 ",
        ] {
            assert_eq!(ConfirmTap::parse(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(bytes: [u8; 9], is_yes: bool) {
            let tap = ConfirmTap { code: Code::from_random(bytes), is_yes };
            prop_assert_eq!(ConfirmTap::parse(&tap.payload()), Some(tap));
        }

        #[test]
        fn nothing_makes_it_panic(payload in "(saludo:asked:)?\\PC{0,40}") {
            let _ = ConfirmTap::parse(&payload);
        }
    }
}
