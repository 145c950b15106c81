//! A shop's book: one Durable Object with its own SQLite, the one writer of everything that is
//! known about the shop's people.
//!
//! Each change is one transaction. The alarm drives all that is timed; every request re-arms it,
//! and it re-arms itself before it works, so that no crash can stop it for good.

mod account;
mod alerts;
mod answer;
mod changes;
mod chats;
pub(crate) mod client;
mod confirm_requests;
mod consents;
mod console;
mod coupons;
mod deliver;
mod deliveries;
mod erase;
mod events;
mod evidence;
mod export;
mod failures;
mod forwarding;
mod gate;
mod held;
mod holds;
mod identity_keys;
pub(crate) mod import;
mod inbox;
mod lanes;
mod ledger;
mod marks;
mod meta_shown;
mod meta_state;
mod moves;
mod number;
mod opt_ins;
mod outbox;
mod pace;
mod page_tokens;
mod pattern;
mod people;
mod people_data;
mod person_page;
mod process;
mod proofs;
mod questions;
mod received;
mod referrals;
mod retention;
mod says;
mod schema;
mod sealed;
mod sends;
mod settings;
mod sql;
mod suppression;
mod tallies;
mod template_refusals;
mod templates;
mod waiters;
mod waiting;
mod wake;
mod work;

pub(crate) use console::Told;
pub(crate) use events::ID as EVENT_ID;

use crate::entry::config;
use crate::http::{self, Problem};
use crate::platform;
use deliver::UnderWay;
use forwarding::Envelope;
use saludo_core::config::Config;
use saludo_core::ledger::Signer;
use saludo_core::settings::Settings;
use saludo_core::shops::{Shop, Slug};
use saludo_core::time::Millis;
use saludo_core::webhook::Keys;
use serde::Deserialize;
use sql::{BookError, Sql, bind};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use waiters::Waiters;
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, console_error, durable_object,
};

/// A shop's book.
#[durable_object]
pub struct Book {
    state: State,
    env: Env,
    sql: Sql,
    waiters: Waiters,
    calls: Rc<Cell<u32>>,
    delivering: UnderWay,
    /// Since when what is due is being worked off.
    working_since: Cell<Option<Millis>>,
    /// Since when the book has been asked to do so.
    asked_since: Rc<Cell<Option<Millis>>>,
    /// When the alarm was last set for, as far as this instance knows.
    armed_for: Cell<Option<Millis>>,
    /// The shop and its settings, read once while this instance lives.
    known: RefCell<Option<Rc<Known>>>,
    /// Whether the tables are up to date.
    migrated: Cell<bool>,
}

/// What does not change from one change to the next.
struct Known {
    slug: Slug,
    settings: Settings,
    /// Makes what updates are known by.
    keys: Keys,
    /// Signs the ledger's heads; every append asks for its public key, which takes a while to derive.
    signer: Signer,
}

/// Everything a change needs to know.
struct Desk<'a> {
    sql: &'a Sql,
    config: &'a Config,
    slug: &'a Slug,
    shop: &'a Shop,
    settings: &'a Settings,
    keys: &'a Keys,
    signer: &'a Signer,
    now: Millis,
    /// Whose change it is: the name of a token.
    by: &'a str,
    /// Codes whose pages are to be told, once the change is kept.
    news: RefCell<Vec<String>>,
}

impl DurableObject for Book {
    fn new(state: State, env: Env) -> Self {
        let storage = state.storage();
        let sql = Sql::new(storage.sql());
        Self {
            state,
            env,
            waiters: Waiters::default(),
            calls: Rc::default(),
            working_since: Cell::new(None),
            asked_since: Rc::default(),
            delivering: UnderWay::default(),
            armed_for: Cell::new(None),
            known: RefCell::default(),
            migrated: Cell::new(false),
            sql,
        }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        match self.answer(request).await {
            Ok(response) => Ok(response),
            Err(BookError::Refused(problem)) => problem.answer(),
            Err(BookError::Fault(error)) => {
                console_error!("a book failed: {error}");
                Problem::internal().answer()
            }
        }
    }

    /// Never answers an error: the platform would try six times and then drop the alarm for good. And
    /// never waits: a trap would leave it waiting for ever, and while one alarm runs no other comes. So
    /// the work is a request of the book's to itself.
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.go_to_work() {
            console_error!("an alarm failed: {}", describe(&error));
        }
        Ok(http::empty(200))
    }
}

impl Book {
    /// Brings the tables up to date, once; what failed is tried again by the next request.
    fn migrate(&self) -> Result<()> {
        if !self.migrated.get() {
            platform::transaction(&self.state.storage(), || schema::migrate(&self.sql))?;
            self.migrated.set(true);
            // Settings of the worker change with a new instance only.
            if config(&self.env).is_ok_and(|config| config.forward_url.is_none()) {
                platform::transaction(&self.state.storage(), || forwarding::clear(&self.sql))?;
            }
        }
        Ok(())
    }

    /// One change of the book's own, or of whoever has the admin token.
    fn change<T>(
        &self,
        change: impl FnOnce(&Desk<'_>) -> std::result::Result<T, BookError>,
    ) -> std::result::Result<T, BookError> {
        self.change_by(OWNER, change)
    }

    /// One change: all of it or nothing. What it makes due is due from the same transaction on.
    fn change_by<T>(
        &self,
        by: &str,
        change: impl FnOnce(&Desk<'_>) -> std::result::Result<T, BookError>,
    ) -> std::result::Result<T, BookError> {
        let storage = self.state.storage();
        self.at_desk_of(by, |desk| {
            let (outcome, next) = platform::transaction(&storage, || {
                let outcome = change(desk)?;
                let next = self.next_due(desk)?;
                platform::set_alarm(&storage, next)?;
                Ok::<_, BookError>((outcome, next))
            })?;
            self.armed_for.set(Some(next));
            Ok(outcome)
        })
    }

    /// When something is due next that this book can do now.
    fn next_due(&self, desk: &Desk<'_>) -> std::result::Result<Millis, BookError> {
        let next = wake::next(desk, self.may_send())?;
        let deliveries = deliveries::next(desk, |pipe| self.delivering.is_free(pipe))?;
        Ok(deliveries.map_or(next, |at| next.min(at.max(desk.now))))
    }

    fn set_alarm(&self, at: Millis) -> Result<()> {
        platform::set_alarm(&self.state.storage(), at)?;
        self.armed_for.set(Some(at));
        Ok(())
    }

    /// Whether the alarm rings by then, as far as this instance knows. It may ring earlier, and find
    /// nothing to do.
    fn rings_by(&self, at: Millis) -> bool {
        let armed_for = self.armed_for.get();
        armed_for.is_some_and(|armed| armed > platform::now() && armed <= at)
    }

    /// Sets the alarm where it would ring later. Where it rings earlier it stays: each setting is a
    /// write to disk.
    fn see_that_it_rings_by(&self, at: Millis) -> Result<()> {
        if self.rings_by(at) {
            return Ok(());
        }
        self.set_alarm(at)
    }

    /// Commits a webhook, and asks for what is to be done about it. Hundreds come in a second, and most
    /// of what is in them is to be noted and no more, so what else may be due is not looked up: it is
    /// due when it was.
    fn receive(&self, request: &Request, body: &[u8]) -> std::result::Result<(), BookError> {
        if config(&self.env).is_ok_and(|config| config.forward_url.is_some()) {
            let envelope = Envelope::of(request)?;
            return self.change(|desk| Ok(inbox::commit(desk, body, &envelope).map(drop)?));
        }
        let storage = self.state.storage();
        let (is_asked_for, alarm) = self.at_desk(|desk| {
            platform::transaction(&storage, || {
                let is_work = inbox::commit(desk, body, &Envelope::default())?;
                // Whoever works looks at the inbox again before the end.
                let is_asked_for = is_work && !self.is_at_work(desk.now);
                // Should the instance stop before it is done, the alarm is there.
                let at = desk.now + wake::RETRY_AFTER;
                let alarm = (is_work && !self.rings_by(at)).then_some(at);
                if let Some(at) = alarm {
                    platform::set_alarm(&storage, at)?;
                }
                Ok::<_, BookError>((is_asked_for, alarm))
            })
        })?;
        if alarm.is_some() {
            self.armed_for.set(alarm);
        }
        if is_asked_for {
            self.ask_to_work()?;
        }
        Ok(())
    }

    /// Works with all that is known, and tells waiting pages the news of it afterwards.
    fn at_desk<T>(
        &self,
        work: impl FnOnce(&Desk<'_>) -> std::result::Result<T, BookError>,
    ) -> std::result::Result<T, BookError> {
        self.at_desk_of(OWNER, work)
    }

    fn at_desk_of<T>(
        &self,
        by: &str,
        work: impl FnOnce(&Desk<'_>) -> std::result::Result<T, BookError>,
    ) -> std::result::Result<T, BookError> {
        let config = config(&self.env).map_err(fault)?;
        let known = self.known(&config)?;
        let Some((slug, shop)) = config.shops.get(known.slug.as_str()) else {
            return Err(Problem::unknown_shop().into());
        };
        let desk = Desk {
            sql: &self.sql,
            config: &config,
            slug,
            shop,
            settings: &known.settings,
            keys: &known.keys,
            signer: &known.signer,
            now: platform::now(),
            by,
            news: RefCell::default(),
        };
        let outcome = work(&desk)?;
        for code in desk.news.into_inner() {
            self.waiters.wake(&code);
        }
        Ok(outcome)
    }

    fn known(&self, config: &Config) -> Result<Rc<Known>> {
        if let Some(known) = self.known.borrow().as_ref() {
            return Ok(Rc::clone(known));
        }
        let slug = Slug::parse(&self.slug()?).map_err(|error| Error::from(error.to_string()))?;
        let (_, settings) = settings::current(&self.sql, slug.as_str(), config)?;
        let known = Rc::new(Known {
            slug,
            settings,
            keys: Keys::new(config.hash_key.expose()),
            signer: Signer::new(config.ledger_key.expose()),
        });
        self.known.replace(Some(Rc::clone(&known)));
        Ok(known)
    }

    /// Remembers which shop this book is: the alarm has nobody to tell it. And re-arms an alarm
    /// that should have rung.
    fn remember(&self, request: &Request) -> std::result::Result<(), BookError> {
        if self.known.borrow().is_none() && self.slug().is_err() {
            let name = request.headers().get(client::SHOP)?.unwrap_or_default();
            if name.is_empty() {
                return Err(Error::from("a request without its shop").into());
            }
            platform::transaction(&self.state.storage(), || {
                self.sql
                    .run("INSERT INTO shop (slug) VALUES (?)", bind![name.as_str()])
            })?;
        }
        let now = platform::now();
        if self
            .armed_for
            .get()
            .is_none_or(|at| at < now - wake::RETRY_AFTER)
        {
            self.change(|_| Ok(()))?;
        }
        Ok(())
    }

    fn slug(&self) -> Result<String> {
        #[derive(Deserialize)]
        struct Row {
            slug: String,
        }
        let row: Option<Row> = self.sql.row("SELECT slug FROM shop", bind![])?;
        row.map(|row| row.slug)
            .ok_or_else(|| Error::from("a book that does not know its shop yet"))
    }
}

/// The name of the token that `ADMIN_TOKEN` is.
pub(crate) const OWNER: &str = "owner";

fn fault(error: impl std::fmt::Display) -> BookError {
    BookError::Fault(Error::from(error.to_string()))
}

fn describe(error: &BookError) -> String {
    match error {
        BookError::Fault(error) => error.to_string(),
        BookError::Refused(_) => "refused".to_owned(),
    }
}
