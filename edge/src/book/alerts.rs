//! What the shop is told: what holds its messages up, since when, and what to do; and how many wait.

use super::sql::bind;
use super::{Desk, account, holds, lanes, number as state_of, template_refusals, templates};
use saludo_core::alert::{Explanation, explain};
use saludo_core::gate::{Number, Usability};
use saludo_core::meta::Latest;
use saludo_core::outgoing::{Lane, Reason};
use saludo_core::time::{Millis, rfc3339};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use worker::Result;

/// One that stands.
pub(super) struct Alert {
    pub(super) reason: Reason,
    explanation: Explanation,
    /// `number`, `account`, or `template` with its name and language.
    pub(super) subject: String,
    pub(super) since: Millis,
    pub(super) code: Option<i64>,
}

/// The alerts that stand now, as the API tells them.
pub(super) fn all(desk: &Desk<'_>, waiting: &BTreeMap<Reason, Waiting>) -> Result<Vec<Value>> {
    let alerts = standing(desk, waiting)?.into_iter();
    Ok(alerts
        .map(|alert| {
            json!({
                "kind": alert.reason,
                "subject": alert.subject,
                "code": alert.code,
                "since": rfc3339(alert.since),
                "what": alert.explanation.what,
                "todo": alert.explanation.todo,
            })
        })
        .collect())
}

/// The alerts that stand now, the oldest first, given what waits. They end by themselves when what
/// they tell of ends.
pub(super) fn standing(desk: &Desk<'_>, waiting: &BTreeMap<Reason, Waiting>) -> Result<Vec<Alert>> {
    let mut alerts = Vec::new();
    for hold in holds::all(desk)? {
        alerts.extend(alert(hold.hold().reason, "number", hold.since, hold.code));
    }
    of_templates(desk, &mut alerts)?;
    of_number(desk, &mut alerts)?;
    if let Some(limit) = waiting.get(&Reason::MessagingLimit) {
        alerts.extend(alert(Reason::MessagingLimit, "number", limit.since, None));
    }
    alerts.sort_by_key(|alert| alert.since);
    Ok(alerts)
}

fn alert(reason: Reason, subject: &str, since: Millis, code: Option<i64>) -> Option<Alert> {
    Some(Alert {
        reason,
        explanation: explain(reason)?,
        subject: subject.to_owned(),
        since,
        code,
    })
}

fn of_templates(desk: &Desk<'_>, alerts: &mut Vec<Alert>) -> Result<()> {
    let refused = template_refusals::all(desk)?;
    let mut stopped = BTreeMap::new();
    for (name, language, state) in templates::all(desk)? {
        let refusal = refused
            .iter()
            .find(|refused| refused.name == name && refused.language == language)
            .and_then(template_refusals::Refused::refusal);
        let (Some(at), usability) = (state.verdict.at(), Usability::of(&state, refusal)) else {
            continue;
        };
        stopped.insert((name, language), (usability, at));
    }
    for refused in &refused {
        let key = (refused.name.clone(), refused.language.clone());
        if let Some(refusal) = refused.refusal() {
            let usability =
                Usability::of(&saludo_core::meta::TemplateState::default(), Some(refusal));
            stopped.entry(key).or_insert((usability, refused.at));
        }
    }
    for ((name, language), (usability, since)) in stopped {
        let reason = match usability.at(desk.now) {
            Usability::Usable => continue,
            Usability::NotYet(_, reason) | Usability::Gone(reason) => reason,
        };
        let subject = format!("template {name} ({})", language.template_language());
        alerts.extend(alert(reason, &subject, since, None));
    }
    Ok(())
}

/// What Meta itself told of the number and its account.
fn of_number(desk: &Desk<'_>, alerts: &mut Vec<Alert>) -> Result<()> {
    let (number, account) = (state_of::state(desk)?, account::state(desk)?);
    let told = Number::told(&number, &account, desk.now);
    if let Some(hold) = told.marketing {
        let since = number.quality.at().unwrap_or(desk.now);
        alerts.extend(alert(hold.reason, "number", since, None));
    }
    if let Some(hold) = told.stop.or(told.outside) {
        let restricted = account.restricted.values().filter_map(Latest::at);
        let since = restricted.chain(account.ban.at()).max();
        alerts.extend(alert(
            hold.reason,
            "account",
            since.unwrap_or(desk.now),
            None,
        ));
    }
    Ok(())
}

/// What waits for one reason.
pub(super) struct Waiting {
    pub(super) messages: i64,
    /// When the first of it was queued.
    pub(super) since: Millis,
    /// When the first of it is looked at again.
    pub(super) until: Millis,
}

/// How many messages wait, and why. Those whose turn has come and that a stopped lane or the
/// number's rate holds up count for that.
pub(super) fn waiting(desk: &Desk<'_>) -> Result<BTreeMap<Reason, Waiting>> {
    #[derive(Deserialize)]
    struct Row {
        lane: i64,
        reason: Option<String>,
        due: i64,
        due_since: Option<Millis>,
        later: i64,
        later_since: Option<Millis>,
        until: Option<Millis>,
    }
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT lane, reason,
            sum(next_at <= ?1) AS due, min(iif(next_at <= ?1, queued_at, NULL)) AS due_since,
            sum(next_at > ?1) AS later, min(iif(next_at > ?1, queued_at, NULL)) AS later_since,
            min(iif(next_at > ?1, next_at, NULL)) AS until
         FROM outbox INDEXED BY outbox_reason WHERE state = 'queued' GROUP BY reason, lane",
        bind![desk.now],
    )?;
    let closed = lanes::closed(desk)?;
    let mut waiting: BTreeMap<Reason, Waiting> = BTreeMap::new();
    let mut add = |reason, messages: i64, since: Option<Millis>, until: Option<Millis>| {
        let (Some(since), Some(until)) = (since, until) else {
            return;
        };
        let all = waiting.entry(reason).or_insert(Waiting {
            messages: 0,
            since,
            until,
        });
        all.messages += messages;
        all.since = all.since.min(since);
        all.until = all.until.min(until);
    };
    for row in rows {
        let mut all = Lane::ALL.into_iter();
        let lane = all.find(|lane| lane.number() == row.lane);
        // What is due and held up by nothing leaves in a moment.
        if let Some(hold) = lanes::reason(desk, lane.and_then(|lane| lane.of(&closed)))? {
            add(hold.reason, row.due, row.due_since, Some(hold.until));
        }
        if let Some(reason) = row.reason.as_deref().and_then(Reason::parse) {
            add(reason, row.later, row.later_since, row.until);
        }
    }
    Ok(waiting)
}

/// The same as two objects by reason: how many, and until when the first of them waits.
pub(super) fn counts(waiting: &BTreeMap<Reason, Waiting>) -> (Value, Value) {
    let by_reason = |of: fn(&Waiting) -> Value| {
        let entries = waiting.iter();
        Value::Object(
            entries
                .map(|(reason, waiting)| (reason.as_str().to_owned(), of(waiting)))
                .collect::<Map<String, Value>>(),
        )
    };
    (
        by_reason(|waiting| json!(waiting.messages)),
        by_reason(|waiting| json!(rfc3339(waiting.until))),
    )
}

/// Messages that ended without arriving, by why.
pub(super) fn ended(desk: &Desk<'_>) -> Result<Value> {
    #[derive(Deserialize)]
    struct Row {
        reason: String,
        n: i64,
    }
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT reason, count(*) AS n FROM outbox
         WHERE state IN ('failed', 'cancelled', 'uncertain') AND state <> 'uncertain'
            AND reason IS NOT NULL GROUP BY reason",
        bind![],
    )?;
    let entries = rows.into_iter().map(|row| (row.reason, json!(row.n)));
    Ok(Value::Object(entries.collect()))
}
