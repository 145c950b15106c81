//! The shop's settings and the statements they make.

use super::sql::{BookError, Sql, bind};
use super::{Desk, evidence, outbox};
use saludo_core::config::Config;
use saludo_core::outgoing::Reason;
use saludo_core::settings::Settings;
use saludo_core::statement::{SUPERSEDED_GRACE_HOURS, Statement, StatementId};
use saludo_core::time::{HOUR, Millis};
use serde::Deserialize;
use worker::{Error, Result};

#[derive(Deserialize)]
struct Row {
    version: i64,
    body: String,
}

#[derive(Deserialize)]
struct StatementRow {
    body: String,
}

/// The current settings and their version; 0 stands for what a new shop starts with.
pub(super) fn current(sql: &Sql, slug: &str, config: &Config) -> Result<(i64, Settings)> {
    let stored: Option<Row> = sql.row(
        "SELECT version, body FROM settings ORDER BY version DESC LIMIT 1",
        bind![],
    )?;
    match stored {
        None => Ok((0, at_first(slug, config))),
        Some(row) => {
            let settings = serde_json::from_str(&row.body).map_err(Error::from)?;
            Ok((row.version, settings))
        }
    }
}

/// What a new shop starts with.
pub(super) fn at_first(slug: &str, config: &Config) -> Settings {
    if config.is_development() {
        Settings::example_for(slug, &config.public_url)
    } else {
        Settings::default_for(slug, &config.public_url)
    }
}

/// Stores a new version and publishes its statements.
pub(super) fn put(
    desk: &Desk<'_>,
    settings: &Settings,
    version: i64,
    by: &str,
) -> std::result::Result<(), BookError> {
    let (sql, now) = (desk.sql, desk.now);
    let body = serde_json::to_string(settings)?;
    sql.run(
        "INSERT INTO settings (version, body, at) VALUES (?, ?, ?)",
        bind![version, body, now],
    )?;
    evidence::settings_changed(desk, by, version)?;
    publish(desk, settings, Some(by))?;
    // What waits for a limit of the shop's own is looked at again.
    outbox::wake(
        desk,
        &[
            Reason::QuietHours,
            Reason::FrequencyCap,
            Reason::MessagingLimit,
            Reason::IdentityChanged,
        ],
    )?;
    Ok(())
}

/// Publishes the statements of every language, and supersedes all others, those of languages that
/// are offered no more among them. The same words again change nothing.
pub(super) fn publish(desk: &Desk<'_>, settings: &Settings, by: Option<&str>) -> Result<()> {
    let (sql, now) = (desk.sql, desk.now);
    let mut current = Vec::new();
    let statements = settings
        .locales
        .iter()
        .flat_map(|locale| settings.statements(locale));
    for statement in statements {
        let id = statement.id().to_string();
        let written = sql.run(
            "INSERT INTO statements (id, locale, body, published_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET superseded_at = NULL WHERE superseded_at IS NOT NULL",
            bind![
                id.as_str(),
                statement.locale.as_str(),
                statement.canonical_json(),
                now
            ],
        )?;
        if written > 0 {
            sql.run(
                "INSERT INTO shown (statement, from_at) VALUES (?, ?)",
                bind![id.as_str(), now],
            )?;
            evidence::published(desk, &statement, by)?;
        }
        current.push(id);
    }
    let current = serde_json::to_string(&current)?;
    sql.run(
        "UPDATE statements SET superseded_at = ?
         WHERE superseded_at IS NULL AND id NOT IN (SELECT value FROM json_each(?))",
        bind![now, current.as_str()],
    )?;
    sql.run(
        "UPDATE shown SET until_at = ?
         WHERE until_at IS NULL AND statement NOT IN (SELECT value FROM json_each(?))",
        bind![now, current.as_str()],
    )?;
    Ok(())
}

/// A statement that may still be agreed to: the current one, or one that was superseded so
/// lately that a page may still show it.
pub(super) fn acceptable(sql: &Sql, id: &StatementId, now: Millis) -> Result<Option<Statement>> {
    read(
        sql,
        "SELECT body FROM statements WHERE id = ? AND (superseded_at IS NULL OR superseded_at > ?)",
        bind![id.to_string(), now - SUPERSEDED_GRACE_HOURS * HOUR],
    )
}

/// A statement, however old, in the very bytes that its id is the fingerprint of.
pub(super) fn canonical_json(sql: &Sql, id: &str) -> Result<Option<String>> {
    let row: Option<StatementRow> =
        sql.row("SELECT body FROM statements WHERE id = ?", bind![id])?;
    Ok(row.map(|row| row.body))
}

/// A statement, however old.
pub(super) fn statement(sql: &Sql, id: &str) -> Result<Option<Statement>> {
    read(sql, "SELECT body FROM statements WHERE id = ?", bind![id])
}

fn read(sql: &Sql, query: &str, values: Vec<worker::SqlStorageValue>) -> Result<Option<Statement>> {
    let row: Option<StatementRow> = sql.row(query, values)?;
    row.map(|row| serde_json::from_str(&row.body).map_err(Error::from))
        .transpose()
}
