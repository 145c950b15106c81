//! Retention: what is past its time goes, by the alarm.
//!
//! | what | how long | who lets it go |
//! |---|---|---|
//! | personal data of a request that nobody confirmed | 24 hours | `opt_ins::expire` |
//! | its code | 7 days | `opt_ins::expire` |
//! | an update as it came | until it is acted on; 3 days if it was not understood | `inbox` |
//! | keys of updates and statuses (keyed hashes) | 8 days | `inbox::upkeep` |
//! | a message that waits for its post | 24 hours | `held::upkeep` |
//! | messages to the shop's people, reactions and edits | 30 days | `received::upkeep` |
//! | what the shop's people answered, here or with another tool | 30 days | `chats::upkeep` |
//! | whose a chat is | 30 days, and for as long as there are messages | `chats::upkeep` |
//! | the advert that somebody came by, the keys of their installation | with the person | `people::remove` |
//! | the text of an act that had no effect, which no event needs | 30 days | here |
//! | hashes of numbers that were typed | 2 days | here |
//! | hashes of numbers that were asked (`confirm = "template"`) | 30 days | `confirm_requests::upkeep` |
//! | whom nobody knows but for being asked | 24 hours | `confirm_requests::forget` |
//! | questions in the chat | 30 days | `questions::upkeep` |
//! | tokens of people's own pages | 13 months | `page_tokens::upkeep` |
//! | one-time codes that show whose a page is | 1 hour | `proofs::upkeep` |
//! | consent without a sign of life | 24 months, then it expires | here |
//! | somebody who wrote and agreed to nothing | 30 days after they last did | here |
//! | a webhook that a help desk has not taken | 7 days, and only while there is one | `forwarding` |
//! | events to the shop's own systems | 30 days | `events::upkeep` |
//! | who waits for a product | 180 days, then it expires | `waiting::expire` |
//! | what the shop asked to be sent, with its parameters | 90 days | `sends::upkeep` |
//! | counts of a day by where each yes came from; what isolates counted | 100 days; 2 | `tallies::upkeep` |
//! | sealed records | `block_days` | `sealed::destroy_due` |
//!
//! What a person wrote to agree (`opt_ins.received_text`) is evidence and stays with the opt-in.

use super::consents::{self, Doing};
use super::sql::{Sql, bind};
use super::{
    Desk, chats, confirm_requests, events, inbox, page_tokens, people, proofs, questions, received,
    sends, suppression, tallies, waiting,
};
use saludo_core::consent::{Deed, dormant_if_silent_since};
use saludo_core::ledger::Method;
use saludo_core::purpose::PurposeId;
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

/// Who did nothing but write is kept for as long as what they wrote.
const MESSAGES_KEPT: Millis = 30 * DAY;
/// The count of posts for one typed number is by the day, and tells until the next day's end.
const TYPED_KEPT: Millis = 2 * DAY;
/// Who could not be forgotten when their time came is looked at again for so long: by then their
/// messages and questions, which are kept 30 days too, are gone.
const LOOKED_AT_AGAIN: Millis = 31 * DAY;
/// One transaction takes so many, some milliseconds of work, so that updates get their turn.
const BATCH: i64 = 200;

/// Lets go of what needs but a statement.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    inbox::upkeep(sql, now)?;
    questions::upkeep(sql, now)?;
    page_tokens::upkeep(sql, now)?;
    proofs::upkeep(sql, now)?;
    events::upkeep(sql, now)?;
    received::upkeep(sql, now)?;
    chats::upkeep(sql, now)?;
    confirm_requests::upkeep(sql, now)?;
    sends::upkeep(sql, now)?;
    tallies::upkeep(sql, now)?;
    sql.run(
        "UPDATE acts SET text = NULL WHERE seq IS NULL AND text IS NOT NULL AND at <= ?",
        bind![now - MESSAGES_KEPT],
    )?;
    sql.run(
        "DELETE FROM typed_phones WHERE at <= ?",
        bind![now - TYPED_KEPT],
    )?;
    Ok(())
}

/// Ends dormant consent and forgets who agreed to nothing: a batch of each. Answers whether there
/// may be more.
pub(super) fn batch(desk: &Desk<'_>) -> Result<bool> {
    let more_waiting = waiting::expire(desk)?;
    let dormant = expire_dormant(desk)?;
    let forgotten = forget(desk)?;
    Ok(more_waiting || dormant >= BATCH || forgotten >= BATCH)
}

fn length<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// Consent of people of whom nothing was heard for 24 months expires: nobody remembers having given
/// it. It may not be sent to from that moment on anyway; here it is also said in the ledger.
fn expire_dormant(desk: &Desk<'_>) -> Result<i64> {
    #[derive(Deserialize)]
    struct Row {
        person: String,
        product: String,
        purpose: PurposeId,
    }
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT person, product, purpose FROM standings JOIN people ON people.id = person
         WHERE standing = 'granted' AND since <= ?1 AND coalesce(last_wrote_at, 0) <= ?1
         ORDER BY since LIMIT ?2",
        bind![dormant_if_silent_since(desk.now), BATCH],
    )?;
    let found = length(&rows);
    let mut dormant: BTreeMap<(String, String), Vec<PurposeId>> = BTreeMap::new();
    for row in rows {
        let purposes = dormant.entry((row.person, row.product)).or_default();
        purposes.push(row.purpose);
    }
    for ((person, product), mut purposes) in dormant {
        purposes.sort();
        let product = Some(product).filter(|product| !product.is_empty());
        let doing = Doing {
            person: &person,
            at: desk.now,
            deed: Deed::Expire { purposes, product },
            method: Method::Expiry,
            text: None,
            opt_in: None,
            seq: None,
        };
        consents::note(desk, &doing)?;
    }
    Ok(found)
}

/// People of whom there is nothing that has to be kept: no opt-in, nothing in the ledger, no no, no
/// message or question. A stop of WhatsApp's own stays, as a keyed hash.
fn forget(desk: &Desk<'_>) -> Result<i64> {
    #[derive(Deserialize)]
    struct Count {
        n: Millis,
    }
    #[derive(Deserialize)]
    struct Row {
        id: String,
    }
    let done: Option<Count> = desk.sql.row(
        "SELECT n FROM counters WHERE name = 'forgotten_to'",
        bind![],
    )?;
    let from = done.map_or(0, |done| done.n - LOOKED_AT_AGAIN);
    let up_to = desk.now - MESSAGES_KEPT;
    let rows: Vec<Row> = desk.sql.rows(
        r#"SELECT id FROM people
           WHERE coalesce(last_wrote_at, created_at) > ?1
                AND coalesce(last_wrote_at, created_at) <= ?2
                AND coalesce(human_wrote_at, 0) <= ?2
                AND NOT EXISTS (SELECT 1 FROM opt_ins WHERE person = people.id)
                AND NOT EXISTS (SELECT 1 FROM salts WHERE person = people.id)
                AND NOT EXISTS (SELECT 1 FROM messages WHERE person = people.id)
                AND NOT EXISTS (SELECT 1 FROM held WHERE person = people.id)
                AND NOT EXISTS (SELECT 1 FROM questions WHERE person = people.id)
                AND NOT EXISTS (SELECT 1 FROM acts WHERE person = people.id
                    AND deed NOT IN ('"erase"', '"native_stop"', '"native_resume"'))
           LIMIT ?3"#,
        bind![from, up_to, BATCH],
    )?;
    for row in &rows {
        suppression::keep_native_stop(desk, &row.id)?;
        people::remove(desk.sql, &row.id)?;
    }
    let found = length(&rows);
    if found < BATCH {
        desk.sql.run(
            "INSERT INTO counters (name, n) VALUES ('forgotten_to', ?1)
             ON CONFLICT (name) DO UPDATE SET n = ?1",
            bind![up_to],
        )?;
    }
    Ok(found)
}
