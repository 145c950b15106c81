//! The log: its lists and their file, one message sent again, one webhook as it came.

use super::form::Form;
use super::shown;
use super::visit::Visit;
use saludo_core::console::Right;
use saludo_core::console::log::{self, Looking, Outcome, Query, Raw, View};
use saludo_core::console::problem::Problem;
use serde::de::IgnoredAny;
use worker::{Error, Response, Result};

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    let query = query(visit);
    let view = view(visit, &query).await?;
    if !visit.query.text("csv").is_empty() {
        let name = format!("{}-{}.csv", visit.slug, query.show.as_str());
        return shown::file(
            "text/csv; charset=utf-8",
            &name,
            log::file(&view, visit.lang),
        );
    }
    let outcome = (visit.query.text("done") == "retried").then_some(Outcome::Retried);
    show(visit, &query, &view, outcome, 200).await
}

pub(super) async fn post(visit: &Visit<'_>, form: &Form) -> Result<Response> {
    match form.text("do") {
        "retry" => retry(visit, form.text("message")).await,
        "raw" if !visit.may(Right::Own) => visit.problem(Problem::NotAllowed).await,
        "raw" => raw(visit, form.text("update")).await,
        _ => visit.problem(Problem::Malformed).await,
    }
}

async fn retry(visit: &Visit<'_>, message: &str) -> Result<Response> {
    let Ok(message) = message.parse::<u32>() else {
        return visit.problem(Problem::Malformed).await;
    };
    let query = query(visit);
    let path = format!("/messages/{message}/retry");
    let outcome = match visit.book_post::<IgnoredAny>(&path, &()).await? {
        Ok(_) => {
            let here = query.address(query.before);
            let mark = if here == "?" { "" } else { "&" };
            return visit.see_other(&format!("{}{here}{mark}done=retried", visit.path));
        }
        Err(refusal) if refusal.status == 404 => Outcome::Gone,
        Err(_) => Outcome::NotRetried,
    };
    let view = view(visit, &query).await?;
    show(visit, &query, &view, Some(outcome), 409).await
}

async fn raw(visit: &Visit<'_>, update: &str) -> Result<Response> {
    let Ok(update) = update.parse::<u32>() else {
        return visit.problem(Problem::Malformed).await;
    };
    let path = format!("/console/log/raw/{update}");
    let Ok(raw) = visit.book_post::<Raw>(&path, &()).await? else {
        return visit.problem(Problem::NotFound).await;
    };
    let query = query(visit);
    let content = log::raw(&raw, &looking(visit, &query));
    visit
        .render(log::title(visit.lang), &["/console/log.css"], &[], &content)
        .await
}

async fn view(visit: &Visit<'_>, query: &Query) -> Result<View> {
    let address = query.address(query.before);
    visit
        .book_get(&format!("/console/log{address}"))
        .await?
        .map_err(|refusal| Error::from(refusal.detail))
}

async fn show(
    visit: &Visit<'_>,
    query: &Query,
    view: &View,
    outcome: Option<Outcome>,
    status: u16,
) -> Result<Response> {
    let content = log::page(view, &looking(visit, query), outcome);
    let title = log::title(visit.lang);
    visit
        .render_as(status, title, &["/console/log.css"], &[], &content)
        .await
}

fn query(visit: &Visit<'_>) -> Query {
    Query::parse(visit.query.pairs())
}

fn looking<'a>(visit: &'a Visit<'_>, query: &'a Query) -> Looking<'a> {
    Looking {
        slug: visit.slug,
        lang: visit.lang,
        user: &visit.user,
        query,
    }
}
