//! Who waits for an answer, and the shop's canned replies.

use super::form::Form;
use super::visit::{Answered, Visit};
use saludo_core::console::Right;
use saludo_core::console::problem::Problem;
use saludo_core::console::unanswered::{CannedForm, Filter, Page, Told, View, canned, page};
use saludo_core::settings::SettingsFault;
use url::form_urlencoded::Serializer;
use worker::{Error, Response, Result};

const STYLES: [&str; 1] = ["/console/chat.css"];
const SCRIPTS: [&str; 1] = ["/console/live.js"];

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    let told = (visit.query.get("done") == Some("saved")).then_some(Told::Saved);
    show(visit, 200, told).await
}

async fn show(visit: &Visit<'_>, status: u16, told: Option<Told<'_>>) -> Result<Response> {
    let filter = Filter::parse(visit.query.get("tag"));
    let after = visit.query.get("after");
    let mut query = Serializer::new(String::new());
    for (name, value) in [("tag", filter.as_query()), ("after", after)] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let path = format!("/console/unanswered?{}", query.finish());
    let view: Answered<View> = visit.book_get(&path).await?;
    let view = view.map_err(|_| Error::from("a list that was refused"))?;
    let content = Page {
        slug: visit.slug,
        user: &visit.user,
        lang: visit.lang,
        filter: &filter,
        is_later: after.is_some(),
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
