//! The page of the set-up check. Looking shows what was found last; the button checks anew.

use super::form::Form;
use super::shown;
use super::visit::Visit;
use crate::setup_check;
use saludo_core::console::problem::Problem;
use saludo_core::console::{Right, setup};
use worker::{Response, Result};

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    let report = setup_check::last(visit.shell, visit.slug).await?;
    if visit.query.get("format") == Some("csv") {
        let name = format!("setup-{}.csv", visit.slug);
        let bytes = setup::csv(report.as_ref(), visit.lang);
        return shown::file("text/csv; charset=utf-8", &name, bytes);
    }
    let view = setup::View {
        report: report.as_ref(),
        public_url: &visit.shell.config.public_url,
        may_check: visit.may(Right::Serve),
    };
    let content = setup::page(&view, visit.lang);
    visit
        .render(setup::title(visit.lang), setup::STYLES, &[], &content)
        .await
}

pub(super) async fn post(visit: &Visit<'_>, form: &Form) -> Result<Response> {
    match form.text("do") {
        "check" => {
            setup_check::check(visit.shell, (visit.slug, visit.shop)).await?;
            visit.done("checked")
        }
        _ => visit.problem(Problem::Malformed).await,
    }
}
