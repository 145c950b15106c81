//! What a tap on one of our questions sends back, and what it means.

use crate::purpose::PurposeId;
use crate::statement::StatementId;

/// What all ids of ours begin with, so that no button of somebody else's is taken for one.
const OURS: &str = "saludo:ask:";

/// A tap on a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// The words under which it was asked.
    pub statement: StatementId,
    /// What was tapped.
    pub choice: Choice,
}

/// What was tapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A yes to one purpose.
    Purpose(PurposeId),
    /// None of them.
    None,
    /// A person, please.
    Person,
}

/// Beside the purposes, which have small letters only.
const NONE: &str = "NONE";
const PERSON: &str = "PERSON";

impl Tap {
    /// The id of the button or row: the statement and the choice.
    pub fn id(&self) -> String {
        let choice = match &self.choice {
            Choice::Purpose(purpose) => purpose.as_str(),
            Choice::None => NONE,
            Choice::Person => PERSON,
        };
        format!("{OURS}{}:{choice}", self.statement)
    }

    /// Reads an id that came back; nothing where it is not of ours.
    pub fn parse(id: &str) -> Option<Self> {
        let (statement, choice) = id.strip_prefix(OURS)?.split_once(':')?;
        let choice = match choice {
            NONE => Choice::None,
            PERSON => Choice::Person,
            purpose => Choice::Purpose(PurposeId::parse(purpose).ok()?),
        };
        let tap = Self {
            statement: StatementId::parse(statement).ok()?,
            choice,
        };
        // One spelling: what reads as ours but was not written by us is not ours.
        (tap.id() == id).then_some(tap)
    }
}

/// A tap on the question whether an unclear message meant stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopTap {
    /// It did.
    Stop,
    /// It did not.
    Keep,
    /// A person, please.
    Person,
}

impl StopTap {
    /// Every tap.
    pub const ALL: [Self; 3] = [Self::Stop, Self::Keep, Self::Person];

    /// The id of the button.
    pub fn id(self) -> &'static str {
        match self {
            Self::Stop => crate::graph::STOP_PAYLOAD,
            Self::Keep => "saludo:keep",
            Self::Person => "saludo:person",
        }
    }

    /// Reads an id that came back; nothing where it is not of ours.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tap| tap.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn statement() -> StatementId {
        StatementId::parse(&"ab".repeat(32)).unwrap()
    }

    #[test]
    fn a_tap_names_its_statement_and_its_choice() {
        let id = |choice| {
            let tap = Tap {
                statement: statement(),
                choice,
            };
            tap.id()
        };
        let ab = "ab".repeat(32);
        let offers = PurposeId::parse("offers").unwrap();
        assert_eq!(
            id(Choice::Purpose(offers)),
            format!("saludo:ask:{ab}:offers")
        );
        assert_eq!(id(Choice::None), format!("saludo:ask:{ab}:NONE"));
        assert_eq!(id(Choice::Person), format!("saludo:ask:{ab}:PERSON"));
    }

    #[test]
    fn what_is_not_ours_is_no_tap() {
        let ab = "ab".repeat(32);
        for id in [
            "",
            "offers",
            "saludo:ask:",
            "saludo:stop",
            &format!("saludo:ask:{ab}"),
            &format!("saludo:ask:{ab}:"),
            &format!("saludo:ask:{ab}:Offers"),
            &format!("saludo:ask:{ab}:none:x"),
            &format!("saludo:ask:{}:offers", ab.to_uppercase()),
            &format!("x saludo:ask:{ab}:offers"),
        ] {
            assert_eq!(Tap::parse(id), None, "{id}");
        }
    }

    #[test]
    fn the_answers_to_an_unclear_message_are_read_back() {
        for tap in StopTap::ALL {
            assert_eq!(StopTap::parse(tap.id()), Some(tap));
        }
        assert_eq!(StopTap::parse("saludo:ask:"), None);
    }

    proptest! {
        #[test]
        fn any_tap_is_read_back_and_fits_metas_limit(purpose in "[a-z0-9_]{0,39}[a-z0-9]") {
            let tap = Tap {
                statement: statement(),
                choice: Choice::Purpose(PurposeId::parse(&purpose).unwrap()),
            };
            prop_assert!(tap.id().len() <= 200);
            prop_assert_eq!(Tap::parse(&tap.id()), Some(tap));
        }

        #[test]
        fn no_text_makes_it_panic(id: String) {
            prop_assert_eq!(Tap::parse(&id), None);
        }
    }
}
