//! What the book answers to the worker, which has checked who asks.

use super::client::OptInPath;
use super::forwarding;
use super::sql::BookError;
use super::{
    Book, Desk, OWNER, client, deliveries, erase, events, export, fault, import, ledger, opt_ins,
    outbox, people, people_data, person_page, sealed, sends, settings, tallies,
};
use crate::http::{self, Problem};
use crate::internal::{Claim, Handed, Pipe, Report};
use crate::platform;
use futures_util::future::select;
use saludo_core::export::Cursor;
use saludo_core::ledger::Method as LedgerMethod;
use saludo_core::settings::Settings;
use saludo_core::views::Told;
use serde_json::json;
use std::pin::pin;
use std::time::Duration;
use worker::{Delay, Method, Request, Response, Result};

/// How long a page's question for news is held open. Shorter than any proxy's patience; the page
/// asks again at once.
const HOLD_PAGE_FOR: Duration = Duration::from_secs(9);

impl Book {
    /// Answers one request of the worker.
    pub(super) async fn answer(
        &self,
        mut request: Request,
    ) -> std::result::Result<Response, BookError> {
        self.migrate()?;
        self.remember(&request)?;
        let path = request.path();
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (request.method(), parts.as_slice()) {
            (Method::Post, ["webhook"]) => {
                let body = request.bytes().await?;
                self.receive(&request, &body)?;
                Ok(http::empty(200))
            }
            (Method::Post, ["opt-ins", rest @ ..]) if rest.is_empty() || *rest == ["asked"] => {
                let browser = request.headers().get(client::BROWSER)?;
                let path = if rest.is_empty() {
                    OptInPath::WhatsApp
                } else {
                    OptInPath::AskNumber
                };
                let body = request.bytes().await?;
                self.change(|desk| opt_ins::post(desk, &body, browser.as_deref(), path))
            }
            (Method::Get, ["opt-ins", code, "state"]) => {
                let (state, _) = opt_ins::state(&self.sql, code, platform::now())?;
                Ok(http::json(200, &json!({ "state": state }))?)
            }
            (Method::Post, ["trapped"]) => self.change(|desk| {
                opt_ins::count_trapped(desk)?;
                Ok(http::empty(204))
            }),
            (Method::Get, ["opt-ins", code]) => Ok(self.wait_for_news(code).await?),
            (Method::Post, ["work"]) => {
                self.work().await?;
                Ok(http::empty(204))
            }
            (Method::Post, ["report"]) => {
                let report: Report = request.json().await?;
                self.change(|desk| {
                    outbox::report(desk, report)?;
                    Ok(http::empty(200))
                })
            }
            (Method::Post, ["handed"]) => {
                let handed: Handed = request.json().await?;
                self.change(|desk| {
                    deliveries::handed(desk, &handed)?;
                    Ok(http::empty(200))
                })
            }
            (Method::Get, ["parcels", pipe, id, attempt]) => self.parcel(pipe, id, attempt),
            (Method::Post, ["p", what @ ("view" | "act")]) => self.person_page(what, request).await,
            (Method::Get, ["statements", id]) => match settings::canonical_json(&self.sql, id)? {
                Some(json) => Ok(http::text(200, &json)?),
                None => Err(Problem::not_found().into()),
            },
            (Method::Get, ["ledger", "heads"]) => {
                self.change(|desk| Ok(http::json(200, &ledger::heads(desk)?)?))
            }
            (Method::Get, ["ledger", "after", seq]) => {
                let after = seq.parse().map_err(fault)?;
                Ok(http::text(200, &ledger::page(&self.sql, after)?)?)
            }
            (_, parts) => self.answer_the_shop(request, parts).await,
        }
    }

    /// What the shop's own people and programs ask.
    async fn answer_the_shop(
        &self,
        mut request: Request,
        parts: &[&str],
    ) -> std::result::Result<Response, BookError> {
        let by = by(&request)?;
        match (request.method(), parts) {
            (_, ["console", page @ ..]) => self.answer_the_console(request, &by, page).await,
            (Method::Get, ["settings"]) => self.change_by(&by, |desk| {
                if let Some(told) = views(&request)? {
                    tallies::take(desk, &told)?;
                }
                let (version, settings) =
                    settings::current(desk.sql, desk.slug.as_str(), desk.config)?;
                // Stored settings were checked when they were put.
                if version > 0 || settings.may_be_published() {
                    settings::publish(desk, &settings, None)?;
                }
                let response = http::json(200, &settings)?;
                response.headers().set("ETag", &format!("\"{version}\""))?;
                Ok(response)
            }),
            (Method::Put, ["settings", expected]) => {
                let body = request.text().await?;
                let answer = self.change_by(&by, |desk| put_settings(desk, expected, &body));
                self.known.replace(None);
                // What is due when may follow from the new settings.
                self.change(|_| Ok(()))?;
                answer
            }
            (Method::Get, ["sealed", "after", id]) => {
                let after = id.parse().map_err(fault)?;
                self.change_by(&by, |desk| {
                    // Whoever takes records away leaves a trace.
                    if after == 0 {
                        export::begin(desk)?;
                    }
                    Ok(http::json(200, &sealed::page(desk, after)?)?)
                })
            }
            (Method::Post, ["export"]) => self.change_by(&by, |desk| {
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
            (Method::Post, ["messages"]) => {
                let body = request.bytes().await?;
                self.change_by(&by, |desk| sends::post(desk, &body))
            }
            (Method::Get, ["messages", id_or_key]) => sends::state(&self.sql, id_or_key),
            (Method::Post, ["messages", message, "retry"]) => {
                self.change_by(&by, |desk| sends::retry(desk, message))
            }
            (Method::Post, ["import"]) => {
                let batch: import::Batch = request.json().await?;
                let outcomes = if batch.dry_run {
                    self.at_desk(|desk| Ok(import::look(desk, &batch)?))?
                } else {
                    self.change_by(&by, |desk| Ok(import::take(desk, &batch)?))?
                };
                Ok(http::json(200, &outcomes)?)
            }
            (Method::Delete, ["people", id]) => self.change_by(&by, |desk| {
                known_person(desk, id)?;
                erase::erase(desk, id, LedgerMethod::Staff, Some(desk.by))?;
                Ok(http::empty(204))
            }),
            (Method::Get, ["people", id]) => self.change_by(&by, |desk| {
                known_person(desk, id)?;
                people_data::looked(desk)?;
                Ok(http::json(200, &people_data::all(desk, id)?)?)
            }),
            (Method::Get, ["events"]) => {
                let after = after(&request)?;
                Ok(http::json(
                    200,
                    &events::list(&self.sql, after.as_deref())?,
                )?)
            }
            (Method::Post, ["events", "replay"]) => {
                let after = after(&request)?;
                self.change_by(&by, |desk| {
                    let replayed = events::replay_all(desk, after.as_deref())?;
                    Ok(http::json(202, &replayed)?)
                })
            }
            (Method::Post, ["events", id, "replay"]) => {
                self.change_by(&by, |desk| Ok(http::json(202, &events::replay(desk, id)?)?))
            }
            _ => Err(Problem::not_found().into()),
        }
    }

    /// An item for one of the shop's own receivers, while its claim stands.
    fn parcel(
        &self,
        pipe: &str,
        id: &str,
        attempt: &str,
    ) -> std::result::Result<Response, BookError> {
        let pipe = Pipe::parse(pipe).ok_or_else(Problem::not_found)?;
        let claim = Claim {
            id: id.parse().map_err(fault)?,
            attempt: attempt.parse().map_err(fault)?,
        };
        let parcel = if deliveries::is_claimed(&self.sql, pipe, claim)? {
            match pipe {
                Pipe::Forward => forwarding::parcel(&self.sql, claim.id)?,
                Pipe::Events => events::parcel(&self.sql, claim.id)?,
            }
        } else {
            None
        };
        parcel.ok_or_else(|| Problem::not_found().into())
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

    /// Answers where a code stands; while nothing has come of a fresh request, holds the answer.
    async fn wait_for_news(&self, code: &str) -> Result<Response> {
        let (mut state, may_wait) = opt_ins::state(&self.sql, code, platform::now())?;
        if may_wait && let Some(news) = self.waiters.wait_for(code) {
            select(pin!(news), pin!(Delay::from(HOLD_PAGE_FOR))).await;
            (state, _) = opt_ins::state(&self.sql, code, platform::now())?;
        }
        http::json(200, &json!({ "state": state }))
    }
}

/// What an isolate has counted, where its call tells.
fn views(request: &Request) -> Result<Option<Told>> {
    let url = request.url()?;
    let views = url.query_pairs().find(|(name, _)| name == "views");
    Ok(views.and_then(|(_, views)| views.parse().ok()))
}

/// The name of the token of whoever asks.
fn by(request: &Request) -> Result<String> {
    let given = request.headers().get(client::BY)?;
    let name = given.and_then(|given| {
        let mut pairs = url::form_urlencoded::parse(given.as_bytes());
        pairs.next().map(|(name, _)| name.into_owned())
    });
    Ok(name.unwrap_or_else(|| OWNER.to_owned()))
}

/// `?after=` of an address.
fn after(request: &Request) -> Result<Option<String>> {
    let url = request.url()?;
    let after = url.query_pairs().find(|(name, _)| name == "after");
    Ok(after.map(|(_, value)| value.into_owned()))
}

/// Makes sure that there is somebody of this id.
pub(super) fn known_person(desk: &Desk<'_>, id: &str) -> std::result::Result<(), BookError> {
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
    let (version, _) = settings::current(desk.sql, desk.slug.as_str(), desk.config)?;
    if expected != version.to_string() {
        return Err(Problem::new(
            412,
            "settings_changed",
            "Somebody changed the settings since you read them; read them again and repeat your change.",
        )
        .into());
    }
    // The worker has checked what can be known without the book.
    let settings: Settings = serde_json::from_str(body)?;
    if let Some(fault) = sealed::check(desk, &settings) {
        return Err(Problem::new(
            422,
            "invalid_settings",
            "Some settings are wrong; see errors. Nothing was changed.",
        )
        .with_errors(&[fault])
        .into());
    }
    let version = version + 1;
    settings::put(desk, &settings, version, desk.by)?;
    deliveries::settings_changed(desk.sql)?;
    let response = http::json(200, &settings)?;
    response.headers().set("ETag", &format!("\"{version}\""))?;
    Ok(response)
}
