//! Everything that happened with a person, on one line of time.

use super::view::{Data, Entry, OptIn, Received, Sent};
use crate::ledger::Event;
use crate::time::Millis;

/// Something that happened.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// A form was posted.
    Requested(&'a OptIn),
    /// It is in the ledger.
    Recorded(&'a Entry),
    /// They did something to their consent that changed nothing, such as a second stop.
    NoEffect(&'a str),
    /// They wrote.
    Wrote(&'a Received),
    /// They were written to.
    Sent(&'a Sent),
    /// They were asked in the chat.
    Asked,
    /// They answered the question.
    Answered,
}

/// The newest first; of two at one moment, the later one in the book.
pub(super) fn of(data: &Data) -> Vec<(Millis, What<'_>)> {
    let mut all: Vec<(Millis, What<'_>)> = Vec::new();
    let requests = data.opt_ins.iter();
    all.extend(requests.map(|opt_in| (opt_in.requested_at.0, What::Requested(opt_in))));
    let records = data.ledger.iter();
    all.extend(records.map(|entry| (happened_at(entry), What::Recorded(entry))));
    let idle = data.acts.iter().filter(|act| act.ledger_seq.is_none());
    all.extend(idle.map(|act| (act.at.0, What::NoEffect(&act.method))));
    let received = data.messages_received.iter();
    all.extend(received.map(|message| (message.sent_at.0, What::Wrote(message))));
    let sent = data.messages_sent.iter();
    all.extend(sent.map(|message| (message.queued_at.0, What::Sent(message))));
    for question in &data.questions {
        all.extend(question.asked_at.map(|at| (at.0, What::Asked)));
        all.extend(question.answered_at.map(|at| (at.0, What::Answered)));
    }
    all.sort_by_key(|(at, _)| *at);
    all.reverse();
    all
}

fn happened_at(entry: &Entry) -> Millis {
    let said = match &entry.record.event {
        Event::OptInConfirmed(consent) | Event::Refused(consent) => consent.happened_at,
        Event::Imported(import) => import.happened_at,
        Event::PurposeWithdrawn(withdrawal) => withdrawal.happened_at,
        Event::PurposeResumed(resumption) => resumption.happened_at,
        Event::IdentityLinked(link) => link.happened_at,
        Event::NumberChanged(change) => change.happened_at,
        Event::Blocked(blocking) => blocking.happened_at,
        _ => entry.record.at,
    };
    said.millis()
}
