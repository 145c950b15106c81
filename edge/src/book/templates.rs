//! What Meta says of the shop's templates, each in each language.

use super::sql::bind;
use super::{Desk, outbox};
use saludo_core::locale::Locale;
use saludo_core::meta::{TemplateSays, TemplateState};
use saludo_core::outgoing::Reason;
use saludo_core::time::Millis;
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

/// What waits for one of these is looked at again when Meta says something new of a template.
const OF_TEMPLATES: &[Reason] = &[Reason::TemplatePaused, Reason::TemplatePending];

#[derive(Deserialize)]
struct Row {
    name: String,
    language: Locale,
    state: String,
}

/// What Meta says of one; all of it none where it has said nothing.
pub(super) fn state(desk: &Desk<'_>, name: &str, language: &Locale) -> Result<TemplateState> {
    let row: Option<Row> = desk.sql.row(
        "SELECT name, language, state FROM template_states WHERE name = ? AND language = ?",
        bind![name, language.as_str()],
    )?;
    Ok(match row {
        Some(row) => serde_json::from_str(&row.state)?,
        None => TemplateState::default(),
    })
}

/// What Meta says of one in each language that it has spoken of.
pub(super) fn languages(desk: &Desk<'_>, name: &str) -> Result<BTreeMap<Locale, TemplateState>> {
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT name, language, state FROM template_states WHERE name = ?",
        bind![name],
    )?;
    rows.into_iter()
        .map(|row| Ok((row.language, serde_json::from_str(&row.state)?)))
        .collect()
}

/// What Meta says of all, by name and language.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<(String, Locale, TemplateState)>> {
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT name, language, state FROM template_states ORDER BY name, language LIMIT ?",
        bind![MOST],
    )?;
    rows.into_iter()
        .map(|row| Ok((row.name, row.language, serde_json::from_str(&row.state)?)))
        .collect()
}

/// Meta's own limit for a verified account. (Others have 250.)
const MOST: i64 = 6_000;

/// Takes in what Meta said of one at a moment. Runs inside a transaction.
pub(super) fn note(
    desk: &Desk<'_>,
    name: &str,
    language: &Locale,
    says: TemplateSays,
    at: Millis,
) -> Result<()> {
    let before = state(desk, name, language)?;
    let mut after = before.clone();
    after.take(says, at);
    if after != before {
        desk.sql.run(
            "INSERT INTO template_states (name, language, state) VALUES (?, ?, ?)
             ON CONFLICT (name, language) DO UPDATE SET state = excluded.state",
            bind![name, language.as_str(), serde_json::to_string(&after)?],
        )?;
        outbox::wake(desk, OF_TEMPLATES)?;
    }
    Ok(())
}
