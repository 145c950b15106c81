//! What the worker knows of itself.

use super::check::{Check, Id, Word};
use super::facts::{Facts, Own, Read};
use super::version::{End, end};
use crate::config::{Jurisdiction, is_local};
use crate::time::{DAY, Millis, rfc3339};
use url::Url;

/// A version that ends sooner is to be changed now: a deploy with its tests takes a while.
const VERSION_NOTICE: Millis = 90 * DAY;

/// Graph's codes for "this is not that app's secret": of an app's own token, whose second half it is.
const WRONG_SECRET: [i64; 3] = [1, 101, 190];

pub(super) fn checks(facts: &Facts<'_>, now: Millis) -> Vec<Check> {
    let own = &facts.own;
    vec![
        secrets(facts),
        domain(own),
        book(own),
        version(own, now),
        origins(own),
    ]
}

/// A worker without its secrets answers nothing at all, so here they are set.
fn secrets(facts: &Facts<'_>) -> Check {
    if let Read::Refused(refusal) = &facts.subscriptions
        && WRONG_SECRET.contains(&refusal.code)
    {
        let app = facts.token.said().and_then(|token| token.app_id.clone());
        return Check::red(Id::Secrets, Word::SecretsOtherApp).with("app", app.unwrap_or_default());
    }
    if facts.own.development {
        Check::amber(Id::Secrets, Word::SecretsDevelopment)
    } else {
        Check::green(Id::Secrets, Word::SecretsGood)
    }
}

/// The host of an address.
pub(super) fn host(address: &str) -> String {
    Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

fn domain(own: &Own<'_>) -> Check {
    let host = host(own.public_url);
    let check = if is_local(own.public_url) {
        Check::amber(Id::Domain, Word::DomainLocal)
    } else if host.ends_with(".workers.dev") {
        Check::amber(Id::Domain, Word::DomainWorkersDev)
    } else {
        Check::green(Id::Domain, Word::DomainOwn)
    };
    check.with("host", host)
}

fn book(own: &Own<'_>) -> Check {
    match own.jurisdiction {
        _ if own.development => Check::amber(Id::Book, Word::BookLocal),
        Jurisdiction::Eu => Check::green(Id::Book, Word::BookEu),
        Jurisdiction::Us => Check::green(Id::Book, Word::BookUs),
        Jurisdiction::Anywhere => Check::amber(Id::Book, Word::BookAnywhere),
    }
}

fn version(own: &Own<'_>, now: Millis) -> Check {
    let id = Id::GraphVersion;
    // Days of RFC 3339 compare as text.
    let day = |at: Millis| rfc3339(at).get(..10).unwrap_or_default().to_owned();
    let check = match end(own.graph_version) {
        End::Open => Check::green(id, Word::VersionNewest),
        End::LongAgo => Check::red(id, Word::VersionOver).with("date", "2026-09-24"),
        End::On(date) => {
            let word = if date <= day(now).as_str() {
                Check::red(id, Word::VersionOver)
            } else if date <= day(now.saturating_add(VERSION_NOTICE)).as_str() {
                Check::amber(id, Word::VersionSoon)
            } else {
                Check::green(id, Word::VersionGood)
            };
            word.with("date", date)
        }
    };
    check.with("version", own.graph_version)
}

fn origins(own: &Own<'_>) -> Check {
    let id = Id::Origins;
    if own.origins.is_empty() {
        return Check::red(id, Word::OriginsNone);
    }
    let open: Vec<&str> = own
        .origins
        .iter()
        .map(String::as_str)
        .filter(|origin| !origin.starts_with("https://") || origin.ends_with(":*"))
        .collect();
    if open.is_empty() {
        Check::green(id, Word::OriginsGood).with("origins", own.origins.join(", "))
    } else {
        Check::amber(id, Word::OriginsOpen).with("origins", open.join(", "))
    }
}
