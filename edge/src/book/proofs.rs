//! One-time codes by which somebody with a link to a page shows that they have the phone too.
//!
//! A browser asks for a code and keeps a secret. The person sends the code from their WhatsApp.
//! From then on, for a while, that browser is theirs. Of the secret only a hash is kept.

use super::Desk;
use super::people;
use super::sql::{Sql, bind};
use crate::platform;
use saludo_core::code::{Candidate, Code};
use saludo_core::confirm::around;
use saludo_core::person_page::Access;
use saludo_core::time::{HOUR, MINUTE, Millis};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use worker::Result;

/// How long a code waits for its message, by Meta's clock, and how long it proves something then.
const GOOD_FOR: Millis = 15 * MINUTE;
/// Who has the link can ask for codes: so many an hour, which nobody needs.
const CODES_AN_HOUR: i64 = 5;

/// Makes a code for a person. Answers the browser's secret; nothing where there were too many.
pub(super) fn ask(desk: &Desk<'_>, person: &str) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Count {
        n: i64,
    }
    let recent: Option<Count> = desk.sql.row(
        "SELECT count(*) AS n FROM proofs WHERE person = ? AND at > ?",
        bind![person, desk.now - HOUR],
    )?;
    if recent.is_some_and(|recent| recent.n >= CODES_AN_HOUR) {
        return Ok(None);
    }
    let secret = hex::encode(platform::random::<32>()?);
    let code = Code::from_random(platform::random::<9>()?);
    desk.sql.run(
        "INSERT INTO proofs (code, secret, person, at) VALUES (?, ?, ?, ?)",
        bind![code.compact(), hash(&secret), person, desk.now],
    )?;
    Ok(Some(secret))
}

/// What a browser with this secret may see and do of a person.
pub(super) fn access(desk: &Desk<'_>, person: &str, secret: Option<&str>) -> Result<Access> {
    #[derive(Deserialize)]
    struct Row {
        code: String,
        at: Millis,
        proven_at: Option<Millis>,
    }
    let Some(secret) = secret else {
        return Ok(Access::Link);
    };
    let row: Option<Row> = desk.sql.row(
        "SELECT code, at, proven_at FROM proofs WHERE secret = ? AND person = ?",
        bind![hash(secret), person],
    )?;
    let is_fresh = |at: Millis| desk.now - at < GOOD_FOR;
    Ok(match row {
        Some(row) if row.proven_at.is_some_and(is_fresh) => Access::Proven,
        Some(row) if row.proven_at.is_none() && is_fresh(row.at) => {
            match row.code.parse::<Code>() {
                Ok(code) => Access::Asked { code: code.shown() },
                Err(_) => Access::Link,
            }
        }
        _ => Access::Link,
    })
}

/// Takes in a message of a person with what reads as codes. Answers whether it says what our text
/// with the code says, be it good or not: then it is no message to people.
pub(super) fn confirm(
    desk: &Desk<'_>,
    person: &str,
    text: &str,
    candidates: &[Candidate],
    sent_at: Millis,
) -> Result<bool> {
    for candidate in candidates {
        // In other words than ours a code was taken out of its text, or slipped to somebody.
        let Some(locale) = desk.settings.proof_in(around(text, *candidate).0) else {
            continue;
        };
        people::speaks(desk.sql, person, locale)?;
        desk.sql.run(
            "UPDATE proofs SET proven_at = ?
             WHERE code = ? AND person = ? AND proven_at IS NULL AND at > ?",
            bind![
                desk.now,
                candidate.code.compact(),
                person,
                sent_at - GOOD_FOR
            ],
        )?;
        return Ok(true);
    }
    Ok(false)
}

/// Lets go of what is past its time. An hour's codes are counted.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run("DELETE FROM proofs WHERE at <= ?", bind![now - HOUR])?;
    Ok(())
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}
