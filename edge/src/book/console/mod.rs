//! What the book tells the shop's people and their programs. A file a page.

mod api;
mod frame;
mod setup;

use super::Book;
use super::sql::BookError;
use crate::http::{self, Problem};
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
            (Method::Get, ["frame"]) => {
                self.at_desk(|desk| Ok(http::json(200, &frame::counts(desk)?)?))
            }
            (Method::Get, ["setup"]) => Ok(http::text(200, &setup::last(&self.sql)?)?),
            (Method::Post, ["setup"]) => {
                let report = request.json().await?;
                self.change_by(by, |desk| {
                    setup::keep(desk, &report)?;
                    Ok(http::empty(204))
                })
            }
            _ => Err(Problem::not_found().into()),
        }
    }
}
