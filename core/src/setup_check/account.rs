//! The account: whether Meta lets it send, knows the business, and is paid.

use super::check::{Check, Id, Word};
use super::facts::{Account, Facts, Health};

/// Meta's code in `health_status` for a payment method that does not work.
const PAYMENT_FAULT: i64 = 141_006;
/// Meta's code of refused messages for the same.
const PAYMENT_PROBLEM: i64 = 131_042;

pub(super) fn checks(facts: &Facts<'_>) -> Vec<Check> {
    let health = facts
        .number
        .said()
        .and_then(|number| number.health.as_ref());
    vec![
        Check::of(Id::Account, &facts.account, |account| {
            standing(account, health)
        }),
        Check::of(Id::Verification, &facts.account, verification),
        Check::of(Id::Payment, &facts.account, |account| {
            payment(account, health)
        }),
    ]
}

/// What Meta says against it, but for the payment, which has a line of its own.
fn reasons(health: &Health) -> String {
    let errors = health.errors.iter();
    let errors = errors.filter(|error| !is_payment(error.code));
    let said: Vec<&str> = errors
        .map(|error| error.says.as_str())
        .chain(health.notes.iter().map(String::as_str))
        .collect();
    said.join(" ")
}

const fn is_payment(code: i64) -> bool {
    matches!(code, PAYMENT_FAULT | PAYMENT_PROBLEM)
}

fn standing(account: &Account, health: Option<&Health>) -> Check {
    let id = Id::Account;
    if account.review.as_deref() == Some("REJECTED") {
        return Check::red(id, Word::AccountRefused);
    }
    if let Some(health) = health {
        let check = match health.can_send.as_str() {
            "AVAILABLE" => None,
            "BLOCKED" => Some(Check::red(id, Word::AccountBlocked)),
            _ => Some(Check::amber(id, Word::AccountLimited)),
        };
        if let Some(check) = check {
            return check.with("why", reasons(health));
        }
    }
    match account.review.as_deref() {
        Some("APPROVED") => Check::green(id, Word::AccountGood),
        Some(_) => Check::amber(id, Word::AccountPending),
        None if health.is_some() => Check::green(id, Word::AccountGood),
        None => Check::absent(id),
    }
}

/// Without it the account may write to 250 people a day and sends all the same.
fn verification(account: &Account) -> Check {
    let id = Id::Verification;
    let Some(status) = account.verification.as_deref() else {
        return Check::absent(id);
    };
    match status.to_ascii_lowercase().as_str() {
        "verified" => Check::green(id, Word::VerificationGood),
        "not_verified" | "expired" => Check::amber(id, Word::VerificationNone),
        "rejected" | "failed" | "ineligible" | "revoked" => {
            Check::red(id, Word::VerificationRefused).with("status", status)
        }
        _ => Check::amber(id, Word::VerificationPending).with("status", status),
    }
}

fn payment(account: &Account, health: Option<&Health>) -> Check {
    let id = Id::Payment;
    let fault = health.and_then(|health| {
        let mut errors = health.errors.iter();
        errors.find(|error| is_payment(error.code))
    });
    if let Some(fault) = fault {
        return Check::red(id, Word::PaymentFault).with("why", fault.says.as_str());
    }
    match account.funding.as_deref() {
        Some("0") => Check::red(id, Word::PaymentNone),
        Some(_) => Check::green(id, Word::PaymentGood),
        None => Check::absent(id),
    }
}
