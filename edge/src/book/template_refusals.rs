//! Templates that Graph refused to send. Meta's own word on them (`templates`) counts where it came
//! later.

use super::outbox::Row;
use super::sql::bind;
use super::{Desk, templates};
use saludo_core::gate::{Refusal, Usability};
use saludo_core::locale::Locale;
use saludo_core::outgoing::Reason;
use saludo_core::time::Millis;
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

/// One refusal, as the book has it.
#[derive(Deserialize)]
pub(super) struct Refused {
    pub(super) name: String,
    pub(super) language: Locale,
    reason: String,
    pub(super) at: Millis,
    until_at: Millis,
}

impl Refused {
    /// What the gate makes of it.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        Some(Refusal {
            reason: Reason::parse(&self.reason)?,
            at: self.at,
            until: self.until_at,
        })
    }
}

/// Notes that the template of a message was refused.
pub(super) fn note(desk: &Desk<'_>, row: &Row, reason: Reason, code: i64) -> Result<()> {
    let Some((name, language)) = row.template_sent(desk)? else {
        return Ok(());
    };
    desk.sql.run(
        "INSERT INTO template_refusals (name, language, reason, code, at, until_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (name, language) DO UPDATE SET
            reason = ?3, code = ?4, at = ?5, until_at = ?6",
        bind![
            name,
            language.as_str(),
            reason.as_str(),
            code,
            desk.now,
            desk.now + Refusal::believed_for(reason),
        ],
    )?;
    Ok(())
}

/// Those in force.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<Refused>> {
    desk.sql.rows(
        "SELECT name, language, reason, at, until_at FROM template_refusals WHERE until_at > ?",
        bind![desk.now],
    )
}

/// What can be used of a template, as far as is known.
pub(super) fn usability(desk: &Desk<'_>, name: &str) -> Result<BTreeMap<Locale, Usability>> {
    let mut states = templates::languages(desk, name)?;
    let refused: Vec<Refused> = desk.sql.rows(
        "SELECT name, language, reason, at, until_at FROM template_refusals
         WHERE name = ? AND until_at > ?",
        bind![name, desk.now],
    )?;
    let mut known = BTreeMap::new();
    for refused in refused {
        let state = states.remove(&refused.language).unwrap_or_default();
        let usability = Usability::of(&state, refused.refusal());
        known.insert(refused.language, usability);
    }
    for (language, state) in states {
        known.insert(language, Usability::of(&state, None));
    }
    Ok(known)
}
