//! What the book tells the shop's people and their programs. A file a page.

mod api;
mod chat;
mod frame;
mod unanswered;

use super::Book;
use super::sql::BookError;
use crate::http::{self, Problem};
use saludo_core::console::Lang;
use worker::{Method, Request, Response};

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
            (Method::Get, ["frame"]) => {
                self.at_desk(|desk| Ok(http::json(200, &frame::counts(desk)?)?))
            }
            _ => Err(Problem::not_found().into()),
        }
    }
}
