//! Who waits for an answer, and the shop's canned replies.

use super::form::Form;
use super::shown;
use super::visit::{Answered, Visit};
use saludo_core::console::Right;
use saludo_core::console::problem::Problem;
use saludo_core::console::unanswered::{CannedForm, Filter, Page, Told, View, canned, csv, page};
use saludo_core::settings::SettingsFault;
use url::form_urlencoded::Serializer;
use worker::{Error, Response, Result};

const STYLES: [&str; 1] = ["/console/chat.css"];
const SCRIPTS: [&str; 1] = ["/console/live.js"];

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    if visit.query.get("format") == Some("csv") {
        return file(visit).await;
    }
    let told = (visit.query.get("done") == Some("saved")).then_some(Told::Saved);
    show(visit, 200, told).await
}

/// What is on the screen. Whoever takes people out of the book leaves a trace.
async fn file(visit: &Visit<'_>) -> Result<Response> {
    if !visit.may(Right::Own) {
        return visit.problem(Problem::NotAllowed).await;
    }
    let Ok(()) = visit.book_post("/export", &()).await? else {
        return visit.problem(Problem::Malformed).await;
    };
    let view = view(visit).await?;
    let name = format!("unanswered-{}.csv", visit.slug);
    shown::file("text/csv; charset=utf-8", &name, csv(&view, visit.lang))
}

/// What the book tells of what the address asks for.
async fn view(visit: &Visit<'_>) -> Result<View> {
    let filter = Filter::parse(visit.query.get("tag"));
    let mut query = Serializer::new(String::new());
    for (name, value) in [
        ("tag", filter.as_query()),
        ("after", visit.query.get("after")),
    ] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let path = format!("/console/unanswered?{}", query.finish());
    let view: Answered<View> = visit.book_get(&path).await?;
    view.map_err(|_| Error::from("a list that was refused"))
}

async fn show(visit: &Visit<'_>, status: u16, told: Option<Told<'_>>) -> Result<Response> {
    let filter = Filter::parse(visit.query.get("tag"));
    let after = visit.query.get("after");
    let view = view(visit).await?;
    let content = Page {
        slug: visit.slug,
        user: &visit.user,
        lang: visit.lang,
        filter: &filter,
        after,
        view: &view,
        told,
    };
    visit
        .render_as(status, content.title(), &STYLES, &SCRIPTS, &page(&content))
        .await
}

/// The form of the canned replies, which are settings: the owner's.
pub(super) async fn post(visit: &Visit<'_>, form: &Form) -> Result<Response> {
    if !visit.may(Right::Own) {
        return visit.problem(Problem::NotAllowed).await;
    }
    let read = (form.get("do") == Some("canned"))
        .then(|| canned(|name| form.get(name)))
        .flatten();
    let Some(CannedForm { version, replies }) = read else {
        return show(visit, 400, Some(Told::Malformed)).await;
    };
    let typed = replies.clone();
    let kept: Answered<()> = visit
        .book_post("/console/replies", &CannedForm { version, replies })
        .await?;
    match kept {
        Ok(()) => visit.done("saved"),
        Err(refusal) => {
            let faults: Vec<SettingsFault> =
                serde_json::from_value(refusal.errors).unwrap_or_default();
            let told = Told::Refused {
                typed: &typed,
                faults: &faults,
            };
            show(visit, refusal.status, Some(told)).await
        }
    }
}
