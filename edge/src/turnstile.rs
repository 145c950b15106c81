//! Asks Cloudflare what a token of the check is worth (`saludo_core::turnstile`).

use futures_util::future::{Either, select};
use saludo_core::turnstile::{Turnstile, Verdict};
use std::pin::pin;
use std::time::Duration;
use url::form_urlencoded::Serializer;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Result, console_error, wasm_bindgen::JsValue,
};

/// Somebody waits for the answer, which usually takes a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks about a token. Nothing but the token is told: not who posted it, nor from where.
pub(crate) async fn verify(turnstile: &Turnstile, token: &str) -> Verdict {
    let abort = AbortController::default();
    let signal = abort.signal();
    let verdict = match select(
        pin!(ask(turnstile, token, &signal)),
        pin!(Delay::from(PATIENCE)),
    )
    .await
    {
        Either::Left((Ok(body), _)) => Verdict::parse(&body),
        Either::Left((Err(error), _)) => {
            console_error!("Turnstile was not reached: {error}");
            return Verdict::Unknown;
        }
        Either::Right(_) => {
            abort.abort();
            console_error!("Turnstile did not answer in time");
            return Verdict::Unknown;
        }
    };
    if verdict == Verdict::Unknown {
        console_error!("Turnstile said nothing of the token; is TURNSTILE_SECRET right?");
    }
    verdict
}

async fn ask(turnstile: &Turnstile, token: &str, signal: &AbortSignal) -> Result<Vec<u8>> {
    let body = Serializer::new(String::new())
        .append_pair("secret", turnstile.secret.expose())
        .append_pair("response", token)
        .finish();
    let headers = Headers::new();
    headers.set("Content-Type", "application/x-www-form-urlencoded")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // The secret is for Cloudflare alone.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(JsValue::from_str(&body)));
    let request = Request::new_with_init(&turnstile.verify_url(), &init)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await?;
    response.bytes().await
}
