//! Who is due the question in the chat (the in-thread opt-in), and why. Recorded, not yet sent.

use super::Desk;
use super::sql::{Sql, bind};
use saludo_core::confirm::Doubt;
use saludo_core::settings::CampaignId;
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use worker::{Error, Result};

/// A question that nobody asked for a month is not asked any more.
const KEPT: Millis = 30 * DAY;

/// Notes that a person is due the question, because of a message sent then. Answers its row.
pub(super) fn due(desk: &Desk<'_>, person: &str, doubt: Doubt, sent_at: Millis) -> Result<i64> {
    insert(desk, person, doubt, None, sent_at)
}

/// Notes that a person came by a campaign's link and is due the question, with the campaign as
/// its source.
pub(super) fn due_by_campaign(
    desk: &Desk<'_>,
    person: &str,
    campaign: &CampaignId,
    sent_at: Millis,
) -> Result<()> {
    let source = Some(campaign.as_str());
    insert(desk, person, Doubt::Campaign, source, sent_at)?;
    Ok(())
}

fn insert(
    desk: &Desk<'_>,
    person: &str,
    doubt: Doubt,
    source: Option<&str>,
    sent_at: Millis,
) -> Result<i64> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
    }
    let row: Option<Row> = desk.sql.row(
        "INSERT INTO questions (person, doubt, source, sent_at, at) VALUES (?, ?, ?, ?, ?)
         RETURNING id",
        bind![
            person,
            doubt.as_str(),
            source.map(str::to_owned),
            sent_at,
            desk.now
        ],
    )?;
    row.map(|row| row.id)
        .ok_or_else(|| Error::from("a question was not stored"))
}

/// Takes a question back.
pub(super) fn take_back(sql: &Sql, id: i64) -> Result<()> {
    sql.run("DELETE FROM questions WHERE id = ?", bind![id])?;
    Ok(())
}

/// Takes back what a person is due for messages up to a moment.
pub(super) fn take_back_of(sql: &Sql, person: &str, up_to: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM questions WHERE person = ? AND sent_at <= ?",
        bind![person, up_to],
    )?;
    Ok(())
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run("DELETE FROM questions WHERE at <= ?", bind![now - KEPT])?;
    Ok(())
}
