//! Tokens of people's own pages: only their hashes are kept.

use super::sql::{Sql, bind};
use super::{Desk, people};
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use worker::Result;

/// A person's page stays open for 13 months: a year of messages, and a little.
pub(super) const KEPT: Millis = 396 * DAY;

/// A new token for a person's page.
pub(super) fn issue(desk: &Desk<'_>, person: &str) -> Result<String> {
    let token = format!("{}.{}", desk.slug, people::random_id::<32>()?);
    desk.sql.run(
        "INSERT INTO page_tokens (hash, person, at) VALUES (?, ?, ?)",
        bind![Sha256::digest(&token).to_vec(), person, desk.now],
    )?;
    Ok(token)
}

/// Whose page a token opens; nobody's where it is dead, unknown or forged.
pub(super) fn person_of(desk: &Desk<'_>, token: &str) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Row {
        person: String,
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT person FROM page_tokens WHERE hash = ? AND at > ?",
        bind![Sha256::digest(token).to_vec(), desk.now - KEPT],
    )?;
    Ok(row.map(|row| row.person))
}

/// The address of the page of a token.
pub(super) fn address(desk: &Desk<'_>, token: &str) -> String {
    format!("{}/p/{token}", desk.config.public_url)
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run("DELETE FROM page_tokens WHERE at <= ?", bind![now - KEPT])?;
    Ok(())
}
