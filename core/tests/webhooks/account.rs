//! What Meta says of the account.

use crate::one;
use saludo_core::meta::{
    AccountSays, Alert, AlertSeverity, AlertStatus, Ban, BanState, Connection, MessagingLimit,
    NumberSays, Restriction, ReviewDecision, Until,
};
use saludo_core::webhook::{AccountUpdate, Change, Kind};

fn event(event: &str, says: Vec<AccountSays>) -> AccountUpdate {
    AccountUpdate {
        event: Some(event.into()),
        says,
        ..AccountUpdate::default()
    }
}

fn ban(state: BanState, on: Option<i64>) -> AccountUpdate {
    event("DISABLED_UPDATE", vec![AccountSays::Ban(Ban { state, on })])
}

/// Events of `account_update`.
fn events() -> Vec<(&'static str, AccountUpdate)> {
    let told = |word: &str| event(word, Vec::new());
    let connection =
        |word: &str, connection: Connection| event(word, vec![AccountSays::Connection(connection)]);
    vec![
        (
            "account_restricted",
            event(
                "ACCOUNT_RESTRICTION",
                vec![AccountSays::Restricted(vec![
                    (
                        Restriction::BusinessInitiated,
                        Until::Moment(1_760_604_800_000),
                    ),
                    (Restriction::AddPhoneNumber, Until::FurtherNotice),
                ])],
            ),
        ),
        (
            "account_violation",
            event(
                "ACCOUNT_VIOLATION",
                vec![AccountSays::Violated("ADULT".into())],
            ),
        ),
        (
            "account_ban_scheduled",
            ban(BanState::Scheduled, Some(1_760_227_200_000)),
        ),
        (
            "account_banned",
            ban(BanState::Disabled, Some(1_760_227_200_000)),
        ),
        ("account_reinstated", ban(BanState::Reinstated, None)),
        (
            "account_deleted",
            connection("ACCOUNT_DELETED", Connection::Deleted),
        ),
        (
            "account_offboarded",
            connection("ACCOUNT_OFFBOARDED", Connection::Offboarded),
        ),
        (
            "account_reconnected",
            connection("ACCOUNT_RECONNECTED", Connection::Connected),
        ),
        ("account_verified", told("VERIFIED_ACCOUNT")),
        ("account_partner_added", told("PARTNER_ADDED")),
        ("account_partner_removed", told("PARTNER_REMOVED")),
        ("account_app_installed", told("PARTNER_APP_INSTALLED")),
        ("account_app_uninstalled", told("PARTNER_APP_UNINSTALLED")),
        ("account_ad_account_linked", told("AD_ACCOUNT_LINKED")),
        (
            "account_marketing_terms_signed",
            told("MM_LITE_TERMS_SIGNED"),
        ),
        (
            "account_international_rates",
            told("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"),
        ),
        (
            "account_country",
            event(
                "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
                vec![AccountSays::Country("ES".into())],
            ),
        ),
        (
            "account_certification",
            told("PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"),
        ),
        (
            "account_price_tier",
            told("VOLUME_BASED_PRICING_TIER_UPDATE"),
        ),
    ]
}

/// The other fields.
fn fields() -> Vec<(&'static str, AccountUpdate)> {
    let says = |says: AccountSays| AccountUpdate {
        says: vec![says],
        ..AccountUpdate::default()
    };
    let alert = |status: AlertStatus| {
        says(AccountSays::Alert(Alert {
            status,
            severity: AlertSeverity::Critical,
            entity_type: "BUSINESS".into(),
            entity_id: "2000".into(),
            kind: "OBA_REJECTED".into(),
            description: Some("The badge was refused.".into()),
        }))
    };
    let capability = |numbers: Option<u32>, limit: MessagingLimit| AccountUpdate {
        event: None,
        says: numbers.map(AccountSays::MaxNumbers).into_iter().collect(),
        of_numbers: vec![NumberSays::Limit(limit)],
    };
    vec![
        (
            "account_review",
            says(AccountSays::Review(ReviewDecision::Approved)),
        ),
        ("account_alert", alert(AlertStatus::Active)),
        ("account_alert_older", alert(AlertStatus::Active)),
        ("account_alert_closed", alert(AlertStatus::None)),
        (
            "capability_as_number",
            capability(Some(25), MessagingLimit::People(2_000)),
        ),
        (
            "capability_as_tier",
            capability(Some(2), MessagingLimit::People(100_000)),
        ),
        (
            "capability_unlimited",
            capability(None, MessagingLimit::Unlimited),
        ),
    ]
}

pub(crate) fn names() -> Vec<&'static str> {
    let all = events().into_iter().chain(fields());
    all.map(|(name, _)| name).collect()
}

#[test]
fn everything_that_is_said_of_an_account_is_read_exactly() {
    for (name, expected) in events().into_iter().chain(fields()) {
        let change = one(name, Kind::Change, |update| Change::parse(update.item));
        assert_eq!(change, Some(Change::Account(expected)), "{name}");
    }
}
