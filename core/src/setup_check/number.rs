//! The number and the name over its chats.

use super::check::{Check, Id, Word};
use super::facts::{Facts, Number, Profile};

pub(super) fn checks(facts: &Facts<'_>) -> Vec<Check> {
    vec![
        Check::of(Id::Number, &facts.number, |number| {
            registered(number, facts.own.number)
        })
        .with("phone_number_id", facts.own.phone_number_id),
        Check::of(Id::DisplayName, &facts.number, display_name),
        Check::of(Id::Profile, &facts.profile, profile),
    ]
}

fn registered(number: &Number, own: &str) -> Check {
    let id = Id::Number;
    if let Some(display) = &number.display {
        let digits: String = display.chars().filter(char::is_ascii_digit).collect();
        if digits != own {
            return Check::red(id, Word::NumberOther)
                .with("number", display.as_str())
                .with("own", own);
        }
    }
    let with_status = |check: Check, status: &str| check.with("status", status);
    match number.status.as_deref() {
        Some("CONNECTED") => {}
        Some(status @ ("FLAGGED" | "RATE_LIMITED")) => {
            return with_status(Check::amber(id, Word::NumberWeak), status);
        }
        Some(status @ ("BANNED" | "RESTRICTED" | "DELETED" | "MIGRATED")) => {
            return with_status(Check::red(id, Word::NumberBlocked), status);
        }
        Some(_) if number.verification.as_deref() == Some("NOT_VERIFIED") => {
            return Check::red(id, Word::NumberNotVerified);
        }
        Some(status) => {
            return with_status(Check::red(id, Word::NumberNotRegistered), status);
        }
        None if number.platform.as_deref() == Some("NOT_APPLICABLE") => {
            return with_status(Check::red(id, Word::NumberNotRegistered), "NOT_APPLICABLE");
        }
        None => return Check::absent(id),
    }
    if number.mode.as_deref() == Some("SANDBOX") {
        Check::amber(id, Word::NumberTest)
    } else if number.on_app == Some(true) {
        Check::green(id, Word::NumberBesideApp)
    } else {
        Check::green(id, Word::NumberGood)
    }
}

fn display_name(number: &Number) -> Check {
    let id = Id::DisplayName;
    let Some(status) = number.name_status.as_deref() else {
        return Check::absent(id);
    };
    let check = match status {
        "APPROVED" | "AVAILABLE_WITHOUT_REVIEW" => Check::green(id, Word::NameGood),
        "PENDING_REVIEW" => Check::amber(id, Word::NamePending),
        _ => Check::red(id, Word::NameRefused),
    };
    check
        .with("name", number.name.clone().unwrap_or_default())
        .with("status", status)
}

/// Meta's policy asks for contact information in the profile, and people look there.
fn profile(profile: &Profile) -> Check {
    let id = Id::Profile;
    if profile.email.is_none() && profile.websites.is_empty() && profile.address.is_none() {
        return Check::red(id, Word::ProfileNoContact);
    }
    let parts = [
        ("profile_picture_url", profile.picture.is_some()),
        ("description", profile.description.is_some()),
        ("websites", !profile.websites.is_empty()),
        ("email", profile.email.is_some()),
    ];
    let missing: Vec<&str> = parts
        .into_iter()
        .filter(|(_, there)| !there)
        .map(|(name, _)| name)
        .collect();
    if missing.is_empty() {
        Check::green(id, Word::ProfileGood)
    } else {
        Check::amber(id, Word::ProfileThin).with("missing", missing.join(", "))
    }
}
