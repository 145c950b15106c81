//! People from elsewhere, a batch of rows at a time: `saludo_core::import` reads the file.
//!
//! The opt-outs of a batch are noted first. Between batches the order needs no care: an imported
//! yes undoes no withdrawal, whichever became known first, and nothing is sent during an import.

use super::consents::{self, Doing};
use super::ledger::append;
use super::sql::{Sql, bind};
use super::{Desk, evidence, people, suppression};
use saludo_core::consent::Act as ConsentAct;
use saludo_core::import::{Entry, Outcome};
use saludo_core::ledger::{Act, Event, Method, StaffAct};
use saludo_core::phone::{UserId, WaId};
use serde::{Deserialize, Serialize};
use worker::{Error, Result};

/// Rows to look at, or to note.
#[derive(Serialize, Deserialize)]
pub(crate) struct Batch {
    /// Whether nothing is to be written.
    pub(crate) dry_run: bool,
    /// Whether none of the file came before.
    pub(crate) is_first: bool,
    pub(crate) entries: Vec<Entry>,
}

/// Says of each row what noting it would do. Writes nothing.
pub(super) fn look(desk: &Desk<'_>, batch: &Batch) -> Result<Vec<Outcome>> {
    let outcome = |entry| Ok(view(desk, entry)?.outcome);
    batch.entries.iter().map(outcome).collect()
}

/// Notes each row. Runs inside a transaction.
pub(super) fn take(desk: &Desk<'_>, batch: &Batch) -> Result<Vec<Outcome>> {
    if batch.is_first {
        append(
            desk,
            Event::StaffActed(StaffAct {
                act: Act::Import,
                by: desk.by.to_owned(),
                version: None,
            }),
        )?;
    }
    let mut outcomes = vec![Outcome::Duplicate; batch.entries.len()];
    for opt_outs in [true, false] {
        for (entry, outcome) in batch.entries.iter().zip(&mut outcomes) {
            if entry.act.is_opt_out() == opt_outs {
                *outcome = note(desk, entry)?;
            }
        }
    }
    Ok(outcomes)
}

/// Who a row is about, and what it would do.
struct View {
    wa_id: Option<WaId>,
    user_id: Option<UserId>,
    known: Option<String>,
    outcome: Outcome,
}

fn view(desk: &Desk<'_>, entry: &Entry) -> Result<View> {
    let wa_id = entry.wa_id.as_deref().map(WaId::parse).transpose();
    let user_id = entry.user_id.as_deref().map(UserId::parse).transpose();
    let wa_id = wa_id.map_err(|error| Error::from(error.to_string()))?;
    let user_id = user_id.map_err(|error| Error::from(error.to_string()))?;
    let known = people::known(desk.sql, wa_id.as_ref(), user_id.as_ref())?;
    let erased = suppression::erased_at(desk, wa_id.as_ref(), user_id.as_ref())?;
    let outcome = match &known {
        // A file does not bring back who had themselves erased, not even if they wrote since.
        _ if erased.is_some() => Outcome::Suppressed,
        Some(person) if is_noted(desk.sql, person, entry)? => Outcome::Duplicate,
        _ => Outcome::Noted,
    };
    Ok(View {
        wa_id,
        user_id,
        known,
        outcome,
    })
}

/// Whether the book has a row already. One without a date is of the time of its import, and the
/// same row again is that one.
fn is_noted(sql: &Sql, person: &str, entry: &Entry) -> Result<bool> {
    #[derive(Deserialize)]
    struct Noted {}
    let deed = entry.act.deed();
    let json = serde_json::to_string(&deed)?;
    let found: Option<Noted> = match entry.act.at() {
        Some(at) => sql.row(
            "SELECT 1 FROM acts WHERE person = ? AND at = ? AND deed = ?",
            bind![person, ConsentAct::new(at, deed).at(), json],
        )?,
        None => sql.row(
            "SELECT 1 FROM acts WHERE person = ? AND deed = ? AND method = ?",
            bind![person, json, Method::Import.word()],
        )?,
    };
    Ok(found.is_some())
}

fn note(desk: &Desk<'_>, entry: &Entry) -> Result<Outcome> {
    let view = view(desk, entry)?;
    if view.outcome != Outcome::Noted {
        return Ok(view.outcome);
    }
    // Somebody who is known stays as Meta showed them: a file does not correct their number.
    let person = match view.known {
        Some(person) => person,
        None => people::resolve(desk, view.wa_id.as_ref(), view.user_id.as_ref())?
            .map(|person| person.id)
            .ok_or_else(|| Error::from("a row about nobody"))?,
    };
    if let Some(name) = &entry.name {
        people::named(desk.sql, &person, name)?;
    }
    let at = entry.act.at().unwrap_or(desk.now);
    // An opt-out's event is appended where it ends something.
    let seq = if entry.act.is_opt_out() {
        None
    } else {
        Some(evidence::imported(desk, &person, entry, at, desk.by)?)
    };
    consents::note(
        desk,
        &Doing {
            person: &person,
            at,
            deed: entry.act.deed(),
            method: Method::Import,
            text: None,
            opt_in: None,
            seq,
        },
    )?;
    Ok(Outcome::Noted)
}
