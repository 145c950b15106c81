//! The overview, and its files.

use super::form::Form;
use super::shown;
use super::visit::Visit;
use crate::display_names::DisplayNames;
use saludo_core::console::overview::{self, File, Names, View};
use saludo_core::console::problem::Problem;
use worker::{Error, Response, Result};

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    let days: u8 = visit.query.text("days").parse().unwrap_or_default();
    let view = visit
        .book_get::<View>(&format!("/console/overview?days={days}"))
        .await?
        .map_err(|refusal| Error::from(refusal.detail))?;
    let countries = DisplayNames::of(visit.lang.as_str(), "region");
    let languages = DisplayNames::of(visit.lang.as_str(), "language");
    let names = Names {
        country: &|code| countries.name(code),
        language: &|tag| languages.name(tag),
    };
    if let Some(file) = File::parse(visit.query.text("csv")) {
        let bytes = overview::file(file, &view, visit.lang, &names);
        let name = format!("{}-{}.csv", visit.slug, file.as_str());
        return shown::file("text/csv; charset=utf-8", &name, bytes);
    }
    let content = overview::page(&view, visit.slug, visit.lang, &names);
    let title = overview::title(visit.lang);
    visit
        .render(title, &["/console/overview.css"], &[], &content)
        .await
}

pub(super) async fn post(visit: &Visit<'_>, _form: &Form) -> Result<Response> {
    visit.problem(Problem::Malformed).await
}
