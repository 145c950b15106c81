//! What holds up all messages of a kind: a stopped number, templates or marketing that Meta does not
//! take. Messages wait; one at a time probes whether it is over, each time after a longer while.

use super::Desk;
use super::outbox::{self, Row as Message};
use super::sql::bind;
use saludo_core::gate::Hold;
use saludo_core::outgoing::{Form, Reason};
use saludo_core::pace::probe_after;
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

/// What is held up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everything from the number.
    Number,
    /// Every template.
    Templates,
    /// Every marketing template.
    Marketing,
}

impl Scope {
    pub(super) const ALL: [Self; 3] = [Self::Number, Self::Templates, Self::Marketing];

    fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Templates => "templates",
            Self::Marketing => "marketing",
        }
    }
}

/// One hold, as the book has it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    scope: String,
    reason: String,
    pub(super) code: Option<i64>,
    pub(super) since: Millis,
    pub(super) until_at: Millis,
    probes: u32,
}

impl Row {
    /// What is held up.
    pub(super) fn scope(&self) -> Option<Scope> {
        Scope::ALL
            .into_iter()
            .find(|scope| scope.as_str() == self.scope)
    }

    /// Why, and until when nothing is tried.
    pub(super) fn hold(&self) -> Hold {
        Hold {
            until: self.until_at,
            reason: Reason::parse(&self.reason).unwrap_or(Reason::Refused),
        }
    }
}

/// All that are in force.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<Row>> {
    desk.sql.rows(
        "SELECT scope, reason, code, since, until_at, probes FROM holds",
        bind![],
    )
}

/// What holds up a message that goes as this.
pub(super) fn scopes(desk: &Desk<'_>, message: &Message, form: Form) -> Vec<Scope> {
    let mut scopes = vec![Scope::Number];
    if form == Form::Template {
        scopes.push(Scope::Templates);
        let promotes = |purpose| desk.settings.is_marketing(&purpose);
        if message.purpose().is_some_and(promotes) {
            scopes.push(Scope::Marketing);
        }
    }
    scopes
}

/// Whether the next message is to go alone, to find out whether the number may send again.
pub(super) fn is_number_probed(desk: &Desk<'_>) -> Result<bool> {
    let all = all(desk)?;
    Ok(all
        .iter()
        .any(|row| row.until_at <= desk.now && row.scope() == Some(Scope::Number)))
}

/// Notes that Meta refused. Further refusals of what left before this one are the same news.
pub(super) fn put(
    desk: &Desk<'_>,
    scope: Scope,
    reason: Reason,
    code: i64,
    by_status: bool,
) -> Result<()> {
    desk.sql.run(
        "INSERT INTO holds (scope, reason, code, since, until_at, by_status) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (scope) DO UPDATE SET reason = ?2, code = ?3,
            by_status = max(by_status, ?6)",
        bind![
            scope.as_str(),
            reason.as_str(),
            code,
            desk.now,
            desk.now + probe_after(0),
            i64::from(by_status),
        ],
    )?;
    Ok(())
}

/// A message leaves: where it is the one that probes, the next does so after a longer while.
pub(super) fn probing(desk: &Desk<'_>, scopes: &[Scope]) -> Result<()> {
    let all = all(desk)?;
    let concerned = all.iter().filter(|row| {
        row.until_at <= desk.now && row.scope().is_some_and(|scope| scopes.contains(&scope))
    });
    for row in concerned {
        let probes = row.probes.saturating_add(1);
        desk.sql.run(
            "UPDATE holds SET probes = ?, until_at = ? WHERE scope = ?",
            bind![
                i64::from(probes),
                desk.now + probe_after(probes),
                row.scope.as_str()
            ],
        )?;
    }
    Ok(())
}

/// A message that left then was taken: what held up its like before is over. What was learnt from a
/// status, after Meta had taken the message, is over when a status says so.
pub(super) fn passed(
    desk: &Desk<'_>,
    scopes: &[Scope],
    left_at: Millis,
    by_status: bool,
) -> Result<()> {
    // Nearly always there is none.
    for row in all(desk)? {
        let concerns = row.scope().is_some_and(|scope| scopes.contains(&scope));
        if !concerns || row.since >= left_at {
            continue;
        }
        let gone = desk.sql.run(
            "DELETE FROM holds WHERE scope = ? AND by_status <= ?",
            bind![row.scope.as_str(), i64::from(by_status)],
        )?;
        if gone > 0 {
            outbox::wake(desk, &[row.hold().reason])?;
        }
    }
    Ok(())
}
