//! What is wrong, or should be looked at: for the overview, and for the number beside its name.

use crate::book::alerts::{self, Waiting};
use crate::book::console::setup;
use crate::book::sql::bind;
use crate::book::{Desk, account, deliveries, number, pace, template_refusals};
use crate::internal::Pipe;
use saludo_core::console::overview::Problem;
use saludo_core::gate::Usability;
use saludo_core::meta::{MessagingLimit, NameVerdict, Quality};
use saludo_core::outgoing::Reason;
use saludo_core::pace::ASSUMED_MESSAGING_LIMIT;
use saludo_core::time::{DAY, MINUTE, Millis};
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

/// Updates are acted on within seconds.
const LATE: Millis = 10 * MINUTE;
/// Outcomes that nobody knows are looked for within this time.
const LOOKED_AT: Millis = 30 * DAY;
/// A receiver that failed so often in a row is down (`saludo_core::delivery`).
const DOWN: u32 = 3;

#[derive(Deserialize)]
struct Count {
    n: i64,
    since: Option<Millis>,
}

fn problem(kind: &str, subject: Option<String>, since: Option<Millis>) -> Problem {
    Problem {
        kind: kind.to_owned(),
        subject,
        since,
        code: None,
    }
}

/// All of them, given what waits.
pub(super) fn all(desk: &Desk<'_>, waiting: &BTreeMap<Reason, Waiting>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    if !desk.settings.may_be_published() {
        problems.push(problem("form_unpublished", None, None));
    }
    for alert in alerts::standing(desk, waiting)? {
        let subject = alert.subject.strip_prefix("template ");
        problems.push(Problem {
            kind: alert.reason.as_str().to_owned(),
            subject: subject.map(str::to_owned),
            since: Some(alert.since),
            code: alert.code,
        });
    }
    of_confirmation(desk, &mut problems)?;
    if let Some(red) = setup::red(desk.sql)? {
        problems.push(problem(
            "setup_red",
            Some(red.lines.to_string()),
            Some(red.at),
        ));
    }
    of_number(desk, waiting, &mut problems)?;
    of_rows(desk, &mut problems)?;
    of_receivers(desk, &mut problems)?;
    Ok(problems)
}

/// In review the confirmation holds nothing up: it goes as free text. (Whatever else keeps a
/// template from being used is an alert already.)
fn of_confirmation(desk: &Desk<'_>, problems: &mut Vec<Problem>) -> Result<()> {
    let name = &desk.settings.template;
    let known = template_refusals::usability(desk, name)?;
    for locale in &desk.settings.locales {
        let usability = known.get(locale).map(|usability| usability.at(desk.now));
        if let Some(Usability::NotYet(_, Reason::TemplatePending)) = usability {
            let subject = format!("{name} ({})", locale.template_language());
            problems.push(problem("confirmation_unusable", Some(subject), None));
        }
    }
    Ok(())
}

fn of_number(
    desk: &Desk<'_>,
    waiting: &BTreeMap<Reason, Waiting>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let state = number::state(desk)?;
    if state.quality() == Some(&Quality::Yellow) {
        problems.push(problem("quality_yellow", None, state.quality.at()));
    }
    let name = state.name.get();
    if name.is_some_and(|decision| decision.verdict == NameVerdict::Rejected) {
        problems.push(problem("name_rejected", None, state.name.at()));
    }
    if let MessagingLimit::People(limit) = limit(desk)?.0
        && !waiting.contains_key(&Reason::MessagingLimit)
        && limit > 0
        && pace::reached_people(desk)?.saturating_mul(10) >= i64::from(limit) * 8
    {
        problems.push(problem("limit_near", None, None));
    }
    let account = account::state(desk)?;
    for alert in account.open_alerts() {
        let subject = Some(alert.kind.clone());
        problems.push(problem("account_alert", subject, None));
    }
    Ok(())
}

/// The messaging limit that counts, and whether it is assumed.
pub(super) fn limit(desk: &Desk<'_>) -> Result<(MessagingLimit, bool)> {
    let told = match desk.settings.sending.messaging_limit {
        Some(own) => Some(own),
        None => number::state(desk)?.limit(),
    };
    Ok((told.unwrap_or(ASSUMED_MESSAGING_LIMIT), told.is_none()))
}

fn of_rows(desk: &Desk<'_>, problems: &mut Vec<Problem>) -> Result<()> {
    for (kind, query, value) in [
        (
            "uncertain",
            "SELECT count(*) AS n, min(queued_at) AS since FROM outbox
             WHERE state IN ('failed', 'cancelled', 'uncertain') AND state = 'uncertain'
                AND queued_at > ?",
            desk.now - LOOKED_AT,
        ),
        (
            "updates_late",
            "SELECT count(*) AS n, min(next_at) AS since FROM inbox WHERE done = 0 AND next_at < ?",
            desk.now - LATE,
        ),
        (
            "updates_aside",
            "SELECT count(*) AS n, min(at) AS since FROM inbox WHERE done = 2 AND at > ?",
            0,
        ),
    ] {
        let count: Option<Count> = desk.sql.row(query, bind![value])?;
        if let Some(count) = count.filter(|count| count.n > 0) {
            problems.push(problem(kind, Some(count.n.to_string()), count.since));
        }
    }
    Ok(())
}

fn of_receivers(desk: &Desk<'_>, problems: &mut Vec<Problem>) -> Result<()> {
    for pipe in Pipe::ALL {
        let (failing, refused) = match pipe {
            Pipe::Forward => ("forward_failing", None),
            Pipe::Events => ("events_failing", Some("events_refused")),
        };
        if !deliveries::is_set(desk, pipe) {
            continue;
        }
        if let Some(refused) = refused
            && deliveries::is_gone(desk, pipe)?
        {
            problems.push(problem(refused, None, None));
        } else if deliveries::receiver(desk.sql, pipe)?.failures >= DOWN {
            problems.push(problem(failing, None, None));
        }
    }
    Ok(())
}
