//! A shop's book: one Durable Object with its own SQLite, the one writer of everything that is
//! known about the shop's people.
//!
//! Each change is one transaction. The alarm drives all that is timed; every request re-arms it,
//! and it re-arms itself before it works, so that no crash can stop it for good.

pub(crate) mod client;
mod consents;
mod console;
mod erase;
mod evidence;
mod export;
mod held;
pub(crate) mod import;
mod inbox;
mod ledger;
mod opt_ins;
mod outbox;
mod page_tokens;
mod people;
mod people_data;
mod person_page;
mod process;
mod proofs;
mod questions;
mod retention;
mod says;
mod schema;
mod settings;
mod sql;
mod suppression;
mod waiters;
mod wake;

use crate::entry::config;
use crate::http::{self, Problem};
use crate::internal::{Job, Jobs, Outcome, Report, SEND_PATH, SIGNATURE, sign};
use crate::platform;
use futures_util::future::select;
use saludo_core::config::Config;
use saludo_core::export::Cursor;
use saludo_core::ledger::Method as LedgerMethod;
use saludo_core::settings::Settings;
use saludo_core::shops::{Shop, Slug};
use saludo_core::time::Millis;
use saludo_core::webhook::Keys;
use serde::Deserialize;
use serde_json::json;
use sql::{BookError, Sql, bind};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use waiters::Waiters;
use worker::{
    Delay, DurableObject, Env, Error, Fetcher, Headers, Method, Request, RequestInit, Response,
    Result, State, console_error, durable_object, wasm_bindgen::JsValue,
};

/// An invocation has six outgoing connections at a time: one call of the sender takes so many.
const JOBS_PER_CALL: i64 = 6;
/// The book itself has six connections too; one stays free.
const CALLS_AT_ONCE: u32 = 5;
/// One alarm works off so many rounds of the inbox before it looks at everything else.
const INBOX_ROUNDS: u32 = 20;
/// One alarm lets go of so many batches of people; the rest waits for the next housekeeping.
const RETENTION_ROUNDS: u32 = 50;
/// How long a page's question for news is held open. Shorter than any proxy's patience; the page
/// asks again at once.
const HOLD_PAGE_FOR: Duration = Duration::from_secs(9);

/// A shop's book.
#[durable_object]
pub struct Book {
    state: State,
    env: Env,
    sql: Sql,
    waiters: Waiters,
    calls: Rc<Cell<u32>>,
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
}

/// Everything a change needs to know.
struct Desk<'a> {
    sql: &'a Sql,
    config: &'a Config,
    slug: &'a Slug,
    shop: &'a Shop,
    settings: &'a Settings,
    now: Millis,
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

    /// Never answers an error: the platform would try six times and then drop the alarm for good.
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.work().await {
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
        }
        Ok(())
    }

    async fn answer(&self, mut request: Request) -> std::result::Result<Response, BookError> {
        self.migrate()?;
        let name = request.headers().get(client::SHOP)?.unwrap_or_default();
        self.remember(&name)?;
        let path = request.path();
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (request.method(), parts.as_slice()) {
            (Method::Post, ["webhook"]) => {
                let body = request.bytes().await?;
                let keys = Keys::new(config(&self.env).map_err(fault)?.hash_key.expose());
                self.change(|desk| {
                    inbox::commit(desk, &keys, &body)?;
                    Ok(http::empty(200))
                })
            }
            (Method::Post, ["opt-ins"]) => {
                let body = request.bytes().await?;
                self.change(|desk| opt_ins::post(desk, &body))
            }
            (Method::Get, ["opt-ins", code]) => Ok(self.wait_for_news(code).await?),
            (Method::Post, ["report"]) => {
                let report: Report = request.json().await?;
                self.change(|desk| {
                    outbox::report(desk, report)?;
                    Ok(http::empty(200))
                })
            }
            (Method::Get, ["settings"]) => self.change(|desk| {
                let (version, settings) =
                    settings::current(desk.sql, desk.slug.as_str(), &desk.config.public_url)?;
                settings::publish(desk, &settings, None)?;
                let response = http::json(200, &settings)?;
                response.headers().set("ETag", &format!("\"{version}\""))?;
                Ok(response)
            }),
            (Method::Put, ["settings", expected]) => {
                let body = request.text().await?;
                let answer = self.change(|desk| put_settings(desk, expected, &body));
                self.known.replace(None);
                answer
            }
            (Method::Post, ["p", what @ ("view" | "act")]) => self.person_page(what, request).await,
            (Method::Get, ["ledger", "heads"]) => {
                self.change(|desk| Ok(http::json(200, &ledger::heads(desk)?)?))
            }
            (Method::Get, ["ledger", "after", seq]) => {
                let after = seq.parse().map_err(fault)?;
                Ok(http::text(200, &ledger::page(&self.sql, after)?)?)
            }
            (Method::Get, ["sealed", "after", id]) => {
                let after = id.parse().map_err(fault)?;
                self.change(|desk| {
                    // Whoever takes records away leaves a trace.
                    if after == 0 {
                        export::begin(desk)?;
                    }
                    Ok(http::json(200, &erase::page(desk, after)?)?)
                })
            }
            (Method::Post, ["export"]) => self.change(|desk| {
                export::begin(desk)?;
                Ok(http::empty(204))
            }),
            (Method::Get, ["export", "after", cursor]) => {
                let after = cursor.parse().map_err(fault)?;
                Ok(http::text(200, &export::page(&self.sql, &after)?)?)
            }
            (Method::Get, ["export"]) => {
                Ok(http::text(200, &export::page(&self.sql, &Cursor::START)?)?)
            }
            (Method::Post, ["import"]) => {
                let batch: import::Batch = request.json().await?;
                let outcomes = if batch.dry_run {
                    self.at_desk(|desk| Ok(import::look(desk, &batch)?))?
                } else {
                    self.change(|desk| Ok(import::take(desk, &batch)?))?
                };
                Ok(http::json(200, &outcomes)?)
            }
            (Method::Delete, ["people", id]) => self.change(|desk| {
                known_person(desk, id)?;
                erase::erase(desk, id, LedgerMethod::Staff, Some(OWNER))?;
                Ok(http::empty(204))
            }),
            (Method::Get, ["people", id]) => self.change(|desk| {
                known_person(desk, id)?;
                people_data::looked(desk)?;
                Ok(http::json(200, &people_data::all(desk, id)?)?)
            }),
            (Method::Get, ["console", "opt-ins"]) => {
                let query = console::Query::parse(&request.url()?)?;
                Ok(http::json(200, &console::opt_ins(&self.sql, &query)?)?)
            }
            (Method::Get, ["console", "stats"]) => {
                Ok(http::json(200, &console::stats(&self.sql)?)?)
            }
            _ => Err(Problem::not_found().into()),
        }
    }

    /// The shopper's own page. Looking changes nothing, so it is no change.
    async fn person_page(
        &self,
        what: &str,
        mut request: Request,
    ) -> std::result::Result<Response, BookError> {
        let body = request.bytes().await?;
        if what == "view" {
            let visit = serde_json::from_slice(&body)?;
            return self.at_desk(|desk| person_page::view(desk, &visit));
        }
        let press = serde_json::from_slice(&body)?;
        self.change(|desk| person_page::act(desk, &press))
    }

    /// One change: all of it or nothing. What it makes due is due from the same transaction on.
    fn change<T>(
        &self,
        change: impl FnOnce(&Desk<'_>) -> std::result::Result<T, BookError>,
    ) -> std::result::Result<T, BookError> {
        let storage = self.state.storage();
        self.at_desk(|desk| {
            let (outcome, next) = platform::transaction(&storage, || {
                let outcome = change(desk)?;
                let next = wake::next(desk.sql, desk.now, self.may_send())?;
                platform::set_alarm(&storage, next)?;
                Ok::<_, BookError>((outcome, next))
            })?;
            self.armed_for.set(Some(next));
            Ok(outcome)
        })
    }

    /// Works with all that is known, and tells waiting pages the news of it afterwards.
    fn at_desk<T>(
        &self,
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
            now: platform::now(),
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
        let (_, settings) = settings::current(&self.sql, slug.as_str(), &config.public_url)?;
        let known = Rc::new(Known { slug, settings });
        self.known.replace(Some(Rc::clone(&known)));
        Ok(known)
    }

    /// What the alarm does.
    async fn work(&self) -> std::result::Result<(), BookError> {
        let storage = self.state.storage();
        platform::set_alarm(&storage, platform::now() + wake::RETRY_AFTER)?;
        self.migrate()?;
        if let Err(error) = self.at_desk(|_| Ok(())) {
            // Not set up, or no shop any more: nothing was tried, so no attempt counts.
            platform::set_alarm(&storage, platform::now() + wake::NOT_SET_UP)?;
            return Err(error);
        }
        self.work_off_inbox().await?;
        let upkeep = self.change(|desk| {
            outbox::give_up_waiting(desk.sql, desk.now)?;
            held::upkeep(desk)?;
            let expired = opt_ins::expire(desk.sql, desk.now)?;
            desk.news.borrow_mut().extend(expired);
            erase::destroy_due(desk)?;
            let upkeep = wake::upkeep_is_due(desk.sql, desk.now)?;
            if upkeep {
                retention::upkeep(desk.sql, desk.now)?;
                ledger::sign_head_if_due(desk)?;
            }
            Ok(upkeep)
        })?;
        for _ in 0..RETENTION_ROUNDS {
            if !upkeep || !self.change(|desk| Ok(retention::batch(desk)?))? {
                break;
            }
        }
        self.waiters.tidy();
        self.send_what_is_due().await?;
        // Armed anew with what is due now, after all of the above.
        self.change(|_| Ok(()))
    }

    /// Works off what is due in the inbox, for some rounds; the next alarm goes on.
    async fn work_off_inbox(&self) -> std::result::Result<(), BookError> {
        for _ in 0..INBOX_ROUNDS {
            let storage = self.state.storage();
            let taken =
                self.at_desk(|desk| Ok(platform::transaction(&storage, || inbox::take(desk))?))?;
            if taken.is_empty() {
                break;
            }
            // The counted attempts must be on disk before anything that could stop the instance.
            storage.sync().await?;
            self.at_desk(|desk| {
                for stored in &taken {
                    let done = platform::transaction(&storage, || inbox::work_off(desk, stored));
                    if let Err(error) = done {
                        console_error!("update {} was not worked off: {error}", stored.seq);
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Whether a call of the sender is free.
    fn may_send(&self) -> bool {
        self.calls.get() < CALLS_AT_ONCE
    }

    /// Claims messages and hands them to the sender, a few at a time.
    async fn send_what_is_due(&self) -> std::result::Result<(), BookError> {
        let sender = self.env.service("SELF")?;
        while self.may_send() {
            let due = self.at_desk(|desk| Ok(outbox::due(desk, JOBS_PER_CALL)?))?;
            if due.is_empty() {
                return Ok(());
            }
            let mut jobs = Vec::new();
            for id in due {
                match self.change(|desk| Ok(outbox::claim(desk, id)?)) {
                    Ok(job) => jobs.extend(job),
                    Err(error) => {
                        console_error!("message {id} was not claimed: {}", describe(&error));
                        self.change(|desk| Ok(outbox::not_claimed(desk, id)?))?;
                    }
                }
            }
            if jobs.is_empty() {
                continue;
            }
            // No message leaves before its claim is on disk.
            self.state.storage().sync().await?;
            self.hand_over(sender.clone(), jobs)?;
        }
        Ok(())
    }

    fn hand_over(&self, sender: Fetcher, jobs: Vec<Job>) -> std::result::Result<(), BookError> {
        let config = config(&self.env).map_err(fault)?;
        let slug = self.known(&config)?.slug.clone();
        let claimed: Vec<(i64, u32)> = jobs.iter().map(|job| (job.id, job.attempt)).collect();
        let body = serde_json::to_string(&Jobs {
            shop: slug.to_string(),
            made_at: platform::now(),
            messages: jobs,
        })?;
        let headers = Headers::new();
        headers.set(SIGNATURE, &sign(config.hash_key.expose(), &body))?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_body(Some(JsValue::from_str(&body)));
        let calls = Rc::clone(&self.calls);
        calls.set(calls.get() + 1);
        let storage = self.state.storage();
        let env = self.env.clone();
        self.state.wait_until(async move {
            let answer = sender
                .fetch(format!("https://sender{SEND_PATH}"), Some(init))
                .await;
            match answer {
                Ok(response) if response.status_code() == 204 => {}
                // It refused the job as a whole, so it has called nobody.
                Ok(response) if (400..500).contains(&response.status_code()) => {
                    console_error!("the sender refused with {}", response.status_code());
                    for (id, attempt) in claimed {
                        let outcome = Outcome::NotMade;
                        let report = Report {
                            id,
                            attempt,
                            outcome,
                        };
                        if let Err(error) = client::report(&env, &config, &slug, &report).await {
                            console_error!("a refusal was not noted: {error}");
                        }
                    }
                }
                // It may or may not have got as far as Graph: what it does not report is unknown.
                Ok(response) => console_error!("the sender answered {}", response.status_code()),
                Err(error) => console_error!("the sender did not answer: {error}"),
            }
            calls.set(calls.get().saturating_sub(1));
            // More may be waiting for this place.
            if let Err(error) = platform::set_alarm(&storage, platform::now()) {
                console_error!("the alarm was not set: {error}");
            }
        });
        Ok(())
    }

    /// Answers where a code stands; while nothing has come of a fresh request, holds the answer.
    async fn wait_for_news(&self, code: &str) -> Result<Response> {
        let (mut state, may_wait) = opt_ins::state(&self.sql, code, platform::now())?;
        if may_wait && let Some(news) = self.waiters.wait_for(code) {
            select(pin!(news), pin!(Delay::from(HOLD_PAGE_FOR))).await;
            (state, _) = opt_ins::state(&self.sql, code, platform::now())?;
        }
        http::json(200, &json!({ "state": state }))
    }

    /// Remembers which shop this book is: the alarm has nobody to tell it. And re-arms an alarm
    /// that should have rung.
    fn remember(&self, name: &str) -> std::result::Result<(), BookError> {
        if self.known.borrow().is_none() && self.slug().is_err() {
            if name.is_empty() {
                return Err(Error::from("a request without its shop").into());
            }
            platform::transaction(&self.state.storage(), || {
                self.sql
                    .run("INSERT INTO shop (slug) VALUES (?)", bind![name])
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
const OWNER: &str = "owner";

/// Makes sure that there is somebody of this id.
fn known_person(desk: &Desk<'_>, id: &str) -> std::result::Result<(), BookError> {
    match people::get(desk.sql, id)? {
        Some(_) => Ok(()),
        None => Err(Problem::new(404, "unknown_person", "There is nobody of this id.").into()),
    }
}

fn put_settings(
    desk: &Desk<'_>,
    expected: &str,
    body: &str,
) -> std::result::Result<Response, BookError> {
    let (version, _) = settings::current(desk.sql, desk.slug.as_str(), &desk.config.public_url)?;
    if expected != version.to_string() {
        return Err(Problem::new(
            412,
            "settings_changed",
            "Somebody changed the settings since you read them; read them again and repeat your change.",
        )
        .into());
    }
    let settings = Settings::parse(body)
        .and_then(|settings| match erase::check(desk, &settings) {
            Some(fault) => Err(vec![fault]),
            None => Ok(settings),
        })
        .map_err(|faults| {
            Problem::new(
                422,
                "invalid_settings",
                "Some settings are wrong; see errors. Nothing was changed.",
            )
            .with_errors(&faults)
        })?;
    let version = version + 1;
    settings::put(desk, &settings, version, OWNER)?;
    let response = http::json(200, &settings)?;
    response.headers().set("ETag", &format!("\"{version}\""))?;
    Ok(response)
}

fn fault(error: impl std::fmt::Display) -> BookError {
    BookError::Fault(Error::from(error.to_string()))
}

fn describe(error: &BookError) -> String {
    match error {
        BookError::Fault(error) => error.to_string(),
        BookError::Refused(_) => "refused".to_owned(),
    }
}
