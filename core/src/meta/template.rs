//! What Meta says of one template in one language.

use super::latest::Latest;
use super::number::Quality;
use super::word::words;
use crate::purpose::Category;
use crate::time::{HOUR, Millis};
use serde::{Deserialize, Serialize};

words! {
    /// Where a template stands, by Meta's words.
    TemplateStatus {
        /// It may be sent.
        Approved = "APPROVED" | "REINSTATED" | "UNARCHIVED" | "UNPAUSED",
        /// It may be sent, and will be paused or disabled unless people like it better.
        Flagged = "FLAGGED",
        /// It may be sent, and not be edited.
        Locked = "LOCKED",
        /// Meta is looking at it.
        Pending = "PENDING",
        /// The shop asked Meta to look again.
        InAppeal = "IN_APPEAL",
        /// The account has too many.
        LimitExceeded = "LIMIT_EXCEEDED",
        /// People liked it too little: for some hours.
        Paused = "PAUSED",
        /// Meta refused it.
        Rejected = "REJECTED",
        /// For good, but for an appeal.
        Disabled = "DISABLED",
        /// Unused for long; deleted after 28 days.
        Archived = "ARCHIVED",
        /// About to be gone.
        PendingDeletion = "PENDING_DELETION",
        /// Gone.
        Deleted = "DELETED",
    }
}

words! {
    /// Why a template is paused, by Meta's words.
    Pause {
        /// It is over.
        Unpause = "UNPAUSE",
        /// For the first time: 3 hours.
        First = "FIRST_PAUSE",
        /// For the second time: 6 hours. After a third it is disabled.
        Second = "SECOND_PAUSE",
        /// Held back while Meta looks how the first messages are taken.
        RateLimiting = "RATE_LIMITING_PAUSE",
        /// It was paused too often.
        Disabled = "DISABLED",
    }
}

words! {
    /// Meta's category of a template. The dearest and strictest is the greatest.
    TemplateCategory {
        /// One-time passcodes.
        Authentication = "AUTHENTICATION",
        /// About something the person did or asked for.
        Utility = "UTILITY",
        /// Everything that promotes.
        Marketing = "MARKETING",
    }
}

impl TemplateCategory {
    /// As purposes have it; none for a category that we do not know.
    pub fn category(&self) -> Option<Category> {
        match self {
            Self::Authentication => Some(Category::Authentication),
            Self::Utility => Some(Category::Utility),
            Self::Marketing => Some(Category::Marketing),
            Self::Other(_) => None,
        }
    }
}

/// A status with what Meta says about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Verdict {
    /// Where it stands.
    pub status: TemplateStatus,
    /// Why: Meta's word, as in `INVALID_FORMAT`, and what it recommends.
    pub reason: Option<String>,
    /// What kind of pause it is.
    pub pause: Option<Pause>,
    /// When it is or was disabled, in Unix milliseconds.
    pub disabled_on: Option<Millis>,
}

impl From<TemplateStatus> for Verdict {
    fn from(status: TemplateStatus) -> Self {
        Self {
            status,
            reason: None,
            pause: None,
            disabled_on: None,
        }
    }
}

/// Meta is about to put a template into another category.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CategoryWarning {
    /// The category that Meta holds for right.
    pub correct: TemplateCategory,
    /// When it will be changed, in Unix milliseconds; usually a day ahead.
    pub on: Option<Millis>,
}

/// One thing that Meta says of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateSays {
    /// Where it stands, and its category where that is told too.
    Status(Verdict, Option<TemplateCategory>),
    /// How people take it.
    Quality(Quality),
    /// It is in another category now.
    Category(TemplateCategory),
    /// It is in this category, and will be in another.
    CategoryWarning(Option<TemplateCategory>, CategoryWarning),
    /// Its words were changed.
    Components,
}

/// What Meta says of one template in one language. What it has not said is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateState {
    /// Where it stands.
    pub verdict: Latest<Verdict>,
    /// How people take it.
    pub quality: Latest<Quality>,
    /// Its category, as Meta approved it.
    pub category: Latest<TemplateCategory>,
    /// The category that it is to have.
    pub warning: Latest<CategoryWarning>,
    /// When its words were last changed.
    pub components: Latest<()>,
}

/// How long Meta pauses a template the first time, and the second.
const FIRST_PAUSE: Millis = 3 * HOUR;
const SECOND_PAUSE: Millis = 6 * HOUR;

impl TemplateState {
    /// Takes in what Meta said at a moment.
    pub fn take(&mut self, says: TemplateSays, at: Millis) {
        match says {
            TemplateSays::Status(verdict, category) => {
                self.verdict.take(verdict, at);
                self.take_category(category, at);
            }
            TemplateSays::Quality(quality) => {
                self.quality.take(quality, at);
            }
            TemplateSays::Category(category) => {
                self.category.take(category, at);
            }
            TemplateSays::CategoryWarning(category, warning) => {
                self.take_category(category, at);
                self.warning.take(warning, at);
            }
            TemplateSays::Components => {
                self.components.take((), at);
            }
        }
    }

    fn take_category(&mut self, category: Option<TemplateCategory>, at: Millis) {
        if let Some(category) = category {
            self.category.take(category, at);
        }
    }

    /// Where it stands; none while Meta has said nothing.
    pub fn status(&self) -> Option<&TemplateStatus> {
        self.verdict.get().map(|verdict| &verdict.status)
    }

    /// How people take it; none while Meta has said nothing.
    pub fn quality(&self) -> Option<&Quality> {
        self.quality.get()
    }

    /// Its category; none while Meta has said nothing.
    pub fn category(&self) -> Option<&TemplateCategory> {
        self.category.get()
    }

    /// The change of its category that is still to come; none once it was made.
    pub fn warning(&self) -> Option<&CategoryWarning> {
        let is_later = self.warning.at() >= self.category.at();
        let differs = |warning: &&CategoryWarning| Some(&warning.correct) != self.category();
        self.warning.get().filter(|_| is_later).filter(differs)
    }

    /// When a pause ends by Meta's rule (3 hours, then 6), in Unix milliseconds; none where there
    /// is no pause, or one that somebody has to end.
    pub fn paused_until(&self) -> Option<Millis> {
        let said = self.verdict.said()?;
        let lasts = match (&said.value.status, said.value.pause.as_ref()?) {
            (TemplateStatus::Paused, Pause::First) => FIRST_PAUSE,
            (TemplateStatus::Paused, Pause::Second) => SECOND_PAUSE,
            _ => return None,
        };
        Some(said.at.saturating_add(lasts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SECOND;
    use proptest::prelude::*;

    fn says() -> impl Strategy<Value = (TemplateSays, Millis)> {
        let status = prop::sample::select(vec![
            TemplateStatus::Approved,
            TemplateStatus::Paused,
            TemplateStatus::Disabled,
        ]);
        let pause = prop::option::of(prop::sample::select(vec![Pause::First, Pause::Unpause]));
        let category =
            || prop::sample::select(vec![TemplateCategory::Utility, TemplateCategory::Marketing]);
        let verdict = (status, pause).prop_map(|(status, pause)| Verdict {
            pause,
            ..Verdict::from(status)
        });
        let quality = prop::sample::select(vec![Quality::Green, Quality::Red]);
        let says = prop_oneof![
            (verdict, prop::option::of(category()))
                .prop_map(|(verdict, category)| TemplateSays::Status(verdict, category)),
            quality.prop_map(TemplateSays::Quality),
            category().prop_map(TemplateSays::Category),
            (
                prop::option::of(category()),
                category(),
                prop::option::of(0_i64..3)
            )
                .prop_map(|(now, correct, on)| {
                    TemplateSays::CategoryWarning(now, CategoryWarning { correct, on })
                }),
            Just(TemplateSays::Components),
        ];
        (says, 0_i64..3)
    }

    fn after(said: &[(TemplateSays, Millis)]) -> TemplateState {
        let mut state = TemplateState::default();
        for (says, at) in said {
            state.take(says.clone(), at * SECOND);
        }
        state
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_matters(
            (said, other) in prop::collection::vec(says(), 0..8)
                .prop_flat_map(|said| (Just(said.clone()), Just([said.clone(), said].concat()).prop_shuffle())),
        ) {
            prop_assert_eq!(after(&said), after(&other));
        }

        #[test]
        fn what_is_stored_is_read_again(said in prop::collection::vec(says(), 0..8)) {
            let state = after(&said);
            let stored = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(serde_json::from_str::<TemplateState>(&stored).unwrap(), state);
        }
    }

    #[test]
    fn a_pause_ends_after_three_hours_then_six_and_others_by_hand() {
        let until = |status: TemplateStatus, pause: Option<Pause>| {
            let verdict = Verdict {
                pause,
                ..Verdict::from(status)
            };
            after(&[(TemplateSays::Status(verdict, None), 0)]).paused_until()
        };
        let paused = TemplateStatus::Paused;
        assert_eq!(until(paused.clone(), Some(Pause::First)), Some(3 * HOUR));
        assert_eq!(until(paused.clone(), Some(Pause::Second)), Some(6 * HOUR));
        assert_eq!(until(paused.clone(), Some(Pause::RateLimiting)), None);
        assert_eq!(until(paused, None), None);
        assert_eq!(until(TemplateStatus::Approved, Some(Pause::First)), None);
    }

    #[test]
    fn a_warning_stands_until_the_change_is_made_or_called_off() {
        let warning = |at: Millis| {
            let correct = TemplateCategory::Marketing;
            let warning = CategoryWarning { correct, on: None };
            (
                TemplateSays::CategoryWarning(Some(TemplateCategory::Utility), warning),
                at,
            )
        };
        let now = |category: TemplateCategory, at: Millis| (TemplateSays::Category(category), at);
        let stands = |said: &[(TemplateSays, Millis)]| after(said).warning().is_some();
        assert!(stands(&[warning(1)]));
        assert!(stands(&[now(TemplateCategory::Marketing, 0), warning(1)]));
        assert!(!stands(&[warning(1), now(TemplateCategory::Marketing, 2)]));
        assert!(!stands(&[warning(1), now(TemplateCategory::Utility, 2)]));
        assert!(!stands(&[]));
    }
}
