//! Sends what a book has claimed, and reports back: an invocation with connections of its own.

use crate::book::client;
use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::internal::{Job, Jobs, Outcome, Report, SIGNATURE, is_signed};
use crate::platform;
use crate::routes::body;
use futures_util::future::{Either, join_all, select};
use saludo_core::shops::{Shop, Slug};
use saludo_core::time::{MINUTE, SECOND};
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
    Response, Result, console_error, wasm_bindgen::JsValue,
};

/// Graph answers within seconds; after this nobody waits any more and the outcome is unknown.
const GRAPH_TIMEOUT: Duration = Duration::from_secs(15);
/// Six messages with their words are a few KiB.
const MAX_JOBS: usize = 256 * 1024;
/// How often a report is tried before the book has to find out by itself.
const REPORT_TRIES: u32 = 4;

/// `POST /_internal/send`.
pub(crate) async fn send(mut request: Request, shell: &Shell) -> Result<Response> {
    let signature = request.headers().get(SIGNATURE)?.unwrap_or_default();
    let Some(bytes) = body::read(&mut request, MAX_JOBS).await? else {
        return Problem::not_found().answer();
    };
    let text = String::from_utf8(bytes).unwrap_or_default();
    let jobs = is_signed(&shell.config, &text, &signature)
        .then(|| serde_json::from_str::<Jobs>(&text).ok())
        .flatten()
        .filter(|jobs| (platform::now() - jobs.made_at).abs() < MINUTE);
    // To everybody else there is nothing here.
    let Some(jobs) = jobs else {
        return Problem::not_found().answer();
    };
    let Some((slug, shop)) = shell.config.shops.get(&jobs.shop) else {
        return Problem::not_found().answer();
    };
    join_all(
        jobs.messages
            .iter()
            .map(|job| send_one(shell, slug, shop, job)),
    )
    .await;
    Ok(http::empty(204))
}

async fn send_one(shell: &Shell, slug: &Slug, shop: &Shop, job: &Job) {
    let outcome = call_graph(shell, slug, shop, job)
        .await
        .unwrap_or_else(|error| {
            console_error!("no answer from Graph: {error}");
            Outcome::NoAnswer
        });
    let report = Report {
        id: job.id,
        attempt: job.attempt,
        outcome,
    };
    for attempt in 0..REPORT_TRIES {
        match client::report(&shell.env, &shell.config, slug, &report).await {
            Ok(200) => return,
            Ok(status) => console_error!("the book answered {status} to a report"),
            Err(error) => console_error!("the book did not take a report: {error}"),
        }
        Delay::from(Duration::from_millis(200 << attempt)).await;
    }
}

async fn call_graph(shell: &Shell, slug: &Slug, shop: &Shop, job: &Job) -> Result<Outcome> {
    let token = shell.config.access_token(slug).unwrap_or_default();
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {token}"))?;
    headers.set("Content-Type", "application/json")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // The token is for Graph alone, so no redirect is followed with it.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(JsValue::from_str(&job.body.to_string())));
    let request = Request::new_with_init(&shell.config.messages_url(shop), &init)?;
    let abort = AbortController::default();
    let signal = abort.signal();
    let call = async {
        let mut response = Fetch::Request(request).send_with_signal(&signal).await?;
        let retry_after = response
            .headers()
            .get("Retry-After")?
            .and_then(|seconds| seconds.trim().parse::<i64>().ok())
            .map(|seconds| seconds.saturating_mul(SECOND));
        let body = response.text().await?;
        Ok(Outcome::Answered {
            status: response.status_code(),
            body,
            retry_after,
        })
    };
    match select(pin!(call), pin!(Delay::from(GRAPH_TIMEOUT))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            abort.abort();
            Ok(Outcome::NoAnswer)
        }
    }
}
