//! How to misbehave, as Meta does: set for everything or for one number, so that tests can run side by side.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// What `PUT /_sandbox/behaviour` takes. The default is to behave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Behaviour {
    /// Whether `sent`, `delivered` and `read` are reported. Default: yes.
    pub statuses: Option<bool>,
    /// Every webhook leaves so much later.
    pub delay_ms: u64,
    /// Graph calls to refuse, the first that applies being used up first.
    pub fail: Vec<Fail>,
    /// Graph calls get no answer, and the message is lost (`before`) or taken (`after`).
    pub timeout: Option<Timeout>,
    /// The line breaks: before the message is taken there is no answer at all (`before`), after it
    /// the answer ends in the middle (`after`).
    pub cut: Option<Timeout>,
    /// Graph answers so much later; what it decides, it decides at once.
    pub answer_ms: u64,
    /// Every webhook is delivered so many times more than once, at the same time.
    pub duplicate: u32,
    /// Webhooks never leave in the order in which things happened.
    pub shuffle: bool,
    /// Up to so many updates share a webhook; a batch not filled leaves after a moment.
    pub batch: usize,
    /// What Meta holds of the templates.
    pub template: Option<TemplateBehaviour>,
    /// How the shop's help desk answers (`POST /_sandbox/forward`).
    pub forward: Option<Reception>,
    /// How the shop's own systems answer to events (`POST /_sandbox/events`).
    pub events: Option<Reception>,
}

/// How a receiver of the shop's own answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reception {
    /// The HTTP status; as usual when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many requests it hits; 0 for every one until it is reset.
    #[serde(default = "once")]
    pub times: u32,
    /// Every answer comes so much later.
    #[serde(default)]
    pub delay_ms: u64,
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// The help desk.
    Forward,
    /// The systems that are told of events.
    Events,
}

/// One kind of refusal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fail {
    /// Meta's error code.
    pub code: u32,
    /// How many calls it hits; 0 for every call until it is reset.
    #[serde(default = "once")]
    pub times: u32,
    /// Only calls to this number or user id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Accept the call and report the failure as a `failed` status.
    #[serde(default, rename = "async")]
    pub asynchronous: bool,
    /// Another HTTP status than Meta's usual one for this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<u16>,
}

const fn once() -> u32 {
    1
}

/// When the line goes dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Timeout {
    /// Before the message was taken: it is never sent.
    Before,
    /// After: it is sent, but the caller never learns it from the answer.
    After,
}

/// What Meta holds of the templates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TemplateBehaviour {
    /// Only the template of this name; all when absent.
    pub name: Option<String>,
    /// Only in this language; all when absent.
    pub language: Option<String>,
    /// `APPROVED` (default), `PENDING`, `REJECTED`, `PAUSED`, `DISABLED`…
    pub status: Option<String>,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: Option<String>,
    /// `message_status` of the answer, `held_for_quality_assessment` for instance.
    pub message_status: Option<String>,
    /// Whether the shop is told by webhook. Default: yes when set for every number, no when set
    /// for one, since such a webhook concerns the whole account and with it other tests.
    pub notify: Option<bool>,
}

impl TemplateBehaviour {
    /// Whether this is about that template.
    pub(crate) fn concerns(&self, name: &str, language: &str) -> bool {
        self.name.as_deref().is_none_or(|wanted| wanted == name)
            && self
                .language
                .as_deref()
                .is_none_or(|wanted| wanted == language)
    }
}

/// The behaviours in force.
#[derive(Debug, Default)]
pub(crate) struct Behaviours {
    inner: Mutex<Scopes>,
}

#[derive(Debug, Default)]
struct Scopes {
    everywhere: Behaviour,
    by_number: BTreeMap<String, Behaviour>,
}

impl Behaviours {
    /// The behaviour for a number: its own if it has one, else the one for everything.
    pub(crate) fn of(&self, phone_number_id: &str) -> Behaviour {
        self.of_with_scope(phone_number_id).0
    }

    /// The behaviour for a number, and whether it is its own.
    pub(crate) fn of_with_scope(&self, phone_number_id: &str) -> (Behaviour, bool) {
        let scopes = self.lock();
        match scopes.by_number.get(phone_number_id) {
            Some(own) => (own.clone(), true),
            None => (scopes.everywhere.clone(), false),
        }
    }

    /// Sets the behaviour of one number or of all; the default resets. Answers the one before.
    pub(crate) fn set(&self, phone_number_id: Option<&str>, behaviour: Behaviour) -> Behaviour {
        let mut scopes = self.lock();
        match phone_number_id {
            None => std::mem::replace(&mut scopes.everywhere, behaviour),
            Some(id) if behaviour == Behaviour::default() => {
                scopes.by_number.remove(id).unwrap_or_default()
            }
            Some(id) => scopes
                .by_number
                .insert(id.to_owned(), behaviour)
                .unwrap_or_default(),
        }
    }

    /// The refusal due for a call to one of these names of a person, counted as used.
    pub(crate) fn take_failure(&self, phone_number_id: &str, names: &[&str]) -> Option<Fail> {
        let mut scopes = self.lock();
        let scopes = &mut *scopes;
        let fail = &mut scopes
            .by_number
            .get_mut(phone_number_id)
            .unwrap_or(&mut scopes.everywhere)
            .fail;
        let at = fail.iter().position(|fail| {
            fail.to.as_deref().is_none_or(|to| {
                let to = to.trim_start_matches('+');
                names.contains(&to)
            })
        })?;
        let found = fail.get_mut(at)?;
        let taken = found.clone();
        if found.times == 1 {
            fail.remove(at);
        } else if found.times > 1 {
            found.times -= 1;
        }
        Some(taken)
    }

    /// How a receiver of a number answers this time, counted as used; nothing where as usual.
    pub(crate) fn take_reception(
        &self,
        phone_number_id: &str,
        which: Receiver,
    ) -> Option<Reception> {
        let mut scopes = self.lock();
        let scopes = &mut *scopes;
        let behaviour = scopes
            .by_number
            .get_mut(phone_number_id)
            .unwrap_or(&mut scopes.everywhere);
        let reception = match which {
            Receiver::Forward => &mut behaviour.forward,
            Receiver::Events => &mut behaviour.events,
        };
        let taken = reception.clone()?;
        if taken.times == 1 {
            *reception = None;
        } else if let Some(reception) = reception {
            reception.times = reception.times.saturating_sub(1);
        }
        Some(taken)
    }

    fn lock(&self) -> MutexGuard<'_, Scopes> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn behaviour(value: serde_json::Value) -> Behaviour {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_line_may_break_at_two_moments() {
        assert_eq!(
            behaviour(json!({"cut": "before"})).cut,
            Some(Timeout::Before)
        );
        assert_eq!(behaviour(json!({"cut": "after"})).cut, Some(Timeout::After));
        assert!(serde_json::from_value::<Behaviour>(json!({"cut": "later"})).is_err());
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = serde_json::from_value::<Behaviour>(json!({"dely_ms": 3})).unwrap_err();
        assert!(
            error.to_string().contains("unknown field `dely_ms`"),
            "{error}"
        );
    }

    #[test]
    fn a_number_with_a_behaviour_of_its_own_ignores_the_general_one() {
        let behaviours = Behaviours::default();
        behaviours.set(None, behaviour(json!({"duplicate": 2})));
        behaviours.set(Some("1"), behaviour(json!({"statuses": false})));
        assert_eq!(behaviours.of("1").duplicate, 0);
        assert_eq!(behaviours.of("1").statuses, Some(false));
        assert_eq!(behaviours.of("2").duplicate, 2);
        behaviours.set(Some("1"), Behaviour::default());
        assert_eq!(behaviours.of("1").duplicate, 2);
    }

    #[test]
    fn a_failure_is_used_up_after_its_times() {
        let behaviours = Behaviours::default();
        behaviours.set(
            None,
            behaviour(json!({"fail": [{"code": 131_056, "times": 2}]})),
        );
        let codes: Vec<_> = (0..3)
            .map(|_| {
                behaviours
                    .take_failure("1", &["34600000001"])
                    .map(|fail| fail.code)
            })
            .collect();
        assert_eq!(codes, [Some(131_056), Some(131_056), None]);
    }

    #[test]
    fn a_failure_for_one_person_spares_the_others() {
        let behaviours = Behaviours::default();
        behaviours.set(
            None,
            behaviour(json!({"fail": [{"code": 131_026, "to": "+34600000001"}]})),
        );
        assert!(behaviours.take_failure("1", &["34600000002"]).is_none());
        assert!(behaviours.take_failure("1", &["34600000001"]).is_some());
        assert!(behaviours.take_failure("1", &["34600000001"]).is_none());
    }

    #[test]
    fn a_reception_is_used_up_and_one_with_zero_times_lasts() {
        let behaviours = Behaviours::default();
        let told =
            json!({"forward": {"status": 503, "times": 2}, "events": {"delay_ms": 5, "times": 0}});
        behaviours.set(Some("1"), behaviour(told));
        let statuses = || {
            let taken = behaviours.take_reception("1", Receiver::Forward);
            taken.map(|reception| reception.status)
        };
        assert_eq!(
            [statuses(), statuses(), statuses()],
            [Some(Some(503)), Some(Some(503)), None]
        );
        for _ in 0..3 {
            let taken = behaviours.take_reception("1", Receiver::Events);
            assert_eq!(taken.map(|reception| reception.delay_ms), Some(5));
        }
        assert_eq!(behaviours.take_reception("2", Receiver::Events), None);
    }

    #[test]
    fn a_failure_with_zero_times_lasts_until_reset() {
        let behaviours = Behaviours::default();
        behaviours.set(None, behaviour(json!({"fail": [{"code": 2, "times": 0}]})));
        assert!((0..5).all(|_| behaviours.take_failure("1", &[]).is_some()));
    }
}
