//! What Meta says of numbers.

use crate::one;
use saludo_core::meta::{
    MessagingLimit, NameDecision, NameVerdict, NumberSays, Quality, SecurityEvent, Username,
    UsernameStatus,
};
use saludo_core::webhook::{Change, Kind, NumberUpdate};

fn table() -> Vec<(&'static str, Vec<NumberSays>)> {
    use NumberSays::{Limit, Name, Quality as Is, Security, Throughput, Username as Named};
    let people = |people: u32| Limit(MessagingLimit::People(people));
    let name = |verdict: NameVerdict, name: &str, reason: Option<&str>| {
        vec![Name(NameDecision {
            verdict,
            name: Some(name.into()),
            reason: reason.map(str::to_owned),
        })]
    };
    let username = |status: UsernameStatus, name: Option<&str>| {
        let name = name.map(str::to_owned);
        vec![Named(Username { status, name })]
    };
    vec![
        ("number_flagged", vec![Is(Quality::Red), people(10_000)]),
        (
            "number_unflagged",
            vec![Is(Quality::Yellow), people(10_000)],
        ),
        ("number_upgraded", vec![people(10_000)]),
        ("number_downgraded", vec![people(2_000)]),
        ("number_onboarded", vec![people(250)]),
        (
            "number_throughput_upgraded",
            vec![Throughput(1_000), Limit(MessagingLimit::Unlimited)],
        ),
        ("number_limit_not_set", vec![]),
        (
            "number_name_approved",
            name(NameVerdict::Approved, "Casa Vega", None),
        ),
        (
            "number_name_rejected",
            name(
                NameVerdict::Rejected,
                "WhatsApp Vega",
                Some("NAME_VIOLATES_POLICY"),
            ),
        ),
        (
            "number_pin_reset_asked",
            vec![Security(SecurityEvent::PinResetRequest)],
        ),
        (
            "number_pin_changed",
            vec![Security(SecurityEvent::PinChanged)],
        ),
        (
            "number_username_approved",
            username(UsernameStatus::Approved, Some("casavega")),
        ),
        (
            "number_username_deleted",
            username(UsernameStatus::Deleted, None),
        ),
    ]
}

pub(crate) fn names() -> Vec<&'static str> {
    table().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn everything_that_is_said_of_a_number_is_read_exactly() {
    for (name, says) in table() {
        let change = one(name, Kind::Change, |update| Change::parse(update.item));
        let number = Some("34910111222".into());
        let expected = NumberUpdate { number, says };
        assert_eq!(change, Some(Change::Number(expected)), "{name}");
    }
}
