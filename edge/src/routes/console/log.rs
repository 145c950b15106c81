//! The page "log".

use super::form::Form;
use super::visit::Visit;
use maud::html;
use saludo_core::console::problem::Problem;
use worker::{Response, Result};

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    visit.render("log", &[], &[], &html! {}).await
}

pub(super) async fn post(visit: &Visit<'_>, _form: &Form) -> Result<Response> {
    visit.problem(Problem::Malformed).await
}
