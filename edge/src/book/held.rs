//! Messages whose code nobody has posted yet: the phone was faster than the page.

use super::opt_ins::{self, Received};
use super::sql::bind;
use super::{Desk, questions};
use saludo_core::confirm::{Doubt, EARLY_GRACE, HOLD_FOR};
use saludo_core::question::Cause;
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

#[derive(Deserialize)]
struct Held {
    id: i64,
    person: String,
    text: String,
    before_code: String,
    after_code: String,
    forwarded: i64,
    sent_at: Millis,
    question: Option<i64>,
}

/// Keeps a message for its post.
pub(super) fn keep(desk: &Desk<'_>, code: &str, message: &Received<'_>) -> Result<()> {
    desk.sql.run(
        "INSERT INTO held (code, person, text, before_code, after_code, forwarded, sent_at, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        bind![
            code,
            message.person,
            message.text,
            message.before_code,
            message.after_code,
            i64::from(message.forwarded),
            message.sent_at,
            desk.now,
        ],
    )?;
    Ok(())
}

/// A post came: the messages that waited for it are judged, the first that came first.
pub(super) fn post_came(desk: &Desk<'_>, code: &str) -> Result<()> {
    let waiting: Vec<Held> = desk.sql.rows(
        "SELECT id, person, text, before_code, after_code, forwarded, sent_at, question
         FROM held WHERE code = ? AND at > ? ORDER BY id",
        bind![code, desk.now - HOLD_FOR],
    )?;
    for held in waiting {
        let Some(opt_in) = opt_ins::by_code(desk.sql, code)? else {
            return Ok(());
        };
        let doubt = opt_ins::judge(
            desk,
            &opt_in,
            &Received {
                person: &held.person,
                text: &held.text,
                before_code: &held.before_code,
                after_code: &held.after_code,
                forwarded: held.forwarded != 0,
                sent_at: held.sent_at,
            },
        )?;
        // The question that was due for the unknown code is due no more.
        if let Some(question) = held.question {
            questions::take_back(desk, question)?;
        }
        if let Some(doubt) = doubt {
            questions::due(desk, &held.person, Cause::Doubt(doubt), held.sent_at)?;
        }
        desk.sql
            .run("DELETE FROM held WHERE id = ?", bind![held.id])?;
    }
    Ok(())
}

/// A code that is still unknown after a while is due the question; after a day the message goes.
pub(super) fn upkeep(desk: &Desk<'_>) -> Result<()> {
    #[derive(Deserialize)]
    struct Late {
        id: i64,
        person: String,
        sent_at: Millis,
    }
    let late: Vec<Late> = desk.sql.rows(
        "SELECT id, person, sent_at FROM held WHERE question IS NULL AND at <= ?",
        bind![desk.now - EARLY_GRACE],
    )?;
    for held in late {
        let cause = Cause::Doubt(Doubt::UnknownCode);
        let question = questions::due(desk, &held.person, cause, held.sent_at)?;
        desk.sql.run(
            "UPDATE held SET question = ? WHERE id = ?",
            bind![question, held.id],
        )?;
    }
    desk.sql
        .run("DELETE FROM held WHERE at <= ?", bind![desk.now - HOLD_FOR])?;
    Ok(())
}
