//! The question in the chat (the in-thread opt-in): who is due it and why, whom it was asked, and
//! what they answered. Whether it is asked is decided when it would leave (`says/question.rs`).

use super::evidence::{self, Said};
use super::opt_ins::{DirectYes, agree};
use super::outbox::{self, Kind};
use super::sql::{Sql, bind};
use super::{Desk, consents, settings};
use saludo_core::consent::Deed;
use saludo_core::ledger::Method;
use saludo_core::question::{Cause, Choice, Tap};
use saludo_core::settings::CampaignId;
use saludo_core::statement::Statement;
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use worker::{Error, Result};

/// A question counts for a month from when it was asked: nobody is asked twice within it. What was
/// not asked within a month is not asked any more.
const KEPT: Millis = 30 * DAY;

/// One question.
#[derive(Deserialize)]
pub(super) struct Question {
    pub(super) id: i64,
    doubt: String,
    source: Option<String>,
    /// When the person wrote what leads to it.
    pub(super) sent_at: Millis,
}

impl Question {
    /// Why it is due.
    pub(super) fn cause(&self) -> Result<Cause> {
        Cause::parse(&self.doubt).ok_or_else(|| Error::from("a question for no known cause"))
    }
}

/// Notes that a person is due the question, because of a message sent then, and queues it.
/// Answers its row.
pub(super) fn due(desk: &Desk<'_>, person: &str, cause: Cause, sent_at: Millis) -> Result<i64> {
    insert(desk, person, cause, None, sent_at)
}

/// The same for somebody who came by a campaign's link, with the campaign as its source.
pub(super) fn due_by_campaign(
    desk: &Desk<'_>,
    person: &str,
    campaign: &CampaignId,
    sent_at: Millis,
) -> Result<()> {
    let source = Some(campaign.as_str());
    insert(desk, person, Cause::Keyword, source, sent_at)?;
    Ok(())
}

/// The same for somebody who came by an advert of a campaign.
pub(super) fn due_by_advert(
    desk: &Desk<'_>,
    person: &str,
    campaign: &CampaignId,
    sent_at: Millis,
) -> Result<()> {
    let source = Some(campaign.as_str());
    insert(desk, person, Cause::Advert, source, sent_at)?;
    Ok(())
}

fn insert(
    desk: &Desk<'_>,
    person: &str,
    cause: Cause,
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
            cause.as_str(),
            source.map(str::to_owned),
            sent_at,
            desk.now
        ],
    )?;
    let id = row
        .map(|row| row.id)
        .ok_or_else(|| Error::from("a question was not stored"))?;
    outbox::queue(desk, Kind::Question, person, Some(id))?;
    Ok(id)
}

/// A question by its row.
pub(super) fn by_id(sql: &Sql, id: i64) -> Result<Option<Question>> {
    sql.row(
        "SELECT id, doubt, source, sent_at FROM questions WHERE id = ?",
        bind![id],
    )
}

/// When a person was last asked, by another question than this.
pub(super) fn last_asked(sql: &Sql, person: &str, but: i64) -> Result<Option<Millis>> {
    #[derive(Deserialize)]
    struct Row {
        at: Option<Millis>,
    }
    let row: Option<Row> = sql.row(
        "SELECT max(asked_at) AS at FROM questions WHERE person = ? AND id <> ?",
        bind![person, but],
    )?;
    Ok(row.and_then(|row| row.at))
}

/// Notes that it leaves now, with these words.
pub(super) fn asked(desk: &Desk<'_>, id: i64, statement: &Statement) -> Result<()> {
    desk.sql.run(
        "UPDATE questions SET asked_at = ?, statement = ? WHERE id = ?",
        bind![desk.now, statement.id().to_string(), id],
    )?;
    Ok(())
}

/// Notes why it is not asked.
pub(super) fn silent(sql: &Sql, id: i64, silence: &str) -> Result<()> {
    sql.run(
        "UPDATE questions SET silence = ? WHERE id = ?",
        bind![silence, id],
    )?;
    Ok(())
}

/// Takes in a tap. Words that are not shown any more are no words to agree to: then the question
/// is due anew. A no is one under any words.
pub(super) fn answered(desk: &Desk<'_>, said: &Said<'_>, tap: &Tap) -> Result<()> {
    let sql = desk.sql;
    let id = tap.statement.to_string();
    let question: Option<Question> = sql.row(
        "SELECT id, doubt, source, sent_at FROM questions
         WHERE person = ? AND statement = ? AND asked_at IS NOT NULL ORDER BY asked_at DESC LIMIT 1",
        bind![said.person, id.as_str()],
    )?;
    let cause = question.as_ref().map(Question::cause).transpose()?;
    let method = cause.unwrap_or(Cause::Start).method();
    match &tap.choice {
        Choice::Purpose(purpose) => {
            let Some(statement) = settings::acceptable(sql, &tap.statement, desk.now)? else {
                due(desk, said.person, Cause::Start, said.at)?;
                return Ok(());
            };
            if !statement.has(purpose) {
                return Ok(());
            }
            let yes = DirectYes {
                person: said.person,
                purposes: std::slice::from_ref(purpose),
                statement: &statement,
                method,
                campaign: question.as_ref().and_then(|row| row.source.as_deref()),
                at: said.at,
                text: said.text,
            };
            agree(desk, &yes)?;
        }
        Choice::None => {
            if let Some(statement) = settings::statement(sql, &id)? {
                refused(desk, said, (question.as_ref(), &statement), method)?;
            }
        }
        Choice::Person => {}
    }
    Ok(())
}

/// Notes a no. It enters the ledger once for each question, so that nobody makes that grow by
/// tapping; the no to a question that is kept no more spares the person further ones all the same.
fn refused(
    desk: &Desk<'_>,
    said: &Said<'_>,
    (question, statement): (Option<&Question>, &Statement),
    method: Method,
) -> Result<()> {
    let seq = match question {
        Some(question) => {
            let noted = desk.sql.run(
                "UPDATE questions SET answered_at = ? WHERE id = ? AND answered_at IS NULL",
                bind![said.at, question.id],
            )?;
            if noted == 0 {
                return Ok(());
            }
            Some(evidence::refused(desk, said, statement, method)?)
        }
        None => None,
    };
    let doing = consents::Doing {
        person: said.person,
        at: said.at,
        deed: Deed::Refuse,
        method,
        text: None,
        opt_in: None,
        seq,
    };
    consents::note(desk, &doing)?;
    Ok(())
}

/// Takes a question back.
pub(super) fn take_back(desk: &Desk<'_>, id: i64) -> Result<()> {
    desk.sql.run(
        "DELETE FROM questions WHERE id = ? AND asked_at IS NULL",
        bind![id],
    )?;
    outbox::cancel(desk, Kind::Question, id)
}

/// Takes back what a person is due for messages up to a moment.
pub(super) fn take_back_of(desk: &Desk<'_>, person: &str, up_to: Millis) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
    }
    let due: Vec<Row> = desk.sql.rows(
        "SELECT id FROM questions WHERE person = ? AND sent_at <= ? AND asked_at IS NULL",
        bind![person, up_to],
    )?;
    for question in due {
        take_back(desk, question.id)?;
    }
    Ok(())
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM questions WHERE coalesce(asked_at, at) <= ?",
        bind![now - KEPT],
    )?;
    Ok(())
}
