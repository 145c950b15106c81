//! What a button of the page does.

use super::super::consents::{self, Doing};
use super::super::opt_ins::{self, DirectYes};
use super::super::outbox::Kind;
use super::super::people::Person;
use super::super::sql::BookError;
use super::super::{Desk, erase, outbox, proofs, settings};
use super::{person, version};
use crate::http::{self, Problem};
use saludo_core::consent::Deed;
use saludo_core::ledger::Method;
use saludo_core::person_page::{Access, Act, Done, Press};
use saludo_core::purpose::PurposeId;
use saludo_core::statement::StatementId;
use worker::Response;

type Outcome = std::result::Result<Done, BookError>;

/// Does it. Runs inside a transaction.
pub(in super::super) fn act(
    desk: &Desk<'_>,
    press: &Press,
) -> std::result::Result<Response, BookError> {
    let person = person(desk, &press.token)?;
    let access = proofs::access(desk, &person.id, press.secret.as_deref())?;
    let proven = || match access {
        Access::Proven => Ok(()),
        Access::Link | Access::Asked { .. } => Err(Problem::new(
            403,
            "proof_needed",
            "This needs a fresh proof that the number is theirs.",
        )),
    };
    let done = match &press.act {
        Act::Off { purpose, product } => {
            let deed = Deed::Withdraw {
                purposes: vec![purpose.clone()],
                product: (!product.is_empty()).then(|| product.clone()),
            };
            take_back(desk, &person, deed)?
        }
        Act::OffAll => take_back(desk, &person, Deed::WithdrawAll)?,
        Act::On {
            purpose,
            statement,
            version,
        } => {
            proven()?;
            agree(desk, &person, purpose, (statement, *version))?
        }
        Act::Prove => ask_for_code(desk, &person, &access)?,
        Act::Erase => {
            proven()?;
            erase_person(desk, &person)?
        }
    };
    Ok(http::json(200, &done)?)
}

/// Takes back what the person holds; what they do not hold needs no act, however often the form
/// comes.
fn take_back(desk: &Desk<'_>, person: &Person, deed: Deed) -> Outcome {
    let held = consents::held(desk.sql, &person.id)?;
    let ends = |purposes: &[PurposeId], product: Option<&str>| {
        held.iter().any(|held| {
            let same = product.is_none_or(|product| product == held.product);
            same && purposes.contains(&held.purpose)
        })
    };
    let has_effect = match &deed {
        Deed::Withdraw { purposes, product } => ends(purposes, product.as_deref()),
        _ => !held.is_empty(),
    };
    if has_effect {
        let doing = Doing {
            person: &person.id,
            at: desk.now,
            deed,
            method: Method::Preferences,
            text: None,
            opt_in: None,
            seq: None,
        };
        let change = consents::note(desk, &doing)?;
        // In the chat too, where that is free: whoever has the link may not be who has the phone.
        if !change.ended.is_empty() && outbox::is_window_open(desk, &person.id)? {
            outbox::queue(desk, Kind::Stopped, &person.id, None)?;
        }
    }
    Ok(Done::Settled)
}

/// A yes counts once: the form that gave it is out of date afterwards, and so is one that was made
/// before a stop.
fn agree(
    desk: &Desk<'_>,
    person: &Person,
    purpose: &PurposeId,
    (id, made_at): (&StatementId, i64),
) -> Outcome {
    let shown = settings::acceptable(desk.sql, id, desk.now)?;
    let shown = shown.filter(|statement| {
        let mut purposes = statement.purposes.iter();
        !statement.is_of_product() && purposes.any(|own| own.id == *purpose)
    });
    let is_offered = desk.settings.purposes.iter().any(|own| own.id == *purpose);
    let is_fresh = made_at == version(desk.sql, &person.id)?;
    let Some(statement) = shown.filter(|_| is_offered && is_fresh) else {
        return Err(Problem::new(
            409,
            "page_changed",
            "The page is out of date; load it again and repeat the choice.",
        )
        .into());
    };
    let yes = DirectYes {
        person: &person.id,
        purposes: std::slice::from_ref(purpose),
        statement: &statement,
        method: Method::Preferences,
        campaign: None,
        at: desk.now,
        text: None,
    };
    opt_ins::agree(desk, &yes)?;
    Ok(Done::Settled)
}

fn ask_for_code(desk: &Desk<'_>, person: &Person, access: &Access) -> Outcome {
    if *access == Access::Proven {
        return Ok(Done::Settled);
    }
    let secret = proofs::ask(desk, &person.id)?;
    let secret = secret.ok_or_else(|| {
        Problem::new(
            429,
            "too_many_codes",
            "Too many codes were asked for; try again in an hour.",
        )
    })?;
    Ok(Done::Code { secret })
}

fn erase_person(desk: &Desk<'_>, person: &Person) -> Outcome {
    erase::erase(desk, &person.id, Method::Preferences, None)?;
    Ok(Done::Erased)
}
