//! What Meta says of a number: its quality and limit, name, username and PIN.

use super::super::loose;
use crate::meta::{
    MessagingLimit, NameDecision, NameVerdict, NumberSays, Quality, SecurityEvent, Username,
    UsernameStatus,
};
use serde::Deserialize;

/// What Meta says of a number in one change. Older ones say several things at once, and some
/// nothing that counts here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberUpdate {
    /// The number that it is about, digits only; none where it is about every number of the
    /// account.
    pub number: Option<String>,
    /// What Meta says.
    pub says: Vec<NumberSays>,
}

/// A number that Meta moved up a class takes so many messages a second, in and out together.
const UPGRADED_THROUGHPUT: u32 = 1_000;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "loose::text")]
    display_phone_number: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    event: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    current_limit: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    max_daily_conversations_per_business: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    decision: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    requested_verified_name: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    rejection_reason: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    username: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    status: Option<String>,
}

impl NumberUpdate {
    pub(super) fn parse(field: &str, value: &[u8]) -> Option<Self> {
        let wire: Wire = loose::read(value)?;
        let digits = |number: &String| number.chars().filter(char::is_ascii_digit).collect();
        let number = wire.display_phone_number.as_ref().map(digits);
        let says = match field {
            "security" => vec![NumberSays::Security(SecurityEvent::parse(&wire.event?))],
            "business_username_update" | "business_username_updates" => {
                let status = UsernameStatus::parse(&wire.status?);
                let name = wire.username;
                vec![NumberSays::Username(Username { status, name })]
            }
            "phone_number_name_update" => vec![NumberSays::Name(NameDecision {
                verdict: NameVerdict::parse(&wire.decision?),
                name: wire.requested_verified_name,
                reason: wire.rejection_reason.filter(|reason| reason != "NONE"),
            })],
            "phone_number_quality_update" => {
                let event = wire.event?.to_ascii_uppercase();
                let event = match event.as_str() {
                    "FLAGGED" => Some(NumberSays::Quality(Quality::Red)),
                    "UNFLAGGED" => Some(NumberSays::Quality(Quality::Yellow)),
                    "THROUGHPUT_UPGRADE" => Some(NumberSays::Throughput(UPGRADED_THROUGHPUT)),
                    // ONBOARDING, UPGRADE and DOWNGRADE tell the limit and nothing else.
                    _ => None,
                };
                let limit = limit([
                    wire.max_daily_conversations_per_business,
                    wire.current_limit,
                ]);
                event.into_iter().chain(limit).collect()
            }
            _ => return None,
        };
        Some(Self { number, says })
    }
}

/// The first spelling that says something.
pub(super) fn limit(spellings: [Option<String>; 2]) -> Option<NumberSays> {
    let mut known = spellings
        .into_iter()
        .flatten()
        .filter_map(|spelling| MessagingLimit::parse(&spelling).ok());
    known.next().map(NumberSays::Limit)
}
