//! What the book tells the shop's people and their programs. A file a page.

mod api;
mod frame;

mod overview;
mod problems;

use super::Book;
use super::sql::BookError;
use crate::http::{self, Problem};
use worker::{Method, Request, Response};

impl Book {
    /// `/console/…`: the worker has checked who asks, and what they may. `by` is the name of
    /// their token; a change is made with `change_by`.
    pub(super) async fn answer_the_console(
        &self,
        request: Request,
        by: &str,
        page: &[&str],
    ) -> std::result::Result<Response, BookError> {
        // Whoever looks changes nothing; a page's first change takes the name.
        let _ = by;
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
            (Method::Get, ["overview"]) => self.at_desk(|desk| overview::get(desk, &request)),
            _ => Err(Problem::not_found().into()),
        }
    }
}
