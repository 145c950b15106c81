//! Hands what a book has claimed to a receiver of the shop's own, the help desk or the systems that
//! events tell, and reports back: an invocation with connections of its own.

use crate::book::{EVENT_ID, client};
use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::internal::{Claim, Claims, Handed, HandedOutcome, Pipe, SIGNATURE, is_signed};
use crate::platform;
use crate::routes::{body, webhook};
use futures_util::future::{Either, select};
use futures_util::stream::{self, StreamExt};
use js_sys::ArrayBuffer;
use saludo_core::events_out::signatures;
use saludo_core::shops::Slug;
use saludo_core::time::{MINUTE, SECOND};
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
    Response, Result, console_error, web_sys,
};

/// The standard's recommendation for webhooks, and what a help desk may take to store a message.
const PATIENCE: Duration = Duration::from_secs(15);
/// What an invocation may have open at a time.
const CONNECTIONS: usize = 6;
/// Two numbers for each of a few dozen items.
const MAX_CLAIMS: usize = 16 * 1024;
/// How often a report is tried before the book tries the item again by itself.
const REPORT_TRIES: u32 = 4;

/// `POST /_internal/deliver`.
pub(crate) async fn deliver(mut request: Request, shell: &Shell) -> Result<Response> {
    let signature = request.headers().get(SIGNATURE)?.unwrap_or_default();
    let Some(bytes) = body::read(&mut request, MAX_CLAIMS).await? else {
        return Problem::not_found().answer();
    };
    let text = String::from_utf8(bytes).unwrap_or_default();
    let claims = is_signed(&shell.config, &text, &signature)
        .then(|| serde_json::from_str::<Claims>(&text).ok())
        .flatten()
        .filter(|claims| (platform::now() - claims.made_at).abs() < MINUTE);
    // To everybody else there is nothing here.
    let Some(claims) = claims else {
        return Problem::not_found().answer();
    };
    let Some((slug, _)) = shell.config.shops.get(&claims.shop) else {
        return Problem::not_found().answer();
    };
    let deliveries = claims
        .items
        .iter()
        .map(|claim| deliver_one(shell, slug, claims.pipe, *claim));
    let mut deliveries = stream::iter(deliveries).buffer_unordered(CONNECTIONS);
    while deliveries.next().await.is_some() {}
    Ok(http::empty(204))
}

async fn deliver_one(shell: &Shell, slug: &Slug, pipe: Pipe, claim: Claim) {
    let outcome = match prepare(shell, slug, pipe, claim).await {
        Ok(Some(request)) => call(request).await.unwrap_or_else(|error| {
            console_error!("no answer for {}: {error}", pipe.as_str());
            HandedOutcome::NoAnswer
        }),
        // It was erased, or somebody else has it by now.
        Ok(None) => return,
        Err(error) => {
            console_error!(
                "{} {} was not handed over: {error}",
                pipe.as_str(),
                claim.id
            );
            HandedOutcome::NotMade
        }
    };
    let handed = Handed {
        pipe,
        claim,
        outcome,
    };
    for attempt in 0..REPORT_TRIES {
        match client::report_handed(&shell.env, &shell.config, slug, &handed).await {
            Ok(200) => return,
            Ok(status) => console_error!("the book answered {status} to a report"),
            Err(error) => console_error!("the book did not take a report: {error}"),
        }
        Delay::from(Duration::from_millis(200 << attempt)).await;
    }
}

/// Fetches an item from the book and makes the request for its receiver.
async fn prepare(shell: &Shell, slug: &Slug, pipe: Pipe, claim: Claim) -> Result<Option<Request>> {
    let path = format!("/parcels/{}/{}/{}", pipe.as_str(), claim.id, claim.attempt);
    let mut parcel = client::get(shell, slug, &path).await?;
    match parcel.status_code() {
        200 => {}
        404 => return Ok(None),
        status => return Err(format!("the book answered {status} for an item").into()),
    }
    let headers = Headers::new();
    headers.set("User-Agent", "Saludo")?;
    let (url, content): (&str, JsValue) = match pipe {
        Pipe::Forward => {
            let Some(url) = &shell.config.forward_url else {
                return Ok(None);
            };
            for name in [webhook::SIGNATURE, "Content-Type"] {
                headers.set(name, &parcel.headers().get(name)?.unwrap_or_default())?;
            }
            // As bytes that JavaScript holds: up to 3 MiB stay out of WebAssembly's memory.
            let parcel: web_sys::Response = parcel.into();
            let bytes = JsFuture::from(parcel.array_buffer()?).await?;
            (url, bytes.unchecked_into::<ArrayBuffer>().into())
        }
        Pipe::Events => {
            let Some(events) = &shell.config.events else {
                return Ok(None);
            };
            let id = parcel.headers().get(EVENT_ID)?.unwrap_or_default();
            let text = parcel.text().await?;
            let (timestamp, signed) = signatures(&events.secrets, &id, platform::now(), &text);
            headers.set("Content-Type", "application/json")?;
            headers.set(EVENT_ID, &id)?;
            headers.set("webhook-timestamp", &timestamp)?;
            headers.set("webhook-signature", &signed)?;
            (&events.url, text.into())
        }
    };
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // What is signed for one address goes to that one alone.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(content));
    Request::new_with_init(url, &init).map(Some)
}

/// Makes the call. Of the answer only the status and `Retry-After` are of interest.
async fn call(request: Request) -> Result<HandedOutcome> {
    let abort = AbortController::default();
    let signal = abort.signal();
    let call = async {
        let response = Fetch::Request(request).send_with_signal(&signal).await?;
        let retry_after = response
            .headers()
            .get("Retry-After")?
            .and_then(|seconds| seconds.trim().parse::<i64>().ok())
            .map(|seconds| seconds.saturating_mul(SECOND));
        Ok(HandedOutcome::Answered {
            status: response.status_code(),
            retry_after,
        })
    };
    let outcome = match select(pin!(call), pin!(Delay::from(PATIENCE))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Ok(HandedOutcome::NoAnswer),
    };
    // Neither a late answer nor a body that nobody reads keeps a connection.
    abort.abort();
    outcome
}
