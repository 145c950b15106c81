//! What Meta says of the WhatsApp Business Account.

use super::latest::Latest;
use super::word::words;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What an account may not do.
    Restriction {
        /// Add numbers.
        AddPhoneNumber = "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
        /// Write first.
        BusinessInitiated = "RESTRICTED_BIZ_INITIATED_MESSAGING",
        /// Answer.
        CustomerInitiated = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" | "RESTRICTED_USER_INITIATED_MESSAGING",
    }
}

words! {
    /// Whether an account is banned.
    BanState {
        /// Not any more.
        Reinstated = "REINSTATE",
        /// It will be.
        Scheduled = "SCHEDULE_FOR_DISABLE",
        /// It is.
        Disabled = "DISABLE",
    }
}

words! {
    /// What came of Meta's review of an account.
    ReviewDecision {
        /// It may send.
        Approved = "APPROVED",
        /// Under way.
        Pending = "PENDING",
        /// Put off.
        Deferred = "DEFERRED",
        /// It may not send.
        Rejected = "REJECTED",
    }
}

words! {
    /// How grave an alert is.
    AlertSeverity {
        /// For knowing.
        Informational = "INFORMATIONAL",
        /// To be looked at.
        Warning = "WARNING",
        /// To be acted on.
        Critical = "CRITICAL",
    }
}

words! {
    /// Whether an alert is open.
    AlertStatus {
        /// Not any more.
        None = "NONE",
        /// It is.
        Active = "ACTIVE",
    }
}

words! {
    /// Whether the account is still connected to this app, by the event that said so last.
    Connection {
        /// It is.
        Connected = "ACCOUNT_RECONNECTED",
        /// The shop took it away.
        Offboarded = "ACCOUNT_OFFBOARDED",
        /// It is gone.
        Deleted = "ACCOUNT_DELETED",
    }
}

/// How long something lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// Until then, in Unix milliseconds.
    Moment(Millis),
    /// Meta did not say.
    FurtherNotice,
}

/// A ban, or its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ban {
    /// What.
    pub state: BanState,
    /// From when on, in Unix milliseconds.
    pub on: Option<Millis>,
}

/// An alert of Meta's about the account, the business or a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alert {
    /// Whether it is open.
    pub status: AlertStatus,
    /// How grave it is.
    pub severity: AlertSeverity,
    /// What it is about: `BUSINESS`, `PHONE_NUMBER`…
    pub entity_type: String,
    /// Which one.
    pub entity_id: String,
    /// Meta's word for it.
    pub kind: String,
    /// In Meta's words.
    pub description: Option<String>,
}

/// One thing that Meta says of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountSays {
    /// What it may not do, and how long.
    Restricted(Vec<(Restriction, Until)>),
    /// A rule that it broke, by Meta's word.
    Violated(String),
    /// It is banned, will be, or is not any more.
    Ban(Ban),
    /// It is connected, or not any more.
    Connection(Connection),
    /// What came of the review.
    Review(ReviewDecision),
    /// Something to look at.
    Alert(Alert),
    /// How many numbers it may have.
    MaxNumbers(u32),
    /// The country that it is in, by its two letters.
    Country(String),
}

/// What Meta says of the account. What it has not said is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountState {
    /// What it may not do; see [`AccountState::restrictions`].
    pub restricted: BTreeMap<Restriction, Latest<Until>>,
    /// When it broke which rule last.
    pub violations: BTreeMap<String, Millis>,
    /// Whether it is banned.
    pub ban: Latest<Ban>,
    /// Whether it is connected.
    pub connection: Latest<Connection>,
    /// What came of the review.
    pub review: Latest<ReviewDecision>,
    /// Alerts by what they are about, closed ones too.
    pub alerts: BTreeMap<String, Latest<Alert>>,
    /// How many numbers it may have.
    pub max_numbers: Latest<u32>,
    /// The country that it is in.
    pub country: Latest<String>,
    /// When each event of `account_update` came last.
    pub events: BTreeMap<String, Millis>,
}

/// Meta has a few dozen kinds of alerts, events and rules. What is beyond is not kept: the state is
/// one row.
const MAX_KINDS: usize = 200;

impl AccountState {
    /// Takes in what Meta said at a moment.
    pub fn take(&mut self, says: AccountSays, at: Millis) {
        match says {
            AccountSays::Restricted(restrictions) => {
                for (restriction, until) in restrictions {
                    if let Some(latest) = entry(&mut self.restricted, restriction) {
                        latest.take(until, at);
                    }
                }
            }
            AccountSays::Violated(rule) => note(&mut self.violations, rule, at),
            AccountSays::Ban(ban) => {
                self.ban.take(ban, at);
            }
            AccountSays::Connection(connection) => {
                self.connection.take(connection, at);
            }
            AccountSays::Review(decision) => {
                self.review.take(decision, at);
            }
            AccountSays::Alert(alert) => {
                let key = format!("{}/{}/{}", alert.entity_type, alert.entity_id, alert.kind);
                if let Some(latest) = entry(&mut self.alerts, key) {
                    latest.take(alert, at);
                }
            }
            AccountSays::MaxNumbers(numbers) => {
                self.max_numbers.take(numbers, at);
            }
            AccountSays::Country(country) => {
                self.country.take(country, at);
            }
        }
    }

    /// Notes that an event of `account_update` came.
    pub fn event(&mut self, event: String, at: Millis) {
        note(&mut self.events, event, at);
    }

    /// What the account may not do at a moment. A ban that was lifted lifts what came before it.
    pub fn restrictions(&self, now: Millis) -> impl Iterator<Item = (&Restriction, Until)> {
        let reinstated_at = self
            .ban
            .said()
            .filter(|said| said.value.state == BanState::Reinstated)
            .map(|said| said.at);
        self.restricted.iter().filter_map(move |(kind, latest)| {
            let until = *latest.get()?;
            let lasts = match until {
                Until::Moment(until) => now < until,
                Until::FurtherNotice => true,
            };
            (lasts && latest.at() > reinstated_at).then_some((kind, until))
        })
    }

    /// Whether the account is banned at a moment.
    pub fn is_banned(&self, now: Millis) -> bool {
        self.ban.get().is_some_and(|ban| match ban.state {
            BanState::Disabled => true,
            BanState::Scheduled => ban.on.is_some_and(|on| on <= now),
            BanState::Reinstated | BanState::Other(_) => false,
        })
    }

    /// Alerts that are open.
    pub fn open_alerts(&self) -> impl Iterator<Item = &Alert> {
        let alerts = self.alerts.values().filter_map(Latest::get);
        alerts.filter(|alert| alert.status == AlertStatus::Active)
    }
}

fn entry<K: Ord, T>(map: &mut BTreeMap<K, Latest<T>>, key: K) -> Option<&mut Latest<T>> {
    if map.len() >= MAX_KINDS && !map.contains_key(&key) {
        return None;
    }
    Some(map.entry(key).or_default())
}

fn note(map: &mut BTreeMap<String, Millis>, key: String, at: Millis) {
    if map.len() < MAX_KINDS || map.contains_key(&key) {
        let noted = map.entry(key).or_insert(at);
        *noted = at.max(*noted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn says() -> impl Strategy<Value = (AccountSays, Millis)> {
        let restriction = prop::sample::select(vec![
            Restriction::AddPhoneNumber,
            Restriction::BusinessInitiated,
        ]);
        let until = prop_oneof![
            (0_i64..5).prop_map(Until::Moment),
            Just(Until::FurtherNotice)
        ];
        let ban = prop::sample::select(vec![BanState::Reinstated, BanState::Disabled]);
        let status = prop::sample::select(vec![AlertStatus::Active, AlertStatus::None]);
        let says = prop_oneof![
            prop::collection::vec((restriction, until), 1..3).prop_map(AccountSays::Restricted),
            "[AB]".prop_map(AccountSays::Violated),
            (ban, prop::option::of(0_i64..3))
                .prop_map(|(state, on)| AccountSays::Ban(Ban { state, on })),
            ("[AB]", status).prop_map(|(kind, status)| AccountSays::Alert(alert(&kind, status))),
            (0_u32..3).prop_map(AccountSays::MaxNumbers),
        ];
        (says, 0_i64..3)
    }

    fn alert(kind: &str, status: AlertStatus) -> Alert {
        Alert {
            status,
            severity: AlertSeverity::Warning,
            entity_type: "BUSINESS".into(),
            entity_id: "1".into(),
            kind: kind.into(),
            description: None,
        }
    }

    fn after(said: &[(AccountSays, Millis)]) -> AccountState {
        let mut state = AccountState::default();
        for (says, at) in said {
            state.take(says.clone(), *at);
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
            prop_assert_eq!(serde_json::from_str::<AccountState>(&stored).unwrap(), state);
        }
    }

    #[test]
    fn a_restriction_ends_at_its_moment_or_with_a_ban_that_is_lifted() {
        let kind = Restriction::BusinessInitiated;
        let restricted =
            |until: Until, at: Millis| (AccountSays::Restricted(vec![(kind.clone(), until)]), at);
        let ban = |state: BanState, at: Millis| (AccountSays::Ban(Ban { state, on: None }), at);
        let lasts = |said: &[(AccountSays, Millis)], now: Millis| {
            after(said).restrictions(now).next().is_some()
        };
        let week = restricted(Until::Moment(100), 10);
        assert!(lasts(std::slice::from_ref(&week), 99));
        assert!(!lasts(std::slice::from_ref(&week), 100));
        let open = restricted(Until::FurtherNotice, 10);
        assert!(lasts(std::slice::from_ref(&open), i64::MAX));
        assert!(lasts(&[open.clone(), ban(BanState::Disabled, 20)], 30));
        assert!(!lasts(&[open.clone(), ban(BanState::Reinstated, 20)], 30));
        assert!(lasts(&[ban(BanState::Reinstated, 5), open], 30));
    }

    #[test]
    fn a_ban_begins_when_it_was_set_for() {
        let banned = |state: BanState, on: Option<Millis>, now: Millis| {
            after(&[(AccountSays::Ban(Ban { state, on }), 0)]).is_banned(now)
        };
        assert!(banned(BanState::Disabled, None, 0));
        assert!(banned(BanState::Scheduled, Some(10), 10));
        assert!(!banned(BanState::Scheduled, Some(10), 9));
        assert!(!banned(BanState::Scheduled, None, 9));
        assert!(!banned(BanState::Reinstated, None, 9));
        assert!(!AccountState::default().is_banned(9));
    }

    #[test]
    fn an_alert_is_open_until_it_is_closed() {
        let said = |status: AlertStatus, at: Millis| (AccountSays::Alert(alert("A", status)), at);
        let open = |said: &[(AccountSays, Millis)]| after(said).open_alerts().count();
        assert_eq!(open(&[said(AlertStatus::Active, 1)]), 1);
        assert_eq!(
            open(&[said(AlertStatus::None, 2), said(AlertStatus::Active, 1)]),
            0
        );
    }

    #[test]
    fn the_state_stays_one_row_whatever_comes() {
        let mut state = AccountState::default();
        for n in 0..10_000 {
            let alert = alert(&n.to_string(), AlertStatus::Active);
            state.take(AccountSays::Alert(alert), n);
            state.event(n.to_string(), n);
        }
        assert_eq!((state.alerts.len(), state.events.len()), (200, 200));
    }
}
