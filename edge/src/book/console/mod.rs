//! What the book tells the shop's people and their programs. A file a page.

mod access;
mod api;
mod chat;
mod editor;
mod frame;
mod log;
mod overview;
mod people;
mod person;
mod problems;
mod setup;
mod templates;
mod unanswered;

pub(crate) use templates::Told;

use super::Book;
use super::sql::BookError;
use crate::book::answer::known_person;
use crate::http::{self, Problem};
use saludo_core::console::Lang;
use saludo_core::console::access::{Change, Open, Opened, Seen};
use saludo_core::console::people::Query;
use std::time::Duration;
use worker::{Delay, Method, Request, Response};

impl Book {
    /// `/console/…`: the worker has checked who asks, and what they may. `by` is the name of
    /// their token; a change is made with `change_by`.
    pub(super) async fn answer_the_console(
        &self,
        mut request: Request,
        by: &str,
        page: &[&str],
    ) -> std::result::Result<Response, BookError> {
        match (request.method(), page) {
            (Method::Get, ["opt-ins"]) => {
                let query = api::Query::parse(&request.url()?)?;
                Ok(http::json(200, &api::opt_ins(&self.sql, &query)?)?)
            }
            (Method::Get, ["stats"]) => {
                self.at_desk(|desk| Ok(http::json(200, &api::stats(desk)?)?))
            }
            (Method::Get, ["frame"]) => {
                self.at_desk(|desk| Ok(http::json(200, &frame::counts(desk)?)?))
            }
            (Method::Get, ["editor"]) => {
                let query = editor::Query::parse(&request.url()?);
                self.at_desk(|desk| Ok(http::json(200, &editor::view(desk, &query)?)?))
            }
            (Method::Get, ["people", what @ ..]) => self.answer_about_people(&request, what).await,
            (_, ["unanswered" | "replies" | "chats", ..]) => {
                self.answer_about_chats(request, by, page).await
            }
            (Method::Get, ["templates"]) => {
                self.at_desk(|desk| Ok(http::json(200, &templates::known(desk)?)?))
            }
            (Method::Post, ["templates"]) => {
                let told = request.json().await?;
                self.change_by(by, |desk| {
                    templates::note(desk, told)?;
                    Ok(http::empty(204))
                })
            }
            (Method::Get, ["setup"]) => Ok(http::text(200, &setup::last(&self.sql)?)?),
            (Method::Post, ["setup"]) => {
                let report = request.json().await?;
                self.change_by(by, |desk| {
                    setup::keep(desk, &report)?;
                    Ok(http::empty(204))
                })
            }
            (Method::Get, ["log"]) => self.at_desk(|desk| log::get(desk, &request)),
            (Method::Post, ["log", "raw", seq]) => self.change_by(by, |desk| log::raw(desk, seq)),
            (Method::Get, ["overview"]) => self.at_desk(|desk| overview::get(desk, &request)),
            (_, ["access", what @ ..]) => self.answer_about_access(&mut request, by, what).await,
            _ => Err(Problem::not_found().into()),
        }
    }

    /// Who waits, chats, and canned replies.
    async fn answer_about_chats(
        &self,
        mut request: Request,
        by: &str,
        page: &[&str],
    ) -> std::result::Result<Response, BookError> {
        match (request.method(), page) {
            (Method::Get, ["unanswered"]) => {
                let query = unanswered::Query::parse(&request.url()?);
                self.at_desk(|desk| Ok(http::json(200, &unanswered::view(desk, &query)?)?))
            }
            (Method::Post, ["replies"]) => {
                let form = request.json().await?;
                let answer = self.change_by(by, |desk| {
                    unanswered::keep_replies(desk, form)?;
                    Ok(http::empty(204))
                });
                self.known.replace(None);
                answer
            }
            (Method::Get, ["chats", person]) => {
                let url = request.url()?;
                let lang = url.query_pairs().find(|(name, _)| name == "lang");
                let lang = lang
                    .and_then(|(_, tag)| Lang::parse(&tag))
                    .unwrap_or_default();
                self.at_desk(|desk| Ok(http::json(200, &chat::view(desk, person, lang)?)?))
            }
            (Method::Get, ["chats", person, "media", line]) => {
                Ok(http::json(200, &chat::medium(&self.sql, person, line)?)?)
            }
            (Method::Post, ["chats", person]) => {
                let act = request.json().await?;
                self.change_by(by, |desk| {
                    chat::act(desk, person, &act)?;
                    Ok(http::empty(204))
                })
            }
            _ => Err(Problem::not_found().into()),
        }
    }

    /// `/console/access/…`: who may come in, and who is in.
    async fn answer_about_access(
        &self,
        request: &mut Request,
        by: &str,
        what: &[&str],
    ) -> std::result::Result<Response, BookError> {
        match (request.method(), what) {
            (Method::Get, []) => {
                let url = request.url()?;
                let of = url.query_pairs().find(|(name, _)| name == "of");
                let of = of.map(|(_, name)| name.into_owned());
                self.at_desk(|desk| Ok(http::json(200, &access::view(desk, of.as_deref())?)?))
            }
            (Method::Post, []) => {
                let change: Change = request.json().await?;
                self.change_by(by, |desk| {
                    Ok(http::json(200, &access::change(desk, &change)?)?)
                })
            }
            (Method::Post, ["token"]) => {
                let token: String = request.json().await?;
                let known = self.at_desk(|desk| Ok(access::of_token(desk, &token)?))?;
                let Some((known, is_stale)) = known else {
                    return Err(Problem::not_found().into());
                };
                if is_stale {
                    self.change(|desk| Ok(access::mark_token(desk, &token)?))?;
                }
                Ok(http::json(200, &known)?)
            }
            (Method::Post, ["open"]) => {
                let open: Open = request.json().await?;
                match self.change(|desk| Ok(access::open(desk, &open)?))? {
                    Some(id) => Ok(http::json(200, &Opened { id })?),
                    None => Err(Problem::not_found().into()),
                }
            }
            (Method::Post, ["seen"]) => {
                let seen: Seen = request.json().await?;
                let known = self.at_desk(|desk| Ok(access::of_session(desk, &seen.id)?))?;
                let Some((mut known, is_stale)) = known else {
                    return Err(Problem::not_found().into());
                };
                let is_new_language = seen.lang.is_some() && seen.lang != known.lang;
                if is_stale || is_new_language {
                    self.change(|desk| Ok(access::mark_session(desk, &seen.id, seen.lang)?))?;
                }
                known.lang = seen.lang.or(known.lang);
                Ok(http::json(200, &known)?)
            }
            (Method::Post, ["close"]) => {
                let opened: Opened = request.json().await?;
                self.change(|desk| {
                    access::close(desk, &opened.id)?;
                    Ok(http::empty(204))
                })
            }
            _ => Err(Problem::not_found().into()),
        }
    }

    /// `/console/people…`: the list, and one person.
    async fn answer_about_people(
        &self,
        request: &Request,
        what: &[&str],
    ) -> std::result::Result<Response, BookError> {
        let url = request.url()?;
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let field = |wanted: &str| {
            let mut all = pairs.iter();
            all.find(|(name, _)| name == wanted)
                .map_or("", |(_, value)| value.as_str())
        };
        let lang = Lang::parse(field("lang")).unwrap_or_default();
        if what.is_empty() {
            let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
            return self.list_people(Query::parse(pairs), lang).await;
        }
        self.at_desk(|desk| match what {
            ["wanted"] => Ok(http::json(
                200,
                &people::wanted(desk, field("product"), lang)?,
            )?),
            [id] => {
                known_person(desk, id)?;
                Ok(http::json(200, &person::view(desk, id, lang)?)?)
            }
            [id, "receipts", seq] => match person::receipt(desk, id, seq)? {
                Some(receipt) => Ok(http::json(200, &receipt)?),
                None => Err(Problem::not_found().into()),
            },
            _ => Err(Problem::not_found().into()),
        })
    }

    /// The list. Between two parts of the walk whatever came meanwhile has its turn.
    async fn list_people(
        &self,
        query: Query,
        lang: Lang,
    ) -> std::result::Result<Response, BookError> {
        let mut found = Vec::new();
        let mut from = query.clone();
        loop {
            let part = self.at_desk(|desk| Ok(people::part(desk, &from, lang)?))?;
            found.extend(part.people);
            let Some(place) = part.goes_on else { break };
            if people::is_more_than_a_page(&found) {
                break;
            }
            from.after = Some(place);
            Delay::from(Duration::ZERO).await;
        }
        self.at_desk(|desk| Ok(http::json(200, &people::list(desk, &query, found, lang)?)?))
    }
}
