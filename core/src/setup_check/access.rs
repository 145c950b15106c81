//! The access token: whether it serves, for how long, and for what.

use super::check::{Check, Id, Word};
use super::facts::{Account, Facts, Read, Token};
use crate::time::{DAY, Millis, rfc3339};

/// What the worker needs: to send, and to read and create templates.
const NEEDED: [&str; 2] = [
    "whatsapp_business_messaging",
    "whatsapp_business_management",
];

/// Graph's code for a token that does not serve.
const BAD_TOKEN: i64 = 190;

pub(super) fn checks(facts: &Facts<'_>, now: Millis) -> Vec<Check> {
    vec![
        token(&facts.token, now),
        Check::of(Id::Permissions, &facts.token, |token| {
            permissions(token, facts.own.waba_id)
        }),
        Check::of(Id::Holder, &facts.account, holder),
    ]
}

fn token(read: &Read<Token>, now: Millis) -> Check {
    let id = Id::Token;
    if let Read::Refused(refusal) = read
        && refusal.code == BAD_TOKEN
    {
        return Check::red(id, Word::TokenInvalid);
    }
    Check::of(id, read, |token| {
        let ends = [token.expires_at, token.data_access_expires_at];
        let end = ends.into_iter().flatten().filter(|end| *end > 0).min();
        let day = |at: Millis| rfc3339(at).get(..10).unwrap_or_default().to_owned();
        match (token.is_valid, end) {
            (_, Some(end)) if end <= now => {
                Check::red(id, Word::TokenExpired).with("date", day(end))
            }
            (Some(false), _) => Check::red(id, Word::TokenInvalid),
            (None, _) => Check::absent(id),
            (Some(true), Some(end)) => {
                let days = (end - now) / DAY;
                Check::amber(id, Word::TokenExpires)
                    .with("date", day(end))
                    .with("days", days.to_string())
            }
            // What does not say when it ends may end any day; only a 0 says never.
            (Some(true), None) if token.expires_at.is_none() => Check::absent(id),
            (Some(true), None) => Check::green(id, Word::TokenGood),
        }
    })
}

fn permissions(token: &Token, waba_id: &str) -> Check {
    let id = Id::Permissions;
    let Some(scopes) = &token.scopes else {
        return Check::absent(id);
    };
    let missing: Vec<&str> = NEEDED
        .into_iter()
        .filter(|needed| !scopes.iter().any(|scope| scope == needed))
        .collect();
    if !missing.is_empty() {
        return Check::red(id, Word::PermissionsMissing).with("missing", missing.join(", "));
    }
    // A scope that names its objects is good for those alone.
    let elsewhere = token.granular.iter().any(|(scope, targets)| {
        NEEDED.contains(&scope.as_str())
            && !targets.is_empty()
            && !targets.iter().any(|target| target == waba_id)
    });
    if elsewhere {
        Check::red(id, Word::PermissionsElsewhere).with("waba", waba_id)
    } else {
        Check::green(id, Word::PermissionsGood)
    }
}

fn holder(account: &Account) -> Check {
    let id = Id::Holder;
    let owner = account.owner.clone().or_else(|| account.name.clone());
    let owner = owner.unwrap_or_default();
    match account.ownership.as_deref() {
        Some("SELF") => Check::green(id, Word::HolderYou).with("name", owner),
        Some("CLIENT_OWNED") => Check::green(id, Word::HolderClient).with("name", owner),
        Some("ON_BEHALF_OF") => Check::amber(id, Word::HolderProvider).with("name", owner),
        _ if account.on_behalf_of.is_some() => {
            Check::amber(id, Word::HolderProvider).with("name", owner)
        }
        _ => Check::absent(id),
    }
}
