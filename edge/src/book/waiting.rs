//! People who wait for a product: each is told once, and then waits no more; whoever was not told
//! within 180 days does not wait any more either.

use super::Desk;
use super::consents::{self, Doing};
use super::sql::bind;
use saludo_core::consent::Deed;
use saludo_core::ledger::Method;
use saludo_core::purpose::PurposeId;
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use worker::Result;

/// As the button says: "one message, within 180 days".
const WAITS_FOR: Millis = 180 * DAY;
/// One transaction takes so many.
const BATCH: i64 = 200;

#[derive(Deserialize)]
struct Row {
    person: String,
    purpose: PurposeId,
    product: String,
}

/// Ends the waiting of whoever was told: called with the row of a message that has left Meta's
/// servers for their phone. What they asked for after that message was queued stays.
pub(super) fn told(desk: &Desk<'_>, message: i64) -> Result<()> {
    let row: Option<Row> = desk.sql.row(
        "SELECT outbox.person, outbox.purpose, outbox.product FROM outbox
         JOIN standings ON standings.person = outbox.person
            AND standings.purpose = outbox.purpose AND standings.product = outbox.product
         WHERE outbox.id = ? AND outbox.kind = 'shop_template' AND outbox.product <> ''
            AND outbox.state IN ('sent', 'delivered', 'read')
            AND standing = 'granted' AND since <= queued_at",
        bind![message],
    )?;
    match row {
        Some(row) => end(desk, &row),
        None => Ok(()),
    }
}

/// Ends the waiting of a batch of those who were not told in time. Answers whether there may be more.
pub(super) fn expire(desk: &Desk<'_>) -> Result<bool> {
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT person, purpose, product FROM standings
         WHERE standing = 'granted' AND product <> '' AND since <= ? ORDER BY since LIMIT ?",
        bind![desk.now - WAITS_FOR, BATCH],
    )?;
    for row in &rows {
        end(desk, row)?;
    }
    Ok(i64::try_from(rows.len()).is_ok_and(|found| found >= BATCH))
}

fn end(desk: &Desk<'_>, row: &Row) -> Result<()> {
    let doing = Doing {
        person: &row.person,
        at: desk.now,
        deed: Deed::Expire {
            purposes: vec![row.purpose.clone()],
            product: Some(row.product.clone()),
        },
        method: Method::Expiry,
        text: None,
        opt_in: None,
        seq: None,
    };
    consents::note(desk, &doing)?;
    Ok(())
}
