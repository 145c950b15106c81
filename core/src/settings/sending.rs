//! How the shop's number sends.

use super::fault::Faults;
use crate::gate::MarketingHours;
use crate::meta::MessagingLimit;
use crate::pace::MOST_THROUGHPUT;
use serde::{Deserialize, Serialize};

/// How the shop's number sends. What is not said is learnt from Meta, or assumed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SendingLimits {
    /// Messages a second: 80 by default, 20 for a number that is used in the WhatsApp Business app
    /// too, 1,000 after Meta's upgrade, which it tells.
    pub messages_per_second: Option<u32>,
    /// How many people outside the 24-hour window may be written to in a day: a number, or
    /// `unlimited`. Meta shows it in WhatsApp Manager.
    pub messaging_limit: Option<MessagingLimit>,
    /// When marketing that the shop starts may reach people, by their own clock; 8 to 21 where
    /// nothing is said. Where a country's law sets hours, these only narrow them.
    pub marketing_hours: Option<MarketingHours>,
}

impl SendingLimits {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        faults.need(
            self.messages_per_second
                .is_none_or(|rate| (2..=MOST_THROUGHPUT).contains(&rate)),
            "sending.messages_per_second",
            format!("give 2 to {MOST_THROUGHPUT} messages a second, or leave it out"),
        );
        faults.need(
            self.messaging_limit != Some(MessagingLimit::People(0)),
            "sending.messaging_limit",
            "give a number of people, or unlimited, or leave it out",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{demo, faulty};
    use serde_json::{Value, json};

    #[test]
    fn limits_are_metas() {
        let with = |sending: Value| faulty(&json!({ "sending": sending }));
        assert_eq!(with(json!({})), [""; 0]);
        let whole = json!({
            "messages_per_second": 20, "messaging_limit": "unlimited",
            "marketing_hours": {"from": 9, "to": 20},
        });
        assert_eq!(with(whole), [""; 0]);
        assert_eq!(with(json!({"messaging_limit": "TIER_10K"})), [""; 0]);
        for rate in [0, 1, 1_001] {
            let fault = ["sending.messages_per_second"];
            assert_eq!(with(json!({ "messages_per_second": rate })), fault);
        }
        assert_eq!(
            with(json!({"messaging_limit": "0"})),
            ["sending.messaging_limit"]
        );
        for wrong in [
            json!({"marketing_hours": {"from": 20, "to": 9}}),
            json!({"messaging_limit": "many"}),
            json!({"speed": 3}),
        ] {
            assert_eq!(with(wrong), ["settings"]);
        }
    }

    #[test]
    fn a_purpose_promises_at_most_so_many_messages() {
        let capped = |cap: Value| {
            let mut purposes = serde_json::to_value(demo().purposes).unwrap();
            purposes[0]["cap"] = cap;
            faulty(&json!({ "purposes": purposes }))
        };
        assert_eq!(capped(json!({"messages": 4, "days": 30})), [""; 0]);
        assert_eq!(
            capped(json!({"messages": 0, "days": 30})),
            ["purposes.offers.cap"]
        );
        assert_eq!(
            capped(json!({"messages": 1, "days": 0})),
            ["purposes.offers.cap"]
        );
        assert_eq!(
            capped(json!({"messages": 1, "days": 366})),
            ["purposes.offers.cap"]
        );
        assert_eq!(
            capped(json!({"messages": 101, "days": 1})),
            ["purposes.offers.cap"]
        );
    }
}
