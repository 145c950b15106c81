//! What of the book's doings the shop's own systems are told.

use super::{is_on, write, write_last};
use crate::book::Desk;
use crate::book::consents;
use crate::book::export::phone_of;
use crate::book::opt_ins::OptIn;
use crate::book::sql::bind;
use saludo_core::asking::Asking;
use saludo_core::consent::Scope;
use saludo_core::events_out::{
    About, Event, Identifiers, MessageFailed, MessageReceived, OptInChange, message_type,
};
use saludo_core::forward::Whose;
use saludo_core::purpose::PurposeId;
use saludo_core::time::Millis;
use saludo_core::webhook::Message;
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

/// What stood for a person before a change, with the words that they agreed to; nothing where nobody
/// is told.
pub(in crate::book) struct Before(Option<Held>);

type Held = BTreeMap<Scope, Option<String>>;

/// Looks at what stands for a person.
pub(in crate::book) fn before(desk: &Desk<'_>, person: &str) -> Result<Before> {
    let held = is_on(desk).then(|| held(desk, person)).transpose()?;
    Ok(Before(held))
}

/// What the shop may write to a person about: what they agreed to and, where WhatsApp's own stop is in
/// force, is no marketing.
fn held(desk: &Desk<'_>, person: &str) -> Result<Held> {
    #[derive(Deserialize)]
    struct Row {
        purpose: PurposeId,
        product: String,
        statement: Option<String>,
    }
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT purpose, product, statement FROM standings WHERE person = ? AND standing = 'granted'",
        bind![person],
    )?;
    let is_stopped = !rows.is_empty() && consents::state(desk.sql, person)?.is_natively_stopped();
    let stands = |row: &Row| !is_stopped || !desk.settings.is_marketing(&row.purpose);
    let scope = |row: Row| {
        let scope = Scope {
            purpose: row.purpose,
            product: Some(row.product).filter(|product| !product.is_empty()),
        };
        (scope, row.statement)
    };
    Ok(rows.into_iter().filter(stands).map(scope).collect())
}

/// Purposes by what they were agreed to for and under.
fn grouped<'a>(
    scopes: impl Iterator<Item = (&'a Scope, Option<String>)>,
) -> BTreeMap<(Option<String>, Option<String>), Vec<PurposeId>> {
    let mut groups: BTreeMap<_, Vec<PurposeId>> = BTreeMap::new();
    for (scope, statement) in scopes {
        let group = groups
            .entry((scope.product.clone(), statement))
            .or_default();
        group.push(scope.purpose.clone());
    }
    groups
}

/// What every event has.
fn about(
    desk: &Desk<'_>,
    person: &str,
    purposes: Vec<PurposeId>,
    statement: Option<String>,
    source: Option<String>,
) -> Result<About> {
    let asks = desk.settings.events.identifiers;
    Ok(About {
        shop: desk.slug.to_string(),
        person: Some(person.to_owned()),
        purposes,
        statement,
        source,
        identifiers: asks.then(|| identifiers(desk, person)).transpose()?,
    })
}

fn identifiers(desk: &Desk<'_>, person: &str) -> Result<Identifiers> {
    #[derive(Deserialize)]
    struct Row {
        wa_id: Option<String>,
        user_id: Option<String>,
        name: Option<String>,
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT wa_id, user_id, name FROM people WHERE id = ?",
        bind![person],
    )?;
    Ok(row.map_or_else(Identifiers::default, |row| Identifiers {
        phone: row.wa_id.as_deref().and_then(phone_of),
        wa_id: row.wa_id,
        user_id: row.user_id,
        name: row.name,
    }))
}

/// A yes was given, and it stands: a stop that was sent later may have come first.
pub(in crate::book) fn confirmed(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    asking: &Asking,
    person: &str,
    at: Millis,
) -> Result<()> {
    #[derive(Deserialize)]
    struct State {
        state: String,
    }
    if !is_on(desk) {
        return Ok(());
    }
    let row: Option<State> = desk
        .sql
        .row("SELECT state FROM opt_ins WHERE id = ?", bind![opt_in.id])?;
    if row.is_none_or(|row| row.state != "confirmed") {
        return Ok(());
    }
    // A yes to marketing does nothing yet where WhatsApp's own stop is in force.
    let held = held(desk, person)?;
    let mut purposes = asking.purposes().to_vec();
    purposes.retain(|purpose| held.keys().any(|scope| scope.purpose == *purpose));
    let about = about(
        desk,
        person,
        purposes,
        Some(asking.statement().id().to_string()),
        Some(opt_in.method()?.word()),
    )?;
    let product = Some(asking.product_id().to_owned());
    let event = Event::OptInConfirmed(OptInChange {
        opt_in: Some(opt_in.id),
        product: product.filter(|product| !product.is_empty()),
        ..OptInChange::default()
    });
    write(desk, &event, &about, at)
}

/// What stands for a person changed, in this way. A yes that is an opt-in, or the shop's own import,
/// tells of what it gave by itself or not at all.
pub(in crate::book) fn changed(
    desk: &Desk<'_>,
    person: &str,
    before: &Before,
    (source, tells_gained): (&str, bool),
    at: Millis,
) -> Result<()> {
    let Before(Some(before)) = before else {
        return Ok(());
    };
    let after = held(desk, person)?;
    let ended = missing(before, &after).map(|scopes| (Event::OptInWithdrawn as Kind, scopes));
    let gained = missing(&after, before).map(|scopes| (Event::OptInConfirmed as Kind, scopes));
    for (kind, scopes) in ended.chain(gained.filter(|_| tells_gained)) {
        let ((product, statement), purposes) = scopes;
        let about = about(desk, person, purposes, statement, Some(source.to_owned()))?;
        let change = OptInChange {
            product,
            ..OptInChange::default()
        };
        write(desk, &kind(change), &about, at)?;
    }
    Ok(())
}

/// Makes an event of a change.
type Kind = fn(OptInChange) -> Event;

/// What is in one and not in the other, by what it was agreed to for and under.
fn missing<'a>(
    one: &'a Held,
    other: &'a Held,
) -> impl Iterator<Item = ((Option<String>, Option<String>), Vec<PurposeId>)> {
    let scopes = one.iter().filter(|(scope, _)| !other.contains_key(scope));
    grouped(scopes.map(|(scope, statement)| (scope, statement.clone()))).into_iter()
}

/// How a person that turned out to be another one lost and gained what they hold.
const LINKED: &str = "identity_linked";

/// A person turned out to be another one, who holds what follows from the acts of both.
pub(in crate::book) fn has_become(
    desk: &Desk<'_>,
    (dropped, dropped_before): (&str, &Before),
    (kept, kept_before): (&str, &Before),
) -> Result<()> {
    if let Before(Some(held)) = dropped_before {
        let scopes = held.iter();
        let scopes = scopes.map(|(scope, statement)| (scope, statement.clone()));
        for ((product, statement), purposes) in grouped(scopes) {
            let mut about = about(desk, kept, purposes, statement, Some(LINKED.to_owned()))?;
            about.person = Some(dropped.to_owned());
            let event = Event::OptInWithdrawn(OptInChange {
                product,
                now_person: Some(kept.to_owned()),
                ..OptInChange::default()
            });
            write(desk, &event, &about, desk.now)?;
        }
        // Its events are the other person's now, this one too.
        desk.sql.run(
            "UPDATE events SET person = ? WHERE person = ?",
            bind![kept, dropped],
        )?;
    }
    changed(desk, kept, kept_before, (LINKED, true), desk.now)
}

/// The last that is told about somebody who is being erased: what they held, taken before they leave
/// the book. Nothing where nobody is told.
pub(in crate::book) fn of_erasure(
    desk: &Desk<'_>,
    person: &str,
    source: &str,
) -> Result<Option<About>> {
    if !is_on(desk) {
        return Ok(None);
    }
    let mut purposes: Vec<PurposeId> = held(desk, person)?
        .into_keys()
        .map(|scope| scope.purpose)
        .collect();
    purposes.dedup();
    let (statement, _) = latest(desk, person)?;
    Ok(Some(About {
        identifiers: None,
        ..about(desk, person, purposes, statement, Some(source.to_owned()))?
    }))
}

/// Tells it. Its body goes once it is taken.
pub(in crate::book) fn erased(desk: &Desk<'_>, about: &About) -> Result<()> {
    let event = Event::OptInWithdrawn(OptInChange {
        erased: true,
        ..OptInChange::default()
    });
    write_last(desk, &event, about, desk.now)
}

/// The words and the source of a person's latest yes that stands.
fn latest(desk: &Desk<'_>, person: &str) -> Result<(Option<String>, Option<String>)> {
    #[derive(Deserialize)]
    struct Row {
        statement: String,
        source: String,
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT statement, source FROM opt_ins WHERE person = ? AND state = 'confirmed'
         ORDER BY confirmed_at DESC, id DESC LIMIT 1",
        bind![person],
    )?;
    Ok(row.map_or((None, None), |row| (Some(row.statement), Some(row.source))))
}

/// What every event about a message has.
fn about_message(desk: &Desk<'_>, person: Option<&str>) -> Result<About> {
    let Some(person) = person else {
        return Ok(About {
            shop: desk.slug.to_string(),
            person: None,
            purposes: Vec::new(),
            statement: None,
            source: None,
            identifiers: None,
        });
    };
    let mut purposes: Vec<PurposeId> = held(desk, person)?
        .into_keys()
        .map(|scope| scope.purpose)
        .collect();
    purposes.dedup();
    let (statement, source) = latest(desk, person)?;
    about(desk, person, purposes, statement, source)
}

/// A message that came.
pub(in crate::book) struct Heard<'a> {
    /// As it came.
    pub(in crate::book) item: &'a [u8],
    pub(in crate::book) message: &'a Message,
    pub(in crate::book) whose: Whose,
    pub(in crate::book) sent_at: Millis,
}

/// Somebody wrote or tapped.
pub(in crate::book) fn received(
    desk: &Desk<'_>,
    person: Option<&str>,
    heard: &Heard<'_>,
) -> Result<()> {
    if !is_on(desk) {
        return Ok(());
    }
    let about = about_message(desk, person)?;
    let asks = desk.settings.events;
    let message = heard.message;
    let text = message.words().filter(|_| asks.texts);
    let event = Event::MessageReceived(MessageReceived {
        kind: message_type(heard.item),
        for_people: heard.whose == Whose::People,
        sent_at: heard.sent_at,
        text: text.map(str::to_owned),
        wamid: message.id.clone().filter(|_| asks.identifiers),
    });
    write(desk, &event, &about, heard.sent_at)
}

/// A message to somebody will not arrive.
pub(in crate::book) fn failed(
    desk: &Desk<'_>,
    person: &str,
    mut failed: MessageFailed,
) -> Result<()> {
    if !is_on(desk) {
        return Ok(());
    }
    if !desk.settings.events.identifiers {
        failed.wamid = None;
    }
    let about = about_message(desk, Some(person))?;
    write(desk, &Event::MessageFailed(failed), &about, desk.now)
}
