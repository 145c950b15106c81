//! Whether somebody is asked in the chat what the shop may write to them.
//!
//! Few causes lead to the question and many things keep it back: nobody is to be asked who did
//! not come for it, who said no, who was asked just now, or who is talking with a person.

use crate::confirm::Doubt;
use crate::ledger::Method;
use crate::purpose::PurposeId;
use crate::time::{DAY, HOUR, Millis};

/// A no, or a withdrawal, is respected for so long.
pub const QUIET_AFTER_NO: Millis = 180 * DAY;

/// Nobody is asked twice within this.
pub const QUIET_AFTER_QUESTION: Millis = 30 * DAY;

/// After a person of the shop wrote, no machine speaks for so long.
pub const QUIET_AFTER_HUMAN: Millis = 24 * HOUR;

/// Meta takes free messages for so long after the person's last one.
pub const WINDOW: Millis = 24 * HOUR;

/// What leads to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A message that came for an opt-in and is no clear yes.
    Doubt(Doubt),
    /// A START that may not bring back everything that was held.
    Start,
    /// Meta's In-App Signup.
    Signup,
    /// A campaign's keyword.
    Keyword,
    /// An advert of Meta's that the shop has set up as a campaign.
    Advert,
}

impl Cause {
    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doubt(doubt) => doubt.as_str(),
            Self::Start => "start",
            Self::Signup => "signup",
            Self::Keyword => "campaign",
            Self::Advert => "advert",
        }
    }

    /// Reads the word in the book.
    pub fn parse(word: &str) -> Option<Self> {
        Doubt::ALL
            .into_iter()
            .map(Self::Doubt)
            .chain([Self::Start, Self::Signup, Self::Keyword, Self::Advert])
            .find(|cause| cause.as_str() == word)
    }

    /// How a yes to the question was given.
    pub fn method(self) -> Method {
        match self {
            Self::Doubt(_) | Self::Start | Self::Advert => Method::Question,
            Self::Signup => Method::InAppSignup,
            Self::Keyword => Method::Keyword,
        }
    }

    /// Whether the person asked for it themselves, in so many words: then an earlier no does not
    /// bind, and one that came after it does.
    fn is_own_wish(self) -> bool {
        match self {
            Self::Start | Self::Signup | Self::Keyword => true,
            // Whoever taps an advert wants to talk, not to be asked once more.
            Self::Doubt(_) | Self::Advert => false,
        }
    }
}

/// What is known of the person. Moments are Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person<'a> {
    /// The purposes that they hold.
    pub held: &'a [PurposeId],
    /// When they wrote or tapped what leads to the question.
    pub came_at: Millis,
    /// When they last said no or took something back.
    pub last_no: Option<Millis>,
    /// When they were last asked.
    pub last_asked: Option<Millis>,
    /// When somebody of the shop last wrote to them.
    pub human_wrote_at: Option<Millis>,
    /// When they last wrote or tapped.
    pub last_heard: Option<Millis>,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Ask about these: of those that the question is about, what they do not hold.
    Ask(Vec<PurposeId>),
    /// Say nothing.
    Silent(Silence),
}

/// Why nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// They hold it all.
    HoldsAll,
    /// A person is in the chat.
    HumanInChat,
    /// They said no within 180 days, or after they had asked for it.
    SaidNo,
    /// They were asked within 30 days.
    JustAsked,
    /// They have not written for 24 hours: only templates may go, and a question is never one.
    WindowClosed,
}

impl Silence {
    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HoldsAll => "holds_all",
            Self::HumanInChat => "human_in_chat",
            Self::SaidNo => "said_no",
            Self::JustAsked => "just_asked",
            Self::WindowClosed => "window_closed",
        }
    }
}

/// Decides about a question on `purposes`, never empty, at the moment it would be sent.
pub fn decide(cause: Cause, purposes: &[PurposeId], person: Person<'_>, now: Millis) -> Decision {
    let within = |moment: Option<Millis>, span: Millis| moment.is_some_and(|at| now - at < span);
    let missing: Vec<PurposeId> = purposes
        .iter()
        .filter(|purpose| !person.held.contains(purpose))
        .cloned()
        .collect();
    // Webhooks come in any order: a START that is older than the STOP is no wish any more.
    let binds = |no: Millis| {
        if cause.is_own_wish() {
            no > person.came_at
        } else {
            now - no < QUIET_AFTER_NO
        }
    };
    let silence = if missing.is_empty() {
        Silence::HoldsAll
    } else if within(person.human_wrote_at, QUIET_AFTER_HUMAN) {
        Silence::HumanInChat
    } else if person.last_no.is_some_and(binds) {
        Silence::SaidNo
    } else if within(person.last_asked, QUIET_AFTER_QUESTION) {
        Silence::JustAsked
    } else if !within(person.last_heard, WINDOW) {
        Silence::WindowClosed
    } else {
        return Decision::Ask(missing);
    };
    Decision::Silent(silence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SECOND;
    use proptest::prelude::*;

    const NOW: Millis = 1_750_000_000_000;
    const DOUBT: Cause = Cause::Doubt(Doubt::CodeLost);
    const WISHES: [Cause; 3] = [Cause::Start, Cause::Signup, Cause::Keyword];

    fn purposes(ids: &[&str]) -> Vec<PurposeId> {
        ids.iter().map(|id| PurposeId::parse(id).unwrap()).collect()
    }

    /// Somebody who wrote a second ago, and nothing else.
    fn person() -> Person<'static> {
        Person {
            held: &[],
            came_at: NOW - SECOND,
            last_no: None,
            last_asked: None,
            human_wrote_at: None,
            last_heard: Some(NOW - SECOND),
        }
    }

    fn outcome(cause: Cause, person: Person<'_>) -> Option<Silence> {
        match decide(cause, &purposes(&["offers", "orders"]), person, NOW) {
            Decision::Ask(_) => None,
            Decision::Silent(silence) => Some(silence),
        }
    }

    #[test]
    fn the_truth_table() {
        let both = purposes(&["offers", "orders"]);
        let no = |days| Person {
            last_no: Some(NOW - days * DAY),
            ..person()
        };
        let asked = |days| Person {
            last_asked: Some(NOW - days * DAY),
            ..person()
        };
        let human = |hours| Person {
            human_wrote_at: Some(NOW - hours * HOUR),
            ..person()
        };
        let heard = |hours| Person {
            last_heard: Some(NOW - hours * HOUR),
            ..person()
        };
        let holds = Person {
            held: &both,
            ..person()
        };
        // Who, after a doubtful message, and at their own wish.
        for (person, after_doubt, at_own_wish) in [
            (person(), None, None),
            (holds, Some(Silence::HoldsAll), Some(Silence::HoldsAll)),
            (no(1), Some(Silence::SaidNo), None),
            (no(179), Some(Silence::SaidNo), None),
            (no(180), None, None),
            (asked(0), Some(Silence::JustAsked), Some(Silence::JustAsked)),
            (
                asked(29),
                Some(Silence::JustAsked),
                Some(Silence::JustAsked),
            ),
            (asked(30), None, None),
            (
                human(0),
                Some(Silence::HumanInChat),
                Some(Silence::HumanInChat),
            ),
            (
                human(23),
                Some(Silence::HumanInChat),
                Some(Silence::HumanInChat),
            ),
            (human(24), None, None),
            (heard(23), None, None),
            (
                heard(24),
                Some(Silence::WindowClosed),
                Some(Silence::WindowClosed),
            ),
        ] {
            assert_eq!(outcome(DOUBT, person), after_doubt, "{person:?}");
            for wish in WISHES {
                assert_eq!(outcome(wish, person), at_own_wish, "{wish:?} {person:?}");
            }
        }
    }

    #[test]
    fn a_no_that_came_after_the_wish_binds_the_wish() {
        let no = |seconds| Person {
            came_at: NOW - 200 * DAY,
            last_no: Some(NOW - 200 * DAY + seconds * SECOND),
            ..person()
        };
        for wish in WISHES {
            assert_eq!(outcome(wish, no(1)), Some(Silence::SaidNo), "{wish:?}");
            // Meta's clock has whole seconds: within one nobody knows which came first.
            assert_eq!(outcome(wish, no(0)), None, "{wish:?}");
            assert_eq!(outcome(wish, no(-1)), None, "{wish:?}");
        }
        assert_eq!(outcome(DOUBT, no(1)), None, "180 days are over");
    }

    #[test]
    fn the_words_in_the_book_read_back() {
        for doubt in Doubt::ALL {
            let cause = Cause::Doubt(doubt);
            assert_eq!(Cause::parse(cause.as_str()), Some(cause));
        }
        for wish in WISHES {
            assert_eq!(Cause::parse(wish.as_str()), Some(wish));
        }
        assert_eq!(Cause::parse("other"), None);
    }

    #[test]
    fn who_holds_some_is_asked_about_the_rest() {
        let held = purposes(&["orders"]);
        let person = Person {
            held: &held,
            ..person()
        };
        let about = purposes(&["offers", "orders", "restock"]);
        assert_eq!(
            decide(DOUBT, &about, person, NOW),
            Decision::Ask(purposes(&["offers", "restock"]))
        );
    }

    #[test]
    fn somebody_who_never_wrote_is_never_asked() {
        let stranger = Person {
            last_heard: None,
            ..person()
        };
        assert_eq!(
            outcome(Cause::Signup, stranger),
            Some(Silence::WindowClosed)
        );
    }

    proptest! {
        /// Each reason for silence, by itself, is enough.
        #[test]
        fn nobody_is_asked_against_any_rule(
            came in 0..400_i64,
            last_no in prop::option::of(0..400_i64),
            last_asked in prop::option::of(0..60_i64),
            human in prop::option::of(0..3_i64),
            heard in prop::option::of(0..3_i64),
            cause in prop::sample::select(vec![DOUBT, Cause::Start, Cause::Keyword]),
        ) {
            let ago = |days: Option<i64>| days.map(|days| NOW - days * DAY);
            let person = Person {
                held: &[],
                came_at: NOW - came * DAY,
                last_no: ago(last_no),
                last_asked: ago(last_asked),
                human_wrote_at: ago(human),
                last_heard: ago(heard),
            };
            let asked = outcome(cause, person).is_none();
            let unbound = |days: i64| if cause == DOUBT { days >= 180 } else { days >= came };
            let allowed = last_no.is_none_or(unbound)
                && last_asked.is_none_or(|days| days >= 30)
                && human.is_none_or(|days| days >= 1)
                && heard == Some(0);
            prop_assert_eq!(asked, allowed);
        }
    }
}
