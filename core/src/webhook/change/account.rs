//! What Meta says of the account: events, alerts, review and what it may do.

use super::super::loose;
use super::number::limit;
use crate::meta::{
    AccountSays, Alert, AlertSeverity, AlertStatus, Ban, BanState, Connection, NumberSays,
    Restriction, ReviewDecision, Until,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What Meta says of an account in one change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountUpdate {
    /// The event of `account_update`, as Meta names it. Most of them only inform.
    pub event: Option<String>,
    /// What it says of the account.
    pub says: Vec<AccountSays>,
    /// What it says of every number of it.
    pub of_numbers: Vec<NumberSays>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    event: Option<String>,
    #[serde(borrow, default)]
    restriction_info: Option<&'a RawValue>,
    #[serde(borrow, default)]
    violation_info: Option<&'a RawValue>,
    #[serde(borrow, default)]
    ban_info: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "loose::text")]
    country: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    decision: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    entity_type: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    entity_id: Option<String>,
    #[serde(borrow, default)]
    alert_info: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "loose::text")]
    max_daily_conversations_per_business: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    max_daily_conversation_per_phone: Option<String>,
    #[serde(default, deserialize_with = "loose::integer")]
    max_phone_numbers_per_waba: Option<i64>,
    #[serde(default, deserialize_with = "loose::integer")]
    max_phone_numbers_per_business: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RestrictionInfo {
    #[serde(deserialize_with = "loose::text")]
    restriction_type: Option<String>,
    #[serde(deserialize_with = "loose::date")]
    expiration: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ViolationInfo {
    #[serde(deserialize_with = "loose::text")]
    violation_type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BanInfo {
    #[serde(deserialize_with = "loose::text")]
    waba_ban_state: Option<String>,
    #[serde(deserialize_with = "loose::date")]
    waba_ban_date: Option<i64>,
}

/// Once these stood beside `entity_type`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AlertInfo {
    #[serde(rename = "alert_severity", deserialize_with = "loose::text")]
    severity: Option<String>,
    #[serde(rename = "alert_status", deserialize_with = "loose::text")]
    status: Option<String>,
    #[serde(rename = "alert_type", deserialize_with = "loose::text")]
    kind: Option<String>,
    #[serde(rename = "alert_description", deserialize_with = "loose::text")]
    description: Option<String>,
}

impl AccountUpdate {
    pub(super) fn parse(field: &str, value: &[u8]) -> Option<Self> {
        let wire: Wire<'_> = loose::read(value)?;
        match field {
            "account_update" => {
                let event = wire.event.as_ref()?.trim().to_ascii_uppercase();
                let event = event.chars().take(MAX_WORD).collect();
                Some(Self {
                    says: wire.of_event(),
                    event: Some(event),
                    of_numbers: Vec::new(),
                })
            }
            "account_review_update" => {
                let decision = ReviewDecision::parse(&wire.decision?);
                Some(Self::saying(AccountSays::Review(decision)))
            }
            "account_alerts" => Some(Self::saying(AccountSays::Alert(wire.alert(value)?))),
            "business_capability_update" => {
                let numbers = wire
                    .max_phone_numbers_per_waba
                    .or(wire.max_phone_numbers_per_business)
                    .and_then(|numbers| u32::try_from(numbers).ok());
                let limit = limit([
                    wire.max_daily_conversations_per_business,
                    wire.max_daily_conversation_per_phone,
                ]);
                Some(Self {
                    event: None,
                    says: numbers.map(AccountSays::MaxNumbers).into_iter().collect(),
                    of_numbers: limit.into_iter().collect(),
                })
            }
            _ => None,
        }
    }

    fn saying(says: AccountSays) -> Self {
        Self {
            says: vec![says],
            ..Self::default()
        }
    }
}

/// Meta's longest word for an event, a rule or an alert has half of it.
const MAX_WORD: usize = 100;
/// An alert is a paragraph.
const MAX_DESCRIPTION: usize = 1_000;

impl Wire<'_> {
    /// What an event of `account_update` changes, by its parts rather than its name: a ban comes
    /// under more than one.
    fn of_event(&self) -> Vec<AccountSays> {
        let mut says = Vec::new();
        let restrictions: Vec<RestrictionInfo> = loose::parts(self.restriction_info);
        let restrictions: Vec<(Restriction, Until)> = restrictions
            .into_iter()
            .filter_map(|info| {
                let until = info.expiration.map_or(Until::FurtherNotice, Until::Moment);
                Some((Restriction::parse(&info.restriction_type?), until))
            })
            .collect();
        if !restrictions.is_empty() {
            says.push(AccountSays::Restricted(restrictions));
        }
        let violation: Option<ViolationInfo> = loose::part(self.violation_info);
        if let Some(rule) = violation.and_then(|info| info.violation_type) {
            says.push(AccountSays::Violated(rule.chars().take(MAX_WORD).collect()));
        }
        let ban: BanInfo = loose::part(self.ban_info).unwrap_or_default();
        if let Some(state) = ban.waba_ban_state {
            says.push(AccountSays::Ban(Ban {
                state: BanState::parse(&state),
                on: ban.waba_ban_date,
            }));
        }
        let connection = Connection::parse(self.event.as_deref().unwrap_or_default());
        if !matches!(connection, Connection::Other(_)) {
            says.push(AccountSays::Connection(connection));
        }
        if let Some(country) = &self.country {
            says.push(AccountSays::Country(
                country.chars().take(MAX_WORD).collect(),
            ));
        }
        says
    }

    fn alert(self, value: &[u8]) -> Option<Alert> {
        let info: AlertInfo = loose::part(self.alert_info).or_else(|| loose::read(value))?;
        let word = |word: Option<String>| -> String {
            let word = word.unwrap_or_default();
            word.chars().take(MAX_WORD).collect()
        };
        Some(Alert {
            status: AlertStatus::parse(&info.status?),
            severity: AlertSeverity::parse(&word(info.severity)),
            entity_type: word(self.entity_type),
            entity_id: word(self.entity_id),
            kind: word(Some(info.kind?)),
            description: info
                .description
                .map(|text| text.chars().take(MAX_DESCRIPTION).collect()),
        })
    }
}
