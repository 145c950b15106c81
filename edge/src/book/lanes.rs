//! Which messages may leave at all: a campaign that waits for a limit does not make thousands of rows
//! be looked at.

use super::sql::bind;
use super::{Desk, gate, pace};
use saludo_core::gate::Hold;
use saludo_core::outgoing::{Lane, Reason};
use saludo_core::time::Millis;
use serde::Deserialize;
use worker::Result;

/// What closes a lane, by number of the lane; nothing where it is open.
pub(super) fn closed(desk: &Desk<'_>) -> Result<[Option<Hold>; 3]> {
    let number = gate::number(desk)?;
    let mut closed = [None; 3];
    for (lane, closed) in Lane::ALL.into_iter().zip(&mut closed) {
        let holds = match lane {
            Lane::Answers => [number.stop, None, None, None],
            Lane::Notices => [number.stop, number.templates, None, None],
            Lane::Marketing => [
                number.stop,
                number.templates,
                number.marketing,
                number.outside,
            ],
        };
        *closed = holds
            .into_iter()
            .flatten()
            .filter(|hold| hold.until > desk.now)
            .max_by_key(|hold| hold.until);
    }
    Ok(closed)
}

/// The open ones, the first to go first.
pub(super) fn open(desk: &Desk<'_>) -> Result<Vec<Lane>> {
    let closed = closed(desk)?;
    let lanes = Lane::ALL.into_iter().zip(closed);
    Ok(lanes
        .filter(|(_, closed)| closed.is_none())
        .map(|(lane, _)| lane)
        .collect())
}

/// When the next message may leave, as far as that is known.
pub(super) fn next(desk: &Desk<'_>) -> Result<Option<Millis>> {
    let mut next: Option<Millis> = None;
    let mut closed = None;
    for (lane, first) in Lane::ALL.into_iter().zip(first_of_each(desk)?) {
        let Some(at) = first else {
            continue;
        };
        // What holds it up is asked only where something waits.
        if closed.is_none() {
            closed = Some(self::closed(desk)?);
        }
        let hold = closed.as_ref().and_then(|closed| lane.of(closed));
        let until = hold.map_or(0, |hold| hold.until);
        let at = at.max(until);
        next = Some(next.map_or(at, |next| next.min(at)));
    }
    match next {
        Some(at) => Ok(Some(at.max(pace::free_at(desk)?))),
        None => Ok(None),
    }
}

/// When the turn of the first that waits in each lane comes.
fn first_of_each(desk: &Desk<'_>) -> Result<[Option<Millis>; 3]> {
    #[derive(Deserialize, Default)]
    struct First {
        one: Option<Millis>,
        two: Option<Millis>,
        three: Option<Millis>,
    }
    let [one, two, three] = Lane::ALL.map(Lane::number);
    // Each by its index. Grouped by lane, all that wait would be looked at.
    let first: Option<First> = desk.sql.row(
        "SELECT
            (SELECT min(next_at) FROM outbox WHERE state = 'queued' AND lane = ?1) AS one,
            (SELECT min(next_at) FROM outbox WHERE state = 'queued' AND lane = ?2) AS two,
            (SELECT min(next_at) FROM outbox WHERE state = 'queued' AND lane = ?3) AS three",
        bind![one, two, three],
    )?;
    let First { one, two, three } = first.unwrap_or_default();
    Ok([one, two, three])
}

/// Why a message in a lane waits whose own turn has come.
pub(super) fn reason(desk: &Desk<'_>, closed: Option<Hold>) -> Result<Option<Hold>> {
    if closed.is_some() {
        return Ok(closed);
    }
    let until = pace::free_at(desk)?;
    Ok((until > desk.now).then_some(Hold {
        until,
        reason: Reason::Throughput,
    }))
}
