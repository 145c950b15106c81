//! What Meta says of number, templates and account, as the shop's people see it.

use super::{Desk, account, number, templates};
use saludo_core::meta::{AccountState, MessagingLimit, NumberState, TemplateState, Until};
use saludo_core::time::rfc3339;
use serde_json::{Value, json};
use worker::Result;

/// Of the number; null for what Meta has not said.
pub(super) fn of_number(desk: &Desk<'_>) -> Result<Value> {
    let state: NumberState = number::state(desk)?;
    let limit = |limit: MessagingLimit| match limit {
        MessagingLimit::People(people) => json!(people),
        MessagingLimit::Unlimited => json!("unlimited"),
    };
    Ok(json!({
        "quality": state.quality(),
        "messaging_limit": state.limit().map(limit),
        "throughput": state.throughput(),
        "name": state.name.get().map(|decision| json!({
            "decision": decision.verdict, "name": decision.name, "reason": decision.reason,
        })),
        "username": state.username.get().map(|username| json!({
            "name": username.name, "status": username.status,
        })),
        "security": state.security.said().map(|said| json!({
            "event": said.value, "at": rfc3339(said.at),
        })),
    }))
}

/// Of the templates, by name and language.
pub(super) fn of_templates(desk: &Desk<'_>) -> Result<Value> {
    let all = templates::all(desk)?.into_iter();
    Ok(all
        .map(|(name, language, state)| template(&name, language.as_str(), &state))
        .collect())
}

fn template(name: &str, language: &str, state: &TemplateState) -> Value {
    let verdict = state.verdict.get();
    let warning = state.warning();
    json!({
        "name": name,
        "language": language,
        "status": state.status(),
        "since": state.verdict.at().map(rfc3339),
        "reason": verdict.and_then(|verdict| verdict.reason.clone()),
        "pause": verdict.and_then(|verdict| verdict.pause.clone()),
        "paused_until": state.paused_until().map(rfc3339),
        "disabled_on": verdict.and_then(|verdict| verdict.disabled_on).map(rfc3339),
        "quality": state.quality(),
        "category": state.category(),
        "correct_category": warning.map(|warning| &warning.correct),
        "category_changes_on": warning.and_then(|warning| warning.on).map(rfc3339),
        "words_changed_at": state.components.at().map(rfc3339),
    })
}

/// Of the account.
pub(super) fn of_account(desk: &Desk<'_>) -> Result<Value> {
    let state: AccountState = account::state(desk)?;
    let restrictions: Vec<Value> = state
        .restrictions(desk.now)
        .map(|(kind, until)| {
            let until = match until {
                Until::Moment(at) => Some(rfc3339(at)),
                Until::FurtherNotice => None,
            };
            json!({ "restriction": kind, "until": until })
        })
        .collect();
    let alerts: Vec<Value> = state
        .open_alerts()
        .map(|alert| {
            json!({
                "severity": alert.severity,
                "about": alert.entity_type,
                "type": alert.kind,
                "description": alert.description,
            })
        })
        .collect();
    let moments = |moments: &std::collections::BTreeMap<String, i64>| -> Value {
        let shown = moments.iter();
        shown
            .map(|(name, at)| (name.clone(), json!(rfc3339(*at))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    Ok(json!({
        "restrictions": restrictions,
        "ban": state.ban.get().map(|ban| json!({
            "state": ban.state, "on": ban.on.map(rfc3339),
        })),
        "violations": moments(&state.violations),
        "alerts": alerts,
        "review": state.review.get(),
        "connection": state.connection.get(),
        "max_numbers": state.max_numbers.get(),
        "country": state.country.get(),
        "events": moments(&state.events),
    }))
}
