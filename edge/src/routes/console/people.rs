//! The page "People": the list, its file, and "this product is back".

use super::form::Form;
use super::shown;
use super::visit::Visit;
use crate::platform;
use maud::Markup;
use saludo_core::console::Right;
use saludo_core::console::people::{Query, Stage, Typed, View, back, back_title, csv, page, title};
use saludo_core::console::problem::Problem;
use serde_json::Value;
use url::form_urlencoded::Serializer;
use worker::{Response, Result};

const STYLES: [&str; 1] = ["/console/people.css"];

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    if visit.query.get("back").is_some() {
        return form(visit).await;
    }
    let query = Query::parse(visit.query.pairs());
    let path = format!(
        "/console/people?lang={}&{}",
        visit.lang.as_str(),
        query.written()
    );
    let Ok(view) = visit.book_get::<View>(&path).await? else {
        return visit.problem(Problem::Malformed).await;
    };
    if visit.query.get("format") == Some("csv") {
        return file(visit, &view).await;
    }
    let done = visit.query.get("done");
    let content = page(&view, &query, visit.slug, &visit.user, visit.lang, done);
    visit
        .render(title(visit.lang), &STYLES, &[], &content)
        .await
}

/// What is on the screen. Whoever takes people out of the book leaves a trace.
async fn file(visit: &Visit<'_>, view: &View) -> Result<Response> {
    if !visit.may(Right::Own) {
        return visit.problem(Problem::NotAllowed).await;
    }
    let Ok(()) = visit.book_post("/export", &()).await? else {
        return visit.problem(Problem::Malformed).await;
    };
    let name = format!("people-{}.csv", visit.slug);
    shown::file("text/csv; charset=utf-8", &name, csv(view))
}

/// The empty form of a send.
async fn form(visit: &Visit<'_>) -> Result<Response> {
    if !visit.may(Right::Serve) {
        return visit.problem(Problem::NotAllowed).await;
    }
    let key = format!("console-{}", hex::encode(platform::random::<12>()?));
    let typed = Typed {
        product: visit.query.text("product"),
        key: &key,
        ..Typed::default()
    };
    let Some(view) = wanted(visit, typed.product).await? else {
        return visit.problem(Problem::Malformed).await;
    };
    show(visit, 200, &view, &typed, Stage::Begun).await
}

pub(super) async fn post(visit: &Visit<'_>, form: &Form) -> Result<Response> {
    let typed = Typed {
        product: form.text("product"),
        template: form.text("template"),
        parameters: form.text("parameters"),
        image: form.text("image"),
        button: form.text("button"),
        key: form.text("key"),
    };
    let Some(view) = wanted(visit, typed.product).await? else {
        return visit.problem(Problem::Malformed).await;
    };
    let order = match typed.order(&view.choices) {
        Ok(order) => order,
        Err(fault) => return show(visit, 422, &view, &typed, Stage::Wrong(fault)).await,
    };
    match form.text("do") {
        "look" => show(visit, 200, &view, &typed, Stage::Reaches(order.people)).await,
        "send" => match visit.book_post::<Value>("/messages", &order.body).await? {
            Ok(_) => visit.done("sent"),
            Err(refusal) => {
                let detail = refusal.in_words();
                show(
                    visit,
                    refusal.status,
                    &view,
                    &typed,
                    Stage::Refused(&detail),
                )
                .await
            }
        },
        _ => visit.problem(Problem::Malformed).await,
    }
}

async fn wanted(visit: &Visit<'_>, product: &str) -> Result<Option<View>> {
    let query = Serializer::new(String::new())
        .append_pair("lang", visit.lang.as_str())
        .append_pair("product", product)
        .finish();
    let path = format!("/console/people/wanted?{query}");
    Ok(visit.book_get(&path).await?.ok())
}

async fn show(
    visit: &Visit<'_>,
    status: u16,
    view: &View,
    typed: &Typed<'_>,
    stage: Stage<'_>,
) -> Result<Response> {
    let content: Markup = back(view, typed, stage, visit.slug, visit.lang);
    visit
        .render_as(status, back_title(visit.lang), &STYLES, &[], &content)
        .await
}
