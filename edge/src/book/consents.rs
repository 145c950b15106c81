//! What people did to their consent, and how things stand by it.
//!
//! Every act is kept once; how things stand follows from all of them in the order in which they
//! were done (`saludo_core::consent`), so it does not matter in which order they become known.

use super::evidence::{self, Said};
use super::ledger::number;
use super::sql::{Sql, bind};
use super::tallies::Tally;
use super::{Desk, events, outbox, tallies};
use saludo_core::consent::{Act, Barrier, ConsentState, Deed, Grant, Scope, Sending, Standing};
use saludo_core::ledger::Method;
use saludo_core::opt_in::Product;
use saludo_core::outgoing::Input;
use saludo_core::purpose::PurposeId;
use saludo_core::statement::StatementId;
use saludo_core::time::{Millis, SECOND};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use worker::{Error, Result};

/// What a person did, with what its event in the ledger needs.
pub(super) struct Doing<'a> {
    pub(super) person: &'a str,
    /// When, in Unix milliseconds, by the clock of who did it.
    pub(super) at: Millis,
    pub(super) deed: Deed,
    pub(super) method: Method,
    /// The received text, if there was one.
    pub(super) text: Option<&'a str>,
    /// Whose yes it is.
    pub(super) opt_in: Option<i64>,
    /// Its event, where that is in the ledger already; else it is appended once the act has an
    /// effect.
    pub(super) seq: Option<u64>,
}

/// What a change ended and gave.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) ended: Vec<Scope>,
    pub(super) gained: Vec<Scope>,
}

/// What a person agreed to, and it stands.
#[derive(Debug, Deserialize)]
pub(super) struct Held {
    pub(super) purpose: PurposeId,
    /// The product it is for alone, by the shop's id; empty for the purpose as a whole.
    pub(super) product: String,
}

/// Notes an act, and settles what follows. The same act again changes nothing.
pub(super) fn note(desk: &Desk<'_>, doing: &Doing<'_>) -> Result<Change> {
    let act = Act::new(doing.at, doing.deed.clone());
    let before = events::before(desk, doing.person)?;
    desk.sql.run(
        "INSERT INTO acts (person, at, deed, method, at_ms, text, opt_in, seq)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, at, deed) DO NOTHING",
        bind![
            doing.person,
            act.at(),
            serde_json::to_string(act.deed())?,
            doing.method.word(),
            doing.at,
            doing.text.map(str::to_owned),
            doing.opt_in,
            doing.seq.map(number),
        ],
    )?;
    let change = settle(desk, doing.person)?;
    let is_grant = matches!(doing.deed, Deed::Grant { .. });
    let method = doing.method.word();
    let how = (method.as_str(), !is_grant);
    events::changed(desk, doing.person, &before, how, doing.at)?;
    Ok(change)
}

/// Brings everything that follows from a person's acts up to date: the events of acts that have an
/// effect and none yet, how things stand, their opt-ins, and what was to be sent.
pub(super) fn settle(desk: &Desk<'_>, person: &str) -> Result<Change> {
    let rows = rows(desk.sql, person)?;
    let state = fold(&rows)?;
    let shown = Shown::of(desk.sql, &state)?;
    let is_current = |id: &StatementId, at: Millis| shown.at(id, at);
    for effect in state.effects(is_current) {
        let of = |row: &&Row| row.act().is_ok_and(|act| act == *effect.act);
        let Some(row) = rows.iter().find(of).filter(|row| row.seq.is_none()) else {
            continue;
        };
        let said = Said {
            person,
            text: row.text.as_deref(),
            at: row.at_ms,
        };
        let method = Method::parse(&row.method)
            .ok_or_else(|| Error::from("an act that was done in no known way"))?;
        if let Some(seq) = evidence::of_effect(desk, &said, method, &effect)? {
            // Its text is with the facts of its event now.
            desk.sql.run(
                "UPDATE acts SET seq = ?, text = NULL WHERE id = ?",
                bind![number(seq), row.id],
            )?;
        }
    }
    let change = write_standings(desk.sql, person, &state, is_current)?;
    end_opt_ins(desk.sql, person, &state, is_current)?;
    for id in outbox::open_of_withdrawn(desk.sql, person)? {
        outbox::apply(desk.sql, id, Input::Withdrawn, desk.now)?;
    }
    Ok(change)
}

/// Everything a person did.
pub(super) fn state(sql: &Sql, person: &str) -> Result<ConsentState> {
    fold(&rows(sql, person)?)
}

/// Whether a message may be sent to a person now, as far as their acts say.
pub(super) fn may_send(
    sql: &Sql,
    person: &str,
    sending: &Sending<'_>,
) -> Result<std::result::Result<Grant, Barrier>> {
    let state = state(sql, person)?;
    let shown = Shown::of(sql, &state)?;
    Ok(state.may_send(sending, |id, at| shown.at(id, at)))
}

/// What a person agreed to, as far as it stands.
pub(super) fn held(sql: &Sql, person: &str) -> Result<Vec<Held>> {
    sql.rows(
        "SELECT purpose, product FROM standings
         WHERE person = ? AND standing = 'granted' ORDER BY purpose, product",
        bind![person],
    )
}

/// The purposes of the form that a person holds.
pub(super) fn held_purposes(sql: &Sql, person: &str) -> Result<Vec<PurposeId>> {
    let held = held(sql, person)?.into_iter();
    let whole = held.filter(|held| held.product.is_empty());
    Ok(whole.map(|held| held.purpose).collect())
}

#[derive(Deserialize)]
struct Row {
    id: i64,
    at: Millis,
    deed: String,
    method: String,
    at_ms: Millis,
    text: Option<String>,
    seq: Option<i64>,
}

impl Row {
    fn act(&self) -> Result<Act> {
        Ok(Act::new(self.at, serde_json::from_str(&self.deed)?))
    }
}

fn rows(sql: &Sql, person: &str) -> Result<Vec<Row>> {
    sql.rows(
        "SELECT id, at, deed, method, at_ms, text, seq FROM acts WHERE person = ?",
        bind![person],
    )
}

fn fold(rows: &[Row]) -> Result<ConsentState> {
    let mut state = ConsentState::default();
    for row in rows {
        state.add(row.act()?);
    }
    Ok(state)
}

/// When each statement that a person agreed to was the one that is shown.
struct Shown(BTreeMap<StatementId, Vec<Span>>);

#[derive(Deserialize)]
struct Span {
    from_at: Millis,
    until_at: Option<Millis>,
}

impl Shown {
    fn of(sql: &Sql, state: &ConsentState) -> Result<Self> {
        let mut shown = BTreeMap::new();
        // Only a START asks.
        if state.acts().any(|act| *act.deed() == Deed::Start) {
            let agreed = state.acts().filter_map(|act| match act.deed() {
                Deed::Grant { statement, .. } => *statement,
                _ => None,
            });
            for id in agreed.collect::<BTreeSet<_>>() {
                let spans = sql.rows(
                    "SELECT from_at, until_at FROM shown WHERE statement = ?",
                    bind![id.to_string()],
                )?;
                shown.insert(id, spans);
            }
        }
        Ok(Self(shown))
    }

    /// Acts are cut to the second, so a statement counts from the second it was published in.
    fn at(&self, id: &StatementId, at: Millis) -> bool {
        let mut spans = self.0.get(id).into_iter().flatten();
        spans.any(|span| span.from_at < at + SECOND && span.until_at.is_none_or(|until| at < until))
    }
}

fn write_standings(
    sql: &Sql,
    person: &str,
    state: &ConsentState,
    is_current: impl Fn(&StatementId, Millis) -> bool,
) -> Result<Change> {
    let scope = |held: Held| Scope {
        purpose: held.purpose,
        product: Some(held.product).filter(|product| !product.is_empty()),
    };
    let before: BTreeSet<Scope> = held(sql, person)?.into_iter().map(scope).collect();
    let mut after = BTreeSet::new();
    sql.run("DELETE FROM standings WHERE person = ?", bind![person])?;
    for scope in state.scopes() {
        let standing = state.standing(&scope, &is_current);
        let grant = match standing {
            Standing::Granted(grant) => Some(grant),
            _ => None,
        };
        sql.run(
            "INSERT INTO standings (person, purpose, product, standing, since, ended_at, statement)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            bind![
                person,
                scope.purpose.as_str(),
                scope.product.clone().unwrap_or_default(),
                standing.as_str(),
                grant.map(|grant| grant.since),
                standing.ended_at(),
                grant.and_then(|grant| Some(grant.statement?.to_string())),
            ],
        )?;
        if grant.is_some() {
            after.insert(scope);
        }
    }
    Ok(Change {
        ended: before.difference(&after).cloned().collect(),
        gained: after.difference(&before).cloned().collect(),
    })
}

/// An opt-in is withdrawn once each of its purposes has ended, and confirmed again where a START
/// brought one back.
fn end_opt_ins(
    sql: &Sql,
    person: &str,
    state: &ConsentState,
    is_current: impl Fn(&StatementId, Millis) -> bool,
) -> Result<()> {
    #[derive(Deserialize)]
    struct OptIn {
        id: i64,
        purposes: String,
        product: Option<String>,
        sent_at: Millis,
        withdrawn_at: Option<Millis>,
    }
    #[derive(Deserialize)]
    struct Ended {
        withdrawn_at: Option<Millis>,
    }
    let opt_ins: Vec<OptIn> = sql.rows(
        "SELECT id, purposes, product, sent_at, withdrawn_at FROM opt_ins
         WHERE person = ? AND state IN ('confirmed', 'withdrawn') AND sent_at IS NOT NULL",
        bind![person],
    )?;
    for opt_in in opt_ins {
        let purposes: Vec<PurposeId> = serde_json::from_str(&opt_in.purposes)?;
        let product: Option<Product> = opt_in
            .product
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        let said_at = Act::new(opt_in.sent_at, Deed::Stop).at();
        let ends: Option<Vec<Millis>> = purposes
            .into_iter()
            .map(|purpose| {
                let product = product.as_ref().map(|product| product.id.clone());
                let scope = Scope { purpose, product };
                state.end_of(&scope, said_at, &is_current)
            })
            .collect();
        let ended = ends.and_then(|ends| ends.into_iter().max());
        let changed: Option<Ended> = sql.row(
            "UPDATE opt_ins SET state = iif(?1 IS NULL, 'confirmed', 'withdrawn'),
                withdrawn_at = max(?1, confirmed_at)
             WHERE id = ?2 AND (state = 'withdrawn') <> (?1 IS NOT NULL) RETURNING withdrawn_at",
            bind![ended, opt_in.id],
        )?;
        if let Some(changed) = changed {
            let moments = [(opt_in.withdrawn_at, -1), (changed.withdrawn_at, 1)];
            for (at, by) in moments {
                if let Some(at) = at {
                    tallies::count(sql, Tally::Withdrawn, at, by)?;
                }
            }
        }
    }
    Ok(())
}
