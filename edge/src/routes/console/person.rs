//! The page "person".

use super::form::Form;
use super::visit::Visit;
use maud::html;
use saludo_core::console::problem::Problem;
use worker::{Response, Result};

pub(super) async fn get(visit: &Visit<'_>, _person: &str) -> Result<Response> {
    visit.render("person", &[], &[], &html! {}).await
}

pub(super) async fn post(visit: &Visit<'_>, _person: &str, _form: &Form) -> Result<Response> {
    visit.problem(Problem::Malformed).await
}
