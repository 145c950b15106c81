//! A person's page, their receipts and data, and erasing them.

use super::form::Form;
use super::shown;
use super::visit::Visit;
use saludo_core::console::Right;
use saludo_core::console::person::{Page, View, confirms};
use saludo_core::console::problem::Problem;
use saludo_core::ledger::PersonId;
use serde_json::Value;
use worker::{Response, Result};

const STYLES: [&str; 1] = ["/console/people.css"];

pub(super) async fn get(visit: &Visit<'_>, person: &str) -> Result<Response> {
    let Ok(id) = PersonId::parse(person) else {
        return visit.problem(Problem::NotFound).await;
    };
    if let Some(seq) = visit.query.get("receipt") {
        return receipt(visit, &id, seq).await;
    }
    if visit.query.get("data").is_some() {
        return data(visit, &id).await;
    }
    show(visit, &id, false).await
}

pub(super) async fn post(visit: &Visit<'_>, person: &str, form: &Form) -> Result<Response> {
    let Ok(id) = PersonId::parse(person) else {
        return visit.problem(Problem::NotFound).await;
    };
    if form.text("do") != "erase" {
        return visit.problem(Problem::Malformed).await;
    }
    if !visit.may(Right::Own) {
        return visit.problem(Problem::NotAllowed).await;
    }
    if !confirms(form.text("typed"), visit.lang) {
        return show(visit, &id, true).await;
    }
    match visit.book_delete(&format!("/people/{id}")).await? {
        Ok(()) => visit.see_other(&format!("/admin/{}/people?done=erased", visit.slug)),
        Err(_) => visit.problem(Problem::NotFound).await,
    }
}

async fn show(visit: &Visit<'_>, id: &PersonId, is_wrong: bool) -> Result<Response> {
    let path = format!("/console/people/{id}?lang={}", visit.lang.as_str());
    let Ok(view) = visit.book_get::<View>(&path).await? else {
        return visit.problem(Problem::NotFound).await;
    };
    let page = Page {
        slug: visit.slug,
        user: &visit.user,
        lang: visit.lang,
        view: &view,
    };
    let status = if is_wrong { 422 } else { 200 };
    visit
        .render_as(status, page.title(), &STYLES, &[], &page.content(is_wrong))
        .await
}

/// The file of a receipt, which checks by itself.
async fn receipt(visit: &Visit<'_>, id: &PersonId, seq: &str) -> Result<Response> {
    let Ok(seq) = seq.parse::<u32>() else {
        return visit.problem(Problem::NotFound).await;
    };
    let path = format!("/console/people/{id}/receipts/{seq}");
    let Ok(receipt) = visit.book_get::<Value>(&path).await? else {
        return visit.problem(Problem::NotFound).await;
    };
    let name = format!("receipt-{}-{seq}.json", visit.slug);
    shown::file(JSON, &name, serde_json::to_vec_pretty(&receipt)?)
}

/// Everything that is held on them. The book notes that it was taken.
async fn data(visit: &Visit<'_>, id: &PersonId) -> Result<Response> {
    if !visit.may(Right::Own) {
        return visit.problem(Problem::NotAllowed).await;
    }
    let Ok(data) = visit.book_get::<Value>(&format!("/people/{id}")).await? else {
        return visit.problem(Problem::NotFound).await;
    };
    let name = format!("person-{}-{id}.json", visit.slug);
    shown::file(JSON, &name, serde_json::to_vec_pretty(&data)?)
}

const JSON: &str = "application/json";
