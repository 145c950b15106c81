//! The webhook: whether Meta can reach it, and what Meta brings.

use super::check::{Check, Id, Word};
use super::facts::{Facts, Probed, Subscription};
use super::worker_side::host;

/// What of Meta's belongs to us.
const OBJECT: &str = "whatsapp_business_account";

/// Without it no opt-in is ever confirmed.
const MESSAGES: &str = "messages";

/// What else the worker acts on: stops in `WhatsApp` itself, templates, number and account.
const WANTED: [&str; 11] = [
    "user_preferences",
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "account_update",
    "account_review_update",
    "account_alerts",
    "business_capability_update",
    "security",
];

pub(super) fn checks(facts: &Facts<'_>) -> Vec<Check> {
    vec![
        handshake(facts),
        delivery(facts),
        Check::of(Id::Callback, &facts.subscriptions, |all| {
            callback(facts, all)
        }),
        subscribed(facts),
        other_apps(facts),
    ]
}

fn handshake(facts: &Facts<'_>) -> Check {
    let id = Id::Handshake;
    let check = match facts.handshake {
        Probed::Good => Check::green(id, Word::HandshakeGood),
        Probed::Other(status) => {
            Check::red(id, Word::HandshakeRefused).with("status", status.to_string())
        }
        Probed::Inside => Check::amber(id, Word::HandshakeInside),
        Probed::Silent => Check::amber(id, Word::UnreadSilent),
    };
    check.with("host", host(facts.own.public_url))
}

fn delivery(facts: &Facts<'_>) -> Check {
    let id = Id::Delivery;
    let check = match (facts.delivery, facts.forgery) {
        // Worse than a webhook that takes nothing is one that takes anything.
        (_, Probed::Other(status @ 200..300)) => {
            Check::red(id, Word::DeliveryUnchecked).with("status", status.to_string())
        }
        (Probed::Other(status), _) | (Probed::Good, Probed::Other(status)) => {
            Check::red(id, Word::DeliveryRefused).with("status", status.to_string())
        }
        (Probed::Good, Probed::Good) => Check::green(id, Word::DeliveryGood),
        (Probed::Inside, Probed::Inside | Probed::Good) | (Probed::Good, Probed::Inside) => {
            Check::amber(id, Word::DeliveryInside)
        }
        _ => Check::amber(id, Word::UnreadSilent),
    };
    check.with("host", host(facts.own.public_url))
}

/// Our address as Meta should have it.
fn own_callback(facts: &Facts<'_>) -> String {
    format!("{}/webhooks/whatsapp", facts.own.public_url)
}

fn callback(facts: &Facts<'_>, all: &[Subscription]) -> Check {
    let id = Id::Callback;
    let own = own_callback(facts);
    let Some(ours) = all.iter().find(|entry| entry.object == OBJECT) else {
        return Check::red(id, Word::CallbackNone).with("own", own);
    };
    if !ours.active {
        return Check::red(id, Word::CallbackOff).with("own", own);
    }
    // An address of the number's own goes before the account's, and that before the app's.
    let number = facts.number.said();
    let app = facts.token.said().and_then(|token| token.app_id.as_deref());
    let apps = facts.apps.said().map(Vec::as_slice).unwrap_or_default();
    let over = number
        .and_then(|number| number.callback.as_deref())
        .or_else(|| {
            apps.iter()
                .find(|entry| Some(entry.id.as_str()) == app)
                .and_then(|entry| entry.callback.as_deref())
        })
        .or_else(|| number.and_then(|number| number.account_callback.as_deref()));
    match over {
        Some(over) if over != own => {
            return Check::red(id, Word::CallbackOther)
                .with("url", over)
                .with("own", own);
        }
        None if ours.callback != own => {
            return Check::red(id, Word::CallbackOther)
                .with("url", ours.callback.as_str())
                .with("own", own);
        }
        _ => {}
    }
    let has = |field: &str| ours.fields.iter().any(|own| own == field);
    if !has(MESSAGES) {
        return Check::red(id, Word::CallbackNoMessages);
    }
    if ours.callback != own {
        return Check::amber(id, Word::CallbackOverride)
            .with("url", ours.callback.as_str())
            .with("own", own);
    }
    let missing: Vec<&str> = WANTED.into_iter().filter(|field| !has(field)).collect();
    if missing.is_empty() {
        Check::green(id, Word::CallbackGood).with("fields", (WANTED.len() + 1).to_string())
    } else {
        Check::amber(id, Word::CallbackSomeFields).with("missing", missing.join(", "))
    }
}

/// Subscribing an app to the account is a step of its own, and the one that is forgotten.
fn subscribed(facts: &Facts<'_>) -> Check {
    let id = Id::Subscribed;
    Check::of(id, &facts.apps, |apps| {
        let Some(own) = facts.token.said().and_then(|token| token.app_id.clone()) else {
            return if apps.is_empty() {
                Check::red(id, Word::SubscribedNot)
            } else {
                Check::absent(id)
            };
        };
        if apps.iter().any(|app| app.id == own) {
            Check::green(id, Word::SubscribedGood)
        } else {
            Check::red(id, Word::SubscribedNot)
        }
        .with("app", own)
    })
    .with("waba", facts.own.waba_id)
}

fn other_apps(facts: &Facts<'_>) -> Check {
    let id = Id::OtherApps;
    Check::of(id, &facts.apps, |apps| {
        let own = facts.token.said().and_then(|token| token.app_id.as_deref());
        if own.is_none() && !apps.is_empty() {
            return Check::absent(id);
        }
        let others: Vec<&str> = apps
            .iter()
            .filter(|app| Some(app.id.as_str()) != own)
            .map(|app| app.name.as_str())
            .collect();
        if others.is_empty() {
            Check::green(id, Word::AppsAlone)
        } else {
            Check::amber(id, Word::AppsOthers).with("apps", others.join(", "))
        }
    })
}
